import Admin
import Configuration
import IO
import Links
import Message
import P1Connector
import Queue
import Spool

/// A connector as a link: what operators see of it, and what goes in its next call.
extension ConnectorWorker {
    func linkRow() -> AdminLink {
        let shown = status()
        let history = linkRecord?.history ?? CallHistory()
        let (mode, until) = linkMode
        return AdminLink(
            name: name, remoteMTA: shown.remoteMTA, medium: settings.entry?.medium.name ?? "tcp",
            phonebookEntry: settings.entry?.name, state: linkState, mode: mode, modeUntil: until,
            queued: shown.queued, queuedOctets: shown.queuedOctets, oldest: shown.oldest,
            nextCall: shown.queued > 0 ? shown.nextTry : nil, why: shown.why, schedule: scheduleText,
            rules: settings.policy.rules, speed: history.speedOut,
            setUp: history.setUp.map { Int($0.microseconds) }, failures: history.failuresSinceSuccess,
            spentToday: spentText(.day), spentThisMonth: spentText(.month))
    }

    func linkStatus() -> AdminReply {
        let calls = (linkRecord?.history.calls ?? []).map { call in
            AdminCall(
                began: call.began, setUp: call.setUp.map { Int($0.microseconds) },
                duration: Int(call.duration.microseconds), octetsOut: call.octetsOut, octetsIn: call.octetsIn,
                code: call.code.number, result: call.code.text, isInbound: call.isInbound)
        }
        return .link(linkRow(), calls: calls)
    }

    private var linkState: AdminLink.State {
        guard let link else {
            if sessions.values.contains(where: \.isOpen) { return .up }
            if !sessions.isEmpty || connecting > 0 { return .dialling }
            if backlog.isEmpty { return .down }
            return nextOpen == nil ? .waiting : .barred
        }
        switch link.state {
        case .down: return sessions.values.contains(where: \.isOpen) ? .up : backlog.isEmpty ? .down : .waiting
        case .waitingForWindow, .waitingForLine: return .waiting
        case .dialling: return .dialling
        case .up: return .up
        case .idleHold: return .idle
        case .hangingUp: return .hangingUp
        case .barred: return .barred
        }
    }

    private var linkMode: (mode: AdminLink.Mode, until: Timestamp?) {
        let conditions = linkRecord?.conditions ?? LinkConditions()
        if settings.schedule == .never { return (.suspended, nil) }
        if let pause = conditions.pause { return (.paused, pause.end) }
        if settings.policy.mode == .receiveOnly { return (.receiveOnly, nil) }
        if let limit = conditions.limit { return (.limited, limit.term.end) }
        if let grant = conditions.grant { return (.granted, grant.end) }
        if settings.policy.mode == .attended { return (.attended, nil) }
        return settings.calls ? (.enabled, nil) : (.remoteInitiated, nil)
    }

    private var scheduleText: String {
        let own = settings.policy.schedules.map(\.description)
        return own.isEmpty ? settings.schedule.rawValue : own.joined(separator: "; ")
    }

    // MARK: Calls that have ended

    /// What there is to book and to tell of a call, once: also of one whose carrier was given up.
    func callIsDone(_ call: LineCall) {
        if !call.isGone { noteHangUp(call) }
        call.isGone = true
        noteCall(call)
    }

    /// The last of a call.
    func giveBack(_ call: LineCall) {
        call.giveBack(to: rooms.rasTable)
        rasIndexes[call.incident] = nil
    }

    /// The call's line goes: what it was worth is kept.
    private func noteCall(_ call: LineCall) {
        let (out, inward) = octets(of: call)
        let sent = sent(isOurs: call === line)
        note(
            CallRecord(
                began: call.started, setUp: call.connected.map { $0 - call.started }, duration: call.elapsed,
                octetsOut: out, octetsIn: inward, code: call.code ?? .hungUpLocally, sending: sent.time,
                octetsSent: sent.octets), on: call.entry)
    }

    /// The same for an association over TCP, and for each of the neighbour's. What goes over a line of ours belongs to
    /// the line's call.
    func noteAssociation(_ record: SessionRecord, _ end: P1SessionEnd) {
        let isInbound = !record.session.isInitiator
        guard isInbound ? record.overLine == nil : settings.entry == nil else { return }
        let (out, inward) = record.session.octets
        let sent = sent(isOurs: false)
        let code: RASCode = if case .lineLost = end { .connectionLost } else { .hungUpLocally }
        note(
            CallRecord(
                began: record.since, setUp: isInbound ? nil : .seconds(0), duration: now() - record.since,
                octetsOut: out, octetsIn: inward, code: code, sending: sent.time, octetsSent: sent.octets,
                isInbound: isInbound), on: linkName)
    }

    /// What was sent since the last call, and in which time: for the call of the line, or the last one that ends. One
    /// that ends beside others has no say, since there is one measure for all.
    private func sent(isOurs: Bool) -> SendingMeter.Reading {
        isOurs || sessions.isEmpty ? sending.take(now: now()) : SendingMeter.Reading()
    }

    /// By the link that it was made over; a reload may have named another since.
    private func note(_ call: CallRecord, on link: String) {
        rooms.links.post { $0.note(call, on: link) }
    }

    // MARK: The plan

    /// What goes in the next call, in which order, done when.
    func plan(speed: Int?) -> AdminPlan {
        let time = now()
        let (plan, begins) = transferPlan(speed: speed, time)
        let rows = plan.rows.compactMap { row -> AdminPlan.Row? in
            guard let entry = backlog[row.entry] else { return nil }
            var shown = AdminPlan.Row(
                message: entry.message.description, priority: entry.priority.name, octets: entry.octets,
                originator: entry.originator?.description ?? "", firstRecipient: entry.firstRecipient.description)
            switch row.fate {
            case .done(let at): shown.done = at
            case .cut(let octets): shown.cutAt = octets
            case .stays(let why): shown.stays = why
            }
            return shown
        }
        let history = linkRecord?.history ?? CallHistory()
        return AdminPlan(
            connector: name, begins: begins, why: begins == time ? nil : status().why, ends: plan.ends,
            closes: plan.closes, speed: speed ?? assumptions.speed,
            calls: speed == nil && history.speedOut != nil ? history.calls.count { $0.speedOut != nil } : 0, rows: rows)
    }

    /// When each message will be with the neighbour, by what the link has been worth; empty where that is not known.
    func expectations() -> [Int64: Timestamp] {
        guard linkRecord?.history.speedOut != nil else { return [:] }
        let (plan, begins) = transferPlan(speed: nil, now())
        if begins == nil { return [:] }
        var result: [Int64: Timestamp] = [:]
        for row in plan.rows { if case .done(let at) = row.fate { result[row.entry] = at } }
        return result
    }

    private func transferPlan(speed: Int?, _ time: Timestamp) -> (plan: TransferPlan, begins: Timestamp?) {
        let isUp = sessions.values.contains { $0.isOpen && $0.session.carriesOurMail }
        let begins = isUp ? time : status().queued > 0 ? nextCallExpected(time) : time
        let start = begins ?? time
        var assumptions = self.assumptions
        if let speed { assumptions.speed = speed }
        if isUp { assumptions.setUp = .seconds(0) }
        let candidates = backlog.queue.listing(now: time).map { line in
            TransferPlan.Candidate(
                entry: line.entry.id, octets: line.entry.octets, secured: secured(line.entry),
                obstacle: obstacle(line, start))
        }
        return (TransferPlan(candidates, begins: start, closes: closing(start), assumptions), begins)
    }

    /// nil: somebody else has to do something first.
    private func nextCallExpected(_ time: Timestamp) -> Timestamp? {
        if !settings.calls { return nil }
        if let next = status().nextTry { return max(next, time) }
        return policyWait == nil ? time : nil
    }

    private var assumptions: TransferPlan.Assumptions {
        let history = linkRecord?.history ?? CallHistory()
        let isDialled = settings.entry != nil
        return TransferPlan.Assumptions(
            speed: history.speedOut ?? (isDialled ? Self.dialledSpeed : Self.permanentSpeed),
            setUp: history.setUp ?? .seconds(isDialled ? 30 : 0),
            pausePerMessage: .milliseconds(isDialled && history.speedOut == nil ? 500 : 0))
    }

    /// Octets a second where nothing is known yet: of a modem of 9600 bit/s, and of a slow permanent line.
    private static var dialledSpeed: Int { 960 }
    private static var permanentSpeed: Int { 100_000 }

    private func secured(_ entry: QueueEntry) -> Int {
        sessions.values.compactMap(\.progress).first { $0.message == entry.message }?.octets
            ?? backlog.recoverable[entry.id] ?? 0
    }

    private func obstacle(_ line: QueueListing, _ start: Timestamp) -> String? {
        switch line.state {
        case .inTransfer: return nil
        case .held: return line.why
        case .ready, .waiting, .aside: break
        }
        if let until = line.entry.notBefore, until > start { return line.why }
        guard let forecast = review?.forecast else { return nil }
        let cargo = LinkCargo(
            priority: line.entry.priority, octets: line.entry.octets, enqueued: line.entry.enqueued)
        return forecast.verdict(cargo, in: .ours, now: start).obstacle?.description
    }

    /// When the window or the longest call ends.
    private func closing(_ start: Timestamp) -> Timestamp? {
        var ends = [settings.policy.maximumCall.map { start + $0 }]
        if let forecast = review?.forecast {
            var time = start
            for _ in 0..<32 {
                guard let next = forecast.nextChange(after: time) else { break }
                time = next
                if forecast.callObstacle(urgent: false, now: time) != nil {
                    ends.append(time)
                    break
                }
            }
        }
        return ends.compactMap { $0 }.min()
    }

    // MARK: Money

    private func spentText(_ period: LinkObstacle.BudgetPeriod) -> String? {
        let policy = settings.policy
        guard policy.tariff != .free else { return nil }
        let today = policy.zone.day(at: now())
        let ledger = linkRecord?.ledger ?? CostLedger()
        let spent = period == .day ? ledger.spent(on: today) : ledger.spent(inMonthOf: today)
        let budget = (period == .day ? policy.dailyBudget : policy.monthlyBudget).map { " of \($0)" } ?? ""
        return "\(spent)\(budget)" + (policy.currency.isEmpty ? "" : " \(policy.currency)")
    }
}

extension P1TransferResult {
    /// Octets of content that have passed.
    var octets: Int {
        switch self {
        case .transferred(let octets, _), .interrupted(_, let octets, _): octets
        case .refused, .failed, .unreadable: 0
        }
    }
}
