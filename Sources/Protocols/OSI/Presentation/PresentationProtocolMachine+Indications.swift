import BER

/// What the session layer brings.
extension PresentationProtocolMachine {
    mutating func indicated(_ purpose: PresentationPurpose, _ octets: ArraySlice<UInt8>) -> Few<Action> {
        do {
            switch purpose {
            case .connect: return try connectIndicated(octets)
            case .accept: return try accepted(octets)
            case .refuse: return try refused(octets)
            case .abort: return try aborted(octets)
            case .data, .tokenPlease, .release, .releaseResponse: return try received(purpose, octets)
            }
        } catch {
            return unreadable(purpose, error)
        }
    }

    private mutating func connectIndicated(_ octets: ArraySlice<UInt8>) throws(BERError) -> Few<Action> {
        switch self {
        case .idle: break
        case .acceptWait, .responseWait, .connected:
            self = .ended
            return Self.failure(AbortPPDU.Reason.unexpectedPPDU, .connect, "CP out of place")
        case .x410AcceptWait, .x410ResponseWait, .x410Connected:
            self = .ended
            return Self.x410Failure("CP out of place")
        case .ended: return []
        }
        let (mode, parameters) = try modeAndParameters(octets)
        switch mode {
        case .x410:
            self = .x410ResponseWait
            return [.x410Indication(.connect, parameters.contents)]
        case .normal:
            let connect: ConnectPPDU
            do {
                connect = try ConnectPPDU(parameters)
            } catch {
                if error.code == .limitExceeded { return reject(RejectPPDU.ProviderReason.localLimitExceeded, error) }
                throw error
            }
            let results = connect.contexts.map(Self.result)
            self = .responseWait(connect.contexts, results)
            return [.connectIndication(connect, PresentationContextSet(connect.contexts, results))]
        }
    }

    /// CPR to a CP that goes beyond what we can hold.
    private mutating func reject(_ reason: Int, _ error: BERError) -> Few<Action> {
        self = .ended
        let reject = RejectPPDU(results: [], providerReason: reason, userData: [])
        return [.send(.refuse, reject.encode()), .protocolError(reason: reason, error.description)]
    }

    /// What we answer to one offered context.
    private static func result(_ context: PresentationContext) -> PresentationContextResult {
        guard [Syntaxes.acse, Syntaxes.mtaRTSE, Syntaxes.mtse].contains(context.abstractSyntax) else {
            return .abstractSyntaxNotSupported
        }
        guard context.transferSyntaxes.contains(Syntaxes.ber) else { return .transferSyntaxesNotSupported }
        return .acceptance(transferSyntax: Syntaxes.ber)
    }

    private mutating func accepted(_ octets: ArraySlice<UInt8>) throws(BERError) -> Few<Action> {
        switch self {
        case .acceptWait(let contexts):
            let accept = try AcceptPPDU(octets)
            let set = PresentationContextSet(contexts, accept.results)
            guard accept.results.count == contexts.count, accept.results.allSatisfy(\.isReadable),
                accept.userData.allSatisfy({ set.contains($0.context) })
            else {
                self = .ended
                return Self.failure(AbortPPDU.Reason.invalidParameterValue, .accept, "CPA")
            }
            self = .connected(set)
            return [.connectConfirm(accept.userData, set)]
        case .x410AcceptWait:
            let (mode, parameters) = try modeAndParameters(octets)
            guard mode == .x410 else { throw BERError(.invalidValue, "presentation mode") }
            self = .x410Connected
            return [.x410Indication(.accept, parameters.contents)]
        case .idle, .responseWait, .connected:
            self = .ended
            return Self.failure(AbortPPDU.Reason.unexpectedPPDU, .accept, "CPA out of place")
        case .x410ResponseWait, .x410Connected:
            self = .ended
            return Self.x410Failure("CPA out of place")
        case .ended: return []
        }
    }

    private mutating func refused(_ octets: ArraySlice<UInt8>) throws(BERError) -> Few<Action> {
        let actions: Few<Action>
        switch self {
        case .acceptWait:
            let reject = try RejectPPDU(octets)
            actions = [.connectRefused(providerReason: reject.providerReason, reject.userData)]
        case .x410AcceptWait: actions = [.x410Indication(.refuse, try X410PPDU.components(octets))]
        case .idle, .responseWait, .connected:
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, .refuse, "CPR out of place")
        case .x410ResponseWait, .x410Connected: actions = Self.x410Failure("CPR out of place")
        case .ended: actions = []
        }
        self = .ended
        return actions
    }

    private mutating func aborted(_ octets: ArraySlice<UInt8>) throws(BERError) -> Few<Action> {
        let actions: Few<Action>
        switch self {
        case .idle, .acceptWait, .responseWait, .connected:
            switch try AbortPPDU(octets) {
            case .user(let values): actions = [.abortIndication(values)]
            case .provider(let reason, _): actions = [.providerAbortIndication(reason: reason ?? 0)]
            }
        case .x410AcceptWait, .x410ResponseWait, .x410Connected:
            actions = [.x410Indication(.abort, try X410PPDU.components(octets))]
        case .ended: actions = []
        }
        self = .ended
        return actions
    }

    private mutating func received(
        _ purpose: PresentationPurpose, _ octets: ArraySlice<UInt8>
    ) throws(BERError) -> Few<Action> {
        switch self {
        case .connected(let contexts):
            let values = try PresentationValue.decodeUserData(octets, soleContext: contexts.soleIdentifier)
            guard values.allSatisfy({ contexts.contains($0.context) }) else {
                self = .ended
                return Self.failure(AbortPPDU.Reason.invalidParameterValue, purpose, "unknown presentation context")
            }
            return [.indication(purpose, values)]
        case .x410Connected: return [.x410Indication(purpose, octets)]
        case .idle, .acceptWait, .responseWait:
            self = .ended
            return Self.failure(AbortPPDU.Reason.unexpectedPPDU, purpose, "user data out of place")
        case .x410AcceptWait, .x410ResponseWait:
            self = .ended
            return Self.x410Failure("user data out of place")
        case .ended: return []
        }
    }

    /// A CPR or abort that cannot be read still says what it says.
    private mutating func unreadable(_ purpose: PresentationPurpose, _ error: BERError) -> Few<Action> {
        let isX410: Bool
        switch self {
        case .idle, .acceptWait, .responseWait, .connected, .ended: isX410 = false
        case .x410AcceptWait, .x410ResponseWait, .x410Connected: isX410 = true
        }
        self = .ended
        switch purpose {
        case .refuse: return [isX410 ? .x410Indication(.refuse, []) : .connectRefused(providerReason: nil, [])]
        case .abort: return [isX410 ? .x410Indication(.abort, []) : .abortIndication([])]
        case .connect, .accept, .data, .tokenPlease, .release, .releaseResponse:
            return isX410
                ? Self.x410Failure(error.description)
                : Self.failure(AbortPPDU.Reason.unrecognizedPPDU, purpose, error.description)
        }
    }

    /// ARP. - Parameter purpose: what came; nil where a request of ours is to blame.
    static func failure(_ reason: Int, _ purpose: PresentationPurpose?, _ why: String) -> Few<Action> {
        let abort = AbortPPDU.provider(reason: reason, event: purpose?.eventIdentifier)
        return [.send(.abort, abort.encode()), .protocolError(reason: reason, why)]
    }

    /// X.410-1984 has no provider abort of the presentation layer: RTSE's says it.
    static func x410Failure(_ why: String) -> Few<Action> {
        let rtab = RTAB(reason: .protocolError)
        return [
            .send(.abort, X410PPDU.set(rtab.components)),
            .protocolError(reason: AbortPPDU.Reason.unrecognizedPPDU, why),
        ]
    }
}
