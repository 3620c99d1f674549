/// What became of one attempt for one recipient. A value, never an error.
package enum Outcome: Hashable, Sendable {
    /// In the mailbox, or taken by a final delivery agent.
    case delivered
    /// The neighbour has confirmed responsibility.
    case transferred
    /// Try again; the queue decides when.
    case deferred(why: String)
    /// Never try again.
    case failed(NonDelivery)
}

/// X.411 non-delivery reason and diagnostic (8.3.1.2.1.10), with the Internet's view of the same (RFC 3463).
package struct NonDelivery: Hashable, Sendable {
    package var reason: NonDeliveryReason
    package var diagnostic: NonDeliveryDiagnostic?
    /// RFC 3463 enhanced status code, as `5.1.1`.
    package var status: String
    /// For people.
    package var text: String

    package init(reason: NonDeliveryReason, diagnostic: NonDeliveryDiagnostic?, status: String, text: String) {
        self.reason = reason
        self.diagnostic = diagnostic
        self.status = status
        self.text = text
    }
}

/// X.411 NonDeliveryReasonCode.
package enum NonDeliveryReason: Int, Sendable {
    case transferFailure = 0
    case unableToTransfer = 1
    case conversionNotPerformed = 2
    case physicalRenditionNotPerformed = 3
    case physicalDeliveryNotPerformed = 4
    case restrictedDelivery = 5
    case directoryOperationUnsuccessful = 6
    case deferredDeliveryNotPerformed = 7
    case transferFailureForSecurityReason = 8
}

/// X.411 NonDeliveryDiagnosticCode, as far as this MTA gives them.
package enum NonDeliveryDiagnostic: Int, Sendable {
    case unrecognisedORName = 0
    case ambiguousORName = 1
    case mtsCongestion = 2
    case loopDetected = 3
    case recipientUnavailable = 4
    case maximumTimeExpired = 5
    case contentTooLong = 7
    case contentSyntaxError = 12
    case sizeConstraintViolation = 13
    case protocolViolation = 14
    case contentTypeNotSupported = 15
    case tooManyRecipients = 16
    case unsupportedCriticalFunction = 18
    case unableToCompleteTransfer = 48
    case transferAttemptsLimitReached = 49
}
