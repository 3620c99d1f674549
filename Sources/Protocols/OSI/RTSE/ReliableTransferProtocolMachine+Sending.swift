/// Sending an APDU.
extension ReliableTransferProtocolMachine {
    static func start(_ agreement: RTSEAgreement, _ identifier: Int) -> Step {
        var transfer = Transfer(activityIdentifier: identifier, resuming: nil)
        let want = transfer.want(agreement)
        let start = SessionRequest.activityStart(ActivityIdentifier.encode(identifier))
        return (.sending(agreement, transfer), [.session(start)] + want)
    }

    /// A recovery without a confirmed checkpoint starts afresh.
    static func resume(_ agreement: RTSEAgreement, _ recovery: ActivityRecovery, _ identifier: Int) -> Step {
        if recovery.serial <= 0 { return start(agreement, identifier) }
        guard recovery.serial < SessionDialogue.greatestSerial, recovery.octets >= 0 else {
            return (.holding(agreement), [.user(.transferFailed(.notPermitted))])
        }
        var transfer = Transfer(activityIdentifier: identifier, resuming: recovery)
        let want = transfer.want(agreement)
        return (.sending(agreement, transfer), [.resume(recovery, newActivityIdentifier: identifier)] + want)
    }

    /// Takes what was wanted. Data that was not asked for, or late after a stop, is dropped; more than was asked for is
    /// the owner's fault and ends the association.
    static func send(
        _ agreement: RTSEAgreement, _ transfer: consuming Transfer, _ octets: [UInt8], _ isLast: Bool,
        _ isCheckpoint: Bool
    ) -> Step {
        guard transfer.phase == .filling, transfer.wanted > 0 else { return (.sending(agreement, transfer), []) }
        guard octets.count <= transfer.wanted else {
            return failure(.localSystemProblem, "more data than was asked for")
        }
        transfer.wanted = 0
        if transfer.gathered.isEmpty {
            transfer.gathered = octets
        } else {
            transfer.gathered += octets
        }
        let isFull =
            transfer.gathered.count == agreement.chunk
            || isCheckpoint && agreement.checkpointSize > 0 && !transfer.gathered.isEmpty
        guard isLast || isFull else {
            let want = transfer.want(agreement)
            return (.sending(agreement, transfer), want)
        }
        // Without checkpoints there is one RTTR. With them six digits of serial numbers are enough for 30 GB at the
        // default size; beyond, nothing can be sent.
        let hasRoom = agreement.checkpointSize > 0 && transfer.lastSerial < SessionDialogue.greatestSerial - 1
        guard isLast || hasRoom else {
            transfer.phase = .stopping(.tooLarge)
            return (.sending(agreement, transfer), [.session(.activityDiscard(reason: 0))])
        }
        let rttr = RTSEAction.data(transfer.gathered)
        if isLast {
            transfer.gathered = []
            transfer.phase = .endWait
            transfer.isWhole = true
            return (.sending(agreement, transfer), [rttr, .session(.activityEnd)])
        }
        transfer.unconfirmedOctets.append(transfer.gathered.count)
        transfer.gathered = []
        transfer.lastSerial += 1
        let want = transfer.want(agreement)
        return (.sending(agreement, transfer), [rttr, .session(.syncMinor)] + want)
    }

    static func checkpointConfirmed(
        _ agreement: RTSEAgreement, _ transfer: consuming Transfer, _ serial: Int
    ) -> Step {
        transfer.confirm(serial)
        let confirmed = AssociationAction.checkpointConfirmed(serial: serial, octets: transfer.confirmedOctets)
        let want = transfer.want(agreement)
        return (.sending(agreement, transfer), [.user(confirmed)] + want)
    }

    /// The peer has taken responsibility, even where AI or AD has been sent meanwhile.
    static func endConfirmed(_ agreement: RTSEAgreement, _ transfer: consuming Transfer) -> Step {
        switch transfer.phase {
        case .filling: return failure(.protocolError, "the confirmation of an activity's end out of place")
        case .endWait: return (.holding(agreement), [.user(.transferConfirmed)])
        case .stopping:
            transfer.phase = .stopping(nil)
            return (.sending(agreement, transfer), [.user(.transferConfirmed)])
        }
    }

    /// Interrupts where something was confirmed that can be gone on from, else discards.
    static func stop(_ agreement: RTSEAgreement, _ transfer: consuming Transfer, resumably: Bool) -> Step {
        switch transfer.phase {
        case .stopping: return (.sending(agreement, transfer), [])
        case .filling, .endWait: break
        }
        let isResumable = resumably && transfer.confirmedSerial > 0
        return stop(agreement, transfer, isResumable ? .interrupted : .discarded, resumably: isResumable)
    }

    /// The receiver's exception: discard where it says that nothing can be saved, else interrupt as in `stop`.
    static func excepted(_ agreement: RTSEAgreement, _ transfer: consuming Transfer, _ reason: UInt8) -> Step {
        switch transfer.phase {
        case .stopping: return (.sending(agreement, transfer), [])
        case .filling, .endWait: break
        }
        let isHopeless =
            reason == ExceptionReason.unrecoverableProceduralError.rawValue
            || reason == ExceptionReason.noSpecificReason.rawValue
        let isResumable = !isHopeless && transfer.confirmedSerial > 0
        let failure: TransferFailure =
            isHopeless && transfer.isResumed
            ? .cannotResume : .peerException(reason: Int(reason), isResumable: isResumable)
        return stop(agreement, transfer, failure, resumably: isResumable)
    }

    private static func stop(
        _ agreement: RTSEAgreement, _ transfer: consuming Transfer, _ failure: TransferFailure, resumably: Bool
    ) -> Step {
        transfer.gathered = []
        transfer.phase = .stopping(failure)
        let request: SessionRequest = resumably ? .activityInterrupt(reason: 0) : .activityDiscard(reason: 0)
        return (.sending(agreement, transfer), [.session(request)])
    }

    static func stopConfirmed(_ agreement: RTSEAgreement, _ transfer: Transfer) -> Step {
        switch transfer.phase {
        case .stopping(let failure?): (.holding(agreement), [.user(.transferFailed(failure))])
        case .stopping(nil): (.holding(agreement), [])
        case .filling, .endWait: failure(.protocolError, "the confirmation of a stop out of place")
        }
    }
}
