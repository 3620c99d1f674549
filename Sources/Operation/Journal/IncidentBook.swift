/// The last incidents, for those who ask what happened: the events that carry one `MTA_INCIDENT`, together.
///
/// ## Function
/// Every call and association has an identifier. What goes well is kept for a while, since it may yet go wrong; what
/// has a warning or an error among its events is an incident and kept apart, so that the traffic of a busy day does not
/// push it out. Both are of limited number. When they are too many, the oldest goes of the connector that has most: a
/// dead link that is tried for days, or a stranger who tries names, does not push out the others.
///
/// A value; its owner feeds it every event in the order in which they happened.
package struct IncidentBook: Sendable {
    /// One cause and what came of it.
    package struct Incident: Hashable, Sendable {
        package let id: String
        /// In the order in which they happened; of many, the first and the last.
        package fileprivate(set) var entries: [JournalEntry]
        /// Events that were left out between the first and the last.
        package fileprivate(set) var omitted = 0
        package fileprivate(set) var connector: String?

        /// Something went wrong.
        package var hasTrouble: Bool { entries.contains(where: isTrouble) }
    }

    /// Incidents with trouble; of those that went well a quarter of that.
    package let capacity: Int
    /// Events of one incident.
    package let longest: Int

    private var incidents: [String: Incident] = [:]
    /// Identifiers, the oldest first.
    private var clean: [String] = []
    private var troubled: [String] = []

    package init(capacity: Int = 256, longest: Int = 32) {
        self.capacity = max(1, capacity)
        self.longest = max(2, longest)
    }

    package mutating func add(_ entry: JournalEntry) {
        guard let id = entry.value(of: "MTA_INCIDENT") else { return }
        let isNew = incidents[id] == nil
        var incident = incidents[id] ?? Incident(id: id, entries: [])
        let hadTrouble = incident.hasTrouble
        if incident.entries.count == longest {
            // The beginning tells the cause, the end what came of it.
            let leaves = incident.entries.indices.dropFirst(longest / 2).first { !isTrouble(incident.entries[$0]) }
            incident.entries.remove(at: leaves ?? longest / 2)
            incident.omitted += 1
        }
        incident.entries.append(entry)
        incident.connector = incident.connector ?? entry.value(of: "MTA_CONNECTOR")
        incidents[id] = incident
        if !hadTrouble, isTrouble(entry) {
            clean.removeAll { $0 == id }
            troubled.append(id)
            if troubled.count > capacity { makeRoom() }
        } else if isNew {
            clean.append(id)
            if clean.count > max(1, capacity / 4) { incidents[clean.removeFirst()] = nil }
        }
    }

    /// The oldest of whoever has most.
    private mutating func makeRoom() {
        let counts = Dictionary(troubled.map { (incidents[$0]?.connector, 1) }, uniquingKeysWith: +)
        let most = counts.values.max()
        guard let index = troubled.firstIndex(where: { counts[incidents[$0]?.connector] == most }) else { return }
        incidents[troubled.remove(at: index)] = nil
    }

    /// Those with trouble, the oldest first; `limit` of them at most, the last.
    package func last(_ limit: Int, connector: String? = nil) -> [Incident] {
        troubled.compactMap { incidents[$0] }.filter { connector == nil || $0.connector == connector }
            .suffix(max(0, limit))
    }

    /// All whose identifier begins so, with trouble or without.
    package func beginning(with prefix: String) -> [Incident] {
        if let exact = incidents[prefix] { return [exact] }
        return (troubled + clean).filter { $0.hasPrefix(prefix) }.compactMap { incidents[$0] }
    }
}

/// Warnings and errors.
private func isTrouble(_ entry: JournalEntry) -> Bool { entry.priority <= 4 }
