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
    /// The last RTTR and the activity's end are out: the peer can have the whole APDU.
    package var isWhole = false
    /// The octets of the next RTTR, as far as they are there.
    package var gathered: [UInt8] = []
    /// What was asked for last and has not come; 0: nothing.
    package var wanted = 0
    package var lastSerial: Int
    package var confirmedSerial: Int
    package var confirmedOctets: Int
    /// Octets in front of each checkpoint that is not confirmed, from the one before it.
    package var unconfirmedOctets: [Int] = []

    package init(activityIdentifier: Int, resuming recovery: ActivityRecovery?) {
        self.activityIdentifier = activityIdentifier
        isResumed = recovery != nil
        lastSerial = recovery?.serial ?? 0
        confirmedSerial = lastSerial
        confirmedOctets = recovery?.octets ?? 0
    }

    var unconfirmed: Int { lastSerial - confirmedSerial }

    /// Asks for data if there is room for it in the RTTR and the window and it has not been asked for.
    mutating func want(_ agreement: RTSEAgreement) -> Few<RTSEAction> {
        guard phase == .filling, wanted == 0, unconfirmed < agreement.windowSize else { return [] }
        wanted = min(agreement.pieceSize, agreement.chunk - gathered.count)
        return [.user(.wantData(maximum: wanted))]
    }

    mutating func confirm(_ serial: Int) {
        let count = min(max(serial - confirmedSerial, 0), unconfirmedOctets.count)
        confirmedOctets += unconfirmedOctets.prefix(count).reduce(0, +)
        unconfirmedOctets.removeFirst(count)
        confirmedSerial = serial
    }
}
