/// Receiving an APDU.
extension ReliableTransferProtocolMachine {
    // MARK: From the sender

    static func started(_ agreement: RTSEAgreement, _ identifier: [UInt8]) -> Step {
        guard let identifier = ActivityIdentifier.decode(identifier) else {
            return invalid("activity identifier", [true])
        }
        let reception = Reception(activityIdentifier: identifier, phase: .receiving, serial: 0)
        return (
            .receiving(agreement, reception), [.user(.transferIndication(activityIdentifier: identifier, resumed: nil))]
        )
    }

    /// The parameters of S-ACTIVITY-RESUME are, in order, the new and the old activity identifier, the serial number
    /// and the old session connection identifier (X.215).
    static func resumed(_ agreement: RTSEAgreement, _ resume: ActivityResumeSPDU) -> Step {
        guard let identifier = ActivityIdentifier.decode(resume.newActivity) else {
            return invalid("activity identifier", [true])
        }
        guard let old = ActivityIdentifier.decode(resume.oldActivity) else {
            return invalid("old activity identifier", [false, true])
        }
        let session = SessionConnectionIdentifier(
            callingValue: resume.callingReference ?? [], commonValue: resume.commonReference ?? [],
            additionalValue: resume.additionalReference)
        let recovery = ActivityRecovery(session: session, activityIdentifier: old, serial: resume.serial, octets: 0)
        let reception = Reception(
            activityIdentifier: identifier, phase: .resumeWait(held: []), serial: resume.serial)
        let indication = AssociationAction.transferIndication(activityIdentifier: identifier, resumed: recovery)
        return (.receiving(agreement, reception), [.user(indication)])
    }

    static func received(
        _ agreement: RTSEAgreement, _ reception: consuming Reception, _ octets: ArraySlice<UInt8>
    ) -> Step {
        guard octets.count <= agreement.chunk - reception.octets else {
            return failure(.protocolError, "RTTR over the checkpoint size")
        }
        reception.octets += octets.count
        let actions = octets.isEmpty ? [] : reception.indicate(.dataIndication(Array(octets)))
        return (.receiving(agreement, reception), actions)
    }

    static func checkpointIndicated(
        _ agreement: RTSEAgreement, _ reception: consuming Reception, _ serial: Int
    ) -> Step {
        guard agreement.checkpointSize > 0 else { return failure(.protocolError, "a checkpoint where none are used") }
        reception.lastIndicated = serial
        reception.octets = 0
        guard reception.unsecured <= agreement.toleratedWindow else {
            return failure(.protocolError, "more checkpoints than the window has")
        }
        let actions = reception.indicate(.checkpointIndication(serial: serial))
        return (.receiving(agreement, reception), actions)
    }

    static func endIndicated(_ agreement: RTSEAgreement, _ reception: consuming Reception) -> Step {
        let actions = reception.indicate(.transferEndIndication)
        switch reception.phase {
        case .receiving: reception.phase = .endIndicated
        case .resumeWait, .endIndicated, .refused: break
        }
        return (.receiving(agreement, reception), actions)
    }

    // MARK: From the owner

    static func resumeAccepted(_ agreement: RTSEAgreement, _ reception: consuming Reception) -> Step {
        guard case .resumeWait(let held) = reception.phase else { return (.receiving(agreement, reception), []) }
        reception.phase = held.contains(.transferEndIndication) ? .endIndicated : .receiving
        return (.receiving(agreement, reception), Few(held.map { .user($0) }))
    }

    static func resumeRefused(
        _ agreement: RTSEAgreement, _ reception: consuming Reception, _ why: ResumeRefusal
    ) -> Step {
        guard case .resumeWait = reception.phase else { return (.receiving(agreement, reception), []) }
        switch why {
        case .alreadyCompleted: return failure(.transferCompleted, "the activity had been completed")
        case .unknownActivity: return refuse(agreement, reception, .unrecoverableProceduralError)
        }
    }

    /// A serial number that is not indicated or is confirmed already does nothing.
    static func secured(_ agreement: RTSEAgreement, _ reception: consuming Reception, _ serial: Int) -> Step {
        switch reception.phase {
        case .resumeWait, .refused: return (.receiving(agreement, reception), [])
        case .receiving, .endIndicated: break
        }
        guard serial > reception.lastSecured, serial <= reception.lastIndicated else {
            return (.receiving(agreement, reception), [])
        }
        reception.lastSecured = serial
        return (.receiving(agreement, reception), [.session(.syncMinorResponse(serial: serial))])
    }

    static func wholeSecured(_ agreement: RTSEAgreement, _ reception: Reception) -> Step {
        switch reception.phase {
        case .endIndicated: (.listening(agreement), [.session(.activityEndResponse)])
        case .resumeWait, .receiving, .refused: (.receiving(agreement, reception), [])
        }
    }

    static func refuse(
        _ agreement: RTSEAgreement, _ reception: consuming Reception, _ reason: ExceptionReason
    ) -> Step {
        switch reception.phase {
        case .refused: return (.receiving(agreement, reception), [])
        case .resumeWait, .receiving, .endIndicated: break
        }
        reception.phase = .refused
        return (.receiving(agreement, reception), [.session(.exceptionReport(reason: reason.rawValue))])
    }
}
