/// What the session protocol machine keeps of an open connection: the state, the tokens, the activity and the serial
/// numbers of X.225 annex A.
///
/// The tables stand in `+Receiving` (SPDUs) and `+Requests`; a nil answer is a blank cell, at which the parent aborts.
/// The rows that rest on transport expedited data, resynchronization, major synchronization, capability data, typed
/// data, duplex and negotiated release are not here, since those units are never agreed on. ER is never sent: the
/// standard leaves the choice between it and ABORT, and RTSE can do no more with the one than with the other.
///
/// Deviations, none of which a peer that keeps to the tables can see: AI and AD outside an activity are answered
/// without troubling the user (the activity's end had crossed them); an AEA that crosses AI or AD is indicated, for it
/// says that the whole was taken; PLEASE TOKENS is sent and indicated in the exception and interruption states too,
/// since nobody would repeat it afterwards.
package struct SessionDialogue: Equatable, Sendable {
    package enum Phase: Equatable, Sendable, CaseIterable {
        /// STA713. Data transfer, in or outside an activity. → all others
        case transfer
        /// STA03. FN sent. → the end
        case releaseWait
        /// STA09. FN indicated. → the end
        case releaseResponse
        /// STA04B. AE sent. → transfer, exceptionReceived, interruptWait, discardWait
        case endWait
        /// STA10B. AE indicated. → transfer, exceptionSent, interruptResponse, discardResponse
        case endResponse
        /// STA05B. AI sent. → transfer
        case interruptWait
        /// STA05C. AD sent. → transfer
        case discardWait
        /// STA11B. AI indicated. → transfer
        case interruptResponse
        /// STA11C. AD indicated. → transfer
        case discardResponse
        /// STA18. GTC sent. → transfer
        case giveWait
        /// STA19. ED sent; everything up to AI, AD or the data token is void. → transfer, interruptResponse,
        /// discardResponse
        case exceptionSent
        /// STA20. ED or ER indicated; AI, AD or giving the data token must follow. → transfer, interruptWait,
        /// discardWait
        case exceptionReceived
    }

    package internal(set) var phase: Phase = .transfer
    /// The tokens that are here, bits as in `SessionTokens`.
    package internal(set) var owned: UInt8
    /// Vact.
    package internal(set) var isInActivity = false
    /// V(A): the lowest serial number that is not confirmed.
    package internal(set) var lowestUnconfirmed = 1
    /// V(M): the next serial number.
    package internal(set) var nextSerial = 1
    /// Vsc: the points that are not confirmed are the peer's, and ours to confirm.
    package internal(set) var mayConfirm = false

    /// X.225: serial numbers have up to six digits.
    static let greatestSerial = 999_999

    package init(role: AssociationRole, initialTurn: AssociationRole) {
        owned = role == initialTurn ? SessionTokens.all : 0
    }

    /// Whether every token is here.
    package var hasTokens: Bool { ownsAll }

    // MARK: Predicates of table A-6

    var ownsAll: Bool { owned == SessionTokens.all }
    var ownsNone: Bool { owned == 0 }
    var ownsData: Bool { owned & SessionTokens.data != 0 }
    var ownsMajorActivity: Bool { owned & SessionTokens.majorActivity != 0 }

    /// p14: the peer may set a point.
    var peerMaySetPoint: Bool {
        isInActivity && owned & (SessionTokens.data | SessionTokens.minor) == 0
    }

    /// p15.
    var maySetPoint: Bool {
        let needed = SessionTokens.data | SessionTokens.minor
        return isInActivity && owned & needed == needed && nextSerial <= Self.greatestSerial
    }

    /// p17 and p21: the peer confirms a point of ours that waits for it.
    func isConfirmable(_ serial: Int) -> Bool {
        isInActivity && !mayConfirm && (lowestUnconfirmed..<nextSerial).contains(serial)
    }

    /// p18 and p21: we may confirm this point of the peer's.
    func mayConfirm(_ serial: Int) -> Bool {
        isInActivity && mayConfirm && (lowestUnconfirmed..<nextSerial).contains(serial)
    }

    /// p53: only tokens that exist.
    func exist(_ tokens: UInt8) -> Bool { tokens & ~SessionTokens.all == 0 }
    /// p59: only tokens that are the peer's.
    func arePeers(_ tokens: UInt8) -> Bool { exist(tokens) && tokens & owned == 0 }
    /// p54: only tokens that are ours.
    func areOurs(_ tokens: UInt8) -> Bool { tokens != 0 && tokens & ~owned == 0 }

    // MARK: Specific actions

    /// [12] with [26] or [27]: an activity begins behind `serial`.
    mutating func begin(after serial: Int) {
        isInActivity = true
        lowestUnconfirmed = serial + 1
        nextSerial = serial + 1
    }

    /// [23]: the peer's point.
    mutating func takePoint() {
        if !mayConfirm { lowestUnconfirmed = nextSerial }
        mayConfirm = true
        nextSerial += 1
    }

    /// [24]: our point or activity end; its serial number.
    mutating func setPoint() -> Int {
        if mayConfirm { lowestUnconfirmed = nextSerial }
        mayConfirm = false
        nextSerial += 1
        return nextSerial - 1
    }

    /// [31]: the peer's activity end.
    mutating func takeEnd() {
        if !mayConfirm { lowestUnconfirmed = nextSerial }
        nextSerial += 1
    }

    /// [14] and [22]: the activity has ended.
    mutating func endActivity() {
        isInActivity = false
        lowestUnconfirmed = nextSerial
        phase = .transfer
    }

    /// [29] or [30]: the activity has been interrupted or discarded, and whoever did it has the tokens.
    mutating func stopActivity(owning tokens: UInt8) {
        isInActivity = false
        owned = tokens
        phase = .transfer
    }

    mutating func go(to next: Phase, _ action: SessionAction) -> Few<SessionAction> {
        phase = next
        return [action]
    }
}
