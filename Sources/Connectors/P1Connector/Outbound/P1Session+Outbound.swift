import Events
import IO
import Message
import OSI
import P1
import Spool

extension P1Session {
    /// Sends a message: the answer to `readyToSend`. Its end comes as `transferEnded`.
    ///
    /// A transfer of the same entry that was cut goes on behind its last confirmed checkpoint, if the octets are the
    /// same ones still.
    package func send(_ outbound: OutboundMessage) {
        guard canSend, let negotiated else {
            tell(.transferEnded(entry: outbound.entry, .interrupted(checkpoint: 0, octets: 0)))
            return
        }
        let apdu: OutgoingAPDU
        do throws(UnmappableEnvelope) {
            // What cannot be read now is met again when it is to be sent.
            let beginning = try? outbound.content.read(offset: 0, count: EnvelopeMapping.beginningOctets)
            apdu = try EnvelopeMapping.apdu(
                of: outbound.envelope, contentOctets: outbound.content.count, beginning: beginning ?? [],
                domain: configuration.globalDomain, edition: negotiated.applicationContext.edition,
                contextIdentifier: negotiated.transferContext)
        } catch {
            tell(.transferEnded(entry: outbound.entry, .failed(error.reason)))
            return nextTurn()
        }
        if !apdu.lost.isEmpty {
            let event = Event.downgraded(
                mtsIdentifier: outbound.envelope.mtsIdentifier.description, lost: apdu.lost.joined(separator: ", "))
            environment.events.emit(
                EventRecord(
                    event, connector: configuration.connector, entity: configuration.remoteName,
                    mtsIdentifier: outbound.envelope.mtsIdentifier.description))
        }
        lifetimeEnds()
        setPace()
        let activity = Int(environment.spool.takeSerial() & 0x7FFF_FFFF)
        sentInTurn += 1
        var transfer = OutgoingTransfer(outbound: outbound, apdu: apdu, offset: 0)
        if let recovery = storedRecovery(of: outbound.entry, apdu) {
            transfer.offset = recovery.octets
            transfer.isResumed = true
            transfer.confirmed = recovery
            outgoing = transfer
            tell(
                .transferStarted(
                    message: outbound.message, from: recovery.octets, checkpoint: recovery.serial))
            submit(.resume(recovery, newActivityIdentifier: activity))
        } else {
            outgoing = transfer
            tell(.transferStarted(message: outbound.message, from: 0, checkpoint: 0))
            submit(.transfer(activityIdentifier: activity))
        }
    }

    private func storedRecovery(of entry: Int64, _ apdu: OutgoingAPDU) -> ActivityRecovery? {
        let key = StoredRecovery.key(connector: configuration.connector, entry: entry)
        guard let found = try? environment.spool.recoveries(prefix: key).first(where: { $0.key == key }),
            let stored = StoredRecovery(found.value), stored.fits(header: apdu.head + apdu.tail)
        else { return nil }
        return stored.recovery
    }

    /// Gives the association the octets that it asked for, unless the line is full.
    func supply() {
        guard var transfer = outgoing, transfer.unreadable == nil, let wanted = transfer.wanted else { return }
        if channel.bufferedOctets > OutgoingTransfer.highWater { return }
        let stretch = pace?.chunk ?? .max
        transfer.wanted = nil
        do {
            let octets = try transfer.next(min(wanted, max(1, stretch - transfer.sinceCheckpoint)))
            let isLast = transfer.offset >= transfer.total
            transfer.sinceCheckpoint += octets.count
            let isCheckpoint = transfer.sinceCheckpoint >= stretch && !isLast
            if isCheckpoint {
                pace?.sent(
                    end: transfer.offset, octets: transfer.sinceCheckpoint, now: SystemClock.monotonicMicroseconds())
                transfer.sinceCheckpoint = 0
            }
            outgoing = transfer
            submit(.data(octets: octets, isLast: isLast, isCheckpoint: isCheckpoint))
        } catch {
            // Nothing else can be sent before the neighbour has confirmed that this one is given up.
            transfer.unreadable = error.description
            outgoing = transfer
            submit(.discardTransfer)
        }
    }

    func checkpointConfirmed(_ recovery: ActivityRecovery?) {
        guard var transfer = outgoing, let recovery else { return }
        transfer.confirmed = recovery
        let now = SystemClock.monotonicMicroseconds()
        pace?.confirmed(octets: recovery.octets, now: now)
        if now - transfer.kept > OutgoingTransfer.keepInterval {
            transfer.kept = now
            keepRecovery(of: transfer, recovery)
        }
        outgoing = transfer
        tell(.progress(message: transfer.outbound.message, octets: recovery.octets, total: transfer.total))
    }

    /// What is known of the line from here to the neighbour; nothing where there are no checkpoints.
    private func setPace() {
        guard let agreed = parameters, agreed.checkpointSize > 0 else {
            pace = nil
            return
        }
        let octets = agreed.checkpointSize * 1024
        pace = pace ?? TransferPace(checkpointOctets: octets, window: agreed.windowSize)
        pace?.begin(checkpointOctets: octets, window: agreed.windowSize)
    }

    func transferConfirmed() {
        guard let transfer = outgoing else { return }
        outgoing = nil
        if transfer.confirmed != nil { keepRecovery(of: transfer, nil) }
        tell(
            .transferEnded(
                entry: transfer.outbound.entry, .transferred(octets: transfer.total, failing: transfer.apdu.failing)))
        isStopOutstanding = !mayTransfer
        nextTurn()
    }

    /// The neighbour has confirmed that it has stopped what it had confirmed as a whole.
    func stopped() {
        isStopOutstanding = false
        nextTurn()
    }

    func transferFailed(_ failure: TransferFailure) {
        guard let transfer = outgoing else { return incomingStopped(failure) }
        if transfer.makesWay, failure == .interrupted {
            interruptOutgoing()
            return nextTurn()
        }
        outgoing = nil
        keepRecovery(of: transfer, nil)
        let result: P1TransferResult =
            switch failure {
            case .alreadyCompleted: .transferred(octets: transfer.total, failing: transfer.apdu.failing)
            case .cannotResume: .interrupted(checkpoint: 0, octets: 0)
            case .discarded where transfer.makesWay: .interrupted(checkpoint: 0, octets: 0)
            // A neighbour that does not know resumption at all: the whole goes, and nothing is interrupted for it.
            case .peerException where transfer.isResumed: .interrupted(checkpoint: 0, octets: 0)
            default: transfer.unreadable.map { .unreadable(why: $0) } ?? .refused(why: failure.description)
            }
        if transfer.isResumed, result == .interrupted(checkpoint: 0, octets: 0) { neighbourResumes = false }
        tell(.transferEnded(entry: transfer.outbound.entry, result))
        nextTurn()
    }

    /// Something urgent waits: a transfer that is less urgent and far from its end stops at its last confirmed
    /// checkpoint, and goes on from there afterwards.
    ///
    /// - Returns: whether it does.
    package func makeWay() -> Bool {
        guard let transfer = outgoing, transfer.outbound.envelope.priority != .urgent else { return false }
        return interruptAtCheckpoint()
    }

    /// - Returns: whether the transfer that goes out stops: one that is nearly over, or of which nothing has been
    ///   confirmed, does not.
    func interruptAtCheckpoint() -> Bool {
        guard state == .open, neighbourResumes, let transfer = outgoing, let confirmed = transfer.confirmed,
            !transfer.makesWay, transfer.total - confirmed.octets > Self.worthInterrupting
        else { return false }
        outgoing?.makesWay = true
        outgoing?.wanted = nil
        submit(.interruptTransfer)
        return true
    }

    /// Octets; what is left below that is sent before an interruption would be through.
    private static var worthInterrupting: Int { 64 * 1024 }

    /// The line went in the middle: what the neighbour has secured is kept, so that the next call goes on there.
    func interruptOutgoing() {
        guard let transfer = outgoing else { return }
        outgoing = nil
        if let recovery = transfer.confirmed { keepRecovery(of: transfer, recovery) }
        tell(
            .transferEnded(
                entry: transfer.outbound.entry,
                .interrupted(
                    checkpoint: transfer.confirmed?.serial ?? 0, octets: transfer.confirmed?.octets ?? 0,
                    isWhole: transfer.offset >= transfer.total && !transfer.makesWay)))
    }

    private func keepRecovery(of transfer: OutgoingTransfer, _ recovery: ActivityRecovery?) {
        environment.spool.saveRecovery(
            key: StoredRecovery.key(connector: configuration.connector, entry: transfer.outbound.entry),
            value: recovery.map {
                StoredRecovery(recovery: $0, header: transfer.apdu.head + transfer.apdu.tail).encode()
            }, reply: nil)
    }

    /// A transfer is over: gives the turn away where the neighbour waits for it, else asks for the next message.
    func nextTurn() {
        guard canSend else { return }
        if isConcluding { return releaseIfDone() }
        if sentInTurn >= Self.transfersInTurn {
            if turnWanted && isTwoWay { return giveTurn() }
            // Somebody else waits for the line; what is left goes with the next call.
            if isFinishing { return releaseIfDone() }
        }
        tell(.readyToSend)
    }

    /// The owner had nothing to send when it was asked.
    package func nothingToSend() {
        guard state == .open, outgoing == nil, incoming == nil else { return }
        // Only the initiator can release the association, and needs the turn for it.
        if hasTurn && isTwoWay && (turnWanted || !isInitiator) {
            giveTurn()
        } else {
            lifetimeBegins()
            releaseIfDone()
        }
    }

    private func giveTurn() {
        turnWanted = false
        hasTurn = false
        sentInTurn = 0
        submit(.turnGive)
        // A neighbour that neither sends nor gives the turn back does not keep the line up for ever, nor one that gives
        // it back at once each time: only a transfer ends the wait.
        lifetimeBegins()
    }

    /// Messages that one side sends before it lets a waiting neighbour have the turn.
    static var transfersInTurn: Int { 8 }
}
