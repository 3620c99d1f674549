internal import CLinux
internal import Glibc

/// Tells the owner's queue when a descriptor can be read or written. It keeps the descriptor's holder alive until it is
/// cancelled, and is itself kept by the poller until then.
///
/// Owner: the executor's queue, on which every call is made. Begins with no interest.
final class DescriptorWatch {
    private let raw: Int32
    private let executor: QueueExecutor
    private var holder: AnyObject?
    private var onReadable: (() -> Void)?
    private var onWritable: (() -> Void)?
    private var wantsReading = false
    private var wantsWriting = false
    private var tag: UInt64 = 0
    private var isAdded = false
    /// What the kernel will report, as far as we know.
    private var armed: UInt32 = 0

    init(_ raw: Int32, keeping holder: AnyObject, executor: QueueExecutor) {
        self.raw = raw
        self.holder = holder
        self.executor = executor
    }

    func setHandlers(readable: (() -> Void)? = nil, writable: (() -> Void)? = nil) {
        onReadable = readable
        onWritable = writable
    }

    /// Calls the handler as long as the descriptor is readable, at its end, hung up or in error.
    func watchReading(_ wanted: Bool) {
        wantsReading = wanted
        arm()
    }

    /// Calls the handler as long as the descriptor takes octets, is hung up or in error.
    func watchWriting(_ wanted: Bool) {
        wantsWriting = wanted
        arm()
    }

    /// No call any more; the descriptor's holder is let go. A second call does nothing.
    func cancel() {
        guard holder != nil else { return }
        if tag != 0 { Poller.shared.remove(isAdded ? raw : nil, tag: tag) }
        onReadable = nil
        onWritable = nil
        holder = nil
    }

    private func arm() {
        let wanted = (wantsReading ? LINUX_READABLE : 0) | (wantsWriting ? LINUX_WRITABLE : 0)
        guard holder != nil, wanted & ~armed != 0 else { return }
        if tag == 0 { tag = Poller.shared.enter(self, executor: executor) }
        let code =
            isAdded
            ? Poller.shared.arm(raw, mask: wanted, tag: tag) : Poller.shared.add(raw, mask: wanted, tag: tag)
        armed = wanted
        if code == 0 {
            isAdded = true
        } else {
            // Regular files are always ready (EPERM); want of memory is asked again.
            executor.postConfined(after: code == EPERM ? 0 : 0.05) { [self] in fired(wanted) }
        }
    }

    /// What the kernel reported for one arming.
    func fired(_ mask: UInt32) {
        armed = 0
        let ending = mask & (LINUX_HANGUP | LINUX_ERROR) != 0
        if wantsReading, ending || mask & LINUX_READABLE != 0 { onReadable?() }
        if wantsWriting, ending || mask & LINUX_WRITABLE != 0 { onWritable?() }
        arm()
    }
}
