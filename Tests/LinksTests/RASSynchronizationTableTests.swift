import Links
import Message
import Synchronization
import Testing

private let now = Timestamp(seconds: 1_000_000)
private let later = Timestamp(seconds: 1_000_060)

/// What the table said of whose turn it is, call by call.
private final class Turns: Sendable {
    private let calls = Mutex<[[String]]>([])
    func add(_ next: [String]) { calls.withLock { $0.append(next) } }
    var all: [[String]] { calls.withLock { $0 } }
}

private struct NoSlot: Error {}

extension RASSynchronizationTable {
    fileprivate func take(_ connector: String) throws -> RASSlot {
        guard let slot = take(connector: connector, entry: "entry", now: now) else { throw NoSlot() }
        return slot
    }
}

@Suite("The RAS synchronization table")
struct RASSynchronizationTableTests {
    @Test("gives the lowest free entry, and none when all are taken")
    func takes() throws {
        let table = RASSynchronizationTable(size: 2)
        let first = try table.take("berlin")
        let second = try table.take("nairobi")
        let indices = [first.index, second.index]
        #expect(indices == [0, 1])
        let isRefused = table.take(connector: "lagos", entry: "sat", now: now) == nil
        #expect(isRefused)
        #expect(table.inUse == 2)
        _ = consume first
        #expect(table.inUse == 1)
        let third = try table.take("lagos")
        let ticket = third.ticket
        #expect(ticket == RASTicket(index: 0, generation: 2))
        _ = consume second
        _ = consume third
        #expect(table.inUse == 0)
    }

    @Test("refuses what comes late from an earlier holder of the entry")
    func staleGeneration() throws {
        let table = RASSynchronizationTable(size: 1)
        // The slot dies at once; its ticket outlives it.
        let taken = table.take(connector: "berlin", entry: "isdn", now: now)?.ticket
        let stale = try #require(taken)
        #expect(table.inUse == 0)
        #expect(table.setState(stale, .up, now: now) == false)
        let second = table.take(connector: "nairobi", entry: "hf", now: later)
        let before = table.snapshot()
        #expect(table.setState(stale, .hangingUp, now: later) == false)
        #expect(table.setOctets(stale, out: 9, in: 9) == false)
        #expect(table.setState(RASTicket(index: 0, generation: 99), .up, now: later) == false)
        #expect(table.setState(RASTicket(index: -1, generation: 1), .up, now: later) == false)
        #expect(table.setState(RASTicket(index: 7, generation: 1), .up, now: later) == false)
        #expect(table.snapshot() == before)
        #expect(before.first?.connector == "nairobi")
        _ = consume second
    }

    @Test("refuses a slot of another table, which is given back where it belongs")
    func foreignSlot() {
        let table = RASSynchronizationTable(size: 1)
        let other = RASSynchronizationTable(size: 1)
        let mine = table.take(connector: "berlin", entry: "isdn", now: now)
        guard let foreign = other.take(connector: "nairobi", entry: "hf", now: now) else {
            Issue.record("no slot")
            return
        }
        let isNoted = table.setState(foreign, .up, now: now)
        let isReassigned = table.reassign(foreign, to: "lagos", now: now)
        let isOurs = table.giveBack(foreign)
        #expect(!isNoted && !isReassigned && !isOurs)
        #expect(table.inUse == 1)
        #expect(other.inUse == 0)
        _ = consume mine
    }

    @Test("shows index, generation, connector, entry, state, since and octets")
    func snapshot() throws {
        let table = RASSynchronizationTable(size: 2)
        guard let slot = table.take(connector: "berlin", entry: "isdn", now: now) else {
            Issue.record("no slot")
            return
        }
        table.setState(slot, .up, now: later)
        table.setOctets(slot.ticket, out: 10, in: 20)
        let rows = table.snapshot()
        #expect(rows.count == 2)
        let row = try #require(rows.first)
        #expect(row.index == 0 && row.generation == 1)
        #expect(row.connector == "berlin" && row.entry == "isdn")
        #expect(row.state == .up && row.since == later)
        #expect(row.octetsOut == 10 && row.octetsIn == 20)
        #expect(rows.last?.state == .free && rows.last?.generation == 0)
        let isFreed = table.setState(slot, .free, now: later)
        let isReassigned = table.reassign(slot, to: "nairobi", now: later)
        #expect(!isFreed && isReassigned)
        #expect(table.snapshot().first?.connector == "nairobi")
        let isOurs = table.giveBack(slot)
        #expect(isOurs)
        #expect(table.snapshot().first?.connector == nil)
    }

    @Test("tells whose turn it is after the lock is left, and nobody when nobody waits")
    func turns() {
        let turns = Turns()
        let box = Mutex<RASSynchronizationTable?>(nil)
        let table = RASSynchronizationTable(size: 1) { next in
            // Would never return if the lock were held.
            _ = box.withLock { $0 }?.snapshot()
            turns.add(next)
        }
        box.withLock { $0 = table }
        _ = table.take(connector: "berlin", entry: "isdn", now: now)
        #expect(turns.all.isEmpty)
        let held = table.take(connector: "berlin", entry: "isdn", now: now)
        let isRefused = table.take(connector: "nairobi", entry: "hf", now: now) == nil
        _ = consume held
        #expect(isRefused && turns.all == [["nairobi"]])
        box.withLock { $0 = nil }
    }

    @Test("a free entry goes to who has waited longest, and to nobody who comes after")
    func row() throws {
        let turns = Turns()
        let table = RASSynchronizationTable(size: 1) { turns.add($0) }
        let held = try table.take("berlin")
        for name in ["lagos", "nairobi", "lagos"] {
            let isRefused = table.take(connector: name, entry: "hf", now: now) == nil
            #expect(isRefused)
        }
        #expect(table.waiters == ["lagos", "nairobi"])
        _ = consume held
        #expect(turns.all == [["lagos"]])
        let isLateRefused = table.take(connector: "oslo", entry: "hf", now: now) == nil
        let isSecondRefused = table.take(connector: "nairobi", entry: "hf", now: now) == nil
        #expect(isLateRefused && isSecondRefused)
        let first = try table.take("lagos")
        #expect(table.waiters == ["nairobi", "oslo"])
        _ = consume first
        // Whose turn it is may not want it any more: the next one hears of it.
        table.withdraw(connector: "nairobi")
        #expect(turns.all == [["lagos"], ["nairobi"], ["oslo"]])
        let last = try table.take("oslo")
        #expect(table.waiters.isEmpty)
        _ = consume last
    }

    @Test("the urgent come first, and ordinary mail has its turn all the same")
    func urgency() throws {
        let table = RASSynchronizationTable(size: 1)
        var held: RASSlot? = try table.take("berlin")
        _ = table.take(connector: "ordinary", entry: "hf", now: now) == nil
        var served: [String] = []
        for number in 0..<20 {
            // Urgent mail without end: another of it waits whenever an entry becomes free.
            _ = table.take(connector: "urgent \(number)", entry: "hf", urgent: true, now: now) == nil
            _ = held.take()
            guard let next = table.waiters.first else { break }
            served.append(next)
            held = try table.take(next)
        }
        #expect(served.prefix(5) == ["urgent 0", "urgent 1", "urgent 2", "urgent 3", "ordinary"])
        #expect(Set(served).count == 20, "and each of the others, too")
        _ = held.take()
    }

    @Test("grows at once, and shrinks as entries are given back")
    func resizes() throws {
        let turns = Turns()
        let table = RASSynchronizationTable(size: 1) { turns.add($0) }
        let first = try table.take("a")
        for name in ["b", "c", "d"] { _ = table.take(connector: name, entry: "z", now: now) == nil }
        table.resize(to: 3)
        #expect(turns.all == [["b", "c"]])
        table.withdraw(connector: "c")
        table.withdraw(connector: "d")
        let second = try table.take("b")
        let index = second.index
        #expect(index == 1)
        table.resize(to: 1)
        #expect(table.snapshot().count == 2)
        _ = consume second
        #expect(table.snapshot().count == 1)
        let isRefused = table.take(connector: "c", entry: "z", now: now) == nil
        #expect(isRefused)
        _ = consume first
        table.resize(to: -5)
        #expect(table.size == 0)
    }

    @Test("Who does not come again takes no place in the row, and none of those who wait")
    func withoutWaiting() throws {
        let now = Timestamp(seconds: 0)
        let table = RASSynchronizationTable(size: 1)
        var held = table.take(connector: "a", entry: "x", now: now)
        let isRefused = table.take(connector: "", entry: "in", waits: false, now: now) == nil
        #expect(isRefused && table.waiters.isEmpty)
        let waits = table.take(connector: "b", entry: "x", now: now) == nil
        #expect(waits && table.waiters == ["b"])
        if let slot = held.take() { table.giveBack(slot) }
        let isStillRefused = table.take(connector: "", entry: "in", waits: false, now: now) == nil
        #expect(isStillRefused, "the free entry is due to b")
        held = table.take(connector: "b", entry: "x", now: now)
        let isHeld = held != nil
        #expect(isHeld && table.waiters.isEmpty)
        if let slot = held.take() { table.giveBack(slot) }
        let isTaken = table.take(connector: "", entry: "in", waits: false, now: now) != nil
        #expect(isTaken)
    }
}
