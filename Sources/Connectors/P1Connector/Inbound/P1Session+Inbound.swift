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
        let name = logPath(connection: negotiated.sessionConnectionIdentifier, activity: activity)
        guard let recovery = resumed else {
            incoming = IncomingTransfer(logPath: name)
            return
        }
        let path = logPath(connection: recovery.session, activity: recovery.activityIdentifier)
        if IncomingTransfer.isComplete(path) {
            submit(.resumeRefused(.alreadyCompleted))
            return
        }
        guard let transfer = try? IncomingTransfer(resuming: path, at: recovery.serial, as: name) else {
            submit(.resumeRefused(.unknownActivity))
            return
        }
        incoming = transfer
        submit(.resumeAccepted(octets: transfer.octets))
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
            refuseIncoming("\(error)")
        }
    }

    func checkpointReached(_ serial: Int) {
        guard var transfer = incoming else { return }
        do throws(IOError) {
            try transfer.checkpoint(serial)
            incoming = transfer
            secure(transfer.logPath, checkpoint: serial)
        } catch {
            refuseIncoming("\(error)")
        }
    }

    /// Confirms a checkpoint once the file in front of it is on disk.
    private func secure(_ path: String, checkpoint serial: Int) {
        let secured = executor.callback { [weak self] (problem: IOError?) in
            guard let self, incoming?.logPath == path else { return }
            if let problem {
                refuseIncoming("\(problem)")
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
            refuseIncoming("\(error)")
            return
        }
        switch reception.finish() {
        case .failure(let problem):
            if case .undecodable(let error) = problem {
                environment.events.emit(
                    EventRecord(
                        .apduCannotBeDecoded(error: error.description, offset: error.offset),
                        connector: configuration.connector, entity: configuration.remoteName))
            }
            refuseIncoming(problem.description)
        case .success(let message):
            submitToGate(message, octets: transfer.octets)
        }
    }

    private func submitToGate(_ message: ReceivedMessage, octets: Int) {
        let submission = EnvelopeMapping.submission(
            of: message.envelope, connector: configuration.connector, peer: configuration.remoteName)
        let identifier = Message.MTSIdentifier(message.envelope.messageIdentifier)
        let priority = submission.priority
        let answered = executor.callback { [weak self] (result: AcceptanceResult) in
            self?.gateAnswered(result, identifier: identifier, priority: priority, octets: octets)
        }
        let now = Timestamp(microseconds: SystemClock.utcMicroseconds())
        environment.gate.submit(submission, content: message.content, now: now, reply: answered)
    }

    private func gateAnswered(
        _ result: AcceptanceResult, identifier: Message.MTSIdentifier, priority: Message.Priority, octets: Int
    ) {
        guard state == .open, incoming != nil else { return }
        switch result {
        case .accepted, .duplicate:
            var isDuplicate = false
            if case .duplicate = result { isDuplicate = true }
            incoming?.complete()
            incoming = nil
            tell(.received(identifier, priority: priority, octets: octets, duplicate: isDuplicate))
            submit(.transferSecured)
            lifetimeBegins()
        case .refused, .unavailable:
            refuseIncoming("\(result)")
        }
    }

    /// The neighbour keeps the message and is told that it was not taken this time.
    func refuseIncoming(_ why: String) {
        guard let transfer = incoming else { return }
        incoming = nil
        transfer.remove()
        tell(.notReceived(why: why))
        submit(.refuseTransfer(.localUserError))
    }

    /// Octets that an envelope may have beside the content.
    private static var envelopeAllowance: Int { MTSAPDULimits().envelopeOctets }
}
