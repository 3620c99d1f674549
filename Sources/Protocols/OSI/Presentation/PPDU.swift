package import BER

/// One entry of a presentation context definition list.
package struct PresentationContext: Equatable, Sendable {
    package var identifier: Int
    package var abstractSyntax: ObjectIdentifierValue
    package var transferSyntaxes: [ObjectIdentifierValue]

    package init(
        identifier: Int, abstractSyntax: ObjectIdentifierValue, transferSyntaxes: [ObjectIdentifierValue]
    ) {
        self.identifier = identifier
        self.abstractSyntax = abstractSyntax
        self.transferSyntaxes = transferSyntaxes
    }
}

/// One entry of a result list, in the order of the definition list.
package enum PresentationContextResult: Equatable, Sendable {
    case acceptance(transferSyntax: ObjectIdentifierValue)
    case userRejection
    /// 0 not specified, 1 abstract syntax, 2 transfer syntaxes, 3 local limit.
    case providerRejection(reason: Int)

    package static let abstractSyntaxNotSupported = PresentationContextResult.providerRejection(reason: 1)
    package static let transferSyntaxesNotSupported = PresentationContextResult.providerRejection(reason: 2)
}

/// The PPDUs of X.410-1984 mode: RTSE's components, and nothing of the presentation layer's own but the mode.
package enum X410PPDU {}

/// CP in normal mode.
package struct ConnectPPDU: Equatable, Sendable {
    package var calling: [UInt8]
    package var called: [UInt8]
    package var contexts: [PresentationContext]
    package var userData: [PresentationValue]
    /// Presentation protocol version 1, the only one, is among those offered.
    package var hasVersion1 = true
    /// A default context is proposed, which message transfer has no use for.
    package var hasDefaultContext = false
    /// False: values in another encoding than BER.
    package var isUserDataReadable = true

    package init(
        calling: [UInt8], called: [UInt8], contexts: [PresentationContext], userData: [PresentationValue]
    ) {
        self.calling = calling
        self.called = called
        self.contexts = contexts
        self.userData = userData
    }

    /// Contexts that a peer may offer.
    static let contextLimit = 64
    static let selectorLimit = 64
}

/// CPA in normal mode.
package struct AcceptPPDU: Equatable, Sendable {
    package var responding: [UInt8]
    package var results: [PresentationContextResult]
    package var userData: [PresentationValue]

    package init(responding: [UInt8], results: [PresentationContextResult], userData: [PresentationValue]) {
        self.responding = responding
        self.results = results
        self.userData = userData
    }
}

/// CPR in normal mode.
package struct RejectPPDU: Equatable, Sendable {
    package var results: [PresentationContextResult]
    /// nil: the user rejects.
    package var providerReason: Int?
    package var userData: [PresentationValue]

    package init(results: [PresentationContextResult], providerReason: Int?, userData: [PresentationValue]) {
        self.results = results
        self.providerReason = providerReason
        self.userData = userData
    }

    package enum ProviderReason {
        package static let temporaryCongestion = 1
        package static let localLimitExceeded = 2
        package static let calledAddressUnknown = 3
        package static let protocolVersionNotSupported = 4
        package static let defaultContextNotSupported = 5
        package static let userDataNotReadable = 6
    }
}

/// ARU or ARP in normal mode.
package enum AbortPPDU: Equatable, Sendable {
    /// ARU.
    case user([PresentationValue])
    /// ARP: 0 not specified, 1 unrecognized PPDU, 2 unexpected PPDU, 3 unexpected session service primitive,
    /// 4 unrecognized and 5 unexpected parameter, 6 invalid parameter value; and the event that was to blame.
    case provider(reason: Int?, event: Int? = nil)

    package enum Reason {
        package static let unrecognizedPPDU = 1
        package static let unexpectedPPDU = 2
        package static let invalidParameterValue = 6
    }
}

extension PresentationPurpose {
    /// X.226 event-identifier of what comes with this service.
    var eventIdentifier: Int {
        switch self {
        case .connect: 0
        case .accept: 1
        case .refuse: 2
        case .abort: 3
        case .data: 7
        case .release: 14
        case .releaseResponse: 15
        case .tokenPlease: 17
        }
    }
}
