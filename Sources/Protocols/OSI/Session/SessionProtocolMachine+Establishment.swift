/// How a session connection comes to be: tables of X.225.
extension SessionProtocolMachine {
    // MARK: The initiator

    /// p204: what a CONNECT has no room for waits for OVERFLOW ACCEPT.
    static func asked(for connect: ConnectSPDU) -> (Self, Few<SessionAction>) {
        guard connect.userData.count > SessionLimit.extendedUserData else {
            return (.acceptWait(connect), [.send(.cn(connect))])
        }
        var first = connect
        first.userData = Array(connect.userData.prefix(SessionLimit.extendedUserData))
        first.hasDataOverflow = true
        return (.overflowAcceptWait(connect), [.send(.cn(first))])
    }

    mutating func connect(_ connect: ConnectSPDU) -> Few<SessionAction> {
        let next: Self
        let actions: Few<SessionAction>
        switch consume self {
        case .idle:
            next = .connectWait(connect)
            actions = []
        case .transportOpen: (next, actions) = Self.asked(for: connect)
        case .connectWait, .overflowWait, .acceptWait, .overflowAcceptWait, .responseWait, .connected,
            .disconnectWait, .ended:
            next = .ended
            actions = [.protocolError("connect request out of place")]
        }
        self = next
        return actions
    }

    mutating func overflowAcceptReceived(_ accept: OverflowAcceptSPDU) -> Few<SessionAction> {
        guard case .overflowAcceptWait(let connect) = self, accept.versions & connect.versions & 2 != 0 else {
            return fail("SPDU out of place: OA")
        }
        var piece = SessionLimit.segment
        if let size = accept.tsduSizes?.toResponder, size > 0 {
            // SI, enclosure item and the headers about the user data.
            piece = min(piece, max(Int(size) - 11, 1))
        }
        var rest = connect.userData.dropFirst(SessionLimit.extendedUserData)
        var actions: [SessionAction] = []
        repeat {
            let part = rest.prefix(piece)
            rest = rest.dropFirst(part.count)
            actions.append(.send(.cdo(userData: Array(part), isLast: rest.isEmpty)))
        } while !rest.isEmpty
        self = .acceptWait(connect)
        return Few(actions)
    }

    mutating func acceptReceived(_ accept: ConnectSPDU) -> Few<SessionAction> {
        switch self {
        case .acceptWait(let connect):
            let units = FunctionalUnits.reliableTransfer
            guard accept.userRequirements & units == units, accept.versions & connect.versions & 3 != 0 else {
                return fail("ACCEPT without what was asked for")
            }
            let turn = connect.turn ?? accept.turn ?? .initiator
            self = .connected(SessionDialogue(role: .initiator, initialTurn: turn))
            guard let tokens = accept.tokenItem, tokens != 0 else { return [.connectConfirm(accept)] }
            // As if PLEASE TOKENS had come right behind it.
            return [.connectConfirm(accept)] + handle(.spdu(.pt(tokens: tokens, userData: [])))
        case .idle, .connectWait, .transportOpen, .overflowWait, .overflowAcceptWait, .responseWait, .connected,
            .disconnectWait, .ended:
            return fail("SPDU out of place: AC")
        }
    }

    mutating func refuseReceived(_ refuse: RefuseSPDU) -> Few<SessionAction> {
        switch self {
        case .acceptWait, .overflowAcceptWait:
            self = .ended
            return [.connectRefused(refuse)]
        case .idle, .connectWait, .transportOpen, .overflowWait, .responseWait, .connected, .disconnectWait, .ended:
            return fail("SPDU out of place: RF")
        }
    }

    // MARK: The responder

    mutating func connectReceived(_ connect: ConnectSPDU) -> Few<SessionAction> {
        switch self {
        case .transportOpen:
            if let reason = connect.unacceptable {
                self = .disconnectWait
                var refuse = RefuseSPDU(answering: connect, reason: reason, userData: [])
                if reason == RefuseSPDU.Reason.version { refuse.versions = 3 }
                return [.send(.rf(refuse)), .protocolError("unacceptable CONNECT")]
            }
            guard connect.hasDataOverflow else {
                self = .responseWait(connect)
                return [.connectIndication(connect)]
            }
            self = .overflowWait(connect)
            return [.send(.oa(OverflowAcceptSPDU(tsduSizes: connect.tsduSizes)))]
        case .disconnectWait:
            self = .ended
            return [.transportDisconnect]
        case .idle, .connectWait, .overflowWait, .acceptWait, .overflowAcceptWait, .responseWait, .connected, .ended:
            return fail("SPDU out of place: CN")
        }
    }

    mutating func overflowReceived(_ userData: [UInt8], isLast: Bool) -> Few<SessionAction> {
        guard case .overflowWait(var connect) = self else { return fail("SPDU out of place: CDO") }
        guard connect.userData.count + userData.count <= AssociationConfiguration.greatestConnectData else {
            return fail("CONNECT DATA OVERFLOW without end")
        }
        self = .ended
        connect.userData += userData
        guard isLast else {
            self = .overflowWait(connect)
            return []
        }
        connect.hasDataOverflow = false
        self = .responseWait(connect)
        return [.connectIndication(connect)]
    }

    mutating func accept(_ selector: [UInt8]?, _ userData: [UInt8]) -> Few<SessionAction> {
        let next: Self
        let actions: Few<SessionAction>
        switch consume self {
        case .responseWait(let connect):
            let accept = ConnectSPDU(accepting: connect, calledSelector: selector, userData: userData)
            next = .connected(SessionDialogue(role: .responder, initialTurn: connect.turn ?? .initiator))
            actions = [.send(.ac(accept))]
        case .idle, .connectWait, .transportOpen, .overflowWait, .acceptWait, .overflowAcceptWait, .connected,
            .disconnectWait, .ended:
            next = .ended
            actions = [.protocolError("connect response out of place")]
        }
        self = next
        return actions
    }

    mutating func refuse(_ reason: UInt8, _ userData: [UInt8]) -> Few<SessionAction> {
        let next: Self
        let actions: Few<SessionAction>
        switch consume self {
        case .responseWait(let connect):
            next = .disconnectWait
            actions = [.send(.rf(RefuseSPDU(answering: connect, reason: reason, userData: userData)))]
        case .idle, .connectWait, .transportOpen, .overflowWait, .acceptWait, .overflowAcceptWait, .connected,
            .disconnectWait, .ended:
            next = .ended
            actions = [.protocolError("connect response out of place")]
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

    /// The ACCEPT: the same references, the highest version, exactly the functional units that RTSE needs, and the TSDU
    /// sizes that were proposed, which makes segmenting certain to both ends.
    init(accepting connect: ConnectSPDU, calledSelector: [UInt8]?, userData: [UInt8]) {
        self.init()
        callingReference = connect.callingReference
        commonReference = connect.commonReference
        versions = connect.versions & 0x02 != 0 ? 0x02 : 0x01
        if let sizes = connect.tsduSizes, !sizes.isUnlimited { tsduSizes = sizes }
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
