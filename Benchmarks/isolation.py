"""Healthy neighbours beside dead ones: whether those who answer wait for those who do not."""

import os
import socket
import statistics
import subprocess
import threading
from pathlib import Path
from time import time

import post
from pair import LAN, last_rename, letter, wait_for
from station import Failure, Site

HEALTHY, DEAD, MESSAGES, OCTETS = 5, 25, 200, 2048
AWAITED = 120


class BlackHole:
    """Ports that take every connection and never say a word."""

    def __init__(self, count):
        self.listeners = [socket.create_server(("127.0.0.1", 0), backlog=64) for _ in range(count)]
        self.ports = [listener.getsockname()[1] for listener in self.listeners]
        self.taken = []
        for listener in self.listeners:
            threading.Thread(target=self.swallow, args=(listener,), daemon=True).start()

    def swallow(self, listener):
        while True:
            try:
                self.taken.append(listener.accept()[0])
            except OSError:
                return

    def close(self):
        for end in self.listeners + self.taken:
            end.close()


def start_source(port, recipient, messages):
    return subprocess.Popen(
        ["/usr/sbin/smtp-source", "-4", "-s", "2", "-l", str(OCTETS), "-m", str(messages),
         "-f", "bench@client.example", "-t", recipient, f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run(options, place, far, number, with_dead):
    """Seconds from the first octet of the mail for the healthy to its last delivery."""
    near = Site(options.bin, place, f"NEAR{number}")
    near.configure()
    hole = BlackHole(DEAD)
    for site in far:
        near.write(f"{site.name.lower()}.connector", LAN.format(
            remote=site.name, domain=site.domain, port=site.p1, ours="near", theirs="far"))
    for n, port in enumerate(hole.ports):
        near.write(f"dead{n}.connector", LAN.format(
            remote=f"DEAD{n}", domain=f"dead{n}.example", port=port, ours="near", theirs="far"))
    for site in far:
        site.write("near.connector", LAN.format(
            remote=near.name, domain=near.domain, port=near.p1, ours="far", theirs="near"))
        if subprocess.run(site.command("reload"), capture_output=True).returncode:
            raise Failure(f"{site.name} did not reload")
    user = f"run{number}"
    try:
        near.start()
        if with_dead:
            # Their mail is here, and every one of them has been called and is silent.
            for n in range(DEAD):
                post.submit(near.smtp, [letter(m, f"lee@dead{n}.example", OCTETS) for m in range(100)])
            wait_for(lambda: len(hole.taken) >= DEAD, AWAITED, "calls to the dead")
        os.sync()
        began = time()
        sources = [start_source(near.smtp, f"{user}@{site.domain}", MESSAGES) for site in far]
        wait_for(lambda: all(len(site.delivered(user)) >= MESSAGES for site in far), AWAITED, "the healthy")
        for source in sources:
            source.wait()
        return max(last_rename(site, user) for site in far) - began
    finally:
        near.stop()
        hole.close()


def isolation(options, place, results):
    far = [Site(options.bin, Path(place), f"FAR{n}") for n in range(HEALTHY)]
    ratios = []
    try:
        for site in far:
            site.configure()
            site.start()
        for number in range(options.rounds + 1):
            seconds = {dead: run(options, place, far, 2 * number + dead, bool(dead))
                       for dead in ((0, 1), (1, 0))[number % 2]}
            # The first round warms up and is not counted.
            if number:
                ratios.append(seconds[1] / seconds[0])
                print(f"  round {number}: alone {seconds[0]:.2f} s, beside {DEAD} that are silent {seconds[1]:.2f} s, "
                      f"ratio {ratios[-1]:.2f}", flush=True)
    finally:
        for site in far:
            site.stop()
    results["isolation ratio"] = statistics.median(ratios)
