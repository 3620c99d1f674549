/// One `Key=value` line with the place where it stands.
struct ConfigurationAssignment: Hashable, Sendable {
    var file: String
    /// The first of its lines, from 1.
    var line: Int
    var section: String
    var key: String
    /// Without the blanks around it; continuation lines joined by one space.
    var value: String
}

/// A `[Section]` line.
struct ConfigurationHeader: Hashable, Sendable {
    var file: String
    var line: Int
    var section: String
}
