/// Sending an APDU.
extension ReliableTransferProtocolMachine {
    /// Starts or resumes an activity. A recovery without a confirmed checkpoint starts afresh.
    mutating func start(_ identifier: Int, resuming recovery: ActivityRecovery?) -> [RTSEAction] {
        guard case .holding(let agreement) = self else { return [.user(.transferFailed(.notPermitted))] }
        guard let recovery, recovery.serial > 0 else {
            var transfer = Transfer(activityIdentifier: identifier, resuming: nil)
            let want = transfer.want(agreement)
            self = .sending(agreement, transfer)
            return [.session(.activityStart(ActivityIdentifier.encode(identifier)))] + want
        }
        guard recovery.serial < SessionDialogue.greatestSerial, recovery.octets >= 0 else {
            return [.user(.transferFailed(.notPermitted))]
        }
        var transfer = Transfer(activityIdentifier: identifier, resuming: recovery)
        let want = transfer.want(agreement)
        self = .sending(agreement, transfer)
        return [.resume(recovery, newActivityIdentifier: identifier)] + want
    }

    /// Takes what was wanted. Data that was not asked for, or late after a stop, is dropped; more than was asked for is
    /// the owner's fault and ends the association.
    mutating func send(_ octets: [UInt8], _ isLast: Bool) -> [RTSEAction] {
        guard case .sending(let agreement, var transfer) = self, transfer.phase == .filling, transfer.wanted > 0
        else { return [] }
        self = .ended
        guard octets.count <= transfer.wanted else {
            return [.abort(RTAB(reason: .localSystemProblem), "more data than was asked for")]
        }
        transfer.wanted = 0
        if transfer.gathered.isEmpty {
            transfer.gathered = octets
        } else {
            transfer.gathered += octets
        }
        let isFull = transfer.gathered.count == agreement.chunk
        if isFull, !isLast, agreement.checkpointSize == 0 {
            transfer.phase = .stopping(.tooLarge)
            self = .sending(agreement, transfer)
            return [.session(.activityDiscard(reason: 0))]
        }
        guard isLast || isFull else {
            let want = transfer.want(agreement)
            self = .sending(agreement, transfer)
            return want
        }
        // Six digits of serial numbers are enough for 30 GB at the default size; beyond, nothing can be sent.
        guard transfer.lastSerial < SessionDialogue.greatestSerial - 1 else {
            transfer.phase = .stopping(.tooLarge)
            self = .sending(agreement, transfer)
            return [.session(.activityDiscard(reason: 0))]
        }
        let rttr = RTSEAction.data(transfer.gathered)
        transfer.gathered = []
        if isLast {
            transfer.phase = .endWait
            self = .sending(agreement, transfer)
            return [rttr, .session(.activityEnd)]
        }
        transfer.lastSerial += 1
        let want = transfer.want(agreement)
        self = .sending(agreement, transfer)
        return [rttr, .session(.syncMinor)] + want
    }

    mutating func checkpointConfirmed(_ serial: Int) -> [RTSEAction] {
        guard case .sending(let agreement, var transfer) = self else {
            return fail(.protocolError, "checkpoint confirmed out of place")
        }
        self = .ended
        transfer.confirm(serial, agreement)
        let confirmed = RTSEAction.user(
            .checkpointConfirmed(serial: serial, octets: transfer.confirmedOctets))
        let want = transfer.want(agreement)
        self = .sending(agreement, transfer)
        return [confirmed] + want
    }

    /// The peer has taken responsibility, even where AI or AD has been sent meanwhile.
    mutating func endConfirmed() -> [RTSEAction] {
        guard case .sending(let agreement, var transfer) = self else {
            return fail(.protocolError, "activity end confirmed out of place")
        }
        switch transfer.phase {
        case .endWait: self = .holding(agreement)
        case .stopping:
            transfer.phase = .stopping(nil)
            self = .sending(agreement, transfer)
        case .filling: return fail(.protocolError, "activity end confirmed out of place")
        }
        return [.user(.transferConfirmed)]
    }

    /// Interrupts where something was confirmed that can be gone on from, else discards.
    mutating func stop(resumably: Bool) -> [RTSEAction] {
        guard case .sending(let agreement, var transfer) = self else { return [] }
        switch transfer.phase {
        case .stopping: return []
        case .filling, .endWait: break
        }
        let isResumable = resumably && transfer.confirmedSerial > 0
        transfer.gathered = []
        transfer.phase = .stopping(isResumable ? .interrupted : .discarded)
        self = .sending(agreement, transfer)
        return [.session(isResumable ? .activityInterrupt(reason: 0) : .activityDiscard(reason: 0))]
    }

    /// The receiver's exception: discard where it says that nothing can be saved, else interrupt as in `stop`.
    mutating func excepted(_ reason: UInt8) -> [RTSEAction] {
        guard case .sending(let agreement, var transfer) = self else {
            return fail(.protocolError, "exception out of place")
        }
        switch transfer.phase {
        case .stopping: return []
        case .filling, .endWait: break
        }
        let isHopeless =
            reason == ExceptionReason.unrecoverableProceduralError.rawValue
            || reason == ExceptionReason.noSpecificReason.rawValue
        let isResumable = !isHopeless && transfer.confirmedSerial > 0
        transfer.gathered = []
        transfer.phase = .stopping(
            isHopeless && transfer.isResumed
                ? .cannotResume : .peerException(reason: Int(reason), isResumable: isResumable))
        self = .sending(agreement, transfer)
        return [.session(isResumable ? .activityInterrupt(reason: 0) : .activityDiscard(reason: 0))]
    }

    mutating func stopConfirmed() -> [RTSEAction] {
        guard case .sending(let agreement, let transfer) = self, case .stopping(let failure) = transfer.phase else {
            return fail(.protocolError, "interrupt or discard confirmed out of place")
        }
        self = .holding(agreement)
        return failure.map { [.user(.transferFailed($0))] } ?? []
    }
}
