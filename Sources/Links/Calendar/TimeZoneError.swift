/// Why octets are not the rules of a time zone.
package enum TimeZoneError: Error, Hashable, Sendable {
    /// They do not begin as a TZif file does.
    case notTZif
    /// Longer, or with more transitions, types or leap seconds, than any zone needs.
    case tooLong
    /// They end too early, or a count or index leads nowhere.
    case damaged
    /// A zone that counts leap seconds (`right/...`): its clock is not that of this host.
    case leapSeconds
    /// The rule for times to come is not of POSIX's form.
    case badRule
}
