import Message
import Testing

@Suite("The message's values")
struct MessageTests {
    @Test("an instant is shown as MTS-IDs, RFC 3339 and RFC 5322 want it")
    func timestamps() {
        let time = Timestamp(
            seconds: CalendarTime.seconds(year: 2026, month: 11, day: 21, hour: 1, minute: 17, second: 18))
        #expect(time.compactDate == "261121011718")
        #expect(time.iso8601 == "2026-11-21T01:17:18Z")
        #expect(time.internetDate == "Sat, 21 Nov 2026 01:17:18 +0000")
        #expect(Timestamp(seconds: 0).internetDate == "Thu, 1 Jan 1970 00:00:00 +0000")
    }

    @Test(
        "calendar and seconds are each other's inverse, leap years and times before 1970 too",
        arguments: [
            0, 951_782_400, 951_868_800, 1_709_164_800, -1, -86400, -2_208_988_800, 4_107_542_400, 253_402_300_799,
        ])
    func calendar(seconds: Int64) {
        let c = CalendarTime(Timestamp(seconds: seconds))
        #expect(
            CalendarTime.seconds(
                year: c.year, month: c.month, day: c.day, hour: c.hour, minute: c.minute, second: c.second) == seconds)
    }

    @Test("29 February is there in 2000 and 2024, and not in 2100")
    func leapDays() {
        let second2000 = CalendarTime(Timestamp(seconds: 951_782_400))
        #expect(second2000.month == 2 && second2000.day == 29)
        let end = CalendarTime.seconds(year: 2100, month: 2, day: 28, hour: 0, minute: 0, second: 0)
        #expect(CalendarTime(Timestamp(seconds: end + 86400)).month == 3)
    }

    @Test("seconds are rounded down on both sides of 1970")
    func rounding() {
        #expect(Timestamp(microseconds: 1_999_999).seconds == 1)
        #expect(Timestamp(microseconds: -1).seconds == -1)
        #expect(Timestamp(microseconds: -1_000_000).seconds == -1)
    }

    @Test("intervals add up and compare; at the ends of the number they wrap instead of trapping")
    func intervals() {
        #expect(Timestamp(seconds: 10) + .seconds(5) == Timestamp(seconds: 15))
        #expect(Timestamp(seconds: 10) - Timestamp(seconds: 15) == .seconds(-5))
        #expect(Interval.milliseconds(1500).wholeSeconds == 1)
        #expect(Interval.milliseconds(-1500).wholeSeconds == -1)
        _ = Timestamp(microseconds: .max) + .seconds(1)
        _ = Timestamp(microseconds: .min) - Timestamp(microseconds: .max)
    }

    @Test("a mailbox is split at its last @; its domain is in lower case")
    func mailboxes() throws {
        let quoted = try #require(Mailbox("\"a@b\"@HQ.Example"))
        #expect(quoted.localPart == "\"a@b\"" && quoted.domain == "hq.example")
        #expect(quoted.description == "\"a@b\"@hq.example")
        for text in ["", "a", "@", "a@", "@b"] { #expect(Mailbox(text) == nil, "\(text)") }
        #expect(Mailbox("A@b") != Mailbox("a@b"))
        #expect(Mailbox("a@B") == Mailbox("a@b"))
    }

    @Test("message numbers are shown in eight hexadecimal digits and read back")
    func messageIDs() {
        #expect(MessageID(255).description == "000000ff")
        #expect(MessageID("000000ff") == MessageID(255))
        #expect(MessageID(.max).description == "7fffffffffffffff")
        for text in ["", "0", "-1", "xyz", "ffffffffffffffffff"] { #expect(MessageID(text) == nil, "\(text)") }
    }

    @Test("MTS-IDs and domains are shown in Exchange's form")
    func identifiers() {
        let domain = GlobalDomain(country: "GB", admd: " ", prmd: "ACME")
        #expect(MTSIdentifier(domain: domain, localIdentifier: "HQ-1").description == "C=GB;A= ;P=ACME;L=HQ-1")
        #expect(GlobalDomain(country: "GB", admd: "X", prmd: nil).description == "C=GB;A=X")
    }

    @Test("urgent goes before normal, normal before non-urgent; the wire's numbers are X.411's")
    func priorities() {
        #expect(Priority.allCases.sorted { $0.rank < $1.rank } == [.urgent, .normal, .nonUrgent])
        #expect(Priority(rawValue: 0) == .normal && Priority(rawValue: 1) == .nonUrgent)
        #expect(Priority(rawValue: 2) == .urgent && Priority(rawValue: 3) == nil)
    }
}
