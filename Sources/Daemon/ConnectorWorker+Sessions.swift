import Events
import IO
import Links
import Message
import P1Connector
import Queue

/// What the associations tell.
extension ConnectorWorker {
    func told(_ number: Int, _ event: P1SessionEvent) {
        guard let record = sessions[number] else { return }
        let incident = record.incident
        switch event {
        case .heard:
            if record.session.isInitiator, settings.entry != nil { lineSpoke() }
        case .opened: opened(number)
        case .openFailed(let failure): openFailed(number, record, failure)
        case .readyToSend:
            guard record.session.canSend else { return }
            if let message = nextMessage(inOurCall: record.session.isInitiator) {
                if record.session.isInitiator { line?.setState(.up, in: rooms.rasTable, now: now()) }
                record.session.send(message)
            } else {
                if record.session.isInitiator { line?.setState(.idle, in: rooms.rasTable, now: now()) }
                record.session.nothingToSend()
            }
        case .transferStarted(let message, let from, let checkpoint):
            sessions[number]?.interrupted = nil
            sending.begin(number, from: from, now: now())
            if checkpoint > 0 { resumed(message, from: from, checkpoint: checkpoint, incident: incident) }
        case .progress(let message, let octets, let total):
            sessions[number]?.progress = (message, octets, total)
            sessions[number]?.hasMoved = true
            noteOctets(record)
        case .transferEnded(let entry, let result):
            sessions[number]?.progress = nil
            noteOctets(record)
            if case .transferred = result { sessions[number]?.hasMoved = true }
            sending.end(number, octets: result.octets, now: now())
            if case .interrupted = result { sessions[number]?.interrupted = entry }
            transferEnded(entry, result, incident: incident)
        case .received(_, _, let octets, let duplicate):
            sessions[number]?.hasMoved = true
            received(octets, duplicate: duplicate)
        case .notReceived(let why):
            emit(.messageNotTaken(entity: settings.session.remoteName, problem: why), incident: incident)
        case .ended(let end): ended(number, record, end)
        }
    }

    private func opened(_ number: Int) {
        guard var record = sessions[number] else { return }
        record.isOpen = true
        if record.session.isInitiator, hasUsefulAssociation { isFurtherScarce = false }
        sessions[number] = record
        failedOpens = 0
        isGivenUp = false
        isBarred = false
        rooms.retries.reached(name)
        tellStanding()
        timers.cancel(.open)
        // What waited for the link waits no longer.
        if sessions.values.count(where: \.isOpen) == 1 { backlog.makeAllDue() }
        lastSuccess = now()
        rooms.localities.setState(locality, .bound, now: now())
        rooms.localities.count(locality, associations: 1)
        emit(
            .associationOpened(
                connector: name, controlBlock: number, initiated: record.session.isInitiator),
            incident: record.incident,
            hint: record.isRecovered ? "It takes the place of one that was cut; the neighbour did not bind again." : nil
        )
        reviewPolicy(now())
        // An answering side has no turn yet: it asks for it when it has mail.
        if !record.session.isInitiator, backlog.hasDue(now: now()) { record.session.wake() }
        openIfNeeded()
    }

    private func openFailed(_ number: Int, _ record: SessionRecord, _ failure: P1OpenFailure) {
        sessions[number] = nil
        record.ticket.map { rooms.recoverable.released($0) }
        // No failure of anybody's.
        if isStopping {
            leftLine(record)
            return stopIfReleased()
        }
        let incident = record.incident
        guard let line, line.network == nil, record.session.isInitiator else {
            leftLine(record)
            return openFailed(failure, controlBlock: number, incident: incident)
        }
        switch failure {
        // Not a word came over the line: the line's own event says what there is to say.
        case .noAnswer where line.connected == nil, .lineLost where line.connected == nil:
            associationLostWithLine {}
        case .lineLost:
            associationLostWithLine { self.openFailed(failure, controlBlock: number, incident: incident) }
        case .protocolViolation:
            lineIsUnusable { self.openFailed(failure, controlBlock: number, incident: incident) }
        case .noAnswer, .cut, .refused, .authenticationError, .busy, .wrongName, .wrongPassword:
            noteBindFailure(failure, controlBlock: number, incident: incident)
            hangUp { self.openWasInVain(failure, incident: incident) }
        }
    }

    private func resumed(_ message: MessageID, from octets: Int, checkpoint: Int, incident: String) {
        let identifier = backlog.identifier(of: message)
        emit(
            .transferResumed(mtsIdentifier: identifier, checkpoint: checkpoint, octets: octets), incident: incident,
            mtsIdentifier: identifier)
    }

    /// The gate has said what there is to say of it.
    private func received(_ octets: Int, duplicate: Bool) {
        if duplicate { return }
        totals.messagesIn += 1
        rooms.counters.add { $0.messagesIn += 1 }
        rooms.localities.count(locality, messagesIn: 1, octetsIn: octets)
    }

    private func ended(_ number: Int, _ record: SessionRecord, _ end: P1SessionEnd) {
        sessions[number] = nil
        sending.end(number, now: now())
        if record.hasMoved, record.session.isInitiator { rooms.retries.moved(name) }
        noteRecoverable(record, end)
        if record.session.isInitiator { pace = record.session.pace ?? pace }
        let (out, inward) = record.session.octets
        octets.out += out
        octets.in += inward
        if settings.entry == nil { isCalledByHand = false }
        noteAssociation(record, end)
        if sessions.isEmpty { rooms.localities.setState(locality, .unbound, now: now()) }
        if isStopping {
            leftLine(record)
            noteEndWhileStopping(number, record, end)
            return stopIfReleased()
        }
        // Of octets: a network goes on without the association.
        let isWholeLine = record.session.isInitiator && line.map { $0.network == nil } ?? false
        switch end {
        case .released:
            noteRelease(number, record)
            if isWholeLine { tellLink(.hangUpRequested) }
        case .aborted(let byPeer, let why):
            let hint = hint(ofAbort: why, byPeer: byPeer, record)
            noteAbnormalEnd(number, record, reason: byPeer ? 1 : 0, why: why, hint: hint)
            if let entry = record.interrupted { broke(entry, why: why) }
            // Not at once again, whatever it was (Q150927).
            let putOff = { if record.session.isInitiator { self.putOffOpening(record.incident, hint: hint) } }
            if isWholeLine { hangUp(then: putOff) } else { putOff() }
        case .lineLost(let why):
            if isWholeLine {
                // For such a line its own machine decides when the next call is made.
                associationLostWithLine {
                    self.noteAbnormalEnd(number, record, reason: 2, why: why, hint: self.callHint ?? why)
                }
            } else {
                noteAbnormalEnd(number, record, reason: 2, why: why, hint: why)
                // A neighbour that goes away before anything has passed is not called again at once; after a cut in
                // the middle the rest follows at once.
                if record.session.isInitiator, !record.hasMoved { putOffOpening(record.incident, hint: why) }
            }
        }
        leftLine(record)
        pump()
    }

    /// After an abnormal end the neighbour may come back for the association within the recovery timeout.
    private func noteRecoverable(_ record: SessionRecord, _ end: P1SessionEnd) {
        guard let ticket = record.ticket else { return }
        switch end {
        case .released: rooms.recoverable.released(ticket)
        case .aborted, .lineLost:
            rooms.recoverable.ended(
                ticket, now: SystemClock.monotonicMicroseconds(), timeout: settings.recoveryTimeout.microseconds)
        }
    }

    /// The next one waits; while another stands, only a further one does.
    private func putOffOpening(_ incident: String, hint: String) {
        if isStopping || link?.state.isBarred ?? false { return }
        if hasUsefulAssociation {
            pause(.further)
            return
        }
        let began = now()
        let time = pause(.first, at: began)
        emit(
            .openRetryTimerStarted(
                connector: name, controlBlock: lastControlBlock, seconds: (time - began).wholeSeconds),
            incident: incident, retryAt: time, hint: hint)
        arm(.open, at: time)
    }

    /// A message brought the association down, by the neighbour's fault or ours: it must not bring down the next one
    /// before the others have gone.
    private func broke(_ entry: Int64, why: String) {
        let until = now() + settings.retry.transferDelay(fraction: randomFraction())
        backlog.putBehind(entry, until: until, why: why, counts: false)
    }

    private func noteEndWhileStopping(_ number: Int, _ record: SessionRecord, _ end: P1SessionEnd) {
        switch end {
        case .released: noteRelease(number, record)
        case .aborted(let byPeer, let why):
            noteAbnormalEnd(number, record, reason: byPeer ? 1 : 0, why: why, hint: why)
        case .lineLost(let why): noteAbnormalEnd(number, record, reason: 2, why: why, hint: why)
        }
    }

    private func noteRelease(_ number: Int, _ record: SessionRecord) {
        let (out, inward) = record.session.octets
        emit(
            .associationClosed(connector: name, controlBlock: number, octetsOut: out, octetsIn: inward),
            incident: record.incident)
    }

    private func noteAbnormalEnd(_ number: Int, _ record: SessionRecord, reason: Int, why: String, hint: String) {
        emit(
            .associationEndedAbnormally(
                connector: name, controlBlock: number, type: record.session.isInitiator ? 1 : 2, provider: 0,
                reason: reason), incident: record.incident, hint: hint)
        lastError = (why, now())
    }

    /// A caller that we answered and that leaves before anything has passed does not take us for whom it called.
    private func hint(ofAbort why: String, byPeer: Bool, _ record: SessionRecord) -> String {
        if !byPeer || record.hasMoved || record.session.isInitiator { return why }
        let (remote, local) = (settings.session.remoteName, settings.session.localName)
        return "\(remote) called, and left as soon as it was answered (\(why)): it may expect another name than "
            + "\"\(local)\", or another password. Its journal has event 9316 or 48 with what it saw; compare "
            + "LocalName= and LocalPassword= of connector \(name) with RemoteMTA= and RemotePassword= there."
    }

    private func noteOctets(_ record: SessionRecord) {
        if let ticket = record.answered?.ticket {
            let (out, inward) = record.session.octets
            rooms.rasTable.setOctets(ticket, out: out, in: inward)
        }
        guard let line, let ticket = line.ticket else { return }
        guard record.session.isInitiator || isOverLine(record) else { return }
        let (out, inward) = octets(of: line)
        rooms.rasTable.setOctets(ticket, out: out, in: inward)
    }
}
