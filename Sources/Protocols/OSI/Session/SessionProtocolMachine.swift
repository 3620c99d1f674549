/// The session protocol machine (X.225 annex A), version 2 with version 1 tolerated, for the functional units kernel,
/// half-duplex, exceptions, activity and minor synchronize.
///
/// Establishment and end stand here, what happens on a connection in `SessionDialogue`. Deviations, all towards peace:
/// AI and AD outside an activity are answered (the activity's end had crossed them), and the answers to AI and AD are
/// given at once, since RTSE has nothing to add.
package enum SessionProtocolMachine: Equatable, Sendable {
    /// STA01. No transport connection. → connectWait, transportOpen, ended
    case idle
    /// STA01B. A connect request waits for the transport connection. → acceptWait, ended
    case connectWait(ConnectSPDU)
    /// STA01C. Transport connection there, nothing asked. → acceptWait, responseWait, ended
    case transportOpen
    /// STA02A. CN sent. → connected, ended
    case acceptWait(ConnectSPDU)
    /// STA08. CN indicated. → connected, ended
    case responseWait(ConnectSPDU)
    /// STA713 and the states about it. → ended
    case connected(SessionDialogue)
    /// STA01 or STA16, for ever.
    case ended

    package init() { self = .idle }

    package mutating func handle(_ event: SessionEvent) -> [SessionAction] {
        switch event {
        case .transportConnected: transportConnected()
        case .transportDisconnected: transportDisconnected()
        case .invalidSPDU(let error): fail(error.description)
        case .spdu(.cn(let connect)): connectReceived(connect)
        case .spdu(.ac(let accept)): acceptReceived(accept)
        case .spdu(.rf(let refuse)): refuseReceived(refuse)
        case .spdu(.ab(let abort)): abortReceived(abort)
        case .spdu(let spdu): received(spdu)
        case .request(.connect(let request)): connect(request)
        case .request(.accept(let selector, let userData)): accept(selector, userData)
        case .request(.refuse(let reason, let userData)): refuse(reason, userData)
        case .request(.abort(let userData)): abort(.byUser(userData))
        case .request(.providerAbort): abort(.protocolError)
        case .request(let request): requested(request)
        }
    }

    // MARK: The transport connection

    private mutating func transportConnected() -> [SessionAction] {
        let next: Self
        let actions: [SessionAction]
        switch consume self {
        case .idle:
            next = .transportOpen
            actions = []
        case .connectWait(let connect):
            next = .acceptWait(connect)
            actions = [.send(.cn(connect))]
        case .transportOpen, .acceptWait, .responseWait, .connected, .ended:
            next = .ended
            actions = []
        }
        self = next
        return actions
    }

    private mutating func transportDisconnected() -> [SessionAction] {
        let actions: [SessionAction]
        switch consume self {
        case .idle, .connectWait, .transportOpen, .acceptWait, .responseWait: actions = [.transportLost]
        case .connected(let dialogue): actions = dialogue.isReleased ? [] : [.transportLost]
        case .ended: actions = []
        }
        self = .ended
        return actions
    }

    // MARK: Establishment

    private mutating func connect(_ connect: ConnectSPDU) -> [SessionAction] {
        let next: Self
        let actions: [SessionAction]
        switch consume self {
        case .idle:
            next = .connectWait(connect)
            actions = []
        case .transportOpen:
            next = .acceptWait(connect)
            actions = [.send(.cn(connect))]
        case .connectWait, .acceptWait, .responseWait, .connected, .ended:
            next = .ended
            actions = [.protocolError("connect request out of place")]
        }
        self = next
        return actions
    }

    private mutating func connectReceived(_ connect: ConnectSPDU) -> [SessionAction] {
        let next: Self
        let actions: [SessionAction]
        switch consume self {
        case .transportOpen:
            if let reason = connect.unacceptable {
                next = .ended
                actions = [
                    .send(.rf(RefuseSPDU(answering: connect, reason: reason, userData: []))),
                    .protocolError("unacceptable CONNECT"),
                ]
            } else {
                next = .responseWait(connect)
                actions = [.connectIndication(connect)]
            }
        case .idle, .connectWait, .acceptWait, .responseWait, .connected:
            next = .ended
            actions = [.send(.ab(.protocolError)), .protocolError("CONNECT out of place")]
        case .ended:
            next = .ended
            actions = []
        }
        self = next
        return actions
    }

    private mutating func accept(_ selector: [UInt8]?, _ userData: [UInt8]) -> [SessionAction] {
        let next: Self
        let actions: [SessionAction]
        switch consume self {
        case .responseWait(let connect):
            let accept = ConnectSPDU(accepting: connect, calledSelector: selector, userData: userData)
            next = .connected(SessionDialogue(role: .responder, initialTurn: connect.turn ?? .initiator))
            actions = [.send(.ac(accept))]
        case .idle, .connectWait, .transportOpen, .acceptWait, .connected, .ended:
            next = .ended
            actions = [.protocolError("connect response out of place")]
        }
        self = next
        return actions
    }

    private mutating func refuse(_ reason: UInt8, _ userData: [UInt8]) -> [SessionAction] {
        let actions: [SessionAction]
        switch consume self {
        case .responseWait(let connect):
            actions = [.send(.rf(RefuseSPDU(answering: connect, reason: reason, userData: userData)))]
        case .idle, .connectWait, .transportOpen, .acceptWait, .connected, .ended:
            actions = [.protocolError("connect response out of place")]
        }
        self = .ended
        return actions
    }

    private mutating func acceptReceived(_ accept: ConnectSPDU) -> [SessionAction] {
        let next: Self
        let actions: [SessionAction]
        switch consume self {
        case .acceptWait(let connect):
            let units = FunctionalUnits.reliableTransfer
            if accept.userRequirements & units == units, accept.versions & connect.versions != 0 {
                let turn = connect.turn ?? accept.turn ?? .initiator
                next = .connected(SessionDialogue(role: .initiator, initialTurn: turn))
                actions = [.connectConfirm(accept)]
            } else {
                next = .ended
                actions = [.send(.ab(.protocolError)), .protocolError("ACCEPT without what was asked for")]
            }
        case .idle, .connectWait, .transportOpen, .responseWait, .connected:
            next = .ended
            actions = [.send(.ab(.protocolError)), .protocolError("ACCEPT out of place")]
        case .ended:
            next = .ended
            actions = []
        }
        self = next
        return actions
    }

    private mutating func refuseReceived(_ refuse: RefuseSPDU) -> [SessionAction] {
        let actions: [SessionAction]
        switch consume self {
        case .acceptWait: actions = [.connectRefused(refuse)]
        case .idle, .connectWait, .transportOpen, .responseWait, .connected:
            actions = [.send(.ab(.protocolError)), .protocolError("REFUSE out of place")]
        case .ended: actions = []
        }
        self = .ended
        return actions
    }

    // MARK: The end

    private mutating func abortReceived(_ abort: AbortSPDU) -> [SessionAction] {
        let actions: [SessionAction]
        switch consume self {
        case .idle, .connectWait, .transportOpen: actions = [.protocolError("ABORT out of place")]
        case .acceptWait, .responseWait, .connected:
            actions = [abort.isByUser ? .abortIndication(userData: abort.userData) : .providerAbortIndication]
        case .ended: actions = []
        }
        self = .ended
        return actions
    }

    private mutating func abort(_ abort: AbortSPDU) -> [SessionAction] {
        let actions: [SessionAction]
        switch consume self {
        case .acceptWait, .responseWait: actions = [.send(.ab(abort))]
        case .connected(let dialogue): actions = dialogue.isReleased ? [] : [.send(.ab(abort))]
        case .idle, .connectWait, .transportOpen, .ended: actions = []
        }
        self = .ended
        return actions
    }

    private mutating func fail(_ why: String) -> [SessionAction] {
        let actions: [SessionAction]
        switch consume self {
        case .transportOpen, .acceptWait, .responseWait, .connected:
            actions = [.send(.ab(.protocolError)), .protocolError(why)]
        case .idle, .connectWait, .ended: actions = []
        }
        self = .ended
        return actions
    }

    // MARK: On a connection

    private mutating func received(_ spdu: SPDU) -> [SessionAction] {
        let next: Self
        let actions: [SessionAction]
        switch consume self {
        case .connected(var dialogue):
            if let result = dialogue.receive(spdu) {
                next = .connected(dialogue)
                actions = result
            } else {
                next = .ended
                actions =
                    dialogue.isReleased
                    ? [] : [.send(.ab(.protocolError)), .protocolError("SPDU out of place: \(spdu.name)")]
            }
        case .transportOpen, .acceptWait, .responseWait:
            next = .ended
            actions = [.send(.ab(.protocolError)), .protocolError("SPDU before the connection: \(spdu.name)")]
        case .idle, .connectWait, .ended:
            next = .ended
            actions = []
        }
        self = next
        return actions
    }

    private mutating func requested(_ request: SessionRequest) -> [SessionAction] {
        let next: Self
        let actions: [SessionAction]
        switch consume self {
        case .connected(var dialogue):
            if let result = dialogue.request(request) {
                next = .connected(dialogue)
                actions = result
            } else {
                next = .ended
                actions = [.send(.ab(.protocolError)), .protocolError("session request out of place")]
            }
        case .idle, .connectWait, .transportOpen, .acceptWait, .responseWait:
            next = .ended
            actions = [.protocolError("session request before the connection")]
        case .ended:
            next = .ended
            actions = []
        }
        self = next
        return actions
    }
}

extension ConnectSPDU {
    /// Who has the data, minor and activity tokens; nil: the acceptor chooses. Only for settings that `unacceptable`
    /// has let through.
    var turn: AssociationRole? {
        switch (tokenSetting ?? 0) & 0x03 {
        case 0: .initiator
        case 1: .responder
        default: nil
        }
    }

    /// The reason to refuse this CONNECT; nil: it will do.
    var unacceptable: UInt8? {
        if versions & 0x03 == 0 { return RefuseSPDU.Reason.version }
        let units = FunctionalUnits.reliableTransfer
        if userRequirements & units != units { return RefuseSPDU.Reason.unspecified }
        // The three tokens go together: RTSE knows one turn.
        let setting = (tokenSetting ?? 0) & 0x3F
        return [0x00, 0x15, 0x2A].contains(setting) ? nil : RefuseSPDU.Reason.unspecified
    }

    /// The ACCEPT: the same references, the highest version, exactly the functional units that RTSE needs.
    init(accepting connect: ConnectSPDU, calledSelector: [UInt8]?, userData: [UInt8]) {
        self.init()
        callingReference = connect.callingReference
        commonReference = connect.commonReference
        versions = connect.versions & 0x02 != 0 ? 0x02 : 0x01
        tokenSetting = connect.turn == .responder ? SessionTokens.all : 0
        self.calledSelector = calledSelector
        self.userData = userData
    }
}

extension RefuseSPDU {
    init(answering connect: ConnectSPDU, reason: UInt8, userData: [UInt8]) {
        self.init(
            reason: reason, userData: userData, callingReference: connect.callingReference,
            commonReference: connect.commonReference)
    }
}

extension SPDU {
    /// For messages: the case without its content.
    var name: String {
        switch self {
        case .cn: "CN"
        case .ac: "AC"
        case .rf: "RF"
        case .fn: "FN"
        case .dn: "DN"
        case .ab: "AB"
        case .aa: "AA"
        case .gt: "GT"
        case .pt: "PT"
        case .gtc: "GTC"
        case .gta: "GTA"
        case .dt: "DT"
        case .mip(let serial, _): "MIP \(serial)"
        case .mia(let serial): "MIA \(serial)"
        case .ae(let serial): "AE \(serial)"
        case .aea(let serial): "AEA \(serial)"
        case .as: "AS"
        case .ar: "AR"
        case .ai: "AI"
        case .aia: "AIA"
        case .ad: "AD"
        case .ada: "ADA"
        case .er: "ER"
        case .ed: "ED"
        }
    }
}
