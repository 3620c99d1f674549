internal import Synchronization

/// Who has the line of a phonebook entry, and who waits for it. Owner: a mutex; any queue may call.
///
/// Several connectors may name one entry; one of them has its line at a time. When the holder is done it hangs up, and
/// the next one in the row dials.
package final class LineRegistry: Sendable {
    package enum Claim: Hashable, Sendable {
        /// The line is the connector's: dial, unless it has it already.
        case yours
        /// Another connector has it; a place in the row has been taken.
        case wait
    }

    private struct Line {
        var holder: String
        var row = WaitingRow()
    }

    private let lines = Mutex<[String: Line]>([:])

    package init() {}

    /// Claims the line of `entry`. Urgent claims stand before others, each of which lets only a few past it; otherwise
    /// who came first. A repeated claim keeps its place; it can become urgent by it, and no longer be urgent.
    package func claim(entry: String, connector: String, urgent: Bool) -> Claim {
        lines.withLock { lines in
            guard var line = lines[entry] else {
                lines[entry] = Line(holder: connector)
                return .yours
            }
            if line.holder == connector { return .yours }
            line.row.join(connector, urgent: urgent)
            lines[entry] = line
            return .wait
        }
    }

    /// The holder is done. Returns the connector that has the line now: tell it. nil: nobody waits, or `connector` was
    /// not the holder and nothing changed.
    package func release(entry: String, by connector: String) -> String? {
        lines.withLock { lines in
            guard var line = lines[entry], line.holder == connector else { return nil }
            guard let next = line.row.takeFirst() else {
                lines[entry] = nil
                return nil
            }
            line.holder = next
            lines[entry] = line
            return next
        }
    }

    /// The connector gives up its place in the row. If the line has become its own meanwhile, it stays so: the
    /// word of it is on its way, and who hears it releases the line.
    package func withdraw(entry: String, connector: String) {
        lines.withLock { lines in lines[entry]?.row.leave(connector) }
    }

    package func holder(of entry: String) -> String? { lines.withLock { $0[entry]?.holder } }

    /// In the order in which they would get the line.
    package func waiters(for entry: String) -> [String] {
        lines.withLock { $0[entry]?.row.connectors ?? [] }
    }
}
