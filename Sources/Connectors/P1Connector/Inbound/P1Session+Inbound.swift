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
        let path = logPath(connection: negotiated.sessionConnectionIdentifier, activity: activity)
        guard let recovery = resumed else {
            incoming = IncomingTransfer(number: incomingCount, logPath: path)
            return
        }
        let old = logPath(connection: recovery.session, activity: recovery.activityIdentifier)
        if IncomingTransfer.isComplete(old) {
            submit(.resumeRefused(.alreadyCompleted))
            return
        }
        guard
            let transfer = try? IncomingTransfer(
                number: incomingCount, resuming: old, at: recovery.serial, as: path)
        else {
            submit(.resumeRefused(.unknownActivity))
            return
        }
        incoming = transfer
        submit(.resumeAccepted(octets: transfer.octets))
    }

    /// What the neighbour says next shows that it has read our confirmation: it will not come back to resume.
    func confirmationArrived() {
        completed?.forget()
        completed = nil
    }

    /// The sender gave its transfer up, or stopped it to go on later.
    func incomingStopped(_ failure: TransferFailure) {
        if let transfer = incoming {
            incoming = nil
            var isKept = false
            if case .interruptedByPeer = failure { isKept = transfer.isResumable }
            if !isKept { transfer.remove() }
        }
        lifetimeBegins()
    }

    /// One file a transfer, found again by what the sender names when it resumes.
    private func logPath(connection: SessionConnectionIdentifier?, activity: Int) -> String {
        let octets = (connection?.callingReference ?? []) + (connection?.commonReference ?? [])
        let name = octets.map { octet in
            let digits = String(octet, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        return "\(configuration.incomingDirectory)/\(configuration.connector)-\(name.suffix(160))-\(activity)"
    }

    func received(_ octets: [UInt8]) {
        guard var transfer = incoming else { return }
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
        guard var transfer = incoming else { return }
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
        let path = transfer.logPath
        let number = transfer.number
        let secured = executor.callback { [weak self] (problem: IOError?) in
            guard let self, incoming?.number == number else { return }
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
        guard var transfer = incoming else { return }
        transfer.isComplete = true
        incoming = transfer
        var reception = MessageReception(gate: environment.gate)
        do throws(IOError) {
            try transfer.forEachPiece { reception.consume($0) }
        } catch {
            abortForLocalProblem("\(error)")
            return
        }
        switch reception.finish() {
        case .failure(.spool(let error)): abortForLocalProblem(error.description)
        case .failure(let problem):
            if case .undecodable(let error) = problem {
                environment.events.emit(
                    EventRecord(
                        .apduCannotBeDecoded(error: error.description, offset: error.offset),
                        connector: configuration.connector, entity: configuration.remoteName))
            }
            refuseIncoming(problem.description)
        case .success(let message):
            submitToGate(message, transfer)
        }
    }

    private func submitToGate(_ message: ReceivedMessage, _ transfer: IncomingTransfer) {
        let (number, octets) = (transfer.number, transfer.octets)
        let submission = EnvelopeMapping.submission(
            of: message.envelope, connector: configuration.connector, peer: configuration.remoteName)
        let identifier = Message.MTSIdentifier(message.envelope.messageIdentifier)
        let priority = submission.priority
        let answered = executor.callback { [weak self] (result: AcceptanceResult) in
            guard let self, state == .open, incoming?.number == number else { return }
            gateAnswered(result, identifier: identifier, priority: priority, octets: octets)
        }
        let now = Timestamp(microseconds: SystemClock.utcMicroseconds())
        environment.gate.submit(submission, content: message.content, now: now, reply: answered)
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
    func refuseIncoming(_ why: String) {
        guard let transfer = incoming else { return }
        incoming = nil
        transfer.remove()
        tell(.notReceived(why: why))
        submit(.refuseTransfer(.localUserError))
        lifetimeBegins()
    }

    /// Octets that an envelope may have beside the content.
    private static var envelopeAllowance: Int { MTSAPDULimits().envelopeOctets }
}
