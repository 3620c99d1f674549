internal import Synchronization

/// Who has the line of a phonebook entry, and who waits for it. Owner: a mutex; any queue may call.
///
/// Several connectors may name one entry; its line is dialled once. When the holder is done it either hangs up, and the
/// next one in the row dials, or hands the standing line over.
package final class LineRegistry: Sendable {
    package enum Claim: Hashable, Sendable {
        /// The line is the connector's: dial, unless it has it already.
        case yours
        /// Another connector has it; a place in the row has been taken.
        case wait
    }

    private struct Waiter {
        var connector: String
        var urgent: Bool
    }

    private struct Line {
        var holder: String
        var waiters: [Waiter] = []
    }

    private let lines = Mutex<[String: Line]>([:])

    package init() {}

    /// Claims the line of `entry`. Urgent claims stand before others, otherwise who came first. A repeated claim keeps
    /// its place; it can become urgent by it, and no longer be urgent.
    package func claim(entry: String, connector: String, urgent: Bool) -> Claim {
        lines.withLock { lines in
            guard var line = lines[entry] else {
                lines[entry] = Line(holder: connector)
                return .yours
            }
            if line.holder == connector { return .yours }
            if let index = line.waiters.firstIndex(where: { $0.connector == connector }) {
                line.waiters[index].urgent = urgent
            } else {
                line.waiters.append(Waiter(connector: connector, urgent: urgent))
            }
            lines[entry] = line
            return .wait
        }
    }

    /// The holder is done. Returns the connector that has the line now: tell it. nil: nobody waits, or `connector` was
    /// not the holder and nothing changed.
    package func release(entry: String, by connector: String) -> String? {
        lines.withLock { lines in
            guard var line = lines[entry], line.holder == connector else { return nil }
            guard let next = Self.next(line.waiters) else {
                lines[entry] = nil
                return nil
            }
            line.holder = line.waiters.remove(at: next).connector
            lines[entry] = line
            return line.holder
        }
    }

    /// The holder gives the standing line to the next one in the row: returns that connector, which has it now. nil:
    /// nobody waits any more and the line stays with its holder, or `connector` was not the holder.
    package func handOver(entry: String, by connector: String) -> String? {
        lines.withLock { lines in
            guard var line = lines[entry], line.holder == connector, let next = Self.next(line.waiters) else {
                return nil
            }
            line.holder = line.waiters.remove(at: next).connector
            lines[entry] = line
            return line.holder
        }
    }

    /// The connector gives up its place in the row. If the line has become its own meanwhile, it stays so: the
    /// word of it is on its way, and who hears it releases the line.
    package func withdraw(entry: String, connector: String) {
        lines.withLock { lines in lines[entry]?.waiters.removeAll { $0.connector == connector } }
    }

    package func holder(of entry: String) -> String? { lines.withLock { $0[entry]?.holder } }

    /// In the order in which they would get the line.
    package func waiters(for entry: String) -> [String] {
        lines.withLock { lines in
            let waiters = lines[entry]?.waiters ?? []
            return (waiters.filter(\.urgent) + waiters.filter { !$0.urgent }).map(\.connector)
        }
    }

    private static func next(_ waiters: [Waiter]) -> Int? {
        waiters.firstIndex(where: \.urgent) ?? (waiters.isEmpty ? nil : 0)
    }
}
