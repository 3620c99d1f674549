package import OSI
import Synchronization

/// Associations of neighbours that have called and bound, and may take up again after a cut without a new bind
/// (X.228, connectionData recover).
///
/// A recovering caller gives no password. What speaks for it: it calls from the host that has bound, it knows the name
/// of the session connection, and it comes within the recovery timeout, once. A caller without an address proves less
/// than that and always binds.
///
/// An association that still stands here can be recovered too: the caller may know of a cut long before we do.
///
/// A leaf: the workers enter their associations, the listener looks them up.
package final class RecoverableAssociations: Sendable {
    /// Names an entry; the same never twice.
    package typealias Ticket = Int

    /// What a caller has to show.
    package struct Key: Hashable, Sendable {
        let identifier: SessionConnectionIdentifier
        let host: String
        let applicationContext: ApplicationContext
        let dialogueMode: DialogueMode

        /// - Parameters:
        ///   - identifier: the name of the association that is opened or is to be recovered.
        ///   - host: the caller's address without its port.
        package init(
            _ identifier: SessionConnectionIdentifier, host: String, _ applicationContext: ApplicationContext,
            _ dialogueMode: DialogueMode
        ) {
            self.identifier = identifier
            self.host = host
            self.applicationContext = applicationContext
            self.dialogueMode = dialogueMode
        }

        /// nil for a caller without an address, or that does not name its session connection.
        package init?(opening indication: OpenIndication, host: String) {
            self.init(indication.sessionConnectionIdentifier, indication, host)
        }

        /// nil for a caller without an address, or that recovers nothing.
        package init?(recovering indication: OpenIndication, host: String) {
            self.init(indication.recover, indication, host)
        }

        private init?(_ identifier: SessionConnectionIdentifier?, _ indication: OpenIndication, _ host: String) {
            guard let identifier, !host.isEmpty else { return nil }
            self.init(identifier, host: host, indication.applicationContext, indication.dialogueMode)
        }
    }

    /// Which association is to be recovered, and whose it is.
    package struct Found: Equatable, Sendable {
        package let connector: String
        package let ticket: Ticket
    }

    private struct Entry {
        let ticket: Ticket
        let key: Key
        let connector: String
        /// When it cannot be recovered any more, microseconds; nil while it stands.
        var end: Int64?
    }

    private struct State {
        /// The oldest first.
        var entries: [Entry] = []
        var lastTicket = 0
    }

    private let state = Mutex(State())
    private let capacity: Int

    package init(capacity: Int = 256) { self.capacity = capacity }

    /// How many there are, for tests and limits.
    package var count: Int { state.withLock { $0.entries.count } }

    /// A neighbour's association has come to be. The oldest entry makes room, one that has ended rather than another.
    package func opened(_ key: Key, connector: String) -> Ticket {
        state.withLock { state in
            // A name that comes again means the later one.
            state.entries.removeAll { $0.key == key }
            if state.entries.count >= capacity {
                state.entries.remove(at: state.entries.firstIndex { $0.end != nil } ?? 0)
            }
            state.lastTicket += 1
            state.entries.append(Entry(ticket: state.lastTicket, key: key, connector: connector))
            return state.lastTicket
        }
    }

    /// It was released: nothing of it is left to be recovered.
    package func released(_ ticket: Ticket) {
        state.withLock { $0.entries.removeAll { $0.ticket == ticket } }
    }

    /// It was cut or aborted.
    ///
    /// - Parameters:
    ///   - now: microseconds of a clock that does not jump.
    ///   - timeout: microseconds for which it can be recovered.
    package func ended(_ ticket: Ticket, now: Int64, timeout: Int64) {
        state.withLock { state in
            state.entries.removeAll { $0.end.map { $0 <= now } ?? false }
            if let index = state.entries.firstIndex(where: { $0.ticket == ticket }) {
                state.entries[index].end = now + timeout
            }
        }
    }

    /// The association that the caller may recover; it is taken out.
    package func take(_ key: Key, now: Int64) -> Found? {
        state.withLock { state in
            guard let index = state.entries.firstIndex(where: { $0.key == key }) else { return nil }
            let entry = state.entries.remove(at: index)
            if let end = entry.end, end <= now { return nil }
            return Found(connector: entry.connector, ticket: entry.ticket)
        }
    }

    /// Names and passwords may be others from now on: everybody binds.
    package func clear() { state.withLock { $0.entries = [] } }
}
