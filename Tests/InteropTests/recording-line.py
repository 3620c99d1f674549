#!/usr/bin/env python3
"""A line between standard input and output and a Unix socket that writes down what passes, in order.

    recording-line.py SOCKET RECORD [DROP_AFTER]

Call N is recorded in RECORD.N, from 1 on: each piece is a direction ('>' from the caller, '<' to it), four octets of
length, the higher first, and its octets. Drops the first call when so many octets have gone to the caller.
"""
import os
import selectors
import socket
import struct
import sys

number = 1
while os.path.exists(f"{sys.argv[2]}.{number}"):
    number += 1
record = open(f"{sys.argv[2]}.{number}", "wb", buffering=0)
left = int(sys.argv[3]) if len(sys.argv) > 3 and number == 1 else 1 << 40
peer = socket.socket(socket.AF_UNIX)
peer.connect(sys.argv[1])
selector = selectors.DefaultSelector()
selector.register(0, selectors.EVENT_READ)
selector.register(peer.fileno(), selectors.EVENT_READ)
while True:
    for key, _ in selector.select():
        octets = os.read(key.fd, 16384)
        if key.fd != 0:
            octets = octets[:left]
            left -= len(octets)
        if not octets:
            sys.exit(0)
        # Written down before it is passed on: an answer cannot stand before its question.
        record.write((b">" if key.fd == 0 else b"<") + struct.pack(">I", len(octets)) + octets)
        target = peer.fileno() if key.fd == 0 else 1
        while octets:
            octets = octets[os.write(target, octets):]
        if left == 0:
            sys.exit(1)
