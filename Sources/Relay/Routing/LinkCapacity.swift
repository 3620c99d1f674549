package import Message

/// What the link of a connector ever carries, by its configuration: the longest message of each priority.
package struct LinkCapacity: Hashable, Sendable {
    /// In octets. A priority that is not there is never carried.
    private var longest: [Priority: Int] = [:]

    /// Every message.
    package static let unlimited = LinkCapacity { _ in .max }
    /// The connector only receives, or neither calls nor is called.
    package static let nothing = LinkCapacity { _ in nil }

    /// - Parameter longest: octets; nil: no message of that priority.
    package init(_ longest: (Priority) -> Int?) {
        for priority in Priority.allCases { self.longest[priority] = longest(priority) }
    }

    package func takes(_ cargo: RouteCargo) -> Bool { longest[cargo.priority].map { cargo.octets <= $0 } ?? false }
}

/// What of a message matters to the choice of its way.
package struct RouteCargo: Hashable, Sendable {
    package var priority: Priority
    package var octets: Int

    package init(priority: Priority, octets: Int) {
        self.priority = priority
        self.octets = octets
    }
}
