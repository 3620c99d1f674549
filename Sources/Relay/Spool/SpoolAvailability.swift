/// Whether the spool takes messages at this moment.
package enum SpoolAvailability: Hashable, Sendable {
    case available
    /// Refuse new mail for the time being (SMTP 452, P1 busy). The text says why. Outcomes are still taken when possible.
    case unavailable(String)
}
