package import Message

/// Some of the three priorities.
package struct PrioritySet: Hashable, Sendable, CustomStringConvertible {
    private var bits: UInt8

    package static let all = PrioritySet(Priority.allCases)

    package init(_ priorities: some Sequence<Priority>) {
        bits = priorities.reduce(0) { $0 | 1 << UInt8($1.rank) }
    }

    /// That priority and whatever is more urgent.
    package init(atLeast priority: Priority) {
        self.init(Priority.allCases.filter { $0.rank <= priority.rank })
    }

    package func contains(_ priority: Priority) -> Bool { bits & (1 << UInt8(priority.rank)) != 0 }

    package func intersection(_ other: PrioritySet) -> PrioritySet {
        var result = self
        result.bits &= other.bits
        return result
    }

    package var isEmpty: Bool { bits == 0 }

    /// As `urgent and normal`.
    package var description: String {
        let names = Priority.allCases.filter(contains).sorted { $0.rank < $1.rank }.map(\.name)
        return names.isEmpty ? "no" : names.joined(separator: " and ")
    }
}
