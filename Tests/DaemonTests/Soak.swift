import Foundation

/// The long form of a test (`make soak`), or the short one (`make test`).
enum Soak {
    static let isLong = ProcessInfo.processInfo.environment["TRUNKLINE_SOAK"] != nil

    static func scale(long: Int, short: Int) -> Int { isLong ? long : short }
}
