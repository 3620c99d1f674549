import Synchronization

/// The folder of the logs of transfers that come in, of all neighbours: who writes which, and what is kept of those
/// that were cut.
///
/// A leaf. The sessions of a connector take logs and give them back on its worker's queue; what makes room and sweeps
/// may block, and takes only what nobody holds.
package final class IncomingTransfers: Sendable {
    /// Of the cut transfers of one neighbour; the newest is always kept, however long it is.
    package struct Limits: Hashable, Sendable {
        package var transfers: Int
        package var octets: Int

        package init(transfers: Int = 100, octets: Int = 512 << 20) {
            self.transfers = transfers
            self.octets = octets
        }
    }

    /// A log in somebody's hands.
    struct Hold: Equatable, Sendable {
        let tag: String
        /// No two holds have the same.
        let number: Int
    }

    /// From when to when a log was written by this process: the numbers of instants. One that is not known is older.
    struct Span {
        let began: Int
        /// nil: it is under way.
        var ended: Int?
    }

    private struct State {
        var limits: Limits
        var lastInstant = 0
        /// By tag.
        var spans: [String: Span] = [:]
    }

    let directory: String
    private let state: Mutex<State>

    package init(directory: String, limits: Limits = Limits()) {
        self.directory = directory
        state = Mutex(State(limits: limits))
    }

    /// As configured; a reload sets them anew.
    package var limits: Limits {
        get { state.withLock { $0.limits } }
        set { state.withLock { $0.limits = newValue } }
    }

    // MARK: Who holds what

    /// Takes the log with this tag. Who held it before has lost it.
    func take(_ tag: String) -> Hold {
        state.withLock { state in
            state.lastInstant += 1
            state.spans[tag] = Span(began: state.lastInstant)
            return Hold(tag: tag, number: state.lastInstant)
        }
    }

    /// nil when it is under way.
    func takeIfFree(_ tag: String) -> Hold? {
        state.withLock { state in
            if let span = state.spans[tag], span.ended == nil { return nil }
            state.lastInstant += 1
            state.spans[tag] = Span(began: state.lastInstant)
            return Hold(tag: tag, number: state.lastInstant)
        }
    }

    func isHeld(_ hold: Hold) -> Bool {
        state.withLock { $0.spans[hold.tag].map { $0.began == hold.number && $0.ended == nil } ?? false }
    }

    /// Ends a hold that stands; something of the transfer is left in the folder, or nothing.
    func release(_ hold: Hold, isKept: Bool) {
        state.withLock { state in
            guard let span = state.spans[hold.tag], span.began == hold.number else { return }
            state.lastInstant += 1
            state.spans[hold.tag] = isKept ? Span(began: span.began, ended: state.lastInstant) : nil
        }
    }

    func span(of tag: String) -> Span { state.withLock { $0.spans[tag] } ?? Span(began: 0, ended: 0) }
}
