internal import Dispatch

/// A Dispatch timer or signal source: it is activated once, and before it is let go. Descriptors have a
/// `DescriptorWatch` instead.
final class WatchedSource {
    private let source: any DispatchSourceProtocol
    private var running = false
    private var cancelled = false

    /// Begins suspended.
    init(_ source: any DispatchSourceProtocol, _ handler: @escaping () -> Void) {
        self.source = source
        source.setEventHandler(handler: handler)
    }

    deinit { cancel() }

    func resume() {
        guard !running, !cancelled else { return }
        running = true
        source.resume()
    }

    func cancel() {
        guard !cancelled else { return }
        cancelled = true
        source.cancel()
        if !running { source.resume() }
    }
}
