import Events
import IO
import Links
import Message
import OSI
import P1Connector
import Queue
import Routing
import Spool

/// When and how associations are opened, and what a failure to open one means.
extension ConnectorWorker {
    /// Opens an association if something is due and none is there, or a further one when the backlog justifies it.
    func openIfNeeded() {
        guard settings.calls, linkRecord != nil else { return }
        let time = now()
        batchWait = nil
        // A call that ends: when the next one may be made is told with its end.
        if line?.ended != nil { return }
        guard backlog.hasDue(now: time) else { return callIsNotWanted() }
        // A call of the neighbour's that carries mail one way only does not help.
        let useful = sessions.values.filter(\.session.carriesOurMail)
        if opensByTCP, !useful.isEmpty { return openFurther(beside: useful, time) }
        if connecting > 0 { return }
        if useful.isEmpty, !isWorthACall(time) { return callIsNotWanted() }
        if let nextOpen {
            arm(.open, at: nextOpen)
        } else if settings.entry == nil {
            connect(.first)
        } else if useful.isEmpty {
            tellLink(.wanted(urgent: backlog.hasUrgentDue(now: time)))
        }
    }

    /// But by the operator who asked for it.
    private func callIsNotWanted() {
        if settings.entry != nil, !isCalledByHand { tellLink(.notWanted) }
    }

    /// Further associations: for what waits beyond the threshold, and for urgent mail that has to stand behind other
    /// mail on all that there are. Once the first has come to be open the neighbour is known to answer, and all that
    /// are worth it are opened at one time: over a long way each takes seconds.
    private func openFurther(beside useful: [SessionRecord], _ time: Timestamp) {
        guard settings.address != nil || line?.network != nil, useful.contains(where: \.isOpen) else { return }
        // A call that is to end, or one of the neighbour's while we may not call, gets no more of ours.
        if link?.isEnding ?? false || !nextMayGo(inOurCall: true, time) { return }
        var there = useful.count + connecting
        let allOpen = connecting == 0 && useful.allSatisfy(\.isOpen)
        // One that could not be had is not asked for by several at a time.
        if isFurtherScarce, !allOpen { return }
        let isUrgent =
            allOpen && backlog.hasUrgentDue(now: time) && there < settings.maximumAssociations
            && useful.allSatisfy { $0.session.isTransferring && !carriesUrgentMail($0.session) }
        while isUrgent && connecting == 0 || isWorthOne(beside: there) {
            if let time = rooms.retries.notBefore(name, .further, now: time) { return arm(.further, at: time) }
            connect(.further)
            there += 1
            if isFurtherScarce { return }
        }
    }

    private func isWorthOne(beside there: Int) -> Bool {
        backlog.waiting > settings.threshold * there && there < settings.ordinaryAssociations
    }

    /// Before when no association may be opened; nil: it may be now. Over a network that stands nothing is dialled:
    /// only a failure holds it up, and no floor.
    var nextOpen: Timestamp? {
        rooms.retries.notBefore(name, line?.network == nil ? .first : .further, now: now())
    }

    /// What follows it on the same association is urgent too, and goes as soon as it would elsewhere.
    private func carriesUrgentMail(_ session: P1Session) -> Bool {
        session.outgoingEntry.flatMap { backlog[$0] }?.priority == .urgent
    }

    func connect(_ lane: RetryScheduler.Lane) {
        if line?.network != nil { return connectOverLine() }
        guard let address = settings.address else { return }
        rooms.retries.began(name, lane, now: now())
        connecting += 1
        let incident = newIncident()
        Dialer.connect(to: address, timeout: connectTimeout, executor: executor) { result in
            self.post { $0.connected(result, incident: incident) }
        }
    }

    var connectTimeout: Double { min(30, Double(settings.session.association.openTimeout)) }

    private func connected(_ result: Result<DescriptorBox, IOError>, incident: String) {
        connecting -= 1
        if isStopping { return }
        switch result {
        case .success(let box):
            guard let descriptor = box.take() else { return }
            openSession(on: StreamChannel(descriptor, executor: executor), incident: incident)
        case .failure(let error):
            guard let address = settings.address else { return }
            connectDidFail(error, to: address, incident: incident)
        }
    }

    func connectDidFail(_ error: IOError, to address: SocketAddress, incident: String) {
        let hint = hint(of: error, at: address)
        emit(
            .connectFailed(connector: name, address: "\(address)", error: Int(error.code)), incident: incident,
            hint: hint)
        if hasUsefulAssociation {
            furtherOpenFailed()
        } else {
            openDidFail("\(error)", incident: incident, counts: !Self.isLocal(error), hint: hint)
        }
    }

    /// Want of descriptors, memory or ports on this host, which is no fault of the neighbour's: EAGAIN, ENOMEM, ENFILE,
    /// EMFILE, EADDRNOTAVAIL, ENOBUFS.
    static func isLocal(_ error: IOError) -> Bool { [11, 12, 23, 24, 99, 105].contains(error.code) }

    /// A further association that cannot be had harms nobody (Q181513), and is not asked for again at once.
    func furtherOpenFailed() {
        let time = pause(.further)
        arm(.further, at: time)
    }

    /// What waits can go over one that stands.
    var hasUsefulAssociation: Bool {
        sessions.values.contains { $0.isOpen && $0.session.carriesOurMail }
    }

    /// Begins an association on a line or connection that is there.
    ///
    /// - Parameter overLine: the call over whose network it goes.
    func openSession(on channel: StreamChannel, incident: String, overLine: String? = nil) {
        let session = P1Session(
            opening: channel, called: settings.called, calling: settings.calling,
            configuration: overLine == nil ? settings.openingConfiguration : settings.session, environment: rooms.p1,
            executor: executor)
        session.pace = pace
        rooms.localities.setState(locality, .binding, now: now())
        adopt(session, incident: incident, overLine: overLine)
    }

    /// A neighbour's call, its bind checked by the door.
    ///
    /// - Parameters:
    ///   - host: the caller's address without the port; empty where it has none.
    ///   - line: the line of ours that it came over.
    func answer(_ call: P1Call, host: String, over line: AnsweredLine? = nil) {
        if isStopping {
            if let line { hungUp(line, 0, 0) }
            return
        }
        if let line {
            line.belongs(to: name, in: rooms.rasTable, now: now())
            rasIndexes[line.incident] = line.ticket.index
        }
        if let why = reasonToRefuse {
            lastControlBlock += 1
            emit(
                .remoteAssociationRefused(connector: name, provider: 0, reason: 0, controlBlock: lastControlBlock),
                incident: line?.incident ?? newIncident(), hint: why)
            return call.refuseBusy(executor: executor) { out, inward in
                if let line { self.hungUp(line, out, inward) }
            }
        }
        guard let descriptor = call.descriptor.take() else { return }
        makeRoom()
        let session = P1Session(
            answering: StreamChannel(descriptor, executor: executor), association: call.association,
            indication: call.indication, configuration: settings.session, environment: rooms.p1,
            executor: executor)
        let isRecoverable = settings.recoveryTimeout > .seconds(0)
        let key = isRecoverable ? RecoverableAssociations.Key(opening: call.indication, host: host) : nil
        let ticket = key.map { rooms.recoverable.opened($0, connector: name) }
        let overLine = callCarrying(host: host)
        adopt(
            session, incident: line?.incident ?? newIncident(), overLine: overLine, ticket: ticket,
            isRecovered: call.indication.recover != nil, answered: line)
    }

    /// The neighbour takes up an association that was cut, which may still stand here.
    func recover(
        _ ticket: RecoverableAssociations.Ticket, _ call: P1Call, host: String, over line: AnsweredLine? = nil
    ) {
        for record in sessions.values where record.ticket == ticket {
            record.session.cut(why: "the neighbour recovers the association over another line")
        }
        answer(call, host: host, over: line)
    }

    /// Why the neighbour is told that we are busy; it keeps its mail, and none of it ages by that.
    private var reasonToRefuse: String? {
        guard case .unavailable(let problem) = rooms.spool.availability else { return nil }
        return "The spool takes no messages: \(problem)."
    }

    /// A neighbour that opens associations without end keeps its latest ones.
    private func makeRoom() {
        let answered = sessions.filter { !$0.value.session.isInitiator }
        if answered.count < Self.greatestAnswered { return }
        let idle = answered.filter { !$0.value.session.isTransferring }
        guard let oldest = (idle.isEmpty ? answered : idle).keys.min() else { return }
        sessions[oldest]?.session.cut(why: "the neighbour has opened \(Self.greatestAnswered) associations since")
    }

    private static var greatestAnswered: Int { 32 }

    private func adopt(
        _ session: P1Session, incident: String, overLine: String?,
        ticket: RecoverableAssociations.Ticket? = nil, isRecovered: Bool = false, answered: AnsweredLine? = nil
    ) {
        lastControlBlock += 1
        let number = lastControlBlock
        sessions[number] = SessionRecord(
            session: session, incident: incident, since: now(), ticket: ticket, isRecovered: isRecovered,
            overLine: overLine, answered: answered)
        session.handler = { event in self.told(number, event) }
        session.start()
    }

    // MARK: Failure

    /// Counts a failed open, and starts the open-retry timer.
    func openDidFail(_ why: String, incident: String?, counts: Bool, hint: String? = nil) {
        if settings.entry == nil { isCalledByHand = false }
        let time = now()
        let next = pause(.first, at: time)
        noteFailedOpen(why, incident: incident, counts: counts, hint: hint)
        emit(
            .openRetryTimerStarted(
                connector: name, controlBlock: lastControlBlock, seconds: (next - time).wholeSeconds),
            incident: incident, retryAt: next, hint: hint ?? why)
        arm(.open, at: next)
    }

    /// Routing hears whether this link is known to be down.
    func tellStanding() {
        // What is known of a link goes with its connector.
        if !isStopping { rooms.standings.set(name, standing) }
    }

    var standing: LinkStanding {
        if isPaused { return .paused }
        if hasUsefulAssociation { return .stands }
        if isBarred || link?.state.bar?.why.rasClass.barsLink ?? false { return .barred }
        return isGivenUp ? .givenUp(until: nextTrial) : .stands
    }

    /// When mail can be tried next on a link that was given up: not before the retry's time, that of the batch that
    /// waits there, and that from which on the policy permits a call. A batch that only numbers make full has none.
    private var nextTrial: Timestamp? {
        let time = now()
        let times = [time, rooms.retries.notBefore(name, .first, now: time), link?.state.bar?.until, batchWait?.until]
        let earliest = times.compactMap(\.self).max() ?? time
        guard let forecast = review?.forecast else { return earliest }
        return forecast.nextCall(from: earliest)
    }

    /// The next open waits for the open interval.
    @discardableResult
    func pause(_ lane: RetryScheduler.Lane, at time: Timestamp = now()) -> Timestamp {
        let next = time + settings.retry.openDelay(fraction: randomFraction())
        if lane == .further { isFurtherScarce = true }
        rooms.retries.pause(name, lane, until: next, now: time)
        if line?.network != nil { rooms.retries.pause(name, .further, until: next, now: time) }
        return next
    }

    /// Counts a failed open (event 289). When all are used up, what waits goes another way.
    func noteFailedOpen(_ why: String, incident: String?, counts: Bool, hint: String? = nil) {
        if counts { failedOpens += 1 }
        lastError = (why, now())
        rooms.localities.setState(locality, .failed, now: now())
        rooms.localities.count(locality, failures: 1)
        callHint = hint ?? why
        emit(.connectionNotOpened(connector: name), incident: incident, hint: callHint)
        let cause = incident.map { EventCause(incident: $0, hint: hint) }
        if counts, settings.retry.isOpenExhausted(failures: failedOpens) {
            isGivenUp = true
            giveUpEverything(why: why, cause: cause)
            failedOpens = 0
        } else if counts, isGivenUp {
            giveUpNewMail(cause: cause)
        }
        tellStanding()
    }
}
