import Events
import IO
import Lines
import Links
import Message
import P1Connector
import Queue

/// Dialled lines: carries out what the link machine decides, by the carrier of the entry's medium.
///
/// Where the line is a stream of octets it is up when the first octet has come over it, since before that nobody can
/// say that anyone is there, and the one association on it begins with the dial. Where it brings up a network it is up
/// with its interface; see `+Network`.
extension ConnectorWorker {
    /// What goes over the dialled line: our own associations, and those of the neighbour's that came over its network.
    private var lineSessions: [P1Session] {
        sessions.values.filter { $0.session.isInitiator || isOverLine($0) }.map(\.session)
    }

    /// After a reload. It lifts a bar: whoever reloads has mended something.
    func relink() {
        guard let entry = settings.entry else { return }
        if case .barred = link?.state {
            timers.cancel(.link(.redial))
            link = nil
        }
        if link == nil {
            link = LinkMachine(timing: entry.timing, isWindowOpen: settings.calls)
        } else {
            link?.timing = entry.timing
        }
    }

    /// Tells the machine, and does what it says. What an action brings about is told after all the actions are done.
    func tellLink(_ event: LinkEvent) {
        if isStopping { return }
        linkEvents.append(event)
        if isTellingLink { return }
        isTellingLink = true
        while !linkEvents.isEmpty {
            let delays = RedialDelays(
                busy: settings.retry.openDelay(fraction: randomFraction()),
                transient: settings.retry.openDelay(fraction: randomFraction()), barred: Self.barredDelay)
            if isStopping { break }
            let actions = link?.handle(linkEvents.removeFirst(), now: now(), delays: delays) ?? []
            for action in actions { perform(action) }
        }
        isTellingLink = false
        tellEndOfCall()
        tellStanding()
    }

    /// What remains to be told of a call that has ended: the association, the message layer.
    private func tellEndOfCall() {
        let end = callEnd
        callEnd = nil
        end?()
    }

    /// How long a link is left alone after a failure that needs a person: an account must not be locked by repeats.
    private static var barredDelay: Interval { .seconds(3600) }

    private func perform(_ action: LinkAction) {
        switch action {
        case .claimLine(let urgent): claimLine(urgent: urgent)
        case .withdrawClaim: rooms.lines.withdraw(entry: claimedEntry, connector: name)
        case .releaseLine: releaseLine(of: claimedEntry)
        case .requestSlot(let urgent): requestSlot(urgent: urgent)
        case .withdrawSlotRequest: rooms.rasTable.withdraw(connector: name)
        case .giveBackSlot:
            if let line {
                callIsDone(line)
                giveBack(line)
            }
            callEnd = line?.ended
            isCalledByHand = false
            line = nil
        case .noteTableFull:
            emit(
                .rasTableFull(connector: name, configured: rooms.rasTable.size),
                hint: "The call waits for a free entry and uses up no retry. To make more at once, raise "
                    + "ConcurrentConnections= in [RAS].")
        case .dial(let attempt): dial(attempt: attempt)
        case .hangUp: hangUp()
        case .lineReady: lineReady()
        case .concludeCall: concludeCall()
        case .dialFailed(let code, let usesRetry): dialFailed(code, usesRetry: usesRetry)
        case .lineLost(let code): lineLost(code)
        case .barred(let until, let code): barred(until: until, code)
        case .startTimer(let timer, let generation, let after):
            startTimer(timer, generation: generation, after: after)
        case .cancelTimer(let timer): timers.cancel(.link(timer))
        }
    }

    /// A neighbour's transfer over the line's network, which leases nothing, puts off the end of an unused line.
    private func startTimer(_ timer: LinkTimer, generation: UInt64, after: Interval) {
        timers.start(.link(timer), after: Double(after.microseconds) / 1_000_000) {
            if timer == .idle,
                self.sessions.values.contains(where: { self.isOverLine($0) && $0.session.isTransferring })
            {
                self.startTimer(timer, generation: generation, after: after)
            } else {
                self.tellLink(.timerFired(timer, generation: generation))
            }
        }
    }

    private var entryName: String { settings.entry?.name ?? "" }

    // MARK: The line and the slot

    private func claimLine(urgent: Bool) {
        if let time = nextOpen { return tellLink(.lineNotBefore(time)) }
        claimedEntry = entryName
        switch rooms.lines.claim(entry: claimedEntry, connector: name, urgent: urgent) {
        case .yours: tellLink(.lineGranted)
        case .wait:
            tellLink(.lineBusy)
            if let holder = rooms.lines.holder(of: claimedEntry) {
                (rooms.workers[holder] as? ConnectorWorker)?.post { $0.lineIsWantedByOther() }
            }
        }
    }

    /// The next one in the row is told.
    func releaseLine(of entry: String, by claimant: String? = nil) {
        guard let next = rooms.lines.release(entry: entry, by: claimant ?? name) else { return }
        (rooms.workers[next] as? ConnectorWorker)?.post { $0.lineIsGranted(entry) }
    }

    /// It may be the line of the entry that was named before a reload: nobody else would ever give it back.
    private func lineIsGranted(_ entry: String) {
        if entry == claimedEntry { tellLink(.lineGranted) } else { releaseLine(of: entry) }
    }

    /// Another connector waits for our line: it gets it as soon as nothing is under way here.
    func lineIsWantedByOther() {
        tellLink(.lineWantedByOther)
        for session in lineSessions { session.finish() }
    }

    private func requestSlot(urgent: Bool) {
        guard let slot = rooms.rasTable.take(connector: name, entry: claimedEntry, urgent: urgent, now: now())
        else {
            tellLink(.slotDenied)
            return
        }
        let incident = newIncident()
        lastIncident = incident
        callHint = nil
        let call = LineCall(
            slot: slot, entry: claimedEntry, incident: incident, policy: settings.policy, now: now())
        rasIndexes[incident] = call.index
        line = call
        tellLink(.slotGranted)
    }

    func slotFreed() { tellLink(.slotFreed) }

    // MARK: The call

    private func dial(attempt: Int) {
        // The entry may have gone with a reload.
        guard let line, let entry = settings.entry else { return tellLink(.hangUpRequested) }
        rooms.retries.began(name, .first, now: now())
        emit(.rasDialling(connector: name, entry: line.entry, index: line.index), incident: line.incident)
        let carrier = carrier(for: entry.medium, call: line, attempt: attempt)
        line.carrier = carrier
        carrier.onEvent = { event in self.lineTold(line, event) }
        carrier.start()
    }

    private func lineTold(_ call: LineCall, _ event: LineEvent) {
        switch event {
        case .channel(let channel):
            call.channel = channel
            openSession(on: channel, incident: call.incident)
        case .network(let network):
            guard call === line else { return }
            call.network = network
            lineIsUp()
        case .output(let text):
            emit(.lineProgramOutput(entry: call.entry, text: text), incident: call.incident)
        case .ended: carrierEnded(call)
        }
    }

    func carrier(for medium: LineMedium, call: LineCall, attempt: Int) -> any LineCarrier {
        var environment = EnvironmentVariables.all
        environment.merge(settings.environment) { $1 }
        environment["TRUNKLINE_ENTRY"] = call.entry
        environment["TRUNKLINE_CONNECTOR"] = name
        environment["TRUNKLINE_INCIDENT"] = call.incident
        environment["TRUNKLINE_ATTEMPT"] = "\(attempt)"
        environment["TRUNKLINE_DIRECTION"] = "out"
        return LineOrder(medium: medium, environment: environment, executor: executor).carrier()
    }

    /// The first octets came: somebody is there.
    func lineSpoke() {
        if line?.network == nil { lineIsUp() }
    }

    private func lineIsUp() {
        guard let line, line.connected == nil else { return }
        line.connect(now: now())
        line.setState(.up, in: rooms.rasTable, now: now())
        let milliseconds = Int((now() - line.started).microseconds / 1000)
        emit(
            .rasConnected(connector: name, entry: line.entry, index: line.index, milliseconds: milliseconds),
            incident: line.incident)
        tellLink(.lineUp)
        startMeter(line)
    }

    /// The call has lasted as long, or cost as much, as it may.
    private func concludeCall() {
        if let line, settings.entry?.timing.callMaximum.map({ line.elapsed >= $0 }) ?? false {
            emit(
                .callTooLong(connector: name, entry: line.entry, seconds: line.elapsed.wholeSeconds),
                incident: line.incident)
        }
        for session in lineSessions { session.conclude() }
    }

    /// The association was begun with the call: it leases the line. Over a network one is opened now.
    private func lineReady() {
        if line?.network != nil {
            connectOverLine()
        } else if lineSessions.isEmpty {
            tellLink(.hangUpRequested)
        } else {
            tellLink(.leaseTaken)
        }
    }

    private func hangUp() {
        guard let line else { return }
        line.setState(.hangingUp, in: rooms.rasTable, now: now())
        for session in lineSessions { session.cut(why: "the line is hung up") }
        guard let carrier = line.carrier, !line.isOver else {
            tellLink(.exited(.hungUpLocally))
            return
        }
        if line.ended == nil { return carrier.hangUp() }
        // The last words to the neighbour, why it is not the one meant, are on their way through the program.
        let incident = line.incident
        post(after: 1) { if $0.line?.incident == incident { $0.line?.carrier?.hangUp() } }
    }

    /// At once, whatever is under way: the service stops. The reply comes when the line's carrier has ended, so that
    /// no program is left behind that keeps the line up.
    func hangUpAtOnce(reply answer: @escaping @Sendable () -> Void) {
        rooms.rasTable.withdraw(connector: name)
        // What the call has cost, and that it was, is to be in the spool before that closes.
        let links = rooms.links
        let reply: @Sendable () -> Void = { links.post { _ in answer() } }
        guard let call = line else {
            leaveLine()
            return reply()
        }
        line = nil
        callIsDone(call)
        let end = {
            self.giveBack(call)
            self.leaveLine()
            reply()
        }
        guard let carrier = call.carrier, !call.isOver else { return end() }
        // Slot and line go on once the carrier has left them.
        carrier.onEvent = { event in if case .ended = event { end() } }
        carrier.hangUp()
    }

    /// The entry's line goes to the next one in the row, and our place in it is given up.
    private func leaveLine() {
        if claimedEntry.isEmpty { return }
        rooms.lines.withdraw(entry: claimedEntry, connector: name)
        releaseLine(of: claimedEntry)
    }

    private func carrierEnded(_ call: LineCall) {
        call.isOver = true
        guard call === line, !isStopping else { return }
        if call.network != nil || lineSessions.isEmpty || call.ended != nil { return callIsOver(call) }
        // What it wrote last may still be on its way to the association; its end of data follows.
        waitForOtherEnd(of: call)
    }

    /// The association has ended with its line, or the line with it. `note` tells the operator, after the line's own
    /// event.
    func associationLostWithLine(_ note: @escaping () -> Void) {
        guard let line else { return note() }
        line.ended = note
        if line.isOver { callIsOver(line) } else { waitForOtherEnd(of: line) }
    }

    /// The association over a sound line has come to nothing: hangs up, and then tells the rest.
    func hangUp(then note: @escaping () -> Void) {
        guard let line else { return note() }
        line.ended = note
        tellLink(.hangUpRequested)
    }

    /// What answers on the line is no neighbour.
    func lineIsUnusable(then note: @escaping () -> Void) {
        guard let line else { return note() }
        line.ended = note
        tellLink(.lineFailed(RASCode(722)))
    }

    /// A line of octets ends twice, as a carrier and as a stream. Whichever comes second within a second belongs to the
    /// first.
    private func waitForOtherEnd(of call: LineCall) {
        let incident = call.incident
        post(after: 1) { $0.otherEndIsDue(incident) }
    }

    private func otherEndIsDue(_ incident: String) {
        guard let line, line.incident == incident, !isStopping else { return }
        if line.isOver {
            callIsOver(line)
        } else if line.ended != nil {
            tellLink(.lineFailed(line.connected == nil ? .noAnswer : .disconnected))
        }
    }

    /// The carrier and its association are both over, or have had the time to be.
    private func callIsOver(_ call: LineCall) {
        if call.isGone { return }
        call.isGone = true
        noteHangUp(call)
        tellLink(.exited(call.carrier?.code ?? .hungUpLocally))
        pump()
    }

    func noteHangUp(_ call: LineCall) {
        stopMeter(call)
        guard let connected = call.connected else { return }
        let (out, inward) = octets(of: call)
        emit(
            .rasHungUp(
                connector: name, entry: call.entry, index: call.index, octetsOut: out, octetsIn: inward,
                seconds: (now() - connected).wholeSeconds), incident: call.incident)
    }

    // MARK: What went wrong

    private func dialFailed(_ code: RASCode, usesRetry: Bool) {
        let incident = line?.incident
        let hint = hint(of: code)
        line?.code = code
        emit(
            .rasDialError(connector: name, code: code.number, index: line?.index ?? 0), incident: incident,
            rasCode: code, hint: hint)
        // The association that was begun with the call has nothing to add.
        for (number, record) in sessions where record.session.isInitiator {
            sessions[number] = nil
            record.session.handler = nil
            record.session.cut(why: "the call failed: \(code)")
        }
        noteFailedOpen("call failed: RAS \(code)", incident: incident, counts: usesRetry, hint: hint)
    }

    private func lineLost(_ code: RASCode) {
        if code == .hungUpLocally {
            for session in lineSessions { session.cut(why: "the line was hung up at this end") }
            return
        }
        callHint = hint(of: code)
        line?.code = code
        emit(
            .rasCommunicationsError(connector: name, code: code.number, index: line?.index ?? 0),
            incident: line?.incident, rasCode: code, hint: callHint)
        lastError = ("line lost: RAS \(code)", now())
        for session in lineSessions { session.lineFailed(why: "the line was lost: RAS \(code)") }
    }

    private func barred(until: Timestamp, _ code: RASCode) {
        rooms.retries.pause(name, .first, until: until, now: now())
        tellEndOfCall()
        if code.rasClass.barsLink {
            isBarred = true
            tellStanding()
            emit(
                .linkBarred(connector: name, entry: claimedEntry, code: code.number), incident: lastIncident,
                rasCode: code, retryAt: until,
                hint: (callHint ?? code.advice) + " Then type `trunkctl link call \(name)`.")
        } else {
            emit(
                .openRetryTimerStarted(
                    connector: name, controlBlock: lastControlBlock, seconds: max(0, (until - now()).wholeSeconds)),
                incident: lastIncident, rasCode: code, retryAt: until, hint: callHint)
        }
        arm(.open, at: until)
    }
}
