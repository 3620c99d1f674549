/// X.411 NonDeliveryDiagnosticCode.
///
/// A number that no edition names is kept, since another MTA may say what it likes.
package struct NonDeliveryDiagnostic: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let unrecognisedORName = NonDeliveryDiagnostic(rawValue: 0)
    package static let ambiguousORName = NonDeliveryDiagnostic(rawValue: 1)
    package static let mtsCongestion = NonDeliveryDiagnostic(rawValue: 2)
    package static let loopDetected = NonDeliveryDiagnostic(rawValue: 3)
    package static let recipientUnavailable = NonDeliveryDiagnostic(rawValue: 4)
    package static let maximumTimeExpired = NonDeliveryDiagnostic(rawValue: 5)
    package static let encodedInformationTypesUnsupported = NonDeliveryDiagnostic(rawValue: 6)
    package static let contentTooLong = NonDeliveryDiagnostic(rawValue: 7)
    package static let conversionImpractical = NonDeliveryDiagnostic(rawValue: 8)
    package static let implicitConversionProhibited = NonDeliveryDiagnostic(rawValue: 9)
    package static let implicitConversionNotSubscribed = NonDeliveryDiagnostic(rawValue: 10)
    package static let invalidArguments = NonDeliveryDiagnostic(rawValue: 11)
    package static let contentSyntaxError = NonDeliveryDiagnostic(rawValue: 12)
    package static let sizeConstraintViolation = NonDeliveryDiagnostic(rawValue: 13)
    package static let protocolViolation = NonDeliveryDiagnostic(rawValue: 14)
    package static let contentTypeNotSupported = NonDeliveryDiagnostic(rawValue: 15)
    package static let tooManyRecipients = NonDeliveryDiagnostic(rawValue: 16)
    package static let noBilateralAgreement = NonDeliveryDiagnostic(rawValue: 17)
    package static let unsupportedCriticalFunction = NonDeliveryDiagnostic(rawValue: 18)
    package static let conversionWithLossProhibited = NonDeliveryDiagnostic(rawValue: 19)
    package static let lineTooLong = NonDeliveryDiagnostic(rawValue: 20)
    package static let pageSplit = NonDeliveryDiagnostic(rawValue: 21)
    package static let pictorialSymbolLoss = NonDeliveryDiagnostic(rawValue: 22)
    package static let punctuationSymbolLoss = NonDeliveryDiagnostic(rawValue: 23)
    package static let alphabeticCharacterLoss = NonDeliveryDiagnostic(rawValue: 24)
    package static let multipleInformationLoss = NonDeliveryDiagnostic(rawValue: 25)
    package static let recipientReassignmentProhibited = NonDeliveryDiagnostic(rawValue: 26)
    package static let redirectionLoopDetected = NonDeliveryDiagnostic(rawValue: 27)
    package static let dlExpansionProhibited = NonDeliveryDiagnostic(rawValue: 28)
    package static let noDLSubmitPermission = NonDeliveryDiagnostic(rawValue: 29)
    package static let dlExpansionFailure = NonDeliveryDiagnostic(rawValue: 30)
    package static let physicalRenditionAttributesNotSupported = NonDeliveryDiagnostic(rawValue: 31)
    package static let undeliverableMailPhysicalDeliveryAddressIncorrect = NonDeliveryDiagnostic(rawValue: 32)
    package static let undeliverableMailPhysicalDeliveryOfficeIncorrectORInvalid = NonDeliveryDiagnostic(rawValue: 33)
    package static let undeliverableMailPhysicalDeliveryAddressIncomplete = NonDeliveryDiagnostic(rawValue: 34)
    package static let undeliverableMailRecipientUnknown = NonDeliveryDiagnostic(rawValue: 35)
    package static let undeliverableMailRecipientDeceased = NonDeliveryDiagnostic(rawValue: 36)
    package static let undeliverableMailOrganizationExpired = NonDeliveryDiagnostic(rawValue: 37)
    package static let undeliverableMailRecipientRefusedToAccept = NonDeliveryDiagnostic(rawValue: 38)
    package static let undeliverableMailRecipientDidNotClaim = NonDeliveryDiagnostic(rawValue: 39)
    package static let undeliverableMailRecipientChangedAddressPermanently = NonDeliveryDiagnostic(rawValue: 40)
    package static let undeliverableMailRecipientChangedAddressTemporarily = NonDeliveryDiagnostic(rawValue: 41)
    package static let undeliverableMailRecipientChangedTemporaryAddress = NonDeliveryDiagnostic(rawValue: 42)
    package static let undeliverableMailNewAddressUnknown = NonDeliveryDiagnostic(rawValue: 43)
    package static let undeliverableMailRecipientDidNotWantForwarding = NonDeliveryDiagnostic(rawValue: 44)
    package static let undeliverableMailOriginatorProhibitedForwarding = NonDeliveryDiagnostic(rawValue: 45)
    package static let secureMessagingError = NonDeliveryDiagnostic(rawValue: 46)
    package static let unableToDowngrade = NonDeliveryDiagnostic(rawValue: 47)
    package static let unableToCompleteTransfer = NonDeliveryDiagnostic(rawValue: 48)
    package static let transferAttemptsLimitReached = NonDeliveryDiagnostic(rawValue: 49)
    package static let incorrectNotificationType = NonDeliveryDiagnostic(rawValue: 50)
    package static let dlExpansionProhibitedBySecurityPolicy = NonDeliveryDiagnostic(rawValue: 51)
    package static let forbiddenAlternateRecipient = NonDeliveryDiagnostic(rawValue: 52)
    package static let securityPolicyViolation = NonDeliveryDiagnostic(rawValue: 53)
    package static let securityServicesRefusal = NonDeliveryDiagnostic(rawValue: 54)
    package static let unauthorisedDLMember = NonDeliveryDiagnostic(rawValue: 55)
    package static let unauthorisedDLName = NonDeliveryDiagnostic(rawValue: 56)
    package static let unauthorisedOriginallyIntendedRecipientName = NonDeliveryDiagnostic(rawValue: 57)
    package static let unauthorisedOriginatorName = NonDeliveryDiagnostic(rawValue: 58)
    package static let unauthorisedRecipientName = NonDeliveryDiagnostic(rawValue: 59)
    package static let unreliableSystem = NonDeliveryDiagnostic(rawValue: 60)
    package static let authenticationFailureOnSubjectMessage = NonDeliveryDiagnostic(rawValue: 61)
    package static let decryptionFailed = NonDeliveryDiagnostic(rawValue: 62)
    package static let decryptionKeyUnobtainable = NonDeliveryDiagnostic(rawValue: 63)
    package static let doubleEnvelopeCreationFailure = NonDeliveryDiagnostic(rawValue: 64)
    package static let doubleEnvelopingMessageRestoringFailure = NonDeliveryDiagnostic(rawValue: 65)
    package static let failureOfProofOfMessage = NonDeliveryDiagnostic(rawValue: 66)
    package static let integrityFailureOnSubjectMessage = NonDeliveryDiagnostic(rawValue: 67)
    package static let invalidSecurityLabel = NonDeliveryDiagnostic(rawValue: 68)
    package static let keyFailure = NonDeliveryDiagnostic(rawValue: 69)
    package static let mandatoryParameterAbsence = NonDeliveryDiagnostic(rawValue: 70)
    package static let operationSecurityFailure = NonDeliveryDiagnostic(rawValue: 71)
    package static let repudiationFailureOfMessage = NonDeliveryDiagnostic(rawValue: 72)
    package static let securityContextFailure = NonDeliveryDiagnostic(rawValue: 73)
    package static let tokenDecryptionFailed = NonDeliveryDiagnostic(rawValue: 74)
    package static let tokenError = NonDeliveryDiagnostic(rawValue: 75)
    package static let unknownSecurityLabel = NonDeliveryDiagnostic(rawValue: 76)
    package static let unsupportedAlgorithmIdentifier = NonDeliveryDiagnostic(rawValue: 77)
    package static let unsupportedSecurityPolicy = NonDeliveryDiagnostic(rawValue: 78)

    /// The standard's name, or the number.
    package var description: String {
        Self.names.indices.contains(rawValue) ? Self.names[rawValue] : "\(rawValue)"
    }

    private static let names = [
        "unrecognised-OR-name", "ambiguous-OR-name", "mts-congestion", "loop-detected", "recipient-unavailable",
        "maximum-time-expired", "encoded-information-types-unsupported", "content-too-long", "conversion-impractical",
        "implicit-conversion-prohibited", "implicit-conversion-not-subscribed", "invalid-arguments",
        "content-syntax-error", "size-constraint-violation", "protocol-violation", "content-type-not-supported",
        "too-many-recipients", "no-bilateral-agreement", "unsupported-critical-function",
        "conversion-with-loss-prohibited", "line-too-long", "page-split", "pictorial-symbol-loss",
        "punctuation-symbol-loss", "alphabetic-character-loss", "multiple-information-loss",
        "recipient-reassignment-prohibited", "redirection-loop-detected", "dl-expansion-prohibited",
        "no-dl-submit-permission", "dl-expansion-failure", "physical-rendition-attributes-not-supported",
        "undeliverable-mail-physical-delivery-address-incorrect",
        "undeliverable-mail-physical-delivery-office-incorrect-or-invalid",
        "undeliverable-mail-physical-delivery-address-incomplete", "undeliverable-mail-recipient-unknown",
        "undeliverable-mail-recipient-deceased", "undeliverable-mail-organization-expired",
        "undeliverable-mail-recipient-refused-to-accept", "undeliverable-mail-recipient-did-not-claim",
        "undeliverable-mail-recipient-changed-address-permanently",
        "undeliverable-mail-recipient-changed-address-temporarily",
        "undeliverable-mail-recipient-changed-temporary-address", "undeliverable-mail-new-address-unknown",
        "undeliverable-mail-recipient-did-not-want-forwarding", "undeliverable-mail-originator-prohibited-forwarding",
        "secure-messaging-error", "unable-to-downgrade", "unable-to-complete-transfer",
        "transfer-attempts-limit-reached", "incorrect-notification-type",
        "dl-expansion-prohibited-by-security-policy", "forbidden-alternate-recipient", "security-policy-violation",
        "security-services-refusal", "unauthorised-dl-member", "unauthorised-dl-name",
        "unauthorised-originally-intended-recipient-name", "unauthorised-originator-name",
        "unauthorised-recipient-name", "unreliable-system", "authentication-failure-on-subject-message",
        "decryption-failed", "decryption-key-unobtainable", "double-envelope-creation-failure",
        "double-enveloping-message-restoring-failure", "failure-of-proof-of-message",
        "integrity-failure-on-subject-message", "invalid-security-label", "key-failure",
        "mandatory-parameter-absence", "operation-security-failure", "repudiation-failure-of-message",
        "security-context-failure", "token-decryption-failed", "token-error", "unknown-security-label",
        "unsupported-algorithm-identifier", "unsupported-security-policy",
    ]
}
