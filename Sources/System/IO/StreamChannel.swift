internal import CLinux
internal import Dispatch
internal import Glibc

/// A byte stream bound to one owner's queue: a connected socket, or a pair of one-way descriptors.
///
/// Owner: whoever made it; every call and every callback is on the executor's queue. Nothing here blocks.
///
/// Life: `start` begins reading. `onClosed` comes once, with nil for the peer's end of data or with the error; after
/// nil the channel still writes, until `close` or `closeAfterWriting`. An error closes it. Callbacks are never called
/// from inside a call of the owner's, and are dropped when the channel has closed.
package final class StreamChannel {
    /// Greatest number of octets handed over in one call of `onOctets`.
    package static let greatestRead = 65536
    /// Seconds that `closeAfterWriting` waits for the peer, without progress, before it closes.
    package static let lingerSeconds = 10.0

    /// Octets in order, at least one, up to 64 KiB a call.
    package var onOctets: (([UInt8]) -> Void)?
    /// End of data from the peer (nil), or an error. Once.
    package var onClosed: ((IOError?) -> Void)?
    /// The write buffer fell to zero after a `write` had left octets in it.
    package var onDrained: (() -> Void)?

    package private(set) var octetsRead = 0
    package private(set) var octetsWritten = 0

    private let executor: QueueExecutor
    private var readEnd: ChannelEnd?
    /// The same object as `readEnd` for a socket.
    private var writeEnd: ChannelEnd?
    private var reader: WatchedSource?
    private var writer: WatchedSource?
    private var pending = WriteBuffer()
    private var readingSuspended = false
    private var readingEnded = false
    /// What is to happen when the buffer is empty.
    private var ending = Ending.none
    private var closed = false
    private var reported = false
    /// Keeps the channel while it writes its last octets after its owner has let it go.
    private var lingering: StreamChannel?

    private enum Ending { case none, endWriting, close, draining }

    /// A connected socket: one descriptor for both ways.
    package init(_ descriptor: consuming FileDescriptor, executor: QueueExecutor) {
        let end = ChannelEnd(descriptor)
        readEnd = end
        writeEnd = end
        self.executor = executor
    }

    /// Two one-way descriptors, for example pipes.
    package init(
        reading: consuming FileDescriptor, writing: consuming FileDescriptor, executor: QueueExecutor
    ) {
        readEnd = ChannelEnd(reading)
        writeEnd = ChannelEnd(writing)
        self.executor = executor
    }

    deinit {
        reader?.cancel()
        writer?.cancel()
    }

    // MARK: Reading

    /// Begins reading. A second call does nothing.
    package func start() {
        guard let readEnd, reader == nil else { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: readEnd.raw, queue: executor.queue)
        reader = WatchedSource(source, keeping: readEnd) { [weak self] in self?.readable() }
        if !readingSuspended { reader?.resume() }
    }

    /// No `onOctets` and no end of data until `resumeReading`.
    package func suspendReading() {
        readingSuspended = true
        reader?.suspend()
    }

    package func resumeReading() {
        readingSuspended = false
        if !readingEnded { reader?.resume() }
    }

    private func readable() {
        guard let readEnd, !readingEnded, !readingSuspended else { return }
        let octets: [UInt8]
        do throws(IOError) {
            guard let got = try readEnd.read(upTo: Self.greatestRead) else { return }
            octets = got
        } catch {
            finish(error)
            return
        }
        guard !octets.isEmpty else {
            endOfData()
            return
        }
        octetsRead &+= octets.count
        if ending == .close || ending == .draining { return }
        onOctets?(octets)
    }

    private func endOfData() {
        readingEnded = true
        reader?.suspend()
        switch ending {
        case .none, .endWriting: report(nil)
        case .close: break
        case .draining: finish(nil)
        }
    }

    // MARK: Writing

    /// Octets not yet taken by the kernel.
    package var bufferedOctets: Int { pending.count }

    /// Writes in order; what the kernel does not take at once is kept. Nothing is written after the channel has closed
    /// or its writing was ended.
    package func write(_ octets: [UInt8]) {
        guard let writeEnd, ending == .none, !octets.isEmpty else { return }
        guard pending.isEmpty else {
            pending.append(octets[...])
            return
        }
        do throws(IOError) {
            let taken = try writeEnd.write(octets[...])
            octetsWritten &+= taken
            guard taken < octets.count else { return }
            pending.append(octets[taken...])
            watchWriting()
        } catch {
            failLater(error)
        }
    }

    private func watchWriting() {
        if writer == nil, let writeEnd {
            let source = DispatchSource.makeWriteSource(fileDescriptor: writeEnd.raw, queue: executor.queue)
            writer = WatchedSource(source, keeping: writeEnd) { [weak self] in self?.writable() }
        }
        writer?.resume()
    }

    private func writable() {
        guard let writeEnd else { return }
        do throws(IOError) {
            while let chunk = pending.first {
                let taken = try writeEnd.write(chunk)
                octetsWritten &+= taken
                pending.removeFirst(taken)
                if taken < chunk.count { return }
            }
        } catch {
            finish(error)
            return
        }
        writer?.suspend()
        afterWriting()
    }

    /// The buffer is empty: go on with the end that was asked for, or tell the owner.
    private func afterWriting() {
        switch ending {
        case .none: onDrained?()
        case .endWriting: shutWriting()
        case .close: drain()
        case .draining: break
        }
    }

    // MARK: Ending

    /// Writes what is buffered and then tells the peer that no more comes; reading goes on.
    package func endWriting() {
        guard !closed, ending == .none else { return }
        ending = .endWriting
        if pending.isEmpty { shutWriting() }
    }

    /// Orderly end: writes what is buffered, tells the peer that no more comes, waits for its end of data (what it
    /// still sends is thrown away) and closes. The owner may let the channel go at once. A peer that takes nothing
    /// for `lingerSeconds` is cut off. `onClosed` comes at the end, unless it has come before.
    package func closeAfterWriting() {
        guard !closed, ending == .none || ending == .endWriting else { return }
        ending = .close
        lingering = self
        watchProgress(from: octetsWritten)
        if pending.isEmpty { drain() }
    }

    private func drain() {
        ending = .draining
        shutWriting()
        if readingEnded {
            executor.postConfined { self.finish(nil) }
            return
        }
        start()
        resumeReading()
    }

    /// A socket says that no more comes; a pipe's end is closed.
    private func shutWriting() {
        guard let end = writeEnd else { return }
        if readEnd === end {
            end.shutdownWriting()
        } else {
            writer?.cancel()
            writer = nil
            writeEnd = nil
        }
    }

    private func watchProgress(from mark: Int) {
        let wasDraining = ending == .draining
        executor.postConfined(after: Self.lingerSeconds) { [weak self] in
            guard let self, !self.closed else { return }
            if wasDraining {
                self.finish(nil)
            } else if self.octetsWritten == mark, self.ending == .close {
                self.finish(IOError(code: ETIMEDOUT, operation: "close"))
            } else {
                self.watchProgress(from: self.octetsWritten)
            }
        }
    }

    /// Now. What is buffered is lost; no callback comes any more. A second call does nothing.
    package func close() {
        guard !closed else { return }
        closed = true
        reader?.cancel()
        writer?.cancel()
        reader = nil
        writer = nil
        readEnd = nil
        writeEnd = nil
        pending = WriteBuffer()
        onOctets = nil
        onClosed = nil
        onDrained = nil
        lingering = nil
    }

    /// Gives the socket away, for another queue, and closes the channel without a callback. What arrives from now on is
    /// left for the new owner.
    ///
    /// - Returns: nil, and the channel stays as it is, when it is closed, when octets are buffered, when it
    ///   has two descriptors, or when no descriptor is to be had.
    package func detach() -> FileDescriptor? {
        guard let readEnd, readEnd === writeEnd, pending.isEmpty, ending == .none else { return nil }
        guard let copy = readEnd.duplicate() else { return nil }
        close()
        return copy
    }

    private func report(_ error: IOError?) {
        guard !reported else { return }
        reported = true
        let handler = onClosed
        handler?(error)
    }

    /// Not from inside the owner's own call.
    private func failLater(_ error: IOError) {
        executor.postConfined { [weak self] in self?.finish(error) }
    }

    private func finish(_ error: IOError?) {
        guard !closed else { return }
        let handler = reported ? nil : onClosed
        reported = true
        close()
        handler?(error)
    }
}
