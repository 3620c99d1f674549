/// Receiving an APDU.
extension ReliableTransferProtocolMachine {
    // MARK: From the sender

    mutating func started(_ identifier: [UInt8], resuming resume: ActivityResumeSPDU?) -> [RTSEAction] {
        guard case .listening(let agreement) = self else { return fail(.protocolError, "activity out of place") }
        guard let identifier = ActivityIdentifier.decode(identifier) else {
            return invalid("activity identifier", [true])
        }
        guard let resume else {
            let reception = Reception(activityIdentifier: identifier, phase: .receiving, serial: 0)
            self = .receiving(agreement, reception)
            return [.user(.transferIndication(activityIdentifier: identifier, resumed: nil))]
        }
        guard let old = ActivityIdentifier.decode(resume.oldActivity) else {
            return invalid("old activity identifier", [false, true])
        }
        let session = SessionConnectionIdentifier(
            callingValue: resume.callingReference ?? [], commonValue: resume.commonReference ?? [],
            additionalValue: resume.additionalReference)
        let recovery = ActivityRecovery(
            session: session, activityIdentifier: old, serial: resume.serial, octets: 0)
        let reception = Reception(
            activityIdentifier: identifier, phase: .resumeWait(held: []), serial: resume.serial)
        self = .receiving(agreement, reception)
        return [.user(.transferIndication(activityIdentifier: identifier, resumed: recovery))]
    }

    mutating func dataIndicated(_ octets: ArraySlice<UInt8>) -> [RTSEAction] {
        guard case .receiving(let agreement, var reception) = self else {
            return fail(.protocolError, "RTTR out of place")
        }
        self = .ended
        guard octets.count <= agreement.chunk - reception.octets else {
            return [.abort(RTAB(reason: .protocolError), "RTTR over the checkpoint size")]
        }
        reception.octets += octets.count
        let actions = octets.isEmpty ? [] : reception.indicate(.dataIndication(Array(octets)))
        self = .receiving(agreement, reception)
        return actions
    }

    mutating func checkpointIndicated(_ serial: Int) -> [RTSEAction] {
        guard case .receiving(let agreement, var reception) = self else {
            return fail(.protocolError, "checkpoint out of place")
        }
        self = .ended
        reception.lastIndicated = serial
        reception.octets = 0
        guard reception.unsecured <= agreement.windowSize else {
            return [.abort(RTAB(reason: .protocolError), "more checkpoints than the window has")]
        }
        let actions = reception.indicate(.checkpointIndication(serial: serial))
        self = .receiving(agreement, reception)
        return actions
    }

    mutating func endIndicated() -> [RTSEAction] {
        guard case .receiving(let agreement, var reception) = self else {
            return fail(.protocolError, "activity end out of place")
        }
        self = .ended
        let actions = reception.indicate(.transferEndIndication)
        if reception.phase == .receiving { reception.phase = .endIndicated }
        self = .receiving(agreement, reception)
        return actions
    }

    /// AI or AD; the session layer has answered it.
    mutating func stopped(_ failure: TransferFailure) -> [RTSEAction] {
        guard case .receiving(let agreement, _) = self else {
            return fail(.protocolError, "interrupt or discard out of place")
        }
        self = .listening(agreement)
        return [.user(.transferFailed(failure))]
    }

    // MARK: From the owner

    mutating func resumeAccepted() -> [RTSEAction] {
        guard case .receiving(let agreement, var reception) = self, case .resumeWait(let held) = reception.phase
        else { return [] }
        let isEnded = held.contains(.transferEndIndication)
        reception.phase = isEnded ? .endIndicated : .receiving
        self = .receiving(agreement, reception)
        return held.map { .user($0) }
    }

    mutating func resumeRefused(_ why: ResumeRefusal) -> [RTSEAction] {
        guard case .receiving(let agreement, var reception) = self, case .resumeWait = reception.phase else {
            return []
        }
        switch why {
        case .alreadyCompleted: return fail(.transferCompleted, "the activity had been completed")
        case .unknownActivity:
            reception.phase = .refused
            self = .receiving(agreement, reception)
            return [.session(.exceptionReport(reason: ExceptionReason.unrecoverableProceduralError.rawValue))]
        }
    }

    /// A serial number that is not indicated or is confirmed already does nothing.
    mutating func secured(_ serial: Int) -> [RTSEAction] {
        guard case .receiving(let agreement, var reception) = self, serial > reception.lastSecured,
            serial <= reception.lastIndicated
        else { return [] }
        switch reception.phase {
        case .resumeWait, .refused: return []
        case .receiving, .endIndicated: break
        }
        reception.lastSecured = serial
        self = .receiving(agreement, reception)
        return [.session(.syncMinorResponse(serial: serial))]
    }

    mutating func wholeSecured() -> [RTSEAction] {
        guard case .receiving(let agreement, let reception) = self, reception.phase == .endIndicated else {
            return []
        }
        self = .listening(agreement)
        return [.session(.activityEndResponse)]
    }

    mutating func refuseTransfer(_ reason: ExceptionReason) -> [RTSEAction] {
        guard case .receiving(let agreement, var reception) = self else { return [] }
        switch reception.phase {
        case .refused: return []
        case .resumeWait, .receiving, .endIndicated: break
        }
        reception.phase = .refused
        self = .receiving(agreement, reception)
        return [.session(.exceptionReport(reason: reason.rawValue))]
    }
}
