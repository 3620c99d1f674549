"""What the units promise, tried on a real systemd. Runs inside the container that Tests/Systemd/run boots."""

import json
import os
import re
import shutil
import smtplib
import socket
import subprocess
import sys
import time
from pathlib import Path

OUT = Path(sys.argv[1])
ETC = Path("/etc/trunkline")
STATE = Path("/var/lib/trunkline")
UNIT = "trunkd.service"
SOCKETS = ["trunkd-smtp.socket", "trunkd-p1.socket", "trunkd-admin.socket"]
started = time.monotonic()
failures = 0


def claim(holds, text, found=""):
    global failures
    print(f"{time.monotonic() - started:5.1f} {'ok    ' if holds else 'FAILED'} {text}"
          + ("" if holds else f": {found}"), flush=True)
    failures += not holds


def run(*words, check=True, **more):
    result = subprocess.run(words, capture_output=True, text=True, timeout=60, **more)
    if check and result.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: {result.returncode}: {result.stdout}{result.stderr}")
    return result


def until(condition, seconds=15.0):
    """Waits for a condition; its last value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.05)


def show(name, unit=UNIT):
    return run("systemctl", "show", "--value", "-p", name, unit).stdout.strip()


def process_status():
    text = Path(f"/proc/{show('MainPID')}/status").read_text()
    return dict(re.findall(r"^(\w+):\s*(.*)$", text, re.M))


def journal(since=None, **fields):
    """The journal's records with these fields, from a moment of `moment` on."""
    run("journalctl", "--sync")
    words = ["journalctl", "-o", "json", "--no-pager"] + ([f"--since=@{since}"] if since else [])
    lines = run(*words, *(f"{k}={v}" for k, v in fields.items()), check=False).stdout.splitlines()
    return [json.loads(line) for line in lines]


def moment():
    return f"{time.time():.6f}"


def smtp():
    return smtplib.SMTP("127.0.0.1", 25, local_hostname="client.example", timeout=30)


def mail(recipient, subject):
    """A message as it is handed over, sent; the octets."""
    octets = (f"From: <root@hq.example>\r\nTo: <{recipient}>\r\nSubject: {subject}\r\n"
              f"Message-ID: <{subject}@hq.example>\r\n\r\nLines.\r\n.\r\n..dots\r\n").encode()
    with smtp() as client:
        client.sendmail("root@hq.example", [recipient], octets)
    return octets


def delivered(folder, octets):
    """Whether exactly this message lies in the Maildir, below one Received field."""
    for path in Path(folder).glob("new/*"):
        content = path.read_bytes()
        content = content if b"\r\n" in content else content.replace(b"\n", b"\r\n")
        if content.endswith(octets) and re.fullmatch(rb"(Return-Path:[^\n]*\n)?(\S+:[^\n]*\n([ \t][^\n]*\n)*)*",
                                                     content[:-len(octets)]):
            return True
    return False


def write(path, text, mode=0o640):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    shutil.chown(path, group="trunkline")
    path.chmod(mode)


def drop_in(name, text):
    write(f"/etc/systemd/system/trunkd.service.d/{name}.conf", "[Service]\n" + text, 0o644)
    run("systemctl", "daemon-reload")


def stop():
    run("systemctl", "stop", UNIT, *SOCKETS)
    run("systemctl", "reset-failed", check=False)


MAIN = """\
[MTA]
LocalName=HQ
GlobalDomain=C=XX;A= ;P=TEST
Hostname=mail.hq.example
Password=credential:mta-password
"""
MAILBOXES = """\
[Connector]
Type=local
AddressSpace=SMTP:{domain};1
[Local]
Maildir={folder}/%u
"""


def install():
    """As `make install` ends on a running system."""
    run("systemd-sysusers")
    run("systemd-tmpfiles", "--create", "trunkline.conf")
    run("journalctl", "--update-catalog")
    run("systemctl", "daemon-reload")


def readme():
    """What README.md tells to type works as it stands there."""
    text = Path("/usr/share/doc/trunkline/README.md").read_text()
    part = text[text.index("## Install under systemd"):text.index("## Where to read on")]
    blocks = [b for b in re.findall(r"^```\n(.*?)^```$", part, re.M | re.S) if "sudo tee" in b]
    claim(len(blocks) == 3, "README.md has three blocks that write a configuration", len(blocks))
    for block in blocks:
        done = run("bash", "-euc", 'sudo() { "$@"; }\n' + block, check=False)
        claim(done.returncode == 0, f"they work: {block.splitlines()[0]}", done.stdout + done.stderr)
    claim(until(lambda: list((STATE / "mailboxes/hq.example/alice/new").glob("*"))), "the first message is delivered")
    queue = run("trunkctl", "connector").stdout
    claim("mailboxes" in queue and "nairobi" in queue, "trunkctl connector shows both connectors", queue)
    claim(run("systemctl", "is-enabled", UNIT, "trunkd-admin.socket").stdout.split() == ["enabled"] * 2,
          "the service and its administration socket are enabled")
    stop()
    shutil.rmtree(STATE)
    for path in ETC.rglob("*.*"):
        path.unlink()


def prepare():
    install()
    claim(run("trunkctl", "check", check=False).returncode == 1, "without a configuration trunkctl check says so")
    write(ETC / "mta.conf", MAIN)
    write(ETC / "connectors/mailboxes.connector", MAILBOXES.format(domain="hq.example", folder=STATE / "mail"))
    write("/etc/mta-password", "secret\n", 0o600)
    drop_in("password", "LoadCredential=mta-password:/etc/mta-password\n")
    check = run("trunkctl", "check", check=False)
    claim(check.returncode == 0, "trunkctl check finds no mistake", check.stdout + check.stderr)


def activation():
    """Each of the three sockets starts the daemon, which takes the three over by their names."""
    run("systemctl", "start", *SOCKETS)
    claim(show("ActiveState") == "inactive", "the sockets are there, the daemon does not run")
    with smtp() as client:
        code, banner = client.docmd("NOOP")
        claim(code == 250, "a client at port 25 starts the daemon and is served", banner)
    claim(until(lambda: show("ActiveState") == "active"), "Type=notify: active", show("ActiveState"))
    claim("connectors" in show("StatusText"), "it says its state to systemd", show("StatusText"))
    listening = {e["MESSAGE"] for e in journal(MTA_EVENT=10018)}
    for name in ("smtp", "p1", "admin"):
        claim(any(name in text for text in listening), f"{name} was taken over", listening)
    claim(not journal(MTA_EVENT=10019), "no listener failed")
    stop()
    run("systemctl", "start", *SOCKETS)
    with socket.create_connection(("127.0.0.1", 102), timeout=20) as caller:
        # No TPKT: the call is dropped by whoever answers at port 102.
        caller.sendall(b"\x00" * 64)
        caller.settimeout(20)
        claim(caller.recv(100) == b"", "a caller at port 102 starts the daemon and is answered")
    claim(bool(until(lambda: journal(MTA_EVENT=10021))), "the caller without a bind is an event")
    stop()
    run("systemctl", "start", *SOCKETS)
    status = run("trunkctl", "status", check=False)
    claim(status.returncode == 0 and "HQ" in status.stdout, "trunkctl starts the daemon through its socket",
          status.stdout + status.stderr)


def sandbox():
    status = process_status()
    user = run("id", "-u", "trunkline").stdout.strip()
    claim(set(status["Uid"].split()) == {user}, "it runs as user trunkline", status["Uid"])
    claim(status["Seccomp"] == "2" and status["NoNewPrivs"] == "1", "system calls are filtered, no new privileges")
    claim(int(status["CapEff"], 16) == 1 << 10 and int(status["CapBnd"], 16) == 1 << 10,
          "its one capability is CAP_NET_BIND_SERVICE", status["CapEff"])
    inside = ["nsenter", "--mount", f"--target={show('MainPID')}", "--"]
    for folder, writable in ((STATE, True), ("/etc/trunkline", False), ("/usr", False), ("/var/spool", False)):
        options = run(*inside, "findmnt", "--noheadings", "-o", "VFS-OPTIONS", "--target", str(folder)).stdout
        claim(options.startswith("rw" if writable else "ro"), f"{folder} {'can' if writable else 'cannot'} be written",
              options)
    claim(not run(*inside, "ls", "/root", check=False).stdout, "/root is hidden")
    analysis = run("systemd-analyze", "security", UNIT, check=False).stdout.splitlines()[-1]
    exposure = re.search(r"(\d+\.\d)", analysis)
    claim(exposure and float(exposure[1]) < 3.0, f"systemd-analyze security: {exposure and exposure[1]}", analysis)


def permissions():
    """Who may what by the admin socket (SO_PEERCRED)."""
    def ask(groups, *words):
        return run("setpriv", "--reuid=nobody", "--regid=nogroup", groups, "trunkctl", *words, check=False).returncode

    claim(ask("--clear-groups", "status") == 4, "anybody is refused")
    claim(ask("--groups=trunkline-view", "status") == 0, "trunkline-view may look")
    claim(ask("--groups=trunkline-view", "reload") == 4, "and may not change")
    claim(ask("--groups=trunkline", "reload") == 0, "trunkline may change")


def delivery():
    octets = mail("alice@hq.example", "local")
    claim(until(lambda: delivered(STATE / "mail/alice", octets)), "mail by port 25 is in the Maildir, octet by octet",
          list(STATE.rglob("mail/*")))


def fields():
    """The journal's view of one delivery, and the catalogue's."""
    events = until(lambda: journal(MTA_EVENT=10001))
    event = events[-1] if events else {}
    wanted = {"MTA_CONNECTOR": "mailboxes", "SYSLOG_IDENTIFIER": "trunkd", "PRIORITY": "6",
              "_SYSTEMD_UNIT": UNIT, "MESSAGE_ID": "310cc1e066d341e79add787a00010001"}
    claim(wanted.items() <= event.items(), "event 10001 carries its fields", event)
    claim(bool(event.get("MTA_MTSID")) and bool(event.get("MTA_CATEGORY")), "and MTA_MTSID, MTA_CATEGORY", event)
    ours = journal(_SYSTEMD_UNIT=UNIT)
    bare = [e["MESSAGE"] for e in ours if "MESSAGE_ID" not in e or "MTA_EVENT" not in e]
    # libdispatch's complaint, where the container cannot grant LimitNICE=.
    bare = [text for text in bare if "thread priority" not in text]
    claim(ours and not bare, f"all {len(ours)} records of the unit are events", bare[:5])
    text = run("journalctl", "-x", "--no-pager", "MTA_EVENT=10001").stdout
    claim("Subject: Event 10001: Message delivered" in text and "trunkctl" in text,
          "journalctl -x explains it from the catalogue", text[-600:])
    by_id = run("journalctl", "--no-pager", "-q", f"MESSAGE_ID={wanted['MESSAGE_ID']}").stdout
    claim(bool(by_id), "it is found by its MESSAGE_ID")


def reloading():
    pid = show("MainPID")
    here = moment()
    write(ETC / "mta.conf", MAIN + "[SMTP]\nMaximumMessageSize=1M\n")
    run("systemctl", "reload", UNIT)
    claim(until(lambda: journal(here, MTA_EVENT=10010)), "systemctl reload: event 10010")
    with smtp() as client:
        client.ehlo()
        claim(client.esmtp_features.get("size") == str(1 << 20), "the new limit holds", client.esmtp_features)
    here = moment()
    write(ETC / "mta.conf", MAIN + "[SMTP]\nMaximumMesageSize=2M\n")
    run("systemctl", "reload", UNIT)
    refused = until(lambda: journal(here, MTA_EVENT=10011))
    text = refused[0]["MESSAGE"] if refused else ""
    claim(text.count("mta.conf:7:") == 1 and "MaximumMessageSize" in text,
          "a mistake: event 10011 with file, line and the nearest key", text)
    with smtp() as client:
        client.ehlo()
        claim(client.esmtp_features.get("size") == str(1 << 20), "it serves on as before", client.esmtp_features)
    claim(until(lambda: show("ActiveState") == "active") and show("MainPID") == pid, "in the same process")
    write(ETC / "mta.conf", MAIN)
    run("systemctl", "reload", UNIT)


def dialled():
    """A line program works inside the sandbox: HQ calls BERLIN, a second daemon, through socat."""
    home = Path("/var/lib/berlin")
    write("/etc/berlin/mta.conf", f"""\
[MTA]
LocalName=BERLIN
GlobalDomain=C=XX;A= ;P=TEST
SpoolDirectory={home}/spool
Hostname=mail.berlin.example
[P1]
Listen=1102
[Admin]
Socket={home}/admin.sock
""")
    write("/etc/berlin/connectors/mailboxes.connector",
          MAILBOXES.format(domain="berlin.example", folder=home / "mail"))
    write("/etc/berlin/connectors/hq.connector", """\
[Connector]
Type=dynamic-ras
RemoteMTA=HQ
AddressSpace=SMTP:hq.example;1
Schedule=remote-initiated
[Credentials]
RemotePassword=secret
""", 0o600)
    shutil.chown("/etc/berlin/connectors/hq.connector", user="trunkline")
    environment = [f"--property=Environment={x}" for x in show("Environment").split()]
    run("systemd-run", "--quiet", "--unit=berlin", "--property=User=trunkline", "--property=StateDirectory=berlin",
        "--property=Type=notify", *environment, "trunkd", "--config", "/etc/berlin")
    write(ETC / "phonebook/berlin.ras",
          "[Entry]\nMedium=command\nCommand=/usr/bin/socat - TCP:127.0.0.1:1102\nIdleHangUp=1s\n")
    write(ETC / "connectors/berlin.connector", """\
[Connector]
Type=dynamic-ras
RemoteMTA=BERLIN
AddressSpace=SMTP:berlin.example;1
[Link]
PhonebookEntry=berlin
""")
    here = moment()
    run("systemctl", "reload", UNIT)
    until(lambda: journal(here, MTA_EVENT=10010))
    octets = mail("bernd@berlin.example", "dialled")
    claim(until(lambda: delivered(home / "mail/bernd", octets), 20), "mail crosses a dialled line out of the sandbox",
          [e["MESSAGE"] for e in journal(here)][-8:])
    lines = until(lambda: journal(here, MTA_EVENT=10007, MTA_CONNECTOR="berlin"))
    claim(bool(lines) and until(lambda: "socat" not in run("ps", "-eo", "comm").stdout),
          "the line is hung up, its program is gone")
    incident = lines[0].get("MTA_INCIDENT") if lines else None
    claim(len(journal(here, MTA_INCIDENT=incident or "-")) >= 3, "the call's events carry one MTA_INCIDENT")



def unit_line():
    """A systemd unit is the line: the service's user starts and stops it over D-Bus, by the polkit rule alone."""
    unit = "trunkline-line-test.service"
    for name in unit, "other.service":
        write(f"/etc/systemd/system/{name}",
              "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n", 0o644)
    run("systemctl", "daemon-reload")

    def entry(name):
        write(ETC / "phonebook/berlin.ras",
              f"[Entry]\nMedium=unit\nUnit={name}\nInterface=lo\nDialTimeout=30s\nIdleHangUp=4s\n")
        return moment()

    def failure(here):
        code = lambda: [e.get("MTA_RAS_CODE") for e in journal(here, MTA_EVENT=9309)]
        return until(code)

    write(ETC / "connectors/berlin.connector.d/stack.conf", "[Stack]\nRemoteHost=127.0.0.1\nPort=1102\n")
    here = entry(unit)
    run("systemctl", "reload", UNIT)
    octets = mail("bob@berlin.example", "unit")
    # By hand: the floor between two calls has not passed.
    run("trunkctl", "link", "call", "berlin")
    claim(until(lambda: show("ActiveState", unit) == "active"), "the daemon starts the unit of its line",
          [e["MESSAGE"] for e in journal(here, MTA_EVENT=10016)])
    claim(until(lambda: delivered("/var/lib/berlin/mail/bob", octets)), "mail goes over the interface",
          [e["MESSAGE"] for e in journal(here, _SYSTEMD_UNIT=UNIT)][-8:])
    claim(until(lambda: show("ActiveState", unit) == "inactive", 30), "and stops it when the line has been idle")
    claim(until(lambda: journal(here, MTA_EVENT=10007)), "which is a line hung up in order")
    for name, code, why in [("other.service", "665", "a unit that the rule does not name is refused"),
                            ("trunkline-line-none.service", "608", "a unit that is not there says so")]:
        here = entry(name)
        run("systemctl", "reload", UNIT)
        run("trunkctl", "link", "call", "berlin")
        found = failure(here)
        claim(found == [code], f"{why}: RAS {code}", found)
        claim(show("ActiveState", name) == "inactive", "and does not run")
    write(ETC / "phonebook/berlin.ras",
          "[Entry]\nMedium=command\nCommand=/usr/bin/socat - TCP:127.0.0.1:1102\nIdleHangUp=1s\n")
    (ETC / "connectors/berlin.connector.d/stack.conf").unlink()
    run("systemctl", "reload", UNIT)
    run("systemctl", "stop", "berlin")


def served():
    try:
        with smtp() as client:
            return client.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False  # It was taken by the process that the watchdog then killed.


def watchdog():
    drop_in("watchdog", "WatchdogSec=2s\nRestartSec=1s\n")
    run("systemctl", "restart", UNIT)
    pid = show("MainPID")
    until(lambda: False, 2.5)
    claim(show("MainPID") == pid and show("NRestarts") == "0", "the watchdog is fed")
    os.kill(int(pid), 19)
    claim(until(served), "a client that comes while it is wedged is served in the end")
    claim(until(lambda: show("NRestarts") == "1" and show("MainPID") not in ("0", pid)),
          "a wedged daemon was killed and started again", show("NRestarts"))
    words = [e["MESSAGE"] for e in journal(UNIT=UNIT)]
    claim(any("Watchdog timeout" in w for w in words) and any("status=6/ABRT" in w for w in words),
          "by the watchdog's SIGABRT", words[-6:])
    until(lambda: show("ActiveState") == "active")
    octets = mail("alice@hq.example", "after")
    claim(until(lambda: delivered(STATE / "mail/alice", octets)), "and delivers mail")


def stopping():
    idle = smtp()
    with socket.create_connection(("127.0.0.1", 102), timeout=5):
        begin = time.monotonic()
        run("systemctl", "stop", *SOCKETS, UNIT)
        took = time.monotonic() - begin
    idle.close()
    claim(took < 10, f"systemctl stop with clients connected takes {took:.1f} s, not 10")
    claim(show("Result") == "success" and show("ExecMainStatus") == "0", "and is an orderly end", show("Result"))
    claim(bool(journal(MTA_EVENT=9299)), "with event 9299")


def refusal():
    """A configuration with a mistake: one start, one error, no loop."""
    write(ETC / "mta.conf", MAIN.replace("LocalName", "Localname"))
    here = moment()
    run("systemctl", "start", UNIT, check=False)
    until(lambda: show("ActiveState") == "failed", 5)
    claim(show("ActiveState") == "failed" and show("ExecMainStatus") == "78" and show("NRestarts") == "0",
          "a start with a mistake in the configuration fails once, with 78",
          [show(x) for x in ("ActiveState", "ExecMainStatus", "NRestarts")])
    said = [e["MESSAGE"] for e in journal(here, _SYSTEMD_UNIT=UNIT) if e.get("PRIORITY") == "3"]
    claim(any("mta.conf" in line and "LocalName" in line for line in said), "the journal names file and key", said)
    write(ETC / "mta.conf", MAIN)
    run("systemctl", "start", UNIT)
    claim(show("ActiveState") == "active", "mended, it starts without reset-failed")
    run("systemctl", "stop", UNIT)


def main():
    steps = [install, readme, prepare, activation, sandbox, permissions, delivery, fields, reloading, dialled,
             unit_line, watchdog, stopping, refusal]
    try:
        for step in steps:
            step()
    except Exception as error:
        claim(False, f"{step.__name__} came to its end", repr(error))
    with open(OUT / "journal", "w") as file:
        subprocess.run(["journalctl", "--no-pager", "-o", "short-precise"], stdout=file)
    print(f"{'All is well' if not failures else f'{failures} FAILED'}: {time.monotonic() - started:.0f} seconds.")
    return 1 if failures else 0


sys.exit(main())
