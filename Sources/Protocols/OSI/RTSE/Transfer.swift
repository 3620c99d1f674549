/// What was agreed for an association's transfers.
package struct RTSEAgreement: Equatable, Sendable {
    /// In units of 1024 octets; 0: none.
    package var checkpointSize: Int
    package var windowSize: Int
    package var dialogueMode: DialogueMode
    /// The most octets that one `wantData` asks for.
    package var pieceSize: Int

    /// Octets of one RTTR, the last of an APDU may have fewer.
    package var chunk: Int {
        checkpointSize == 0 ? AssociationConfiguration.greatestUncheckpointedAPDU : checkpointSize * 1024
    }
}

/// An activity that we send.
package struct Transfer: Equatable, Sendable {
    package enum Phase: Equatable, Sendable {
        /// Data is wanted or being gathered.
        case filling
        /// The last RTTR is out, the activity's end awaits confirmation.
        case endWait
        /// AI or AD is out; the transfer will have failed for this reason, or (nil) its end was confirmed meanwhile.
        case stopping(TransferFailure?)
    }

    package let activityIdentifier: Int
    package let isResumed: Bool
    package var phase: Phase = .filling
    /// The octets of the next RTTR, as far as they are there.
    package var gathered: [UInt8] = []
    /// What was asked for last and has not come; 0: nothing.
    package var wanted = 0
    package var lastSerial: Int
    package var confirmedSerial: Int
    package var confirmedOctets: Int

    package init(activityIdentifier: Int, resuming recovery: ActivityRecovery?) {
        self.activityIdentifier = activityIdentifier
        isResumed = recovery != nil
        lastSerial = recovery?.serial ?? 0
        confirmedSerial = lastSerial
        confirmedOctets = recovery?.octets ?? 0
    }

    var unconfirmed: Int { lastSerial - confirmedSerial }

    /// Asks for data if there is room for it in the RTTR and the window and it has not been asked for.
    mutating func want(_ agreement: RTSEAgreement) -> [RTSEAction] {
        guard phase == .filling, wanted == 0, unconfirmed < agreement.windowSize else { return [] }
        wanted = min(agreement.pieceSize, agreement.chunk - gathered.count)
        return [.user(.wantData(maximum: wanted))]
    }

    /// Every checkpoint stands behind a full RTTR.
    mutating func confirm(_ serial: Int, _ agreement: RTSEAgreement) {
        confirmedOctets += (serial - confirmedSerial) * agreement.chunk
        confirmedSerial = serial
    }
}

/// An activity that we receive.
package struct Reception: Equatable, Sendable {
    package enum Phase: Equatable, Sendable {
        /// The owner has yet to say whether it can go on; what arrives meanwhile is held back. The window bounds it.
        case resumeWait(held: [AssociationAction])
        case receiving
        /// The owner has yet to secure the whole.
        case endIndicated
        /// An exception was reported; AI or AD must come.
        case refused
    }

    package let activityIdentifier: Int
    package var phase: Phase
    /// Octets since the last checkpoint.
    package var octets = 0
    package var lastIndicated: Int
    package var lastSecured: Int

    package init(activityIdentifier: Int, phase: Phase, serial: Int) {
        self.activityIdentifier = activityIdentifier
        self.phase = phase
        lastIndicated = serial
        lastSecured = serial
    }

    var unsecured: Int { lastIndicated - lastSecured }

    /// Passes an indication on, or holds it back.
    mutating func indicate(_ action: AssociationAction) -> [RTSEAction] {
        switch phase {
        case .resumeWait(let held):
            phase = .resumeWait(held: held + [action])
            return []
        case .receiving, .endIndicated: return [.user(action)]
        case .refused: return []
        }
    }
}

/// What a reliable transfer protocol machine wants done.
package enum RTSEAction: Equatable, Sendable {
    /// In the user information of A-ASSOCIATE; in X.410-1984 mode in P-CONNECT.
    case associateRequest(RTORQ)
    case associateResponse(RTOAC)
    case associateRefuse(RTORJ)
    /// The octets of an RTTR, as P-DATA.
    case data([UInt8])
    /// RTTP, as P-TOKEN-PLEASE.
    case tokenPlease(priority: Int)
    /// S-ACTIVITY-RESUME of an activity that was begun there.
    case resume(ActivityRecovery, newActivityIdentifier: Int)
    /// Services that pass the presentation by.
    case session(SessionRequest)
    case release
    case releaseResponse
    /// As A-ABORT, in X.410-1984 mode as P-U-ABORT; the association is over.
    case abort(RTAB, String)
    /// To the owner.
    case user(AssociationAction)
    /// To the owner, with which what only the layers below know is filled in.
    case openIndication(RTORQ, granted: RTSEAgreement)
    case openConfirm(RTOAC, RTSEAgreement)
    case openRefused(RTORJ)
}
