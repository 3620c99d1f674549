"""Two daemons that are neighbours, and the connectors between them."""

import os
import random
import time

import post
from station import Failure, Site

LAN = """\
[Connector]
Type=lan
RemoteMTA={remote}
AddressSpace=SMTP:{domain};1

[Stack]
RemoteHost=127.0.0.1
Port={port}

[Credentials]
LocalPassword={ours}
RemotePassword={theirs}
"""

DIALLED = """\
[Connector]
Type=dynamic-ras
RemoteMTA={remote}
AddressSpace=SMTP:{domain};1

[Link]
PhonebookEntry=line

[Credentials]
LocalPassword={ours}
RemotePassword={theirs}
"""

# socat begins and ends in no time, where docs/demo/line waits for Python.
ENTRY = """\
[Entry]
Medium=command
Command=/usr/bin/socat -t0.01 - TCP:127.0.0.1:{port},nodelay
DialTimeout=20s
IdleHangUp=1s
"""

# A call that brings up a network, over which as many associations go as the mail is worth.
NETWORK = DIALLED.replace("[Credentials]", "[Stack]\nPort={port}\n\n[Credentials]")
NETWORK_ENTRY = """\
[Entry]
Medium=command
Carries=network
Command=/bin/sh -c "echo up lo 127.0.0.1 127.0.0.1; exec sleep 600"
DialTimeout=20s
IdleHangUp=5s
"""

# Where the time after a cut is not what is measured.
AT_ONCE = """
[Override]
RetryFloor=0.01s
OpenInterval=0.01s
TransferInterval=0.5s
"""


class Pair:
    """`near` has a connector to `far` and `far` one to `near`; `port` is where `near` calls, if not at once."""

    def __init__(self, options, place):
        self.near, self.far = Site(options.bin, place, "NEAR"), Site(options.bin, place, "FAR")
        for site in (self.near, self.far):
            site.configure("\n[RAS]\nConcurrentConnections=4\n")

    def join(self, connector, port=None, entry=None):
        for site, other, name, at, ours, theirs in (
                (self.near, self.far, "far", port or self.far.p1, "near", "far"),
                (self.far, self.near, "near", self.near.p1, "far", "near")):
            site.write(f"{name}.connector", connector.format(
                remote=other.name, domain=other.domain, port=at, ours=ours, theirs=theirs))
            if entry:
                site.write("line.ras", entry.format(port=at))
        return self

    def __enter__(self):
        try:
            self.far.start()
            self.near.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.near.stop()
        self.far.stop()


def letter(number, recipient, octets, urgent=False):
    """A message of so many octets in all, of text that nobody could compress to half."""
    text = random.Random(number).randbytes(octets // 2 + 64).hex()
    body = "\r\n".join(text[i:i + 76] for i in range(0, len(text), 76)).encode()
    made = post.compose(number % 60, f"{octets} octets", [recipient], b"", sender="bench@client.example",
                        headers=("Priority: urgent",) if urgent else (),
                        options=["MT-PRIORITY=6"] if urgent else ())
    made.octets += body[:octets - len(made.octets) - 2] + b"\r\n"
    return made


def check(site, user, sent):
    """What lies in a mailbox is what was sent to it, once."""
    delivered = site.delivered(user)
    what = post.difference(sent.octets, post.without_trace(delivered[0].read_bytes())) if delivered else "not delivered"
    if what or len(delivered) != 1:
        raise Failure(f"{user}: {what or 'delivered twice'}")


def received_octets(path):
    """Of the field that our own first server puts on top of each message: it goes over the line too."""
    octets = path.read_bytes()
    return len(octets) - len(post.without_trace(octets) or octets)


def wait_for(holds, seconds, what):
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise Failure(f"{what}: not finished after {seconds} s")
        time.sleep(0.02)


def last_rename(site, user="*"):
    """When the last file came into the mailboxes, as `time.time` tells it."""
    return max(os.stat(path).st_ctime for path in site.delivered(user))
