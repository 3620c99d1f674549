#!/usr/bin/env python3
"""A telephone network of two modems, for tests.

modem.py [--rate BPS] [--delay MS] [--errors N] LINK MODE-FILE [ANSWER ...]

LINK becomes a symbolic link to the pseudo-terminal that a dialler opens. It answers AT commands; at each dialling command
it reads MODE-FILE:

  connect          after CONNECT both ends are joined; the other end is a second pseudo-terminal, given to the program
                   ANSWER, in whose words @TTY@ is its path
  drop=SECONDS     the same, and the carrier is lost after so long
  drop-after=OCTETS  the same, and the carrier is lost after so many octets from the caller
  refuse           CONNECT, and the carrier is lost at once
  busy, no-carrier, no-dialtone, no-answer, voice, error
  garbage          octets that are no answer
  silent           no answer

With --errors one octet of N is spoilt on its way, either way, never the same ones in a row. The caller hangs up by closing
its end. Each call has a pseudo-terminal of its own: the link is set anew. What happens goes to standard error."""

import argparse
import collections
import os
import pty
import random
import re
import select
import subprocess
import sys
import time
import tty
from pathlib import Path

ANSWERS = {"busy": "BUSY", "no-carrier": "NO CARRIER", "no-dialtone": "NO DIALTONE", "no-answer": "NO ANSWER",
           "voice": "VOICE", "error": "ERROR", "garbage": "\x7f\x00}{!~~\x11\xff", "silent": ""}

parser = argparse.ArgumentParser()
parser.add_argument("link")
parser.add_argument("mode", type=Path)
parser.add_argument("--rate", type=int, default=33600)
parser.add_argument("--delay", type=float, default=0)
parser.add_argument("--errors", type=int, default=0)
parser.add_argument("answer", nargs=argparse.REMAINDER)
options = parser.parse_args()
noise = random.Random(1)


def say(*words):
    print("[modem]", *words, file=sys.stderr, flush=True)


def terminal():
    """Both ends of a pseudo-terminal, raw, and the path of the far one."""
    near, far = pty.openpty()
    tty.setraw(far)
    return near, far, os.ttyname(far)


def spoilt(octets):
    if not options.errors:
        return octets
    return bytes(o ^ 1 << noise.randrange(8) if noise.randrange(options.errors) == 0 else o for o in octets)


def commands(near):
    """Answers commands until one dials; the mode that it found."""
    waiting = b""
    while True:
        octets = os.read(near, 256)
        os.write(near, octets)
        waiting += octets
        while b"\r" in waiting:
            line, waiting = waiting.split(b"\r", 1)
            command = line.decode("latin1").strip().upper()
            if not command:
                continue
            say(command)
            if re.match(r"AT.*D[TP]?[0-9,*#W]", command):
                time.sleep(0.1)
                mode = options.mode.read_text().strip()
                say(mode)
                if mode not in ANSWERS:
                    os.write(near, f"\r\nCONNECT {options.rate}\r\n".encode())
                    return mode
                if ANSWERS[mode]:
                    os.write(near, f"\r\n{ANSWERS[mode]}\r\n".encode("latin1"))
            else:
                os.write(near, b"\r\nOK\r\n" if command.startswith("AT") else b"\r\nERROR\r\n")


def call(near, mode):
    """Joins the two ends until one hangs up or the carrier is lost."""
    other, far, path = terminal()
    answer = [word.replace("@TTY@", path) for word in options.answer]
    program = subprocess.Popen(answer, stdin=subprocess.DEVNULL) if answer else None
    kind, _, value = mode.partition("=")
    until = time.monotonic() + float(value) if kind == "drop" else None
    octets_left = int(value) if kind == "drop-after" else None
    queues = {near: collections.deque(), other: collections.deque()}
    free = {near: 0.0, other: 0.0}
    while True:
        now = time.monotonic()
        if until and now >= until or octets_left is not None and octets_left <= 0:
            say("carrier lost")
            break
        if program and program.poll() is not None:
            say("the answering end has gone:", program.returncode)
            break
        next_at = min([queue[0][0] for queue in queues.values() if queue] + [now + 0.05])
        ready, _, _ = select.select([near, other], [], [], max(0, next_at - now))
        try:
            for end in ready:
                octets = os.read(end, 4096)
                if end == near and octets_left is not None:
                    octets_left -= len(octets)
                target = other if end == near else near
                at = max(now, free[target]) + len(octets) * 10 / options.rate
                free[target] = at
                queues[target].append((at + options.delay / 1000, spoilt(octets)))
            now = time.monotonic()
            for end, queue in queues.items():
                while queue and queue[0][0] <= now:
                    os.write(end, queue.popleft()[1])
        except OSError as error:
            say("hung up:", error)
            break
    for end in (near, other, far):
        os.close(end)
    if program:
        try:
            say("the answering end ended:", program.wait(10))
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


while True:
    near, far, path = terminal()
    os.symlink(path, options.link + ".new")
    os.rename(options.link + ".new", options.link)
    mode = commands(near)
    # From now on a dialler that closes its end is noticed.
    os.close(far)
    if mode == "refuse":
        time.sleep(0.2)
        os.close(near)
    else:
        call(near, mode)
