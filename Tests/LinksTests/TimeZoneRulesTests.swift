import Foundation
import Links
import Message
import Testing

@Suite("Time zones: TZif files and POSIX rules")
struct TimeZoneRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        var time: String
        var offset: Int64
        var testDescription: String { "\(rule) at \(time)" }
        init(_ rule: String, _ time: String, _ offset: Int64) {
            (self.rule, self.time, self.offset) = (rule, time, offset)
        }
    }

    static let cases: [Case] = [
        Case(Zones.london, "2026-03-29T00:59:59Z", 0), Case(Zones.london, "2026-03-29T01:00:00Z", 3600),
        Case(Zones.london, "2026-10-25T00:59:59Z", 3600), Case(Zones.london, "2026-10-25T01:00:00Z", 0),
        Case(Zones.lordHowe, "2026-04-04T14:59:59Z", 39600), Case(Zones.lordHowe, "2026-04-04T15:00:00Z", 37800),
        Case(Zones.lordHowe, "2026-10-03T15:29:59Z", 37800), Case(Zones.lordHowe, "2026-10-03T15:30:00Z", 39600),
        Case(Zones.adelaide, "2026-01-01T00:00:00Z", 37800), Case(Zones.adelaide, "2026-07-01T00:00:00Z", 34200),
        Case(Zones.newfoundland, "2026-12-31T23:59:59Z", -12600),
        Case(Zones.newfoundland, "2026-07-01T00:00:00Z", -9000),
        Case(Zones.dublin, "2026-01-01T00:00:00Z", 0), Case(Zones.dublin, "2026-07-01T00:00:00Z", 3600),
        Case(Zones.india, "2026-07-01T00:00:00Z", 19800), Case(Zones.havana, "2026-11-01T04:59:59Z", -14400),
        Case(Zones.havana, "2026-11-01T05:00:00Z", -18000),
        // Summer time all the year, as RFC 8536 says it.
        Case("EST5EDT,0/0,J365/25", "2026-01-01T04:59:59Z", -14400),
        Case("EST5EDT,0/0,J365/25", "2026-12-31T12:00:00Z", -14400),
        // Julian days pass over 29 February, the others do not: both are 1 March of 2028.
        Case("AAA0BBB,J60/0,J300", "2028-03-01T00:00:00Z", 3600), Case("AAA0BBB,J60/0,J300", "2028-02-29T23:59:59Z", 0),
        Case("AAA0BBB,60/0,J300", "2028-03-01T00:00:00Z", 3600), Case("AAA0BBB,60/0,J300", "2028-02-29T23:59:59Z", 0),
        // The time of a change may be days off.
        Case("AAA0BBB,M3.1.0/-24,M10.1.0/167", "2026-02-28T00:00:00Z", 3600),
    ]

    @Test("A rule tells the offset on both sides of each change", arguments: cases)
    func rules(example: Case) throws {
        #expect(try zone(example.rule).offset(at: at(example.time)) == example.offset)
    }

    @Test(
        "A rule that is not of the form is refused",
        arguments: [
            "A0B,J60/0,J300", "GMT", "GMT0BST", "GMT0BST,", "GMT0BST,M3.5.0", "GMT0BST,M13.1.0,M10.1.0", "GMT26",
            "GMT0BST,M3.6.0,M10.1.0", "GMT0BST,M3.1.7,M10.1.0", "GMT0BST,J0,J5", "GMT0BST,366,J5", "<GMT0", "0",
            "GMT0:60",
            "GMT0BST,M3.1.0/168,M10.1.0", "GMT0BST,M3.1.0,M10.1.0x", "GMT-", String(repeating: "A", count: 200) + "0",
        ])
    func badRules(text: String) {
        #expect(throws: TimeZoneError.badRule) { try zone(text) }
    }

    @Test(
        "The host's files say what another implementation says",
        arguments: [
            "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham",
            "Africa/Nairobi",
            "Europe/Berlin", "UTC",
        ])
    func files(name: String) throws {
        let octets = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/\(name)"))
        let rules = try TimeZoneRules(tzif: Array(octets))
        let other = try #require(TimeZone(identifier: name))
        // Every half hour would take long; these do not fall together with anything.
        for seconds in stride(from: Int64(0), to: 2_145_000_000, by: 100_003) {
            let expected = other.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            guard rules.offset(at: Timestamp(seconds: seconds)) != expected else { continue }
            Issue.record("\(name) at \(seconds): not \(expected)")
            return
        }
        // After the last transition of the file its rule goes on.
        for year in [2050, 2080] {
            for month in 1...12 {
                let time = CalendarTime.seconds(year: year, month: month, day: 15, hour: 12, minute: 0, second: 0)
                #expect(
                    rules.offset(at: Timestamp(seconds: time))
                        == Int64(other.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time)))))
            }
        }
    }

    @Test("From one transition to the next the offset stays, and every change is told of")
    func nextTransition() throws {
        for rule in Zones.all {
            let zone = try zone(rule)
            var time = try at("2026-01-01T00:00:00Z")
            for _ in 0..<6 {
                guard let next = zone.nextTransition(after: time) else { break }
                #expect(next > time && zone.offset(at: time) == zone.offset(at: next + .seconds(-1)))
                #expect(zone.offset(at: next) != zone.offset(at: time))
                time = next
            }
            #expect(zone.nextTransition(after: time) == nil || rule.contains(","))
        }
    }

    @Test("A file that is cut anywhere, or not one, is refused")
    func prefixes() throws {
        let whole = tzif(rule: Zones.london)
        _ = try TimeZoneRules(tzif: whole)
        for length in 0..<whole.count {
            #expect(throws: TimeZoneError.self) { try TimeZoneRules(tzif: Array(whole.prefix(length))) }
        }
        #expect(throws: TimeZoneError.notTZif) { try TimeZoneRules(tzif: Array("root:x:0:0".utf8)) }
        #expect(throws: TimeZoneError.leapSeconds) { try TimeZoneRules(tzif: tzif(rule: "UTC0", leaps: 1)) }
        #expect(throws: TimeZoneError.tooLong) {
            try TimeZoneRules(tzif: whole + [UInt8](repeating: 0, count: TimeZoneRules.greatestFile))
        }
        var counts = whole
        counts[32] = 0x7F
        #expect(throws: TimeZoneError.tooLong) { try TimeZoneRules(tzif: counts) }
    }

    @Test("Whatever octets come, an answer or an error comes, and every question about a zone is answered")
    func damage() throws {
        let good = Array(try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/London")))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var octets = good
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                octets[Int.random(in: 0..<octets.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let rules = try? TimeZoneRules(tzif: octets) else { continue }
            let windows = CallWindows([CallWindow(days: 0x7F, from: 60, to: 120)], zone: rules)
            let time = Timestamp(seconds: Int64.random(in: 0...4_000_000_000, using: &random))
            if let next = windows.nextChange(after: time) { #expect(next > time) }
        }
    }
}
