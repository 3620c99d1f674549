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
            if let message = nextMessage() {
                if record.session.isInitiator { line?.setState(.up, in: rooms.rasTable, now: now()) }
                record.session.send(message)
            } else {
                if record.session.isInitiator { line?.setState(.idle, in: rooms.rasTable, now: now()) }
                record.session.nothingToSend()
            }
        case .transferStarted(let message, let from, let checkpoint):
            if checkpoint > 0 { resumed(message, from: from, checkpoint: checkpoint, incident: incident) }
        case .progress(let message, let octets, let total):
            sessions[number]?.progress = (message, octets, total)
            sessions[number]?.hasMoved = true
            noteOctets(record)
        case .transferEnded(let entry, let result):
            sessions[number]?.progress = nil
            noteOctets(record)
            if case .transferred = result { sessions[number]?.hasMoved = true }
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
        sessions[number] = record
        failedOpens = 0
        nextOpen = nil
        timers.cancel(.open)
        lastSuccess = now()
        rooms.localities.setState(locality, .bound, now: now())
        rooms.localities.count(locality, associations: 1)
        emit(
            .associationOpened(
                connector: name, controlBlock: number, initiated: record.session.isInitiator),
            incident: record.incident,
            hint: record.isRecovered ? "It takes the place of one that was cut; the neighbour did not bind again." : nil
        )
        // An answering side has no turn yet: it asks for it when it has mail.
        if !record.session.isInitiator, backlog.hasDue(now: now()) { record.session.wake() }
        openIfNeeded()
    }

    private func openFailed(_ number: Int, _ record: SessionRecord, _ failure: P1OpenFailure) {
        sessions[number] = nil
        record.ticket.map { rooms.recoverable.released($0) }
        // No failure of anybody's.
        if isStopping { return stopIfReleased() }
        guard let line, record.session.isInitiator else {
            openFailed(failure, controlBlock: number, incident: record.incident)
            return
        }
        switch failure {
        // Not a word came over the line: the line's own event says what there is to say.
        case .noAnswer where line.connected == nil:
            associationOverLineEnded(lineIsSound: false) {}
        case .protocolViolation(let why):
            tellLink(.lineFailed(RASCode(722)))
            openFailed(.protocolViolation(why: why), controlBlock: number, incident: record.incident)
        case .noAnswer:
            associationOverLineEnded(lineIsSound: false) {
                self.openFailed(failure, controlBlock: number, incident: record.incident)
            }
        case .refused, .authenticationError, .busy, .wrongName, .wrongPassword:
            openFailed(failure, controlBlock: number, incident: record.incident)
            associationOverLineEnded(lineIsSound: true) {}
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
        noteRecoverable(record, end)
        let (out, inward) = record.session.octets
        octets.out += out
        octets.in += inward
        if sessions.isEmpty { rooms.localities.setState(locality, .unbound, now: now()) }
        let note = { self.noteEnd(number, record, end) }
        if isStopping {
            note()
            return stopIfReleased()
        }
        guard record.session.isInitiator, line != nil else {
            note()
            pump()
            return
        }
        var isSound = true
        if case .lineLost = end { isSound = false }
        associationOverLineEnded(lineIsSound: isSound, note: note)
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

    private func noteEnd(_ number: Int, _ record: SessionRecord, _ end: P1SessionEnd) {
        switch end {
        case .released:
            let (out, inward) = record.session.octets
            emit(
                .associationClosed(connector: name, controlBlock: number, octetsOut: out, octetsIn: inward),
                incident: record.incident)
        case .aborted(let byPeer, let why):
            abnormal(number, record, reason: byPeer ? 1 : 0, why: why)
            // Not at once again, whatever it was (Q150927).
            if record.session.isInitiator { putOffOpening() }
        case .lineLost(let why):
            abnormal(number, record, reason: 2, why: why)
            // A neighbour that goes away before anything has passed is not called again at once; after a cut in the
            // middle the rest follows at once. For a dialled line its own machine decides.
            if record.session.isInitiator, settings.entry == nil, !record.hasMoved { putOffOpening() }
        }
    }

    /// The next one waits; while another stands, only a further one does.
    private func putOffOpening() {
        if isStopping { return }
        let time = now() + settings.retry.openDelay(fraction: randomFraction())
        if hasUsefulAssociation { nextFurther = time } else { nextOpen = time }
    }

    private func abnormal(_ number: Int, _ record: SessionRecord, reason: Int, why: String) {
        emit(
            .associationEndedAbnormally(
                connector: name, controlBlock: number, type: record.session.isInitiator ? 1 : 2, provider: 0,
                reason: reason), incident: record.incident, hint: why)
        lastError = (why, now())
    }

    private func noteOctets(_ record: SessionRecord) {
        guard record.session.isInitiator, let ticket = line?.ticket else { return }
        let (out, inward) = record.session.octets
        rooms.rasTable.setOctets(ticket, out: out, in: inward)
    }
}
