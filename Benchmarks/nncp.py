"""Two NNCP nodes of our own, one of which calls the other: own folders, keys and ports, gone when the run ends."""

import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from station import Failure, die_with_parent, free_port


def usable():
    """Why there is no comparison, or None."""
    return None if shutil.which("nncp-call") else "nncp-call is not installed (make deps-bench)"


class NNCP:
    KEYS = ("id", "exchpub", "signpub", "noisepub")

    def __init__(self):
        self.port = free_port()
        self.home = Path(tempfile.mkdtemp(prefix="trunkline-nncp-"))
        made = {name: subprocess.run(["nncp-cfgnew", "-nocomments"], capture_output=True, text=True, check=True).stdout
                for name in ("near", "far")}
        self.keys = {name: dict(re.findall(r"^\s*(\w+): ([A-Z2-7]{40,})$", text, re.M)) for name, text in made.items()}
        self.process = None

    def write(self, name, other, address):
        own, keys = self.keys[name], self.keys[other]
        neighbour = "\n".join(f"{key}: {keys[key]}" for key in self.KEYS)
        (self.home / f"{name}.hjson").write_text(f"""{{
spool: {self.home}/{name}
log: {self.home}/{name}.log
self: {{
{chr(10).join(f"{key}: {value}" for key, value in own.items())}
}}
neigh: {{
self: {{
{chr(10).join(f"{key}: {own[key]}" for key in self.KEYS)}
}}
{other}: {{
{neighbour}
addrs: {{line: "127.0.0.1:{address}"}}
}}
}}
}}
""")

    def start(self, relay_port):
        """The far end listens; the near one knows it by the relay's port."""
        for name, other, port in (("near", "far", relay_port), ("far", "near", self.port)):
            (self.home / name).mkdir()
            self.write(name, other, port)
        self.process = subprocess.Popen(
            ["nncp-daemon", "-quiet", "-cfg", self.home / "far.hjson", "-bind", f"127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)

    def queue(self, path):
        run = subprocess.run(["nncp-file", "-quiet", "-cfg", self.home / "near.hjson", path, "far:"],
                             capture_output=True, text=True)
        if run.returncode:
            raise Failure(f"nncp-file: {run.stderr.strip()}")

    def received(self):
        """Whole packets that the far end has."""
        folder = self.home / "far" / self.keys["near"]["id"] / "rx"
        return [path for path in folder.glob("*") if len(path.stem) > 40 and path.suffix in ("", ".nock")]

    def call_until_received(self, count, seconds):
        """Calls, at once again when the line has gone, until the far end has so many packets."""
        deadline = time.monotonic() + seconds
        while len(self.received()) < count:
            call = subprocess.Popen(
                ["nncp-call", "-quiet", "-cfg", self.home / "near.hjson", "-onlinedeadline", "5", "far"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
            try:
                while call.poll() is None and len(self.received()) < count:
                    if time.monotonic() > deadline:
                        raise Failure(f"NNCP: not finished after {seconds} s")
                    time.sleep(0.02)
            finally:
                call.kill()
                call.wait()

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)
