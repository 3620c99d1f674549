import Events
import IO
import Links
import Message
import OSI
import P1Connector
import Queue
import Spool

/// When and how associations are opened, and what a failure to open one means.
extension ConnectorWorker {
    /// Opens an association if something is due and none is there, or a further one when the backlog justifies it.
    func openIfNeeded() {
        guard settings.calls else { return }
        let time = now()
        guard backlog.hasDue(now: time) else {
            if settings.entry != nil { tellLink(.notWanted) }
            return
        }
        // A call of the neighbour's that carries mail one way only does not help.
        let useful = sessions.values.filter(\.session.carriesOurMail)
        if settings.entry == nil, !useful.isEmpty { return openFurther(beside: useful, time) }
        if connecting > 0 { return }
        if let nextOpen, nextOpen > time {
            arm(.open, at: nextOpen)
        } else if settings.entry == nil {
            connect()
        } else if useful.isEmpty {
            tellLink(.wanted(urgent: backlog.hasUrgentDue(now: time)))
        }
    }

    /// A further association: for what waits beyond the threshold, and for urgent mail that has to stand behind other
    /// mail on all that there are. One at a time, and when all that are there have come to be open.
    private func openFurther(beside useful: [SessionRecord], _ time: Timestamp) {
        guard connecting == 0, useful.allSatisfy(\.isOpen) else { return }
        let there = useful.count
        let isWorth = backlog.waiting > settings.threshold * there && there < settings.ordinaryAssociations
        let isUrgent =
            backlog.hasUrgentDue(now: time) && there < settings.maximumAssociations
            && useful.allSatisfy { $0.session.isTransferring && !carriesUrgentMail($0.session) }
        guard isWorth || isUrgent else { return }
        if let nextFurther, nextFurther > time { return arm(.further, at: nextFurther) }
        connect()
    }

    /// What follows it on the same association is urgent too, and goes as soon as it would elsewhere.
    private func carriesUrgentMail(_ session: P1Session) -> Bool {
        session.outgoingEntry.flatMap { backlog[$0] }?.priority == .urgent
    }

    func connect() {
        guard let address = settings.address else { return }
        connecting += 1
        let incident = newIncident()
        Dialer.connect(to: address, timeout: Self.connectTimeout, executor: executor) { result in
            self.post { $0.connected(result, incident: incident) }
        }
    }

    private static var connectTimeout: Double { 30 }

    private func connected(_ result: Result<DescriptorBox, IOError>, incident: String) {
        connecting -= 1
        if isStopping { return }
        switch result {
        case .success(let box):
            guard let descriptor = box.take() else { return }
            openSession(on: StreamChannel(descriptor, executor: executor), incident: incident)
        case .failure(let error):
            emit(
                .connectFailed(
                    connector: name, address: settings.address.map { "\($0)" } ?? "", error: Int(error.code)),
                incident: incident)
            if hasUsefulAssociation {
                furtherOpenFailed()
            } else {
                openDidFail("\(error)", incident: incident, counts: !Self.isLocal(error))
            }
        }
    }

    /// Want of descriptors, memory or ports on this host, which is no fault of the neighbour's: EAGAIN, ENOMEM, ENFILE,
    /// EMFILE, EADDRNOTAVAIL, ENOBUFS.
    private static func isLocal(_ error: IOError) -> Bool { [11, 12, 23, 24, 99, 105].contains(error.code) }

    /// A further association that cannot be had harms nobody (Q181513), and is not asked for again at once.
    private func furtherOpenFailed() {
        nextFurther = now() + settings.retry.openDelay(fraction: randomFraction())
        arm(.further, at: nextFurther)
    }

    /// What waits can go over one that stands.
    var hasUsefulAssociation: Bool {
        sessions.values.contains { $0.isOpen && $0.session.carriesOurMail }
    }

    /// Begins an association on a line or connection that is there.
    func openSession(on channel: StreamChannel, incident: String) {
        let session = P1Session(
            opening: channel, called: settings.called, calling: settings.calling,
            configuration: settings.openingConfiguration, environment: rooms.p1, executor: executor)
        rooms.localities.setState(locality, .binding, now: now())
        adopt(session, incident: incident)
    }

    /// A neighbour's call, its bind checked by the door.
    ///
    /// - Parameter host: the caller's address without the port; empty where it has none.
    func answer(_ call: P1Call, host: String) {
        if isStopping { return }
        if let why = reasonToRefuse {
            lastControlBlock += 1
            emit(
                .remoteAssociationRefused(connector: name, provider: 0, reason: 0, controlBlock: lastControlBlock),
                incident: newIncident(), hint: why)
            return call.refuseBusy(executor: executor)
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
        adopt(
            session, incident: newIncident(), ticket: ticket, isRecovered: call.indication.recover != nil)
    }

    /// The neighbour takes up an association that was cut, which may still stand here.
    func recover(_ ticket: RecoverableAssociations.Ticket, _ call: P1Call, host: String) {
        for record in sessions.values where record.ticket == ticket {
            record.session.cut(why: "the neighbour recovers the association over another line")
        }
        answer(call, host: host)
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
        _ session: P1Session, incident: String, ticket: RecoverableAssociations.Ticket? = nil, isRecovered: Bool = false
    ) {
        lastControlBlock += 1
        let number = lastControlBlock
        sessions[number] = SessionRecord(
            session: session, incident: incident, since: now(), ticket: ticket, isRecovered: isRecovered)
        session.handler = { event in self.told(number, event) }
        session.start()
    }

    // MARK: Failure

    /// An association could not be opened, for a reason above the line. A further one that fails harms nobody.
    func openFailed(_ failure: P1OpenFailure, controlBlock: Int, incident: String) {
        let hint = hint(of: failure)
        switch failure {
        case .wrongName:
            emit(
                .bindCommunicationsError(connector: name, ltab: locality, error: 9301), incident: incident,
                hint: hint)
            ended(controlBlock, incident: incident, reason: 9301)
        case .wrongPassword:
            emit(.peerCredentialsRejected(connector: name, association: controlBlock), incident: incident, hint: hint)
            ended(controlBlock, incident: incident, reason: 48)
        case .authenticationError:
            refused(controlBlock, incident: incident, reason: 2, hint: hint)
        case .busy: refused(controlBlock, incident: incident, reason: 0, hint: hint)
        case .refused(_, let reason, _): refused(controlBlock, incident: incident, reason: reason, hint: hint)
        case .noAnswer, .protocolViolation:
            ended(controlBlock, incident: incident, reason: 0)
        }
        if hasUsefulAssociation { return furtherOpenFailed() }
        // A line that failed with it starts the timer itself.
        if link?.state.isBarred ?? false {
            noteFailedOpen(failure.description, incident: incident, counts: failure != .busy, hint: hint)
        } else {
            openDidFail(failure.description, incident: incident, counts: failure != .busy, hint: hint)
        }
    }

    /// What a person may do about it.
    func hint(of failure: P1OpenFailure) -> String {
        let remote = settings.session.remoteName
        switch failure {
        case .wrongName(let answered): return wrongNameHint(answered)
        case .wrongPassword:
            return "\(remote) answered with another password than RemotePassword= of connector \(name)."
        case .authenticationError:
            return
                "\(remote) does not accept the name \"\(settings.session.localName)\" with our "
                + "password. Compare LocalName= and LocalPassword= of connector \(name) with RemoteMTA= and "
                + "RemotePassword= there; its journal has event 9322 or 51 with what it saw."
        case .busy: return "The neighbour is busy; nothing need be done."
        case .refused(let layer, let reason, let why): return refusalHint(layer, reason) ?? why
        case .noAnswer(let why), .protocolViolation(let why): return why
        }
    }

    /// Where nobody at the other end answers to a selector of ours (X.224 13.5.3, X.225 8.3.5, X.226 6.2.5.8).
    private func refusalHint(_ layer: String, _ reason: Int) -> String? {
        let key: String
        switch (ProtocolLayer(rawValue: layer), reason) {
        case (.transport, 2), (.transport, 3): key = "CalledTSelector"
        case (.session, 0x81), (.session, 0x82): key = "CalledSSelector"
        case (.presentation, 3): key = "CalledPSelector"
        case (.reliableTransfer, 3): return "Set TwoWayAlternate=no, or have it permitted there."
        default: return nil
        }
        return "Nobody there answers to the \(layer) address that we call: compare \(key)= of connector \(name) with "
            + "what \(settings.session.remoteName) expects."
    }

    private func wrongNameHint(_ answered: String) -> String {
        let expected = settings.session.remoteName
        let difference = NameDifference(expected, answered).map { ": \($0.description)" } ?? ""
        return
            "The MTA that answered calls itself \"\(answered)\", connector \(name) expects "
            + "\"\(expected)\"\(difference). If it is the right one, "
            + "set RemoteMTA=\(answered) and type `trunkctl reload`."
    }

    private func refused(_ controlBlock: Int, incident: String, reason: Int, hint: String) {
        emit(
            .localAssociationRefused(connector: name, provider: 0, reason: reason, controlBlock: controlBlock),
            incident: incident, hint: hint)
    }

    private func ended(_ controlBlock: Int, incident: String, reason: Int) {
        emit(
            .associationEndedAbnormally(
                connector: name, controlBlock: controlBlock, type: 1, provider: 0, reason: reason),
            incident: incident)
    }

    /// Counts a failed open, and starts the open-retry timer.
    func openDidFail(_ why: String, incident: String?, counts: Bool, hint: String? = nil) {
        let delay = settings.retry.openDelay(fraction: randomFraction())
        let next = now() + delay
        nextOpen = next
        noteFailedOpen(why, incident: incident, counts: counts, hint: hint)
        emit(
            .openRetryTimerStarted(
                connector: name, controlBlock: lastControlBlock, seconds: delay.wholeSeconds), incident: incident,
            retryAt: next)
        arm(.open, at: next)
    }

    /// Counts a failed open (event 289). When all are used up, what waits goes back to its senders.
    func noteFailedOpen(_ why: String, incident: String?, counts: Bool, hint: String? = nil) {
        if counts { failedOpens += 1 }
        lastError = (why, now())
        rooms.localities.setState(locality, .failed, now: now())
        rooms.localities.count(locality, failures: 1)
        emit(.connectionNotOpened(connector: name), incident: incident, hint: hint ?? why)
        if counts, settings.retry.isOpenExhausted(failures: failedOpens) {
            returnEverything(why: why)
            failedOpens = 0
        }
    }
}

extension P1OpenFailure {
    /// For the queue's WHY and for `trunkctl connector status`.
    var description: String {
        switch self {
        case .noAnswer(let why): "no association: \(why)"
        case .refused(let layer, let reason, let why): "refused by the \(layer) layer, reason \(reason) \(why)"
        case .authenticationError: "our name or password was refused"
        case .busy: "the neighbour is busy"
        case .wrongName(let answered): "the MTA that answered calls itself \"\(answered)\""
        case .wrongPassword: "the neighbour's password is wrong"
        case .protocolViolation(let why): "the neighbour broke the protocol: \(why)"
        }
    }
}
