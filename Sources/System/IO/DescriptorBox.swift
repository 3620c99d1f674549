internal import Synchronization

/// Carries a descriptor from one queue to another. Whoever takes it first has it; if nobody does it is closed.
package final class DescriptorBox: Sendable {
    private let content: Mutex<FileDescriptor?>

    package init(_ descriptor: consuming FileDescriptor) {
        content = Mutex(descriptor)
    }

    package func take() -> FileDescriptor? {
        content.withLock { $0.take() }
    }
}
