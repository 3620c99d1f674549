"""A daemon with many connectors and nothing to do: what it keeps in memory and what it does all the same."""

import os
import subprocess
import time
from pathlib import Path

from station import Failure, Site

X400 = """\
[Connector]
Type=x400
RemoteMTA=SITE-{n}
AddressSpace=SMTP:site{n}.example;1

[Stack]
RemoteHost=198.51.100.{low}
Port=102

[Credentials]
LocalPassword=ours-{n}
RemotePassword=theirs-{n}
"""

DIALLED = """\
[Connector]
Type=dynamic-ras
RemoteMTA=SITE-{n}
AddressSpace=SMTP:site{n}.example;1

[Link]
PhonebookEntry=site{n}

[Credentials]
LocalPassword=ours-{n}
RemotePassword=theirs-{n}
"""

ENTRY = """\
[Entry]
Medium=command
Command=/usr/bin/dial --number 5550{n} --speed 33600
DialTimeout=60s
IdleHangUp=60s
"""

SECONDS = 10


def processor_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def settle(site):
    """Until it does next to nothing in a second: the start, or the reload, is over."""
    deadline = time.monotonic() + 120
    before = processor_seconds(site.process)
    while True:
        time.sleep(1)
        now = processor_seconds(site.process)
        if now - before < 0.05:
            return
        if time.monotonic() > deadline:
            raise Failure("it is still busy after two minutes")
        before = now


def idle(options, place, results):
    """Half of the connectors are dialled, each with an entry of its own, half are reached over a network."""
    for count in (1000, 10_000):
        site = Site(options.bin, Path(place), f"IDLE{count}")
        site.configure()
        # The local one is one of them.
        for n in range(count - 1):
            site.write(f"site{n}.connector", (X400, DIALLED)[n % 2].format(n=n, low=1 + n % 250))
            if n % 2:
                site.write(f"site{n}.ras", ENTRY.format(n=n))
        began = time.monotonic()
        try:
            site.start(timeout=120)
            started = time.monotonic() - began
            settle(site)
            cost = processor_seconds(site.process)
            time.sleep(SECONDS)
            cost = (processor_seconds(site.process) - cost) / SECONDS
            memory = site.memory()
            began = time.monotonic()
            run = subprocess.run(site.command("reload"), capture_output=True, text=True, timeout=120)
            if run.returncode:
                raise Failure(f"reload: {run.stderr.strip()}")
            reloaded = time.monotonic() - began
            settle(site)
            after = site.memory()
        finally:
            site.stop()
        print(f"  {count:6} connectors: {memory / 1e6:.1f} MB, {100 * cost:.2f} % of a core; start {started:.2f} s, "
              f"reload {reloaded:.2f} s and {after / 1e6:.1f} MB after it", flush=True)
        results.update({f"idle {count} memory": max(memory, after), f"idle {count} load": cost,
                        f"idle {count} start": started, f"idle {count} reload": reloaded})
