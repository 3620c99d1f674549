"""A Trunkline site on this machine: its folders, its configuration, its daemon, its events."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

KINDS = {".connector": "connectors", ".ras": "phonebook"}


class Failure(Exception):
    """Something that makes the run worthless; its text is all that the reader needs."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_parent():
    """No daemon outlives the script that started it, however that ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Site:
    def __init__(self, programs, place, name):
        self.name = name
        self.programs = Path(programs).resolve()
        self.domain = f"{name.lower()}.example"
        self.home = Path(place, name.lower())
        self.folder = self.home / "etc"
        self.mail = self.home / "mail"
        self.admin = self.home / "admin.sock"
        self.log = self.home / "trunkd.log"
        self.smtp, self.p1 = free_port(), free_port()
        self.process = None
        self.followers = []
        self.events = []
        for folder in (self.folder / "connectors", self.folder / "phonebook", self.mail):
            folder.mkdir(parents=True)

    # MARK: Configuration

    def configure(self, more=""):
        (self.folder / "mta.conf").write_text(f"""\
[MTA]
LocalName={self.name}
GlobalDomain=C=XX;A= ;P=TRUNKLINE
SpoolDirectory={self.home}/spool
Hostname=mail.{self.domain}

[SMTP]
Listen=127.0.0.1:{self.smtp}

[P1]
Listen=127.0.0.1:{self.p1}

[Admin]
Socket={self.admin}
{more}""")
        self.write("mailboxes.connector", f"""\
[Connector]
Type=local
AddressSpace=SMTP:{self.domain};1

[Local]
Maildir={self.mail}/%u
""")

    def write(self, name, text):
        (self.folder / KINDS[Path(name).suffix] / name).write_text(text)

    # MARK: The daemon

    def start(self, follow=None, timeout=15.0):
        """Starts trunkd and waits until it answers by SMTP and on its admin socket.

        `follow` is called with each event, on a thread of its own."""
        environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
        environment.pop("NOTIFY_SOCKET", None)
        self.process = subprocess.Popen(
            [self.programs / "trunkd", "--config", self.folder, "--log", "stderr"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.log, "ab"),
            env=environment, preexec_fn=die_with_parent, start_new_session=True)
        deadline = time.monotonic() + timeout
        while not (self.admin.exists() and self.greets()):
            if self.process.poll() is not None:
                raise Failure(f"{self.name}: trunkd ended with {self.process.returncode}:\n{self.last_words()}")
            if time.monotonic() > deadline:
                raise Failure(f"{self.name}: trunkd does not answer after {timeout:.0f} s:\n{self.last_words()}")
            time.sleep(0.02)
        if follow:
            self.follow(follow)

    def greets(self):
        try:
            with socket.create_connection(("127.0.0.1", self.smtp), timeout=2) as client:
                greeting = client.recv(200)
                client.sendall(b"QUIT\r\n")
                return greeting.startswith(b"220")
        except OSError:
            return False

    def last_words(self, lines=15):
        try:
            return "\n".join("    " + line for line in self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return "    (it wrote nothing)"

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, patience=12.0):
        """Orderly, then not. Returns the exit code, or None where it had to be killed."""
        for follower in self.followers:
            follower.kill()
            follower.wait()
        self.followers = []
        if self.process is None:
            return 0
        process, self.process = self.process, None
        if process.poll() is None:
            process.terminate()
        try:
            return process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None

    def memory(self):
        """Resident octets of the daemon."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    # MARK: The operator's client

    def command(self, *words, as_json=False):
        return [str(self.programs / "trunkctl"), "--socket", str(self.admin)] + (["--json"] if as_json else []) \
            + list(words)

    def ask(self, *words):
        """What trunkctl prints for people."""
        run = subprocess.run(self.command(*words), capture_output=True, text=True, timeout=10)
        return (run.stdout + run.stderr).rstrip()

    def rows(self, *words):
        """What trunkctl prints for programs: one object a line."""
        run = subprocess.run(self.command(*words, as_json=True), capture_output=True, text=True, timeout=10)
        if run.returncode != 0:
            raise Failure(f"{self.name}: trunkctl {' '.join(words)}: {run.stderr.strip()}")
        return [json.loads(line) for line in run.stdout.splitlines() if line.strip()]

    def follow(self, tell):
        follower = subprocess.Popen(
            self.command("events", "--follow", "--lines", "100", as_json=True), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, preexec_fn=die_with_parent)
        self.followers.append(follower)

        def read():
            for line in follower.stdout:
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                self.events.append(event)
                tell(self, event)

        threading.Thread(target=read, daemon=True).start()

    # MARK: Mailboxes

    def delivered(self, user=None):
        """The files of one mailbox, or of all."""
        return sorted(self.mail.glob(f"{user or '*'}/new/*")) + sorted(self.mail.glob(f"{user or '*'}/cur/*"))
