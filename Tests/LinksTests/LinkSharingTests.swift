import Links
import Message
import Testing

private let delays = RedialDelays(busy: .seconds(60), transient: .seconds(600), barred: .seconds(3600))
private let timing = LinkTiming(dialTimeout: .seconds(90), idleHangUp: .seconds(20))

/// Connectors with real registry and table, and lines that obey; virtual time. What a connector's worker does with the
/// actions stands in `perform`.
private final class Site {
    struct Worker {
        var machine = LinkMachine(timing: timing, isWindowOpen: true)
        var entry: String
        var slot: RASTicket?
        /// Of the line's program; 0: none.
        var program = 0
        var timer: (timer: LinkTimer, generation: UInt64, at: Timestamp)?
        var mail = 0
        var hasLease = false
    }

    let registry = LineRegistry()
    let table: RASSynchronizationTable
    /// Slots cannot stand in a dictionary; each connector has its place here.
    var slots: [SlotBox] = []
    var names: [String] = []
    var workers: [Worker] = []
    var now = Timestamp(seconds: 0)
    var inbox: [(Int, LinkEvent)] = []
    var dials: [String: Int] = [:]
    var programs = 0
    var faults: [String] = []

    final class SlotBox {
        var slot: RASSlot?
        init(_ slot: consuming RASSlot? = nil) { self.slot = slot }
    }

    init(entries: [String], slots: Int) {
        table = RASSynchronizationTable(size: slots)
        for (index, entry) in entries.enumerated() {
            names.append("c\(index)")
            workers.append(Worker(entry: entry))
            self.slots.append(SlotBox())
        }
    }

    func mailArrives(_ index: Int, urgent: Bool = false) {
        workers[index].mail += 1
        inbox.append((index, .wanted(urgent: urgent)))
        run()
    }

    /// Until nothing is left to do, then to the next timer, so long as there is mail or a line.
    func runUntilQuiet() {
        for _ in 0..<1000 {
            run()
            guard let next = workers.indices.min(by: { due($0) < due($1) }), let timer = workers[next].timer else {
                return
            }
            now = max(now, timer.at)
            workers[next].timer = nil
            inbox.append((next, .timerFired(timer.timer, generation: timer.generation)))
        }
        faults.append("never quiet")
    }

    private func due(_ index: Int) -> Timestamp { workers[index].timer?.at ?? Timestamp(microseconds: .max) }

    private func run() {
        while !inbox.isEmpty {
            let (index, event) = inbox.removeFirst()
            for action in workers[index].machine.handle(event, now: now, delays: delays) { perform(action, index) }
        }
    }

    private func tell(_ name: String, _ event: LinkEvent) {
        if let index = names.firstIndex(of: name) { inbox.append((index, event)) }
    }

    private func freed() {
        for index in workers.indices { inbox.append((index, .slotFreed)) }
    }

    private func perform(_ action: LinkAction, _ index: Int) {
        let entry = workers[index].entry
        switch action {
        case .claimLine(let urgent):
            switch registry.claim(entry: entry, connector: names[index], urgent: urgent) {
            case .yours: inbox.append((index, .lineGranted))
            case .wait:
                inbox.append((index, .lineBusy))
                if let holder = registry.holder(of: entry) { tell(holder, .lineWantedByOther) }
            }
        case .withdrawClaim: registry.withdraw(entry: entry, connector: names[index])
        case .releaseLine:
            if let next = registry.release(entry: entry, by: names[index]) { tell(next, .lineGranted) }
        case .handLineOver: handLineOver(index)
        case .requestSlot:
            slots[index].slot = table.take(connector: names[index], entry: entry, now: now)
            let isGranted = slots[index].slot != nil
            inbox.append((index, isGranted ? .slotGranted : .slotDenied))
        case .giveBackSlot:
            slots[index].slot = nil
            freed()
        case .dial:
            dials[entry, default: 0] += 1
            programs += 1
            if workers.contains(where: { $0.entry == entry && $0.program != 0 }) { faults.append("\(entry) twice") }
            workers[index].program = programs
            inbox.append((index, .dialStarted))
            inbox.append((index, .lineUp))
        case .hangUp:
            workers[index].program = 0
            inbox.append((index, .exited(.hungUpByPeer)))
        case .lineReady:
            // One lease: all mail goes, then it is returned.
            if workers[index].mail == 0 || workers[index].hasLease { return }
            inbox.append((index, .leaseTaken))
            workers[index].mail = 0
            inbox.append((index, .leaseReturned))
        case .startTimer(let timer, let generation, let after):
            workers[index].timer = (timer, generation, now + after)
        case .cancelTimer: workers[index].timer = nil
        case .refuseHandOver: faults.append("handed over what nobody waited for")
        case .noteTableFull, .noteDialling, .dialFailed, .lineLost, .barred: break
        }
    }

    private func handLineOver(_ index: Int) {
        guard let next = registry.handOver(entry: workers[index].entry, by: names[index]),
            let heir = names.firstIndex(of: next)
        else {
            inbox.append((index, .lineHandedOver))
            return
        }
        workers[heir].program = workers[index].program
        workers[index].program = 0
        let slot = slots[index].slot.take()
        if let slot {
            table.reassign(slot, to: next, now: now)
            slots[heir].slot = consume slot
        }
        inbox.append((heir, .lineHandedOver))
    }
}

@Suite("Connectors that share lines and slots")
struct LinkSharingTests {
    @Test("three connectors of one phonebook entry: its line is dialled once and goes from hand to hand")
    func oneDial() {
        let site = Site(entries: ["isdn", "isdn", "isdn"], slots: 1)
        site.mailArrives(0)
        site.mailArrives(1)
        site.mailArrives(2, urgent: true)
        site.runUntilQuiet()
        #expect(site.dials == ["isdn": 1])
        #expect(site.workers.allSatisfy { $0.mail == 0 && $0.machine.state == .down && $0.program == 0 })
        #expect(site.table.inUse == 0)
        #expect(site.registry.holder(of: "isdn") == nil)
        #expect(site.faults.isEmpty)
    }

    @Test("two entries and one slot: the second waits for the first to hang up, and no retry is used up")
    func oneSlot() {
        let site = Site(entries: ["isdn", "hf"], slots: 1)
        site.mailArrives(0)
        site.mailArrives(1)
        #expect(site.workers[1].machine.state == .waitingForLine(.slotToBeFree))
        site.runUntilQuiet()
        #expect(site.dials == ["isdn": 1, "hf": 1])
        #expect(site.workers.allSatisfy { $0.mail == 0 && $0.machine.state == .down && $0.machine.failedAttempts == 0 })
        #expect(site.table.inUse == 0)
    }

    @Test(
        "ten connectors over four entries and two slots, mail at random for a long time: all of it goes, all comes back"
    )
    func manyConnectors() {
        let entries = (0..<10).map { "entry \($0 % 4)" }
        let site = Site(entries: entries, slots: 2)
        var random: UInt64 = 7
        for _ in 0..<3000 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            site.mailArrives(Int(random >> 33) % 10, urgent: random >> 50 & 7 == 0)
            if random >> 55 & 15 == 0 { site.runUntilQuiet() }
            site.now = site.now + .seconds(Int(random >> 40) % 10)
        }
        site.runUntilQuiet()
        #expect(site.faults.isEmpty, "\(site.faults.prefix(3))")
        #expect(site.workers.allSatisfy { $0.mail == 0 && $0.machine.state == .down })
        #expect(site.table.inUse == 0)
        #expect(site.table.snapshot().allSatisfy { $0.state == .free })
    }
}
