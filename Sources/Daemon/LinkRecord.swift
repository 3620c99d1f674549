import Links
import Message

/// What is known of a link beyond its configuration, and kept over a restart.
struct LinkRecord: Hashable, Sendable {
    /// Set by operators.
    var conditions = LinkConditions()
    /// What was spent.
    var ledger = CostLedger()
    /// Its last calls.
    var history = CallHistory()

    /// Where the spool keeps it.
    static let prefix = "link/"

    static func conditionsKey(_ link: String) -> String { "\(prefix)\(link)/conditions" }
    static func ledgerKey(_ link: String) -> String { "\(prefix)\(link)/ledger" }
    static func historyKey(_ link: String) -> String { "\(prefix)\(link)/calls" }

    /// The link and the part that a key names.
    static func parts(of key: String) -> (link: String, part: String)? {
        let parts = key.dropFirst(prefix.count).split(separator: "/")
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }
}

/// What was spent at one time.
struct LinkExpense: Hashable, Sendable {
    var cost = Money.zero
    var day: CalendarDay
    var calls = 0
    var seconds = 0
    var octets = 0
}

extension CostLedger {
    mutating func book(_ expense: LinkExpense) {
        book(
            expense.cost, on: expense.day, calls: expense.calls, seconds: expense.seconds, octets: expense.octets)
    }
}
