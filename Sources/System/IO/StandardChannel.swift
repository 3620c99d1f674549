internal import CLinux
internal import Glibc

/// Standard input and output of a program whose line they are.
package enum StandardChannel {
    /// Where standard input is a terminal it passes octets as they come, and a lost carrier ends them. Nothing happens
    /// where it is none.
    package static func makeRaw() { _ = linux_port_make_raw(0) }

    /// Both as one channel of octets. To be made once.
    package static func open(executor: QueueExecutor) -> StreamChannel {
        StreamChannel(reading: FileDescriptor(adopting: 0), writing: FileDescriptor(adopting: 1), executor: executor)
    }
}
