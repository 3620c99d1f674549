import Foundation
import Links
import Message
import Synchronization
import Testing

private let now = Timestamp(seconds: 1_000_000)
private let later = Timestamp(seconds: 1_000_060)

/// What one thread believes to hold; whoever finds it held by another has met the fault of Q196045.
private final class Owner: Sendable {
    let thread = Atomic<Int>(0)
}

private final class Counter: Sendable {
    let value = Atomic<Int>(0)
    func add(_ n: Int = 1) { value.add(n, ordering: .relaxed) }
    var count: Int { value.load(ordering: .relaxed) }
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

    @Test("tells that an entry is free after the lock is left, once an entry")
    func freed() {
        let freed = Counter()
        let box = Mutex<RASSynchronizationTable?>(nil)
        let table = RASSynchronizationTable(size: 1) {
            freed.add()
            // Would never return if the lock were held.
            _ = box.withLock { $0 }?.snapshot()
        }
        box.withLock { $0 = table }
        for _ in 0..<3 { _ = table.take(connector: "berlin", entry: "isdn", now: now) }
        #expect(freed.count == 3)
        box.withLock { $0 = nil }
    }

    @Test("grows at once, and shrinks as entries are given back")
    func resizes() throws {
        let freed = Counter()
        let table = RASSynchronizationTable(size: 1) { freed.add() }
        let first = try table.take("a")
        table.resize(to: 3)
        #expect(freed.count == 1)
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

    @Test("sixteen threads and 100,000 operations: never two owners of one entry, and nothing is left taken")
    func sixteenThreads() {
        let size = 5
        let freed = Counter()
        let table = RASSynchronizationTable(size: size) { freed.add() }
        let owners = (0..<size).map { _ in Owner() }
        let collisions = Counter()
        let staleTaken = Counter()
        let taken = Counter()
        let finished = DispatchGroup()
        for number in 1...16 {
            finished.enter()
            Thread.detachNewThread {
                var random = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
                var stale = RASTicket(index: 0, generation: 0)
                for _ in 0..<6250 {
                    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    if let slot = table.take(connector: "connector \(number)", entry: "entry", now: now) {
                        taken.add()
                        let owner = owners[slot.index]
                        if owner.thread.exchange(number, ordering: .sequentiallyConsistent) != 0 { collisions.add() }
                        if !table.setState(slot, .up, now: now) { collisions.add() }
                        if table.setState(stale, .idle, now: now) { staleTaken.add() }
                        if random >> 33 & 7 == 0 { sched_yield() }
                        if random >> 48 & 255 == 0, table.snapshot()[slot.index].connector != "connector \(number)" {
                            collisions.add()
                        }
                        if owner.thread.exchange(0, ordering: .sequentiallyConsistent) != number { collisions.add() }
                        stale = slot.ticket
                        if random >> 40 & 1 == 0 { table.giveBack(slot) }
                    }
                }
                finished.leave()
            }
        }
        finished.wait()
        #expect(collisions.count == 0)
        #expect(staleTaken.count == 0)
        #expect(table.inUse == 0)
        #expect(freed.count == taken.count)
        let generations = table.snapshot().reduce(0) { $0 + Int($1.generation) }
        #expect(generations == taken.count)
        #expect(taken.count > 1000)
    }
}
