extension NonDelivery {
    /// What another MTA reported; the status follows from its codes.
    package init(reason: NonDeliveryReason, diagnostic: NonDeliveryDiagnostic?, supplement: String? = nil) {
        self.init(
            reason: reason, diagnostic: diagnostic, status: Self.status(reason, diagnostic),
            text: supplement ?? diagnostic?.description ?? reason.description)
    }

    /// Content that is no Internet message cannot go into a mailbox of the Internet: nothing here converts it.
    package static func contentTypeNotSupported(_ type: String?) -> NonDelivery {
        NonDelivery(
            reason: .unableToTransfer, diagnostic: .contentTypeNotSupported, status: "5.6.1",
            text: "The recipient takes Internet messages only, not content of type \(type ?? "unknown")")
    }

    /// The Internet's view of X.411's codes, by their meaning (RFC 3463 3). The diagnostic says more than the reason.
    package static func status(_ reason: NonDeliveryReason, _ diagnostic: NonDeliveryDiagnostic?) -> String {
        diagnostic.flatMap { diagnostics[$0] ?? status(ofRange: $0.rawValue) } ?? reasons[reason] ?? "5.0.0"
    }

    private static let reasons: [NonDeliveryReason: String] = [
        .transferFailure: "5.4.0", .unableToTransfer: "5.4.0", .conversionNotPerformed: "5.6.3",
        .physicalRenditionNotPerformed: "5.6.0", .restrictedDelivery: "5.7.1",
        .directoryOperationUnsuccessful: "5.4.3", .deferredDeliveryNotPerformed: "5.3.3",
        .transferFailureForSecurityReason: "5.7.0",
    ]

    private static let diagnostics: [NonDeliveryDiagnostic: String] = [
        .unrecognisedORName: "5.1.1", .ambiguousORName: "5.1.4", .mtsCongestion: "4.4.5", .loopDetected: "5.4.6",
        .recipientUnavailable: "4.2.1", .maximumTimeExpired: "4.4.7", .encodedInformationTypesUnsupported: "5.6.1",
        .contentTooLong: "5.3.4", .conversionImpractical: "5.6.3", .implicitConversionProhibited: "5.6.2",
        .implicitConversionNotSubscribed: "5.6.2", .invalidArguments: "5.5.4", .contentSyntaxError: "5.6.0",
        .sizeConstraintViolation: "5.5.0", .protocolViolation: "5.5.0", .contentTypeNotSupported: "5.6.1",
        .tooManyRecipients: "5.5.3", .noBilateralAgreement: "5.7.1", .unsupportedCriticalFunction: "5.3.3",
        .redirectionLoopDetected: "5.4.6", .dlExpansionProhibited: "5.7.2", .noDLSubmitPermission: "5.7.2",
        .dlExpansionFailure: "5.2.4", .secureMessagingError: "5.7.0", .unableToDowngrade: "5.6.3",
        .unableToCompleteTransfer: "4.4.0", .transferAttemptsLimitReached: "4.4.0",
        .dlExpansionProhibitedBySecurityPolicy: "5.7.2",
    ]

    private static func status(ofRange diagnostic: Int) -> String? {
        switch diagnostic {
        // Loss by conversion, of whatever kind.
        case 19...25: "5.6.4"
        // Post that came back: the address was wrong, or the recipient has moved.
        case 32...35: "5.1.1"
        case 40...43: "5.1.6"
        // The security diagnostics of later editions.
        case 52...78: "5.7.0"
        default: nil
        }
    }
}
