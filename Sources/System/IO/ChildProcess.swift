internal import CLinux
internal import Glibc

/// A program that we started, in a session of its own, with one socket as its standard input and output.
///
/// Owner: whoever made it; calls and callbacks are on the executor's queue. It keeps itself until the program has
/// ended and was reaped, so letting it go neither stops the program nor leaves a zombie: call `terminate`.
package final class ChildProcess {
    /// Octets of one line of standard error that are handed on.
    package static let greatestLine = 1024
    /// Lines of standard error that are handed on where nothing else is asked for.
    package static let greatestLines = 100
    /// Seconds between SIGTERM and SIGKILL, where nothing else is asked for.
    package static let graceSeconds = 3.0

    package let pid: Int32
    /// Its standard output (reading) and input (writing). Not started. It stays open when the program ends: close it.
    package let channel: StreamChannel
    /// A line of its standard error, without the line end; what is no UTF-8 is replaced.
    package var onErrorLine: ((String) -> Void)?
    /// It has ended. Once, after the last `onErrorLine`. Octets that it wrote before may still come on `channel`.
    package var onExit: ((ExitStatus) -> Void)?
    /// Set when it has ended.
    package private(set) var exitStatus: ExitStatus?

    private let executor: QueueExecutor
    private let errors: ChannelEnd
    private var errorSource: DescriptorWatch?
    private var exitSource: DescriptorWatch?
    private var lines: LineSplitter
    private var terminating = false

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: the program first; looked for in `PATH` when it has no slash.
    ///   - environment: the whole environment of the program.
    ///   - errorLines: lines of standard error that are handed on; what comes after is read and thrown away.
    /// - Throws: ENOENT, EACCES and the like when the program cannot be started; EINVAL for empty arguments or a NUL.
    package static func spawn(
        arguments: [String], environment: [String: String], errorLines: Int = greatestLines, executor: QueueExecutor
    ) throws(IOError) -> ChildProcess {
        let sockets = try FileDescriptor.socketPair()
        let errors = try FileDescriptor.pipe()
        let pid = try start(arguments, environment, streams: sockets.second.raw, errors: errors.second.raw)
        return ChildProcess(
            pid: pid, watch: try watch(pid, arguments), stream: sockets.takeFirst(), errors: errors.takeFirst(),
            errorLines: errorLines, executor: executor)
    }

    /// The same with a serial port as the program's standard input and output. The port does not become its controlling
    /// terminal, whose end would hang it up; `channel` has nothing to say.
    static func spawn(
        arguments: [String], environment: [String: String], on port: borrowing SerialDevice, executor: QueueExecutor
    ) throws(IOError) -> ChildProcess {
        let errors = try FileDescriptor.pipe()
        let pid = try start(arguments, environment, streams: port.raw, errors: errors.second.raw)
        return ChildProcess(
            pid: pid, watch: try watch(pid, arguments), stream: try FileDescriptor.socketPair().takeFirst(),
            errors: errors.takeFirst(), errorLines: greatestLines, executor: executor)
    }

    private static func start(
        _ arguments: [String], _ environment: [String: String], streams: Int32, errors: Int32
    ) throws(IOError) -> Int32 {
        let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
        guard let program = arguments.first, !program.isEmpty,
            !(arguments + variables).contains(where: { $0.utf8.contains(0) })
        else { throw IOError(code: EINVAL, operation: "spawn", detail: arguments.first) }
        var pid: Int32 = 0
        let result = unsafe withCStrings(arguments) { argv in
            unsafe withCStrings(variables) { envp in
                unsafe linux_spawn(argv, envp, streams, errors, &pid)
            }
        }
        guard result == 0 else { throw IOError(code: -result, operation: "spawn", detail: program) }
        return pid
    }

    /// What tells that it has ended; without it the program is ended at once.
    private static func watch(_ pid: Int32, _ arguments: [String]) throws(IOError) -> FileDescriptor {
        let watch = linux_pidfd_open(pid)
        guard watch >= 0 else {
            kill(-pid, SIGKILL)
            var status: Int32 = 0
            var signalled: Int32 = 0
            _ = unsafe linux_reap(pid, 1, &status, &signalled)
            throw IOError(code: -watch, operation: "pidfd_open", detail: arguments.first)
        }
        return FileDescriptor(adopting: watch)
    }

    private init(
        pid: Int32, watch: consuming FileDescriptor, stream: consuming FileDescriptor,
        errors: consuming FileDescriptor, errorLines: Int, executor: QueueExecutor
    ) {
        self.pid = pid
        self.executor = executor
        lines = LineSplitter(greatestLine: Self.greatestLine, greatestLines: errorLines)
        channel = StreamChannel(stream, executor: executor)
        self.errors = ChannelEnd(errors)
        let watched = SharedDescriptor(watch)
        let errorSource = DescriptorWatch(self.errors.raw, keeping: self.errors, executor: executor)
        let exitSource = DescriptorWatch(watched.raw, keeping: watched, executor: executor)
        self.errorSource = errorSource
        self.exitSource = exitSource
        errorSource.setHandlers(readable: { [self] in readErrors() })
        exitSource.setHandlers(readable: { [self] in reap() })
        executor.postConfined {
            errorSource.watchReading(true)
            exitSource.watchReading(true)
        }
    }

    /// SIGTERM to the program and what it started, SIGKILL after so many seconds. `onExit` still follows.
    package func terminate(grace seconds: Double = graceSeconds) {
        guard exitStatus == nil, !terminating else { return }
        terminating = true
        kill(-pid, SIGTERM)
        executor.postConfined(after: seconds) { [self] in
            guard exitStatus == nil else { return }
            kill(-pid, SIGKILL)
        }
    }

    private func readErrors() {
        guard errorSource != nil, let octets = try? errors.read(upTo: 4096) else { return }
        guard !octets.isEmpty else {
            errorSource?.cancel()
            errorSource = nil
            return
        }
        for line in lines.take(octets) { onErrorLine?(line) }
    }

    private func reap() {
        guard exitStatus == nil else { return }
        // While it is not yet reaped its number, and so its group's, cannot belong to anybody else.
        if terminating { kill(-pid, SIGKILL) }
        var status: Int32 = 0
        var signalled: Int32 = 0
        let result = unsafe linux_reap(pid, 0, &status, &signalled)
        guard result != 0 else { return }
        let exit: ExitStatus = result < 0 ? .exited(-1) : signalled == 1 ? .signalled(status) : .exited(status)
        exitStatus = exit
        drainErrors()
        errorSource?.cancel()
        errorSource = nil
        exitSource?.cancel()
        exitSource = nil
        let handler = onExit
        onErrorLine = nil
        onExit = nil
        handler?(exit)
    }

    /// What the program had written when it ended; not what its own children go on to write.
    private func drainErrors() {
        for _ in 0..<16 {
            guard errorSource != nil, let octets = try? errors.read(upTo: 4096), !octets.isEmpty else { break }
            for line in lines.take(octets) { onErrorLine?(line) }
        }
        if let last = lines.finish() { onErrorLine?(last) }
    }
}

/// Calls `body` with a NULL-ended array of C strings.
private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
) -> R {
    var pointers: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer {
        var index = 0
        while unsafe index < pointers.count {
            unsafe free(pointers[index])
            index += 1
        }
    }
    return unsafe pointers.withUnsafeBufferPointer { p in
        // The array is never empty: it ends in nil.
        unsafe body(p.baseAddress.unsafelyUnwrapped)
    }
}
