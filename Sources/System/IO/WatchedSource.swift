internal import Dispatch

/// A Dispatch source with its suspension counted for it: it is activated once, resumed before it is cancelled, and it
/// keeps what it watches open until its cancellation is through.
final class WatchedSource {
    private let source: any DispatchSourceProtocol
    private var running = false
    private var cancelled = false

    /// Begins suspended.
    init(_ source: any DispatchSourceProtocol, keeping end: AnyObject?, _ handler: @escaping () -> Void) {
        self.source = source
        source.setEventHandler(handler: handler)
        source.setCancelHandler { withExtendedLifetime(end) {} }
    }

    deinit { cancel() }

    func resume() {
        guard !running, !cancelled else { return }
        running = true
        source.resume()
    }

    func suspend() {
        guard running, !cancelled else { return }
        running = false
        source.suspend()
    }

    func cancel() {
        guard !cancelled else { return }
        cancelled = true
        source.cancel()
        if !running { source.resume() }
    }
}
