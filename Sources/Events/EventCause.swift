/// What the events that follow from one cause have in common.
package struct EventCause: Hashable, Sendable {
    /// `MTA_INCIDENT`.
    package var incident: String
    /// What is wrong, on which end, what to type.
    package var hint: String?

    package init(incident: String, hint: String? = nil) {
        self.incident = incident
        self.hint = hint
    }
}
