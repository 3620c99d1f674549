package import BER

/// Which session service carries user data.
package enum PresentationPurpose: Equatable, Sendable {
    case connect, accept, refuse, data, tokenPlease, release, releaseResponse, abort
}

/// The defined context set.
package struct PresentationContextSet: Equatable, Sendable {
    /// Identifier to abstract syntax, those of ours alone that were accepted.
    package private(set) var syntaxes: [Int: ObjectIdentifierValue] = [:]

    package init(_ contexts: [PresentationContext], _ results: [PresentationContextResult]) {
        for (context, result) in zip(contexts, results) {
            guard case .acceptance = result else { continue }
            syntaxes[context.identifier] = context.abstractSyntax
        }
    }

    /// The lowest identifier for an abstract syntax.
    package func identifier(for syntax: ObjectIdentifierValue) -> Int? {
        syntaxes.filter { $0.value == syntax }.keys.min()
    }

    package func contains(_ identifier: Int) -> Bool { syntaxes[identifier] != nil }
}

/// The presentation protocol machine (X.226 annex A), kernel, normal mode.
///
/// Session services that carry no user data (synchronization, activities) pass it by, as X.226 has it.
package enum PresentationProtocolMachine: Equatable, Sendable {
    /// STAI0. → acceptWait, responseWait
    case idle
    /// STAI1. CP sent. → connected, ended
    case acceptWait([PresentationContext])
    /// STAI2. CP indicated. → connected, ended
    case responseWait([PresentationContext], [PresentationContextResult])
    /// STAt0. → ended
    case connected(PresentationContextSet)
    case ended

    package enum Event: Equatable, Sendable {
        case connectRequest(ConnectPPDU)
        case connectResponse(responding: [UInt8], userData: PresentationValue)
        /// The user rejects.
        case connectRefuse(userData: PresentationValue)
        /// The provider rejects.
        case connectReject(reason: Int)
        case request(PresentationPurpose, PresentationValue)
        case abortRequest(PresentationValue?)
        case indication(PresentationPurpose, ArraySlice<UInt8>)
    }

    package enum Action: Equatable, Sendable {
        case send(PresentationPurpose, [UInt8])
        case connectIndication(ConnectPPDU, PresentationContextSet)
        case connectConfirm([PresentationValue], PresentationContextSet)
        case connectRefused(providerReason: Int?, [PresentationValue])
        case indication(PresentationPurpose, [PresentationValue])
        case abortIndication([PresentationValue])
        case providerAbortIndication(reason: Int)
        /// We saw the error; the abort was sent.
        case protocolError(reason: Int, String)
    }

    package init() { self = .idle }

    package mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .connectRequest(let request): connect(request)
        case .connectResponse(let responding, let value): respond(responding, value)
        case .connectRefuse(let value): refuse(nil, [value])
        case .connectReject(let reason): refuse(reason, [])
        case .request(let purpose, let value): request(purpose, value)
        case .abortRequest(let value): abort(.user(value.map { [$0] } ?? []))
        case .indication(let purpose, let octets): indicated(purpose, octets)
        }
    }

    private mutating func connect(_ connect: ConnectPPDU) -> [Action] {
        let next: Self
        let actions: [Action]
        switch consume self {
        case .idle:
            next = .acceptWait(connect.contexts)
            actions = [.send(.connect, connect.encode())]
        case .acceptWait, .responseWait, .connected, .ended:
            next = .ended
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, "connect request out of place")
        }
        self = next
        return actions
    }

    private mutating func respond(_ responding: [UInt8], _ value: PresentationValue) -> [Action] {
        let next: Self
        let actions: [Action]
        switch consume self {
        case .responseWait(let contexts, let results):
            let accept = AcceptPPDU(responding: responding, results: results, userData: [value])
            next = .connected(PresentationContextSet(contexts, results))
            actions = [.send(.accept, accept.encode())]
        case .idle, .acceptWait, .connected, .ended:
            next = .ended
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, "connect response out of place")
        }
        self = next
        return actions
    }

    private mutating func refuse(_ reason: Int?, _ values: [PresentationValue]) -> [Action] {
        let actions: [Action]
        switch consume self {
        case .responseWait(_, let results):
            let reject = RejectPPDU(results: results, providerReason: reason, userData: values)
            actions = [.send(.refuse, reject.encode())]
        case .idle, .acceptWait, .connected, .ended:
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, "connect response out of place")
        }
        self = .ended
        return actions
    }

    private mutating func request(_ purpose: PresentationPurpose, _ value: PresentationValue) -> [Action] {
        let next: Self
        let actions: [Action]
        switch consume self {
        case .connected(let contexts):
            next = .connected(contexts)
            actions = [.send(purpose, value.encodeUserData())]
        case .idle, .acceptWait, .responseWait, .ended:
            next = .ended
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, "data request out of place")
        }
        self = next
        return actions
    }

    private mutating func abort(_ abort: AbortPPDU) -> [Action] {
        let actions: [Action]
        switch consume self {
        case .acceptWait, .responseWait, .connected: actions = [.send(.abort, abort.encode())]
        case .idle, .ended: actions = []
        }
        self = .ended
        return actions
    }

    // MARK: From the session

    private mutating func indicated(_ purpose: PresentationPurpose, _ octets: ArraySlice<UInt8>) -> [Action] {
        do {
            switch purpose {
            case .connect: return connectIndicated(try ConnectPPDU(octets))
            case .accept: return accepted(try AcceptPPDU(octets))
            case .refuse: return refused(try RejectPPDU(octets))
            case .abort: return aborted(try AbortPPDU(octets))
            case .data, .tokenPlease, .release, .releaseResponse:
                return received(purpose, try PresentationValue.decodeUserData(octets))
            }
        } catch {
            return unreadable(purpose, error)
        }
    }

    private mutating func connectIndicated(_ connect: ConnectPPDU) -> [Action] {
        let next: Self
        let actions: [Action]
        switch consume self {
        case .idle:
            let results = connect.contexts.map(Self.result)
            next = .responseWait(connect.contexts, results)
            actions = [.connectIndication(connect, PresentationContextSet(connect.contexts, results))]
        case .acceptWait, .responseWait, .connected, .ended:
            next = .ended
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, "CP out of place")
        }
        self = next
        return actions
    }

    /// What we answer to one offered context.
    private static func result(_ context: PresentationContext) -> PresentationContextResult {
        guard [Syntaxes.acse, Syntaxes.mtaRTSE, Syntaxes.mtse].contains(context.abstractSyntax) else {
            return .abstractSyntaxNotSupported
        }
        guard context.transferSyntaxes.contains(Syntaxes.ber) else { return .transferSyntaxesNotSupported }
        return .acceptance(transferSyntax: Syntaxes.ber)
    }

    private mutating func accepted(_ accept: AcceptPPDU) -> [Action] {
        let next: Self
        let actions: [Action]
        switch consume self {
        case .acceptWait(let contexts):
            let set = PresentationContextSet(contexts, accept.results)
            if accept.results.count == contexts.count, accept.userData.allSatisfy({ set.contains($0.context) }) {
                next = .connected(set)
                actions = [.connectConfirm(accept.userData, set)]
            } else {
                next = .ended
                actions = Self.failure(AbortPPDU.Reason.invalidParameterValue, "CPA")
            }
        case .idle, .responseWait, .connected, .ended:
            next = .ended
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, "CPA out of place")
        }
        self = next
        return actions
    }

    private mutating func refused(_ reject: RejectPPDU) -> [Action] {
        let actions: [Action]
        switch consume self {
        case .acceptWait: actions = [.connectRefused(providerReason: reject.providerReason, reject.userData)]
        case .idle, .responseWait, .connected, .ended:
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, "CPR out of place")
        }
        self = .ended
        return actions
    }

    private mutating func aborted(_ abort: AbortPPDU) -> [Action] {
        let actions: [Action]
        switch consume self {
        case .idle, .acceptWait, .responseWait, .connected:
            switch abort {
            case .user(let values): actions = [.abortIndication(values)]
            case .provider(let reason): actions = [.providerAbortIndication(reason: reason ?? 0)]
            }
        case .ended: actions = []
        }
        self = .ended
        return actions
    }

    private mutating func received(_ purpose: PresentationPurpose, _ values: [PresentationValue]) -> [Action] {
        let next: Self
        let actions: [Action]
        switch consume self {
        case .connected(let contexts):
            if values.allSatisfy({ contexts.contains($0.context) }) {
                next = .connected(contexts)
                actions = [.indication(purpose, values)]
            } else {
                next = .ended
                actions = Self.failure(AbortPPDU.Reason.invalidParameterValue, "unknown presentation context")
            }
        case .idle, .acceptWait, .responseWait, .ended:
            next = .ended
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, "user data out of place")
        }
        self = next
        return actions
    }

    /// A CPR or abort that cannot be read still says what it says.
    private mutating func unreadable(_ purpose: PresentationPurpose, _ error: BERError) -> [Action] {
        self = .ended
        switch purpose {
        case .refuse: return [.connectRefused(providerReason: nil, [])]
        case .abort: return [.abortIndication([])]
        case .connect, .accept, .data, .tokenPlease, .release, .releaseResponse:
            return Self.failure(AbortPPDU.Reason.unrecognizedPPDU, error.description)
        }
    }

    private static func failure(_ reason: Int, _ why: String) -> [Action] {
        [.send(.abort, AbortPPDU.provider(reason: reason).encode()), .protocolError(reason: reason, why)]
    }
}
