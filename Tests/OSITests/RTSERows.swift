import OSI

/// One row: in this state this event leads there, with these actions.
struct RTSERow {
    let state: ReliableTransferProtocolMachine
    let event: ReliableTransferProtocolMachine.Event
    let next: ReliableTransferProtocolMachine
    let actions: Few<RTSEAction>

    init(
        _ state: ReliableTransferProtocolMachine, _ request: ReliableTransferProtocolMachine.Request,
        _ next: ReliableTransferProtocolMachine, _ actions: Few<RTSEAction>
    ) {
        (self.state, event, self.next, self.actions) = (state, .request(request), next, actions)
    }

    init(
        _ state: ReliableTransferProtocolMachine, _ indication: ReliableTransferProtocolMachine.Indication,
        _ next: ReliableTransferProtocolMachine, _ actions: Few<RTSEAction>
    ) {
        (self.state, event, self.next, self.actions) = (state, .indication(indication), next, actions)
    }
}

/// The states that the rows start from.
enum RTSEStates {
    static let offer = RTSEOffer(role: .initiator, RecoveryTests.small)
    static let responderOffer = RTSEOffer(role: .responder, RecoveryTests.small)
    static let agreement = agreed(.initiator)
    static let responding = agreed(.responder)

    static func agreed(_ role: AssociationRole, _ mode: DialogueMode = .twoWayAlternate) -> RTSEAgreement {
        RTSEAgreement(role: role, checkpointSize: 1, windowSize: 2, dialogueMode: mode, pieceSize: 65_536)
    }

    static let rtorq = RTORQ(
        checkpointSize: 1, windowSize: 2, dialogueMode: .twoWayAlternate, connectionData: .open(TwoEnds.bind))
    static let idle = ReliableTransferProtocolMachine.idle(offer)
    static let openWait = ReliableTransferProtocolMachine.openWait(rtorq, offer)
    static let openResponse = ReliableTransferProtocolMachine.openResponse(rtorq, responding, responderOffer)
    static let holding = ReliableTransferProtocolMachine.holding(agreement)
    static let givingTurn = ReliableTransferProtocolMachine.givingTurn(agreement, wantedBack: nil)
    static let listening = ReliableTransferProtocolMachine.listening(responding)

    static func sending(
        _ phase: Transfer.Phase = .filling, sent: Int = 0, confirmed: Int = 0, wanted: Int = 0, gathered: [UInt8] = [],
        resuming recovery: ActivityRecovery? = nil, octets: Int? = nil, unconfirmed: [Int]? = nil
    ) -> ReliableTransferProtocolMachine {
        var transfer = Transfer(activityIdentifier: 1, resuming: recovery)
        transfer.phase = phase
        transfer.isWhole = phase == .endWait
        transfer.lastSerial += sent
        transfer.confirmedSerial += confirmed
        transfer.confirmedOctets += octets ?? confirmed * 1024
        transfer.unconfirmedOctets = unconfirmed ?? Array(repeating: 1024, count: sent - confirmed)
        transfer.wanted = wanted
        transfer.gathered = gathered
        return .sending(agreement, transfer)
    }

    static func receiving(
        _ phase: Reception.Phase = .receiving, indicated: Int = 0, secured: Int = 0, octets: Int = 0
    ) -> ReliableTransferProtocolMachine {
        var reception = Reception(activityIdentifier: 1, phase: phase, serial: 0)
        reception.lastIndicated = indicated
        reception.lastSecured = secured
        reception.octets = octets
        return .receiving(responding, reception)
    }

    static let all: [ReliableTransferProtocolMachine] = [
        idle, openWait, openResponse, holding, givingTurn, .givingTurn(agreement, wantedBack: 1), listening,
        .releasing, .ended, sending(), sending(.endWait, sent: 1),
        sending(.stopping(.interrupted), sent: 1, confirmed: 1),
        sending(.stopping(nil)), receiving(), receiving(.resumeWait(held: [])), receiving(.endIndicated, indicated: 1),
        receiving(.refused),
    ]
}
