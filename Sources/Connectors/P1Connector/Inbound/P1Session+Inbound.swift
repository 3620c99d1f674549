import Acceptance
import BER
import Events
import IO
import Message
import OSI
import P1
import Spool

extension P1Session {
    // MARK: The transfer comes in

    func transferBegins(activity: Int, resumed: ActivityRecovery?) {
        lifetimeEnds()
        guard let negotiated else { return }
        incomingCount += 1
        let name = logName(connection: negotiated.sessionConnectionIdentifier, activity: activity)
        guard let recovery = resumed else {
            incoming = IncomingTransfer(number: incomingCount, name: name, in: environment.incoming)
            return
        }
        let former = logName(connection: recovery.session, activity: recovery.activityIdentifier)
        switch try? environment.incoming.resume(former, at: recovery.serial, as: name) {
        case .completed?: submit(.resumeRefused(.alreadyCompleted))
        case .unknown?, nil: submit(.resumeRefused(.unknownActivity))
        case .goesOn(let hold, let log)?:
            incoming = IncomingTransfer(
                number: incomingCount, name: name, formerName: former, in: environment.incoming, (hold, log))
            submit(.resumeAccepted(octets: log.octets))
        }
    }

    /// The neighbour has gone on with the transfer over another association before we saw this one end.
    ///
    /// - Returns: whether it has; this association is over then.
    private func isTakenOver(_ transfer: IncomingTransfer) -> Bool {
        if !transfer.isTakenOver { return false }
        cut(why: "the neighbour goes on with its transfer over another association")
        return true
    }

    /// What the neighbour says next shows that it has read our confirmation: it will not come back to resume.
    func confirmationArrived() {
        completed?.forget()
        completed = nil
    }

    /// The sender gave its transfer up, or stopped it to go on later.
    func incomingStopped(_ failure: TransferFailure) {
        if case .interruptedByPeer = failure { keepIncoming() }
        incoming?.remove()
        incoming = nil
        lifetimeBegins()
    }

    /// What there is of a transfer that has been cut stays, as far as the neighbour may come back to it, and older ones
    /// make room.
    func keepIncoming() {
        guard let transfer = incoming else { return }
        incoming = nil
        guard transfer.cut() else { return }
        let (store, events) = (environment.incoming, environment.events)
        let (connector, entity) = (configuration.connector, configuration.remoteName)
        environment.disk.post {
            for dropped in (try? store.makeRoom(for: connector)) ?? [] {
                events.emit(EventRecord(dropped.event, connector: connector, entity: entity))
            }
        }
    }

    private func logName(connection: SessionConnectionIdentifier?, activity: Int) -> String {
        IncomingLogName.transfer(connector: configuration.connector, connection: connection, activity: activity)
    }

    func received(_ octets: [UInt8]) {
        guard var transfer = incoming, !isTakenOver(transfer) else { return }
        if transfer.octets + octets.count > configuration.maximumMessageOctets + Self.envelopeAllowance {
            refuseIncoming("longer than \(configuration.maximumMessageOctets) octets")
            return
        }
        incoming = nil  // the array within is to be changed in place
        do throws(IOError) {
            try transfer.append(octets)
            incoming = transfer
        } catch {
            incoming = transfer
            abortForLocalProblem("\(error)")
        }
    }

    func checkpointReached(_ serial: Int) {
        guard var transfer = incoming, !isTakenOver(transfer) else { return }
        do throws(IOError) {
            try transfer.checkpoint(serial)
            incoming = transfer
            secure(transfer, checkpoint: serial)
        } catch {
            abortForLocalProblem("\(error)")
        }
    }

    /// Confirms a checkpoint once the file in front of it is on disk.
    private func secure(_ transfer: IncomingTransfer, checkpoint serial: Int) {
        guard let path = transfer.path else { return }
        let number = transfer.number
        let secured = executor.callback { [weak self] (problem: IOError?) in
            guard let self, let transfer = incoming, transfer.number == number, !isTakenOver(transfer) else { return }
            if let problem {
                abortForLocalProblem("\(problem)")
            } else {
                submit(.checkpointSecured(serial: serial))
            }
        }
        environment.disk.post {
            do throws(IOError) {
                try Files.syncFile(path)
                secured(nil)
            } catch {
                secured(error)
            }
        }
    }

    // MARK: The transfer is complete: take responsibility, then confirm (design, 3)

    func transferComplete() {
        guard var transfer = incoming, !isTakenOver(transfer) else { return }
        transfer.isComplete = true
        incoming = transfer
        var reception = APDUReception(gate: environment.gate)
        do throws(IOError) {
            try transfer.forEachPiece { reception.consume($0) }
        } catch {
            abortForLocalProblem("\(error)")
            return
        }
        switch reception.finish() {
        case .failure(.spool(let error)): abortForLocalProblem(error.description)
        case .failure(.undecodable(let error)): cannotDecode(error, reception, transfer)
        case .success(let apdu): submitToGate(apdu, transfer)
        }
    }

    /// The neighbour would send the same again for ever. Where the message's originator and recipients can be read, it
    /// is taken and fails for all of them; otherwise it is refused, and stays the neighbour's (X.411 14.3.1).
    private func cannotDecode(_ error: BERError, _ reception: APDUReception, _ transfer: IncomingTransfer) {
        let octets = keepBad(error, transfer)
        let now = UTCTime(seconds: SystemClock.utcMicroseconds() / 1_000_000)
        let salvaged = EnvelopeSalvage.envelope(in: Array(octets.prefix(EnvelopeSalvage.octetLimit)), now: now)
        switch reception.remains(of: salvaged) {
        case .failure(let problem)?: abortForLocalProblem(problem.description)
        case .success(let apdu)?:
            submitToGate(apdu, transfer, failing: .undecodable(error.description))
        case nil: refuseIncoming("the APDU cannot be decoded: \(error)", .unrecoverableProceduralError)
        }
    }

    /// Keeps the octets of an APDU that cannot be taken, for the operator.
    ///
    /// - Returns: what is kept of them.
    private func keepBad(_ error: BERError, _ transfer: IncomingTransfer) -> [UInt8] {
        var octets: [UInt8] = []
        try? transfer.forEachPiece { piece in
            octets += piece.prefix(BadAPDUs.octetLimit - octets.count)
            return octets.count < BadAPDUs.octetLimit
        }
        let bad = BadAPDUs(folder: environment.spool.directory + "/bad")
        let file = try? bad.keep(octets, connector: configuration.connector)
        environment.events.emit(
            EventRecord(
                .apduCannotBeDecoded(error: error.description, offset: error.offset),
                connector: configuration.connector, entity: configuration.remoteName,
                hint: file.map { "The octets are in \($0)." }))
        return octets
    }

    /// - Parameter failure: why no recipient can have it.
    private func submitToGate(_ apdu: ReceivedAPDU, _ transfer: IncomingTransfer, failing failure: NonDelivery? = nil) {
        let (number, octets) = (transfer.number, transfer.octets)
        let now = Timestamp(microseconds: SystemClock.utcMicroseconds())
        let origin = P1Origin(connector: configuration.connector, peer: configuration.remoteName, now: now)
        var apdu = apdu
        if negotiated?.applicationContext.edition == .of1984 { apdu.upgrade() }
        var submission = apdu.submission(from: origin)
        if let failure {
            submission.failures = Dictionary(submission.recipients.map { ($0.number, failure) }) { a, _ in a }
        }
        // Confirmed, it would be nobody's: the neighbour keeps it.
        if submission.recipients.isEmpty {
            let error = BERError(.invalidValue, "no recipient for whom this MTA is to be responsible")
            _ = keepBad(error, transfer)
            return refuseIncoming(error.description, .unrecoverableProceduralError)
        }
        guard case .p1(let neighbour) = submission.source else { return }
        let (identifier, priority) = (neighbour.mtsIdentifier, submission.priority)
        let answered = executor.callback { [weak self] (result: AcceptanceResult) in
            guard let self, state == .open, incoming?.number == number else { return }
            gateAnswered(result, identifier: identifier, priority: priority, octets: octets)
        }
        environment.gate.submit(submission, content: apdu.content, now: now, reply: answered)
    }

    private func gateAnswered(
        _ result: AcceptanceResult, identifier: Message.MTSIdentifier, priority: Message.Priority, octets: Int
    ) {
        switch result {
        case .accepted, .duplicate:
            var isDuplicate = false
            if case .duplicate = result { isDuplicate = true }
            incoming?.complete()
            completed = incoming
            incoming = nil
            tell(.received(identifier, priority: priority, octets: octets, duplicate: isDuplicate))
            submit(.transferSecured)
            lifetimeBegins()
        case .refused(let refusal): refuseIncoming(refusal.text)
        case .unavailable(let why): abortForLocalProblem(why)
        }
    }

    /// The neighbour keeps the message and is told that it was not taken this time.
    func refuseIncoming(_ why: String, _ reason: ExceptionReason = .localUserError) {
        guard let transfer = incoming else { return }
        incoming = nil
        transfer.remove()
        tell(.notReceived(why: why))
        submit(.refuseTransfer(reason))
        lifetimeBegins()
    }

    /// Octets that an envelope may have beside the content.
    private static var envelopeAllowance: Int { MTSAPDULimits().envelopeOctets }
}

extension NonDelivery {
    /// The APDU is not as X.411 has it.
    fileprivate static func undecodable(_ error: String) -> NonDelivery {
        NonDelivery(
            reason: .unableToTransfer, diagnostic: .protocolViolation, status: "5.5.0",
            text: "The message came damaged and cannot be read: \(error)")
    }
}
