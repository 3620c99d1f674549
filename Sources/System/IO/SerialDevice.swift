internal import CLinux
internal import Glibc

/// A serial port that is open: raw octets, 8 bits, no parity. It closes with the value.
package struct SerialDevice: ~Copyable {
    package enum Flow: Int32, Hashable, Sendable {
        case none = 0
        case hardware = 1
        case software = 2
    }

    private let descriptor: FileDescriptor
    var raw: Int32 { descriptor.raw }

    /// Opens the port without waiting for a carrier, which does not matter until `watchCarrier`. What stood in its
    /// buffers is thrown away.
    ///
    /// - Throws: ENOENT, EACCES, ENXIO and EIO for a port that is not there; ENOTTY where it is none; EINVAL for a
    ///   speed that it does not know.
    package init(_ path: String, speed: Int, flow: Flow) throws(IOError) {
        let opened = try FileDescriptor.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
        try Self.configure(opened.raw, speed: speed, flow: flow, local: true, path)
        _ = linux_port_flush(opened.raw)
        // Without it chat takes an empty port for one that has timed out. `channel` sets it again.
        let flags = fcntl(opened.raw, F_GETFL)
        if flags >= 0 { _ = fcntl(opened.raw, F_SETFL, flags & ~O_NONBLOCK) }
        descriptor = opened
    }

    private static func configure(
        _ raw: Int32, speed: Int, flow: Flow, local: Bool, _ path: String
    ) throws(IOError) {
        let result = linux_port_configure(raw, UInt32(clamping: speed), flow.rawValue, local ? 1 : 0)
        guard result == 0 else { throw IOError(code: -result, operation: "configure", detail: path) }
    }

    /// From now on a lost carrier ends the port's data. The settings are made anew: another program has had the port.
    package borrowing func watchCarrier(speed: Int, flow: Flow, _ path: String) throws(IOError) {
        try Self.configure(raw, speed: speed, flow: flow, local: false, path)
    }

    /// Raises DTR, or lowers it, by which the modem hangs up. Ports without that line (pseudo-terminals) hang up when
    /// they are closed.
    package borrowing func setReady(_ ready: Bool) { _ = linux_port_ready(raw, ready ? 1 : 0) }

    /// Octets written that are still on their way out of this host.
    package var unsent: Int { max(0, Int(linux_port_unsent(raw))) }

    /// What was written and has not left is not sent any more: a modem that holds it back keeps nobody from closing.
    package borrowing func discard() { _ = linux_port_flush(raw) }

    /// A program with the port as its standard input and output (`ChildProcess.spawn`).
    package borrowing func spawn(
        _ arguments: [String], environment: [String: String], executor: QueueExecutor
    ) throws(IOError) -> ChildProcess {
        try ChildProcess.spawn(arguments: arguments, environment: environment, on: self, executor: executor)
    }

    /// Its octets. The port stays open until the channel and this value are gone.
    package borrowing func channel(executor: QueueExecutor) throws(IOError) -> StreamChannel {
        StreamChannel(try descriptor.duplicate(), executor: executor)
    }
}
