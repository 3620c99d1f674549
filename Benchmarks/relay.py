"""A thin line between two TCP ports of this machine: so many octets a second each way, a delay, and cuts.

All connections that stand at one time share the line, each in its turn. What counts is the clock and not how the
machine is loaded: a piece that was put late leaves no gap behind it that an idle line would not have had."""

import asyncio
import socket
import struct
import threading
import time

from station import free_port

# What was there in time and is put late, since this process had to wait for its turn, the line makes up for: so many
# seconds at most.
LATE = 0.02


class Relay:
    """`rate` octets a second each way, half of `round_trip` seconds under way, every connection reset after `drop`
    octets of the caller's. `closed`: nobody is let in before `open`."""

    def __init__(self, target, rate, round_trip, drop=0, closed=False):
        self.port, self.target = free_port(), target
        self.rate, self.delay, self.drop = rate, round_trip / 2, drop
        self.piece = max(256, min(4096, rate // 50))
        self.carried = {"out": 0, "in": 0}
        self.free = {"out": 0.0, "in": 0.0}
        self.since_drop = 0
        self.calls, self.drops = 0, 0
        self.first_call = None
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.turn, self.writers, self.tasks = {"out": asyncio.Lock(), "in": asyncio.Lock()}, set(), set()
        self.server = None
        if not closed:
            self.open()

    @property
    def octets(self):
        return sum(self.carried.values())

    def open(self):
        """From now on the far end can be called."""
        asyncio.run_coroutine_threadsafe(self.listen(), self.loop).result(5)

    async def listen(self):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted sockets have it too. What waits in this machine's buffers has not been given to the line.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, max(4096, self.rate // 20))
        listener.bind(("127.0.0.1", self.port))
        self.server = await asyncio.start_server(self.call, sock=listener, limit=self.piece)

    def stop(self):
        async def end():
            if self.server:
                self.server.close()
            self.cut()
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
        try:
            asyncio.run_coroutine_threadsafe(end(), self.loop).result(5)
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    # MARK: A call

    async def call(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        try:
            self.calls += 1
            self.first_call = self.first_call or time.time()
            try:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target, limit=self.piece)
            except OSError:
                writer.transport.abort()
                return
            ends = {writer, far_writer}
            self.writers |= ends
            for end in ends:
                end.transport.set_write_buffer_limits(high=0)
                end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # The handshake of TCP goes over the line too.
            await asyncio.sleep(2 * self.delay)
            await asyncio.gather(self.carry("out", reader, far_writer), self.carry("in", far_reader, writer))
            for end in ends:
                end.close()
            self.writers -= ends
        except asyncio.CancelledError:
            pass  # the relay stops
        finally:
            self.tasks.discard(asyncio.current_task())

    async def carry(self, way, reader, writer):
        under_way = asyncio.Queue()
        arrivals = asyncio.ensure_future(self.arrive(under_way, writer))
        self.tasks.add(arrivals)
        arrivals.add_done_callback(self.tasks.discard)
        try:
            while True:
                asked = time.monotonic()
                octets = await reader.read(self.piece)
                if not octets:
                    break
                was_there = time.monotonic() - asked < 0.001
                async with self.turn[way]:
                    now = time.monotonic()
                    start = max(self.free[way], now - LATE if was_there else now)
                    self.free[way] = start + len(octets) / self.rate
                    self.carried[way] += len(octets)
                    under_way.put_nowait((self.free[way] + self.delay, octets))
                    if way == "out" and self.drop:
                        self.since_drop += len(octets)
                        if self.since_drop >= self.drop:
                            self.since_drop, self.drops = 0, self.drops + 1
                            return self.cut()
                    await asyncio.sleep(max(0, self.free[way] - now))
        except OSError:
            pass
        under_way.put_nowait((0, b""))
        await arrivals

    async def arrive(self, under_way, writer):
        try:
            while True:
                when, octets = await under_way.get()
                if not octets:
                    if writer.can_write_eof():
                        writer.write_eof()
                    return
                await asyncio.sleep(max(0, when - time.monotonic()))
                writer.write(octets)
                await writer.drain()
        except (OSError, RuntimeError):
            pass

    def cut(self):
        """Every connection is reset, both ends, and what is under way is lost."""
        for writer in self.writers:
            end = writer.get_extra_info("socket")
            if end is not None and end.fileno() >= 0:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        self.writers = set()

