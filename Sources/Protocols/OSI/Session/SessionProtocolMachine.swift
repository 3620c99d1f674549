/// The session protocol machine (X.225 annex A), versions 1 and 2, for the functional units kernel, half-duplex,
/// exceptions, activity and minor synchronize.
///
/// Establishment and end stand here, what happens on a connection in `SessionDialogue`; `+Establishment` has the rows
/// of SPDUs that make a connection. A transport connection is used once: what the standard has as STA01 with and
/// without a past is two states here. Timer TIM of STA16 is the owner's, as is T-DISCONNECT: after a refusal, an abort,
/// an error and a release the owner closes the transport connection by itself, else `transportDisconnect` asks for it.
package enum SessionProtocolMachine: Equatable, Sendable {
    /// STA01. No transport connection. → connectWait, transportOpen, ended
    case idle
    /// STA01B. A connect request waits for the transport connection. → acceptWait, overflowAcceptWait, ended
    indirect case connectWait(ConnectSPDU)
    /// STA01C. Transport connection there, nothing asked. → acceptWait, overflowAcceptWait, overflowWait,
    /// responseWait, disconnectWait, ended
    case transportOpen
    /// STA01D. CN with overflow received, OA sent; the CONNECT with the user data so far. → responseWait, ended
    indirect case overflowWait(ConnectSPDU)
    /// STA02A. CN sent. → connected, disconnectWait, ended
    indirect case acceptWait(ConnectSPDU)
    /// STA02B. CN with overflow sent; the CONNECT with all its user data. → acceptWait, disconnectWait, ended
    indirect case overflowAcceptWait(ConnectSPDU)
    /// STA08. CN indicated. → connected, disconnectWait, ended
    indirect case responseWait(ConnectSPDU)
    /// STA713 and the states about it. → disconnectWait, ended
    case connected(SessionDialogue)
    /// STA16. We have said the last word; the peer is to close the transport connection. → ended
    case disconnectWait
    /// STA01, for ever.
    case ended

    package init() { self = .idle }

    package mutating func handle(_ event: consuming SessionEvent) -> Few<SessionAction> {
        switch consume event {
        case .transportConnected: transportConnected()
        case .transportDisconnected: transportDisconnected()
        case .invalidSPDU(let error): fail(error.description)
        case .spdu(.cn(let connect)): connectReceived(connect)
        case .spdu(.oa(let accept)): overflowAcceptReceived(accept)
        case .spdu(.cdo(let userData, let isLast)): overflowReceived(userData, isLast: isLast)
        case .spdu(.ac(let accept)): acceptReceived(accept)
        case .spdu(.rf(let refuse)): refuseReceived(refuse)
        case .spdu(.dn(let userData)): disconnectReceived(userData)
        case .spdu(.ab(let abort)): abortReceived(abort)
        case .spdu(.aa): abortAcceptReceived()
        case .spdu(let spdu): received(spdu)
        case .request(.connect(let request)): connect(request)
        case .request(.accept(let selector, let userData)): accept(selector, userData)
        case .request(.refuse(let reason, let userData)): refuse(reason, userData)
        case .request(.releaseResponse(let userData)): answerRelease(userData)
        case .request(.abort(let userData)): abort(.byUser(userData))
        case .request(.providerAbort): abort(.protocolError)
        case .request(let request): requested(request)
        }
    }

    /// Whether every token is on this side of the connection.
    package var ownsAllTokens: Bool {
        if case .connected(let dialogue) = self { dialogue.hasTokens } else { false }
    }

    // MARK: The transport connection

    private mutating func transportConnected() -> Few<SessionAction> {
        let next: Self
        let actions: Few<SessionAction>
        switch consume self {
        case .idle:
            next = .transportOpen
            actions = []
        case .connectWait(let connect): (next, actions) = Self.asked(for: connect)
        case .transportOpen, .overflowWait, .acceptWait, .overflowAcceptWait, .responseWait, .connected,
            .disconnectWait, .ended:
            next = .ended
            actions = []
        }
        self = next
        return actions
    }

    private mutating func transportDisconnected() -> Few<SessionAction> {
        let actions: Few<SessionAction>
        switch consume self {
        case .idle, .connectWait, .transportOpen, .overflowWait, .acceptWait, .overflowAcceptWait, .responseWait,
            .connected:
            actions = [.transportLost]
        case .disconnectWait, .ended: actions = []
        }
        self = .ended
        return actions
    }

    // MARK: The end

    private mutating func disconnectReceived(_ userData: [UInt8]) -> Few<SessionAction> {
        guard case .connected(let dialogue) = self, dialogue.phase == .releaseWait else {
            return received(.dn(userData: userData))
        }
        self = .ended
        return [.releaseConfirm(userData: userData)]
    }

    private mutating func answerRelease(_ userData: [UInt8]) -> Few<SessionAction> {
        guard case .connected(let dialogue) = self, dialogue.phase == .releaseResponse else {
            return requested(.releaseResponse(userData: userData))
        }
        self = .disconnectWait
        return [.send(.dn(userData: userData))]
    }

    private mutating func abortReceived(_ abort: AbortSPDU) -> Few<SessionAction> {
        let actions: Few<SessionAction>
        switch consume self {
        case .transportOpen, .overflowWait: actions = [.protocolError("ABORT without a connection")]
        case .acceptWait, .overflowAcceptWait, .responseWait, .connected:
            actions = [abort.isByUser ? .abortIndication(userData: abort.userData) : .providerAbortIndication]
        case .disconnectWait: actions = [.transportDisconnect]
        case .idle, .connectWait, .ended: actions = []
        }
        self = .ended
        return actions
    }

    /// Only an ABORT that leaves the transport connection to another session connection is answered; we send none.
    private mutating func abortAcceptReceived() -> Few<SessionAction> {
        guard self == .disconnectWait else { return received(.aa) }
        self = .ended
        return [.transportDisconnect]
    }

    private mutating func abort(_ abort: AbortSPDU) -> Few<SessionAction> {
        let next: Self
        let actions: Few<SessionAction>
        switch consume self {
        case .acceptWait, .overflowAcceptWait, .responseWait, .connected:
            next = .disconnectWait
            actions = [.send(.ab(abort))]
        case .idle, .connectWait, .transportOpen, .overflowWait, .disconnectWait, .ended:
            next = .ended
            actions = []
        }
        self = next
        return actions
    }

    /// What cannot be understood, or what is out of place: nobody is told before a session connection is asked for.
    mutating func fail(_ why: String) -> Few<SessionAction> {
        let next: Self
        let actions: Few<SessionAction>
        switch consume self {
        case .acceptWait, .overflowAcceptWait, .responseWait, .connected:
            next = .disconnectWait
            actions = [.send(.ab(.protocolError)), .protocolError(why)]
        case .transportOpen, .overflowWait:
            next = .ended
            actions = [.protocolError(why)]
        case .disconnectWait:
            next = .disconnectWait
            actions = []
        case .idle, .connectWait, .ended:
            next = .ended
            actions = []
        }
        self = next
        return actions
    }

    // MARK: On a connection

    private mutating func received(_ spdu: SPDU) -> Few<SessionAction> {
        guard case .connected(var dialogue) = self else { return fail("SPDU before the connection: \(spdu.name)") }
        self = .ended
        let actions = dialogue.receive(spdu)
        self = .connected(dialogue)
        return actions ?? fail("SPDU out of place: \(spdu.name)")
    }

    private mutating func requested(_ request: consuming SessionRequest) -> Few<SessionAction> {
        let next: Self
        let actions: Few<SessionAction>
        switch consume self {
        case .connected(var dialogue):
            if let result = dialogue.request(request) {
                next = .connected(dialogue)
                actions = result
            } else {
                next = .disconnectWait
                actions = [.send(.ab(.protocolError)), .protocolError("session request out of place")]
            }
        case .idle, .connectWait, .transportOpen, .overflowWait, .acceptWait, .overflowAcceptWait, .responseWait:
            next = .ended
            actions = [.protocolError("session request before the connection")]
        case .disconnectWait:
            next = .disconnectWait
            actions = []
        case .ended:
            next = .ended
            actions = []
        }
        self = next
        return actions
    }
}
