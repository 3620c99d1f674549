"""Two Taylor UUCP systems of our own, one of which calls the other: their own folders, gone when the run ends.

Needs root: uucico and uux run as the user uucp, to whom the folders are given."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from station import Failure, die_with_parent

UUCICO, UUX = "/usr/sbin/uucico", "/usr/bin/uux"


def usable():
    """Why there is no comparison, or None."""
    if not (Path(UUCICO).exists() and Path(UUX).exists()):
        return "uucp is not installed (make deps-bench)"
    return None if os.geteuid() == 0 else "a UUCP of our own needs root"


class UUCP:
    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="trunkline-uucp-"))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.children = []
        threading.Thread(target=self.answer, daemon=True).start()

    def start(self, relay_port):
        for name, other in (("near", "far"), ("far", "near")):
            folder = self.home / name
            (folder / "spool").mkdir(parents=True)
            files = {
                "config": f"nodename {name}\nspool {folder}/spool\npubdir {folder}/pub\nlogfile {folder}/log\n"
                          f"statfile {folder}/stats\ndebugfile {folder}/debug\nlockdir {folder}\n"
                          f"sysfile {folder}/sys\nportfile {folder}/port\n",
                # UUCP's own defaults for protocol i; what comes in is not executed.
                "sys": f"system {other}\ntime any\nport line\naddress 127.0.0.1\nchat \"\"\nprotocol i\n"
                       f"local-send /\ncommands rmail\n",
                "port": f"port line\ntype tcp\nservice {relay_port}\n",
            }
            for file, text in files.items():
                (folder / file).write_text(text)
        subprocess.run(["chown", "-R", "uucp:uucp", self.home], check=True)
        subprocess.run(["chmod", "-R", "u+rwX,go+rX", self.home], check=True)

    def answer(self):
        """The far end: a uucico for each call, as inetd starts it."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self.children.append(subprocess.Popen(
                    [UUCICO, "-I", self.home / "far/config", "-q"], stdin=connection, stdout=connection,
                    stderr=subprocess.DEVNULL, preexec_fn=die_with_parent, start_new_session=True))

    def queue(self, octets, recipient):
        run = subprocess.run([UUX, "-I", self.home / "near/config", "-r", "-p", "-n", "far!rmail", f"({recipient})"],
                             input=octets, capture_output=True)
        if run.returncode:
            raise Failure(f"uux: {run.stderr.decode().strip()}")

    def received(self):
        """Jobs that the far end has, with their letters."""
        jobs = list((self.home / "far/spool/near/X.").glob("*"))
        return min(len(jobs), len(list((self.home / "far/spool/near/D.").glob("*"))))

    def call_until_received(self, count, seconds):
        deadline = time.monotonic() + seconds
        call = subprocess.Popen(
            [UUCICO, "-I", self.home / "near/config", "-r1", "-D", "-S", "far", "-q"], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent, start_new_session=True)
        self.children.append(call)
        while self.received() < count:
            if call.poll() is not None and self.received() < count:
                raise Failure(f"uucico ended with {call.returncode}, {self.received()} of {count}:\n{self.log()}")
            if time.monotonic() > deadline:
                raise Failure(f"UUCP: {self.received()} of {count} after {seconds} s:\n{self.log()}")
            time.sleep(0.02)

    def log(self):
        return "".join(path.read_text(errors="replace")[-600:] for path in sorted(self.home.glob("*/log"))[::-1])

    def stop(self):
        self.listener.close()
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.wait()
        shutil.rmtree(self.home, ignore_errors=True)
