import Links
import Message
import Synchronization
import Testing

private let delays = RedialDelays(busy: .seconds(60), transient: .seconds(600), barred: .seconds(3600))
private let timing = LinkTiming(dialTimeout: .seconds(90), idleHangUp: .seconds(20))

/// What becomes of a call.
enum CallOutcome: Hashable {
    case up
    /// The program ends before the line is up.
    case exits(RASCode)
    /// The call is known to fail while its program still runs.
    case fails(RASCode)
    /// Nothing comes of it, until the dial timer ends it.
    case hangs
    /// The line comes up and is lost before anything has passed.
    case isLost(RASCode)
    /// The line comes up, and the association on it is refused.
    case isRefused
}

/// Connectors with real registry and table, and lines that obey; virtual time. What a connector's worker does with the
/// actions stands in `perform`.
final class LinkSite {
    struct Worker {
        var machine = LinkMachine(timing: timing, isWindowOpen: true)
        var entry: String
        var slot: RASTicket?
        /// Of the line's program; 0: none.
        var program = 0
        var timer: (timer: LinkTimer, generation: UInt64, at: Timestamp)?
        var mail = 0
        var hasLease = false
        /// The call carries mail.
        var isSound = false
    }

    let registry = LineRegistry()
    let table: RASSynchronizationTable
    private let turns: Turns
    /// Slots cannot stand in a dictionary; each connector has its place here.
    var slots: [SlotBox] = []
    var names: [String] = []
    var workers: [Worker] = []
    var now = Timestamp(seconds: 0)
    var inbox: [(Int, LinkEvent)] = []
    var dials: [String: Int] = [:]
    var programs = 0
    var faults: [String] = []
    var failures = 0
    /// By the number of the call, counted from 1.
    var outcome: (Int) -> CallOutcome = { _ in .up }

    final class SlotBox {
        var slot: RASSlot?
        init(_ slot: consuming RASSlot? = nil) { self.slot = slot }
    }

    /// Whose turn the table says that it is.
    private final class Turns: Sendable {
        let names = Mutex<[String]>([])
    }

    init(entries: [String], slots: Int) {
        let turns = Turns()
        self.turns = turns
        table = RASSynchronizationTable(size: slots) { next in turns.names.withLock { $0 += next } }
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
            if !step() { return }
        }
        faults.append("never quiet")
    }

    /// All that can be done now, and then to the next timer; false: there is none.
    func step() -> Bool {
        run()
        guard let next = workers.indices.min(by: { due($0) < due($1) }), let timer = workers[next].timer else {
            return false
        }
        now = max(now, timer.at)
        workers[next].timer = nil
        inbox.append((next, .timerFired(timer.timer, generation: timer.generation)))
        return true
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

    private func tellTurns() {
        let names = turns.names.withLock { names in
            defer { names = [] }
            return names
        }
        for name in names { tell(name, .slotFreed) }
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
        case .requestSlot(let urgent):
            slots[index].slot = table.take(connector: names[index], entry: entry, urgent: urgent, now: now)
            let isGranted = slots[index].slot != nil
            inbox.append((index, isGranted ? .slotGranted : .slotDenied))
        case .giveBackSlot:
            slots[index].slot = nil
            tellTurns()
        case .withdrawSlotRequest:
            table.withdraw(connector: names[index])
            tellTurns()
        case .dial:
            dials[entry, default: 0] += 1
            programs += 1
            if workers.contains(where: { $0.entry == entry && $0.program != 0 }) { faults.append("\(entry) twice") }
            workers[index].program = programs
            answer(index, outcome(programs))
        case .hangUp:
            workers[index].program = 0
            inbox.append((index, .exited(.hungUpByPeer)))
        case .lineReady:
            // One lease: all mail goes, then it is returned.
            if workers[index].mail == 0 || workers[index].hasLease || !workers[index].isSound { return }
            inbox.append((index, .leaseTaken))
            workers[index].mail = 0
            inbox.append((index, .leaseReturned))
        case .startTimer(let timer, let generation, let after):
            workers[index].timer = (timer, generation, now + after)
        case .cancelTimer: workers[index].timer = nil
        case .concludeCall: faults.append("concluded a call that has no limit")
        case .dialFailed: failures += 1
        case .lineLost(let code): if code != .hungUpLocally { failures += 1 }
        case .noteTableFull, .barred: break
        }
    }

    private func answer(_ index: Int, _ outcome: CallOutcome) {
        workers[index].isSound = outcome == .up
        switch outcome {
        case .up: inbox.append((index, .lineUp))
        case .hangs: break
        case .exits(let code):
            workers[index].program = 0
            inbox.append((index, .exited(code)))
        case .fails(let code): inbox.append((index, .lineFailed(code)))
        case .isLost(let code):
            inbox.append((index, .lineUp))
            workers[index].program = 0
            inbox.append((index, .exited(code)))
            wantAgain(index)
        case .isRefused:
            failures += 1
            inbox.append((index, .lineUp))
            inbox.append((index, .leaseTaken))
            inbox.append((index, .hangUpRequested))
            wantAgain(index)
        }
    }

    /// What did not go is still there; the worker says so when the call is over.
    private func wantAgain(_ index: Int) { inbox.append((index, .wanted(urgent: false))) }
}
