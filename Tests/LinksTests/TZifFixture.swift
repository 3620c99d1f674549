import Foundation
import Links
import Message

/// A TZif file of version 2 with no transitions but the rule.
func tzif(rule: String, leaps: UInt8 = 0) -> [UInt8] {
    func block(_ timeOctets: Int) -> [UInt8] {
        let counts: [UInt8] = [0, 0, leaps, 0, 1, 4]
        return Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { [0, 0, 0, $0] }
            + [0, 0, 0, 0, 0, 0] + Array("LMT".utf8) + [0]
            + [UInt8](repeating: 0, count: Int(leaps) * (timeOctets + 4))
    }
    return block(4) + block(8) + Array("\n\(rule)\n".utf8)
}

/// The zone of a rule of POSIX's form.
func zone(_ rule: String) throws -> TimeZoneRules { try TimeZoneRules(tzif: tzif(rule: rule)) }

enum Zones {
    static let london = "GMT0BST,M3.5.0/1,M10.5.0"
    static let lordHowe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"
    static let adelaide = "ACST-9:30ACDT,M10.1.0,M4.1.0/3"
    static let newfoundland = "NST3:30NDT,M3.2.0,M11.1.0"
    /// Winter time is the exception there.
    static let dublin = "IST-1GMT0,M10.5.0,M3.5.0/1"
    static let india = "IST-5:30"
    /// The clocks go back at midnight.
    static let havana = "CST5CDT,M3.2.0/0,M11.1.0/1"
    static let all = [london, lordHowe, adelaide, newfoundland, dublin, india, havana, "UTC0"]
}

/// 2026-03-29T01:00:00Z and the like.
func at(_ text: String) throws -> Timestamp {
    let format = ISO8601DateFormatter()
    guard let date = format.date(from: text) else { throw TimeZoneError.badRule }
    return Timestamp(seconds: Int64(date.timeIntervalSince1970))
}
