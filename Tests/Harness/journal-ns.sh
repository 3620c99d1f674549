#!/bin/bash
# journal-ns.sh COMMAND [ARGUMENT...]
#
# Runs a command with a /run and a journald of its own, which end with it, and gives its exit status.
# Needs root or user namespaces. 125: the surroundings could not be made.
# Inside: `journalctl --sync` before looking, then `journalctl -o json`.
set -u

if [ "${JOURNAL_NS_INSIDE:-}" != 1 ]; then
    options=(--mount --propagation private)
    [ "$(id -u)" = 0 ] || options+=(--user --map-root-user)
    exec env JOURNAL_NS_INSIDE=1 unshare "${options[@]}" -- "$0" "$@"
fi
unset JOURNAL_NS_INSIDE

journald=/lib/systemd/systemd-journald
[ -x "$journald" ] || { echo "no $journald" >&2; exit 125; }
mount -t tmpfs -o mode=755,size=256m tmpfs /run || exit 125
mkdir -p /run/systemd/journal /run/systemd/journald.conf.d /run/log/journal /run/lock
cat > /run/systemd/journald.conf.d/test.conf <<'END'
[Journal]
Storage=volatile
RuntimeMaxUse=64M
RateLimitIntervalSec=0
RateLimitBurst=0
ReadKMsg=no
Audit=no
ForwardToSyslog=no
ForwardToWall=no
END

"$journald" 2> /run/journald.err &
export JOURNALD_PID=$!
for _ in $(seq 250); do
    [ -S /run/systemd/journal/io.systemd.journal ] && break
    sleep 0.02
done
if [ ! -S /run/systemd/journal/io.systemd.journal ]; then
    echo "journald did not start" >&2
    cat /run/journald.err >&2
    exit 125
fi

"$@"
status=$?
kill -CONT "$JOURNALD_PID" 2> /dev/null
kill "$JOURNALD_PID" 2> /dev/null
wait "$JOURNALD_PID" 2> /dev/null
exit $status
