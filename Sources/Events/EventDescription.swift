/// What is known of an event before it happens: one entry of the catalogue.
///
/// `cause`, `remedy` and `command` may name journal fields as `@MTA_CONNECTOR@`, which `journalctl -x` replaces.
package struct EventDescription: Hashable, Sendable {
    package let kind: EventKind
    /// Short, for a heading.
    package let title: String
    package let category: EventCategory
    package let type: EventType
    package let severity: EventSeverity
    package let origin: EventOrigin
    /// The text's parameters in their order.
    package let parameters: [String]
    package let cause: String
    package let remedy: String
    /// What to type next; nil where nothing need be done.
    package let command: String?

    package var number: Int { kind.rawValue }
    package var name: String { kind.name }

    init(
        _ kind: EventKind, _ title: String, _ category: EventCategory, _ type: EventType, _ severity: EventSeverity,
        at origin: EventOrigin, _ parameters: [String], cause: String, remedy: String, command: String? = nil
    ) {
        self.kind = kind
        self.title = title
        self.category = category
        self.type = type
        self.severity = severity
        self.origin = origin
        self.parameters = parameters
        self.cause = cause
        self.remedy = remedy
        self.command = command
    }
}
