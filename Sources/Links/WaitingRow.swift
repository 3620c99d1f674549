/// Connectors that wait for something of which there is too little, in the order in which they get it.
///
/// Urgent ones stand before others, and who came first before who came later. An ordinary one lets `mayBeOvertaken`
/// later urgent ones past it and no more, so that it has its turn however much urgent mail there is. Without a clock:
/// when the system's time is set, no place changes.
struct WaitingRow: Hashable, Sendable {
    private struct Waiter: Hashable, Sendable {
        var connector: String
        var isUrgent: Bool
        /// Counts those who ever came.
        var arrival: UInt64
        /// Later ones that were placed before it.
        var overtaken = 0
    }

    /// How many later urgent ones an ordinary one lets past.
    static var mayBeOvertaken: Int { 4 }

    private var waiters: [Waiter] = []
    private var arrivals: UInt64 = 0

    var isEmpty: Bool { waiters.isEmpty }
    /// In order.
    var connectors: [String] { waiters.map(\.connector) }

    /// The first `count` of them.
    func first(_ count: Int) -> [String] { waiters.prefix(max(0, count)).map(\.connector) }

    /// Takes a place, or keeps the one that it has; it can become better by urgency. What is no longer urgent keeps its
    /// place, and can be overtaken from now on.
    ///
    /// - Returns: how many stand before it.
    @discardableResult
    mutating func join(_ connector: String, urgent: Bool) -> Int {
        guard let index = waiters.firstIndex(where: { $0.connector == connector }) else {
            arrivals += 1
            waiters.append(Waiter(connector: connector, isUrgent: urgent, arrival: arrivals))
            return urgent ? advance(from: waiters.count - 1) : waiters.count - 1
        }
        let wasUrgent = waiters[index].isUrgent
        waiters[index].isUrgent = urgent
        return urgent && !wasUrgent ? advance(from: index) : index
    }

    mutating func leave(_ connector: String) { waiters.removeAll { $0.connector == connector } }

    /// The first one, who leaves the row by it.
    mutating func takeFirst() -> String? { waiters.isEmpty ? nil : waiters.removeFirst().connector }

    /// Brings an urgent one to its place; returns that.
    private mutating func advance(from index: Int) -> Int {
        let urgent = waiters.remove(at: index)
        var place = index
        while place > 0 {
            let other = waiters[place - 1]
            // Who came later has overtaken it before.
            if other.arrival < urgent.arrival {
                if other.isUrgent || other.overtaken >= Self.mayBeOvertaken { break }
                waiters[place - 1].overtaken += 1
            }
            place -= 1
        }
        waiters.insert(urgent, at: place)
        return place
    }
}
