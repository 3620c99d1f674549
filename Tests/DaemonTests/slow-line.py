#!/usr/bin/env python3
"""A line of limited speed between standard input and output and a Unix socket.

    slow-line.py SOCKET OCTETS_PER_SECOND [DROP_AFTER [MARK]]

Drops the line after so many octets; with MARK, the file that remembers it, only once.
"""
import os
import selectors
import socket
import sys
import time

peer = socket.socket(socket.AF_UNIX)
peer.connect(sys.argv[1])
rate = float(sys.argv[2])
drop_after = int(sys.argv[3]) if len(sys.argv) > 3 else 0
if len(sys.argv) > 4:
    if os.path.exists(sys.argv[4]):
        drop_after = 0
    open(sys.argv[4], "w").close()
passed = 0
selector = selectors.DefaultSelector()
selector.register(0, selectors.EVENT_READ)
selector.register(peer, selectors.EVENT_READ)
while True:
    for key, _ in selector.select():
        source = key.fileobj if key.fileobj == 0 else key.fileobj.fileno()
        octets = os.read(source, 4096)
        if not octets:
            sys.exit(0)
        time.sleep(len(octets) / rate)
        passed += len(octets)
        if drop_after and passed > drop_after:
            sys.exit(1)
        if source == 0:
            peer.sendall(octets)
        else:
            while octets:
                octets = octets[os.write(1, octets):]
