import Links
import Message
import Testing

private let now = Timestamp(seconds: 5)

@Suite("The locality table and schedules")
struct LocalityTableTests {
    @Test("one row a name, whose index stays; names are compared octet by octet")
    func indices() {
        let table = LocalityTable(capacity: 10)
        #expect(table.index(of: "BERLIN", now: now) == 0)
        #expect(table.index(of: "NAIROBI", now: now) == 1)
        #expect(table.index(of: "Berlin", now: now) == 2)
        #expect(table.index(of: "BERLIN", now: now) == 0)
        #expect(table.index(of: "Caf\u{E9}", now: now) == 3)
        #expect(table.index(of: "Cafe\u{301}", now: now) == 4)
        #expect(table.index(of: "Caf\u{E9}", now: now) == 3)
    }

    @Test("a full table keeps those that it has")
    func full() {
        let table = LocalityTable(capacity: 1)
        #expect(table.index(of: "A", now: now) == 0)
        #expect(table.index(of: "B", now: now) == nil)
        #expect(table.index(of: "A", now: now) == 0)
        #expect(LocalityTable(capacity: -1).index(of: "A", now: now) == nil)
    }

    @Test("states and counts; an unknown row is refused")
    func rows() throws {
        let table = LocalityTable(capacity: 4)
        let index = try #require(table.index(of: "BERLIN", now: now))
        #expect(table.setState(index, .bound, now: Timestamp(seconds: 9)))
        #expect(table.count(index, messagesOut: 2, octetsOut: 100, associations: 1))
        #expect(table.count(index, messagesIn: 1, octetsIn: .max))
        #expect(table.count(index, octetsIn: 1))
        let row = try #require(table.snapshot().first)
        #expect(row.state == .bound && row.since == Timestamp(seconds: 9))
        #expect(row.messagesOut == 2 && row.messagesIn == 1 && row.octetsOut == 100 && row.associations == 1)
        #expect(table.setState(1, .bound, now: now) == false)
        #expect(table.count(-1, failures: 1) == false)
    }

    @Test("always is always open, never neither calls nor is called")
    func schedules() {
        #expect(Schedule.always.isOpen(at: now) && Schedule.always.takesCalls)
        #expect(!Schedule.never.isOpen(at: now) && !Schedule.never.takesCalls)
        #expect(Schedule.always.nextChange(after: now) == nil)
    }
}
