import Foundation
import Links
import Message
import Synchronization
import Testing

private let now = Timestamp(seconds: 1_000_000)

/// What one thread believes to hold; whoever finds it held by another has met the fault of Q196045.
private final class Owner: Sendable {
    let thread = Atomic<Int>(0)
}

private final class Count: Sendable {
    private let value = Atomic<Int>(0)
    func add() { value.add(1, ordering: .relaxed) }
    var total: Int { value.load(ordering: .relaxed) }
}

/// Sixteen threads on one table. Each holds an entry for a moment, over and over; who is refused sleeps until it is
/// told that its turn has come, as a connector does, or gives up its place now and then.
private final class Hammer: Sendable {
    static let threads = 16
    static let size = 5

    let table: RASSynchronizationTable
    let owners = (0..<Hammer.size).map { _ in Owner() }
    let wakeUps = Dictionary(
        uniqueKeysWithValues: (1...Hammer.threads).map { ("connector \($0)", DispatchSemaphore(value: 0)) })
    let turns = Count()
    let collisions = Count()
    let staleTaken = Count()
    let taken = Count()
    let refused = Count()

    init() {
        let (turns, collisions, wakeUps) = (self.turns, self.collisions, self.wakeUps)
        table = RASSynchronizationTable(size: Self.size) { next in
            turns.add()
            if next.count > Self.size { collisions.add() }
            for name in next { wakeUps[name]?.signal() }
        }
    }

    /// - Parameter holdings: how often each thread is to hold an entry.
    func run(holdings: Int) {
        let finished = DispatchGroup()
        for number in 1...Self.threads {
            finished.enter()
            Thread.detachNewThread { [self] in
                work(number, holdings)
                finished.leave()
            }
        }
        finished.wait()
    }

    private func work(_ number: Int, _ holdings: Int) {
        var random = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        var stale = RASTicket(index: 0, generation: 0)
        let name = "connector \(number)"
        var held = 0
        while held < holdings {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let urgent = random >> 60 == 0
            guard let slot = table.take(connector: name, entry: "entry", urgent: urgent, now: now) else {
                refused.add()
                if random >> 33 & 15 == 0 {
                    table.withdraw(connector: name)
                    sched_yield()
                } else {
                    wakeUps[name]?.wait()
                }
                continue
            }
            taken.add()
            held += 1
            stale = use(slot, number, name, random, stale: stale)
        }
    }

    private func use(
        _ slot: consuming RASSlot, _ number: Int, _ name: String, _ random: UInt64, stale: RASTicket
    ) -> RASTicket {
        let owner = owners[slot.index]
        if owner.thread.exchange(number, ordering: .sequentiallyConsistent) != 0 { collisions.add() }
        if !table.setState(slot, .up, now: now) { collisions.add() }
        if table.setState(stale, .idle, now: now) { staleTaken.add() }
        if random >> 48 & 255 == 0 {
            sched_yield()
            if table.snapshot()[slot.index].connector != name { collisions.add() }
        }
        if owner.thread.exchange(0, ordering: .sequentiallyConsistent) != number { collisions.add() }
        let ticket = slot.ticket
        if random >> 40 & 1 == 0 { table.giveBack(slot) }
        return ticket
    }
}

/// P1 at scale. `make soak` runs it with ten million operations, and a shorter form under the thread sanitizer.
@Suite("The RAS table under load")
struct TableSoakTests {
    @Test(
        "sixteen threads take and return: never two owners of an entry, none lost, stale generations refused (Q196045)")
    func sixteenThreads() {
        let hammer = Hammer()
        // Taking and returning are one operation each.
        let holdings = Soak.tableOperations / 2 / Hammer.threads
        hammer.run(holdings: holdings)
        #expect(hammer.collisions.total == 0)
        #expect(hammer.staleTaken.total == 0)
        #expect(hammer.taken.total == holdings * Hammer.threads)
        #expect(hammer.table.inUse == 0 && hammer.table.waiters.isEmpty)
        let rows = hammer.table.snapshot()
        #expect(rows.count == Hammer.size && rows.allSatisfy { $0.state == .free && $0.connector == nil })
        #expect(rows.reduce(0) { $0 + Int($1.generation) } == hammer.taken.total, "each holding has its generation")
        #expect(hammer.refused.total > 0 && hammer.turns.total > 0, "the table was full now and then")
    }
}
