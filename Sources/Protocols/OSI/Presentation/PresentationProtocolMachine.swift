package import BER

/// Which session service carries user data.
package enum PresentationPurpose: Equatable, Sendable {
    case connect, accept, refuse, data, tokenPlease, release, releaseResponse, abort
}

/// The defined context set.
package struct PresentationContextSet: Equatable, Sendable {
    /// Those that were accepted, the lowest identifier first.
    package let contexts: [NegotiatedParameters.Context]

    package init(_ contexts: [PresentationContext], _ results: [PresentationContextResult]) {
        var accepted: [NegotiatedParameters.Context] = []
        for (context, result) in zip(contexts, results) {
            guard case .acceptance = result else { continue }
            accepted.append(.init(identifier: context.identifier, abstractSyntax: context.abstractSyntax))
        }
        self.contexts = accepted.sorted { $0.identifier < $1.identifier }
    }

    /// The lowest identifier for an abstract syntax.
    package func identifier(for syntax: ObjectIdentifierValue) -> Int? {
        contexts.first { $0.abstractSyntax == syntax }?.identifier
    }

    /// The identifier where there is one context only.
    var soleIdentifier: Int? { contexts.count == 1 ? contexts.first?.identifier : nil }

    /// There are few, mostly three.
    package func contains(_ identifier: Int) -> Bool { contexts.contains { $0.identifier == identifier } }
}

/// The presentation protocol machine (X.226 annex A), kernel, of both modes.
///
/// Session services that carry no user data (synchronization, activities) pass it by, as X.226 has it. In X.410-1984
/// mode it adds the mode to the connect and takes it off, and all else is RTSE's octets.
package enum PresentationProtocolMachine: Equatable, Sendable {
    /// STAI0. → acceptWait, responseWait, x410AcceptWait, x410ResponseWait
    case idle
    /// STAI1. CP sent. → connected, ended
    case acceptWait([PresentationContext])
    /// STAI2. CP indicated. → connected, ended
    case responseWait([PresentationContext], [PresentationContextResult])
    /// STAt0. → ended
    case connected(PresentationContextSet)
    /// STAI1 in X.410-1984 mode. → x410Connected, ended
    case x410AcceptWait
    /// STAI2 in X.410-1984 mode. → x410Connected, ended
    case x410ResponseWait
    /// STAt0 in X.410-1984 mode. → ended
    case x410Connected
    case ended

    package enum Event: Equatable, Sendable {
        indirect case connectRequest(ConnectPPDU)
        indirect case connectResponse(responding: [UInt8], userData: PresentationValue)
        /// The user rejects.
        case connectRefuse(userData: PresentationValue)
        /// The provider rejects.
        case connectReject(reason: Int)
        case request(PresentationPurpose, PresentationValue)
        case abortRequest(PresentationValue?)
        /// In X.410-1984 mode: components of RTORQ, RTOAC, RTORJ and RTAB; the octets of the others.
        case x410Request(PresentationPurpose, [UInt8])
        case indication(PresentationPurpose, ArraySlice<UInt8>)
    }

    package enum Action: Equatable, Sendable {
        case send(PresentationPurpose, [UInt8])
        indirect case connectIndication(ConnectPPDU, PresentationContextSet)
        case connectConfirm([PresentationValue], PresentationContextSet)
        case connectRefused(providerReason: Int?, [PresentationValue])
        case indication(PresentationPurpose, [PresentationValue])
        case abortIndication([PresentationValue])
        case providerAbortIndication(reason: Int)
        /// In X.410-1984 mode, as `x410Request`.
        case x410Indication(PresentationPurpose, ArraySlice<UInt8>)
        /// We saw the error; the abort was sent.
        case protocolError(reason: Int, String)
    }

    package init() { self = .idle }

    package mutating func handle(_ event: Event) -> Few<Action> {
        switch event {
        case .connectRequest(let request): connect(request)
        case .connectResponse(let responding, let value): respond(responding, value)
        case .connectRefuse(let value): refuse(nil, [value])
        case .connectReject(let reason): refuse(reason, [])
        case .request(let purpose, let value): request(purpose, value)
        case .abortRequest(let value): abort(value)
        case .x410Request(let purpose, let octets): x410Request(purpose, octets)
        case .indication(let purpose, let octets): indicated(purpose, octets)
        }
    }

    // MARK: Requests

    private mutating func connect(_ connect: ConnectPPDU) -> Few<Action> {
        let next: Self
        let actions: Few<Action>
        switch consume self {
        case .idle:
            next = .acceptWait(connect.contexts)
            actions = [.send(.connect, connect.encode())]
        case .acceptWait, .responseWait, .connected, .x410AcceptWait, .x410ResponseWait, .x410Connected, .ended:
            next = .ended
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, nil, "connect request out of place")
        }
        self = next
        return actions
    }

    private mutating func respond(_ responding: [UInt8], _ value: PresentationValue) -> Few<Action> {
        let next: Self
        let actions: Few<Action>
        switch consume self {
        case .responseWait(let contexts, let results):
            let accept = AcceptPPDU(responding: responding, results: results, userData: [value])
            next = .connected(PresentationContextSet(contexts, results))
            actions = [.send(.accept, accept.encode())]
        case .idle, .acceptWait, .connected, .x410AcceptWait, .x410ResponseWait, .x410Connected, .ended:
            next = .ended
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, nil, "connect response out of place")
        }
        self = next
        return actions
    }

    private mutating func refuse(_ reason: Int?, _ values: [PresentationValue]) -> Few<Action> {
        let actions: Few<Action>
        switch consume self {
        case .responseWait(_, let results):
            let reject = RejectPPDU(results: results, providerReason: reason, userData: values)
            actions = [.send(.refuse, reject.encode())]
        case .idle, .acceptWait, .connected, .x410AcceptWait, .x410ResponseWait, .x410Connected, .ended:
            actions = Self.failure(AbortPPDU.Reason.unexpectedPPDU, nil, "connect response out of place")
        }
        self = .ended
        return actions
    }

    private mutating func request(_ purpose: PresentationPurpose, _ value: PresentationValue) -> Few<Action> {
        switch self {
        case .connected: return [.send(purpose, value.encodeUserData())]
        case .idle, .acceptWait, .responseWait, .x410AcceptWait, .x410ResponseWait, .x410Connected, .ended:
            self = .ended
            return Self.failure(AbortPPDU.Reason.unexpectedPPDU, nil, "data request out of place")
        }
    }

    private mutating func abort(_ value: PresentationValue?) -> Few<Action> {
        let actions: Few<Action>
        switch consume self {
        case .acceptWait, .responseWait, .connected:
            actions = [.send(.abort, AbortPPDU.user(value.map { [$0] } ?? []).encode())]
        case .x410AcceptWait, .x410ResponseWait, .x410Connected: actions = [.send(.abort, [])]
        case .idle, .ended: actions = []
        }
        self = .ended
        return actions
    }

    private mutating func x410Request(_ purpose: PresentationPurpose, _ octets: [UInt8]) -> Few<Action> {
        let next: Self
        let actions: Few<Action>
        switch (consume self, purpose) {
        case (.idle, .connect):
            next = .x410AcceptWait
            actions = [.send(.connect, X410PPDU.connect(octets))]
        case (.x410ResponseWait, .accept):
            next = .x410Connected
            actions = [.send(.accept, X410PPDU.connect(octets))]
        case (.x410ResponseWait, .refuse):
            next = .ended
            actions = [.send(.refuse, X410PPDU.set(octets))]
        case (.x410AcceptWait, .abort), (.x410ResponseWait, .abort), (.x410Connected, .abort):
            next = .ended
            actions = [.send(.abort, X410PPDU.set(octets))]
        case (.x410Connected, .data), (.x410Connected, .tokenPlease), (.x410Connected, .release),
            (.x410Connected, .releaseResponse):
            next = .x410Connected
            actions = [.send(purpose, octets)]
        case (.idle, .abort), (.ended, _):
            next = .ended
            actions = []
        case (.idle, _), (.acceptWait, _), (.responseWait, _), (.connected, _), (.x410AcceptWait, _),
            (.x410ResponseWait, _), (.x410Connected, _):
            next = .ended
            actions = Self.x410Failure("request out of place")
        }
        self = next
        return actions
    }
}
