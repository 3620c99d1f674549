"""Two trunkd over a real PPP link, tried inside the guest that Tests/PPP/run boots.

HQ and BERLIN have a network namespace each. HQ's phonebook entry is of medium pppd: pppd, chat, a modem; at the other end of
the line another pppd answers, in BERLIN's namespace."""

import re
import smtplib
import socket
import subprocess
import sys
import time
from pathlib import Path

BIN, MODEM, OUT = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
RUN = Path("/run/ppp-test")
MODE = RUN / "mode"
LINK = RUN / "modem"
started = time.monotonic()
failures = 0


def claim(holds, text, found=""):
    global failures
    print(f"{time.monotonic() - started:5.1f} {'ok    ' if holds else 'FAILED'} {text}"
          + ("" if holds else f": {found}"), flush=True)
    failures += not holds


def until(condition, seconds=40.0):
    """Waits for a condition; its last value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.1)


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, timeout=60)


class Site:
    def __init__(self, name, namespace):
        self.name, self.namespace = name, namespace
        self.folder = RUN / name.lower()
        for part in ["connectors", "phonebook", "spool", "mail"]:
            (self.folder / part).mkdir(parents=True)
        self.write("mta.conf", f"""
[MTA]
LocalName={name}
GlobalDomain=C=XX;A= ;P=TEST
SpoolDirectory=spool
Hostname={name.lower()}.example
[SMTP]
Listen=unix:smtp.sock
[P1]
Listen=0.0.0.0:102
[Admin]
Socket=admin.sock
""")
        self.write("connectors/local.connector", f"""
[Connector]
Type=local
AddressSpace=SMTP:{name.lower()}.example;1
[Local]
Maildir={self.folder}/mail/%u
""")

    def write(self, file, text):
        path = self.folder / file
        path.write_text(text)
        path.chmod(0o600)

    def start(self):
        self.log = open(OUT / f"{self.name.lower()}.log", "w")
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", self.namespace, str(BIN / "trunkd"), "--config", str(self.folder), "--log", "stderr"],
            stderr=self.log, stdout=self.log)
        claim(until(lambda: (self.folder / "admin.sock").exists()), f"{self.name} starts", self.events)

    @property
    def events(self):
        return (OUT / f"{self.name.lower()}.log").read_text()

    def count(self, event):
        return len(re.findall(rf"Z {event} ", self.events))

    def control(self, *words):
        return run(str(BIN / "trunkctl"), "--socket", str(self.folder / "admin.sock"), *words)

    def submit(self, sender, recipient, subject, octets=300):
        lines = "0123456789abcdef" * 4 + "\r\n"
        content = f"From: <{sender}>\r\nTo: <{recipient}>\r\nSubject: {subject}\r\n\r\n" + lines * (octets // 66 + 1)
        client = smtplib.SMTP(local_hostname="test.example")
        client.sock = socket.socket(socket.AF_UNIX)
        client.sock.settimeout(30)
        client.sock.connect(str(self.folder / "smtp.sock"))
        client.getreply()
        client.sendmail(sender, [recipient], content.encode())
        client.quit()

    def subjects(self, user):
        found = []
        for path in (self.folder / "mail" / user / "new").glob("*"):
            found += re.findall(r"^Subject: (\S+)", path.read_text(), re.M)
        return sorted(found)


def mode(text):
    MODE.write_text(text)


def mail(subject, octets=300):
    hq.submit("ann@hq.example", "bo@berlin.example", subject, octets)


def has(subject):
    return lambda: subject in berlin.subjects("bo")


def entry(options="user alice remotename B"):
    hq.write("phonebook/berlin.ras", f"""
[Entry]
Medium=pppd
Peer=trunk
Device={LINK}
Speed=38400
ChatScript={RUN}/dial.chat
Options={options}
DialTimeout=60s
IdleHangUp=8s
""")


def routes():
    return run("ip", "netns", "exec", "A", "ip", "route", "show", "default").stdout


def is_idle():
    return "\"rasInUse\":0" in hq.control("status", "--json").stdout


def quiet():
    """The call is over, and the modem has a terminal for the next one."""
    until(is_idle, 30)
    until(LINK.exists)


for namespace in "A", "B":
    run("ip", "netns", "add", namespace)
    run("ip", "netns", "exec", namespace, "ip", "link", "set", "lo", "up")
# A default route that has to stay as it is.
run("ip", "netns", "exec", "A", "ip", "route", "add", "default", "dev", "lo", "metric", "50")
RUN.mkdir()
Path("/etc/ppp/chap-secrets").write_text('alice B "s3cret" *\nalice X "other" *\n')
Path("/etc/ppp/chap-secrets").chmod(0o600)
# What a peer's file for interactive use may have, the default route and a background among it.
Path("/etc/ppp/peers/trunk").write_text(
    "modem\nnoauth\nnoipdefault\ndefaultroute\nupdetach\npersist\nlcp-restart 1\n"
    "lcp-echo-interval 1\nlcp-echo-failure 4\nipparam trunk\n")
(RUN / "dial.chat").write_text(
    "ABORT BUSY\nABORT 'NO CARRIER'\nABORT 'NO DIALTONE'\nABORT 'NO ANSWER'\nABORT ERROR\nTIMEOUT 5\n"
    "'' ATZ OK ATDT5551234 CONNECT ''\n")
mode("connect")
modem_log = open(OUT / "modem", "w")
modem = subprocess.Popen(
    [sys.executable, MODEM, "--rate", "115200", "--delay", "30", str(LINK), str(MODE),
     "ip", "netns", "exec", "B", "/usr/sbin/pppd", "@TTY@", "nodetach", "noauth", "require-chap", "auth", "name", "B",
     "lcp-restart", "1", "10.9.0.2:10.9.0.1", "logfile", str(OUT / "answering-pppd")], stderr=modem_log)

until(LINK.exists)
hq, berlin = Site("HQ", "A"), Site("BERLIN", "B")
entry()
credentials = """
[Credentials]
LocalPassword={}-secret
RemotePassword={}-secret
[Override]
OpenInterval=2s
TransferInterval=1s
RetryFloor=2s
"""
hq.write("connectors/berlin.connector", """
[Connector]
Type=dynamic-ras
RemoteMTA=BERLIN
AddressSpace=SMTP:berlin.example;1
[Link]
PhonebookEntry=berlin
""" + credentials.format("HQ", "BERLIN"))
berlin.write("connectors/hq.connector", """
[Connector]
Type=x400
RemoteMTA=HQ
AddressSpace=SMTP:hq.example;1
Schedule=remote-initiated
""" + credentials.format("BERLIN", "HQ"))
before = routes()
berlin.start()
hq.start()

# Mail both ways in one call.
berlin.submit("bo@berlin.example", "ann@hq.example", "back")
mail("there")
claim(until(has("there")), "mail goes over the PPP link", hq.events[-3000:])
claim(until(lambda: "back" in hq.subjects("ann")), "mail of the other end comes in the same call", berlin.events[-2000:])
claim(hq.count(10005) == 1 and hq.count(10006) == 1, "one call")
claim(routes() == before, "the default route stays as it was", routes())
address = run("ip", "netns", "exec", "A", "ip", "-4", "-o", "addr", "show", "ppp0").stdout
claim("10.9.0.1 peer 10.9.0.2" in address, "the interface has the addresses that were agreed", address)
claim(until(lambda: hq.count(10007) == 1), "an idle line is hung up", hq.events[-2000:])
quiet()
claim(run("ip", "netns", "exec", "A", "ip", "link", "show", "ppp0").returncode != 0, "the interface is gone")

# Cut.
mode("drop-after=90000")
mail("long", 300_000)
claim(until(lambda: hq.count(9311) == 1, 60), "a lost carrier in mid-transfer is event 9311", hq.events[-2000:])
mode("connect")
claim(until(has("long"), 90), "the transfer goes on in the next call", hq.events[-3000:])
claim(hq.count(10008) >= 1, "it goes on from a checkpoint", hq.events[-3000:])
hq.control("link", "hangup", "berlin")
quiet()

# Refused: the other end takes the call and ends it.
mode("refuse")
failed = hq.count(9309)
mail("refused")
claim(until(lambda: hq.count(9309) > failed), "a call that the other end ends at once has failed", hq.events[-2000:])
mode("connect")
claim(until(has("refused"), 60), "the mail goes in a later call", hq.events[-2000:])
hq.control("link", "hangup", "berlin")
quiet()

# Busy.
mode("busy")
failed, opens = hq.count(9309), "\"failedOpens\":0"
mail("busy")
claim(until(lambda: hq.count(9309) > failed), "a busy line is event 9309", hq.events[-2000:])
claim("676" in hq.events[hq.events.rindex("Z 9309 "):].splitlines()[0], "with RAS code 676, by chat's own exit status",
      hq.events[-1500:])
claim(opens in hq.control("connector", "status", "berlin", "--json").stdout, "it uses up no retry")
mode("connect")
claim(until(has("busy"), 60), "the mail goes in a later call", hq.events[-2000:])
hq.control("link", "hangup", "berlin")
quiet()

# Wrong password.
entry("user alice remotename X")
hq.control("reload")
failed = hq.count(9309)
mail("password")
claim(until(lambda: hq.count(9309) > failed, 60), "a refused password is event 9309", hq.events[-3000:])
claim("691" in hq.events[hq.events.rindex("Z 9309 "):].splitlines()[0], "with RAS code 691, whatever pppd's exit status",
      hq.events[-3000:])
claim(until(lambda: hq.count(10022) == 1), "the link is barred, so that the account is not locked", hq.events[-1500:])
calls = hq.count(10005)
entry()
hq.control("reload")
claim(until(has("password"), 60), "it flows after the password is put right and read", hq.events[-2000:])
claim(hq.count(10005) == calls + 1, "nothing was dialled while it was barred")
hq.control("link", "hangup", "berlin")
quiet()

# The end.
mail("last")
claim(until(has("last"), 60), "mail goes once more", hq.events[-2000:])
hq.process.terminate()
hq.process.wait(20)
claim(until(lambda: run("ip", "netns", "exec", "A", "ip", "link", "show", "ppp0").returncode != 0, 15),
      "a daemon that stops leaves no line up")
berlin.process.terminate()
modem.kill()
print(f"{time.monotonic() - started:5.1f} {failures} failed")
sys.exit(1 if failures else 0)
