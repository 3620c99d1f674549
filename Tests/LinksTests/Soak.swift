import Foundation

/// The long form of a test (`make soak`), or the short one (`make test`).
enum Soak {
    static let isLong = ProcessInfo.processInfo.environment["TRUNKLINE_SOAK"] != nil

    /// How many operations on the table, where the environment says so (under a sanitizer), or the form does.
    static let tableOperations =
        ProcessInfo.processInfo.environment["TRUNKLINE_TABLE_OPERATIONS"].flatMap { Int($0) }
        ?? (isLong ? 10_000_000 : 100_000)
}
