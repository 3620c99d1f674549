"""A Postfix of our own: its own configuration, queue and data folders, on loopback, gone when the run ends.

It relays everything to one smtp-sink. Needs root (Postfix drops its privileges itself) and the Debian package postfix,
whose own service need not run."""

import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from station import Failure, die_with_parent, free_port

MASTER = """\
127.0.0.1:{port} inet n - n - 200 smtpd
pickup     unix  n - n 60  1 pickup
cleanup    unix  n - n -   0 cleanup
qmgr       unix  n - n 300 1 qmgr
rewrite    unix  - - n -   - trivial-rewrite
bounce     unix  - - n -   0 bounce
defer      unix  - - n -   0 bounce
trace      unix  - - n -   0 bounce
verify     unix  - - n -   1 verify
flush      unix  n - n 1000? 0 flush
proxymap   unix  - - n -   - proxymap
smtp       unix  - - n -   - smtp
relay      unix  - - n -   - smtp
error      unix  - - n -   - error
retry      unix  - - n -   - error
discard    unix  - - n -   - discard
anvil      unix  - - n -   1 anvil
scache     unix  - - n -   1 scache
postlog    unix-dgram n - n - 1 postlogd
"""

MAIN = """\
compatibility_level = 3.6
config_directory = {home}/etc
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file = {home}/log
maillog_file_prefixes = {home}
mail_owner = postfix
setgid_group = postdrop
myhostname = bench.example
mydestination =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtp_host_lookup = native
disable_dns_lookups = yes
relayhost = [127.0.0.1]:{sink}
"""


def usable():
    """Why there is no comparison, or None."""
    for program in ("postfix", "smtp-source", "smtp-sink"):
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin"):
            return f"{program} is not installed (make deps-bench)"
    if os.geteuid() != 0:
        return "a Postfix of our own needs root"
    return None


class Sink:
    """smtp-sink, and how many messages it has taken."""

    def __init__(self):
        self.port = free_port()
        self.marks = []  # (messages so far, when)
        self.process = subprocess.Popen(
            ["/usr/sbin/smtp-sink", "-c", "-4", "-u", "nobody", f"127.0.0.1:{self.port}", "512"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
        time.sleep(0.3)
        if self.process.poll() is not None:
            raise Failure(f"smtp-sink ended with {self.process.returncode}")
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        """Counters, one over the other on one line: `sess=1 quit=2 mesg=3`."""
        rest = b""
        while chunk := os.read(self.process.stdout.fileno(), 65536):
            found = re.findall(rb"mesg=(\d+)", rest + chunk)
            if found:
                self.marks.append((int(found[-1]), time.time()))
            rest = chunk[-32:]

    def count(self):
        return self.marks[-1][0] if self.marks else 0

    def reached(self, messages):
        return next((when for count, when in self.marks if count >= messages), None)

    def stop(self):
        self.process.kill()
        self.process.wait()


class Postfix:
    def __init__(self):
        self.port, self.sink = free_port(), Sink()
        # In a folder of its own: ours are closed to the user postfix.
        self.home = Path(tempfile.mkdtemp(prefix="trunkline-postfix-"))
        for folder in (self.home, *(self.home / name for name in ("etc", "queue", "data"))):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
        shutil.chown(self.home / "data", "postfix")
        (self.home / "etc/main.cf").write_text(MAIN.format(home=self.home, sink=self.sink.port))
        (self.home / "etc/master.cf").write_text(MASTER.format(port=self.port))
        try:
            self.command("start")
        except BaseException:
            # The sink has given up its privileges and does not die with this script.
            self.stop()
            raise

    def command(self, word):
        run = subprocess.run(["/usr/sbin/postfix", "-c", str(self.home / "etc"), word], capture_output=True, text=True)
        if run.returncode != 0 and word == "start":
            log = self.home / "log"
            raise Failure("postfix: " + run.stderr + (log.read_text()[-800:] if log.exists() else ""))

    def stop(self):
        self.command("stop")
        self.sink.stop()
        shutil.rmtree(self.home, ignore_errors=True)
