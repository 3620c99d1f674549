"""What thin, slow and failing lines cost: `line`, `latency` and `urgent`, each beside what else would be used there."""

import os
import re
import statistics
import time
from pathlib import Path

import nncp
import post
import uucp
from pair import (AT_ONCE, DIALLED, ENTRY, NETWORK, NETWORK_ENTRY, Pair, check, last_rename, letter, received_octets,
                  wait_for)
from relay import Relay
from station import Failure


def in_turn(rounds, ours, theirs, problem):
    """Runs both so many times, each first in turn; the results of each, theirs empty where there is no comparison."""
    results = ([], [])
    for number in range(rounds):
        for which in ((0, 1), (1, 0))[number % 2]:
            if which == 0 or not problem:
                os.sync()
                results[which].append((ours, theirs)[which](number))
    if problem:
        print(f"  no comparison: {problem}")
    return results


def say(who, seconds, octets, more):
    print(f"  {who:<9} {seconds:6.2f} s, {octets:.4f} octets per octet, {more}", flush=True)
    return seconds, octets


def note(results, measure, ours, theirs):
    for who, runs in (("trunkline", ours), ("peer", theirs)):
        if runs:
            results[f"{measure} {who} seconds"] = statistics.median(seconds for seconds, _ in runs)
            results[f"{measure} {who} octets"] = statistics.median(octets for _, octets in runs)


# MARK: One message over a line that fails

SIZE, RATE, DROP, TRIP = 10_000_000, 1_000_000, 4_000_000, 0.05

# Checkpoints are confirmed from the disk. With a window for a third of a second the line goes on while that is busy.
WIDE = DIALLED + AT_ONCE + "WindowSize=10\n"


def line(options, place, results):
    """From the call to the whole message, with all calls in between; octets both ways for each of the message."""
    def trunkline(number):
        pair = Pair(options, Path(place, f"run{number}"))
        with Relay(pair.far.p1, RATE, TRIP, drop=DROP) as relay:
            pair.join(WIDE, relay.port, ENTRY)
            with pair:
                sent = letter(number, f"large@{pair.far.domain}", SIZE)
                post.submit(pair.near.smtp, [sent])
                wait_for(lambda: pair.far.delivered("large"), 120, "10 MB")
                check(pair.far, "large", sent)
                seconds = last_rename(pair.far) - relay.first_call
                # What is said after the delivery goes over the line too.
                wait_for(lambda: not pair.near.rows("ras"), 30, "hang-up")
            return say("Trunkline", seconds, relay.octets / SIZE, f"{relay.calls} calls, {relay.drops} cut")

    def peer(number):
        node = nncp.NNCP()
        try:
            with Relay(node.port, RATE, TRIP, drop=DROP) as relay:
                node.start(relay.port)
                path = Path(place, "message")
                path.write_bytes(letter(number, "large@far.example", SIZE).octets)
                node.queue(path)
                node.call_until_received(1, 120)
                seconds = time.time() - relay.first_call
                return say("NNCP", seconds, relay.octets / SIZE, f"{relay.calls} calls, {relay.drops} cut")
        finally:
            node.stop()

    os.makedirs(place)
    note(results, "line", *in_turn(options.rounds, trunkline, peer, nncp.usable()))


# MARK: Many small messages over a long way

MESSAGES, SMALL, SLOW, LONG = 100, 2048, 12_000, 0.6

LONG_WAY = NETWORK.replace("[Connector]", "[Connector]\nApplication=1988-x410") + """
[Override]
RetryFloor=0.5s
OpenInterval=0.5s
Threshold=4
MaximumAssociations=11
"""


def latency(options, place, results):
    """All messages wait when the call begins. 2 KB are what is queued for the line: what the receiver gets."""
    def trunkline(number):
        pair = Pair(options, Path(place, f"run{number}"))
        with Relay(pair.far.p1, SLOW, LONG, closed=True) as relay:
            pair.join(LONG_WAY, relay.port, NETWORK_ENTRY)
            with pair:
                user = f"lee@{pair.far.domain}"
                added = pair_received(pair)
                post.submit(pair.near.smtp, [letter(n, user, SMALL - added) for n in range(MESSAGES)])
                relay.open()
                wait_for(lambda: len(pair.far.delivered("lee")) >= MESSAGES, 240, "100 messages")
                seconds, octets = last_rename(pair.far) - relay.first_call, relay.octets
                payload = sum(os.path.getsize(path) for path in pair.far.delivered("lee"))
            return say("Trunkline", seconds, octets / payload, f"{relay.calls} associations")

    def pair_received(pair):
        """Octets of our Received field, from a message that stays here."""
        post.submit(pair.near.smtp, [letter(0, f"lee@{pair.near.domain}", SMALL)])
        wait_for(lambda: pair.near.delivered("lee"), 20, "a first message")
        return received_octets(pair.near.delivered("lee")[0])

    def peer(number):
        system = uucp.UUCP()
        try:
            with Relay(system.port, SLOW, LONG) as relay:
                system.start(relay.port)
                for n in range(MESSAGES):
                    system.queue(letter(n, "lee@far.example", SMALL).octets, "lee@far.example")
                system.call_until_received(MESSAGES, 240)
                seconds = time.time() - relay.first_call
                return say("UUCP", seconds, relay.octets / (MESSAGES * SMALL), f"{relay.calls} call")
        finally:
            system.stop()

    note(results, "latency", *in_turn(options.rounds, trunkline, peer, uucp.usable()))


# MARK: Something urgent behind something long

def urgent(options, place, results):
    """An urgent message while a long one is under way, over a line of octets and one that carries a network."""
    for name, connector, entry in (("octets", DIALLED + AT_ONCE, ENTRY),
                                   ("network", NETWORK + AT_ONCE, NETWORK_ENTRY)):
        waits = []
        for number in range(options.rounds):
            pair = Pair(options, Path(place, f"{name}{number}"))
            with Relay(pair.far.p1, SLOW, LONG) as relay:
                pair.join(connector, relay.port, entry)
                with pair:
                    waits.append(urgent_wait(pair, relay, number))
            print(f"  {name:<9} {waits[-1]:6.2f} s from SMTP to the mailbox", flush=True)
        results[f"urgent {name} seconds"] = max(waits)


def urgent_wait(pair, relay, number):
    """Seconds from the handing over of the urgent message to its delivery; the long one must go on where it was."""
    post.submit(pair.near.smtp, [letter(number, f"large@{pair.far.domain}", SIZE)])
    # Long enough for whatever fills to be full, at another place in the stream each time.
    begin = 240_000 + 17_000 * number
    wait_for(lambda: relay.carried["out"] > begin, 120, "the first octets of 10 MB")
    began = time.time()
    post.submit(pair.near.smtp, [letter(60 + number, f"alarm@{pair.far.domain}", 1024, urgent=True)])
    wait_for(lambda: pair.far.delivered("alarm"), 120, "the urgent message")
    waited = last_rename(pair.far, "alarm") - began
    goes_on(pair, relay)
    return waited


def goes_on(pair, relay):
    """The long transfer has not begun again: what the connector says of it is beyond what was there before."""
    def moved():
        rows = pair.near.rows("connector", "list")
        found = [re.search(r"(\d+) % of (\d+) octets", row.get("why") or "") for row in rows]
        return max((int(match[1]) * int(match[2]) // 100 for match in found if match), default=0)

    mark = relay.carried["out"]
    wait_for(lambda: relay.carried["out"] > mark + 60_000, 60, "the long message after the urgent one")
    wait_for(lambda: moved() > 0.9 * mark - 150_000, 60, "the long message behind its checkpoint")
