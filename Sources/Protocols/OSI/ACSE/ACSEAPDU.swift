package import BER

/// The APDUs of the association control service (X.227), kernel.
package enum ACSEAPDU: Equatable, Sendable {
    case aarq(AARQ)
    case aare(AARE)
    case rlrq(reason: Int?)
    case rlre(reason: Int?)
    case abrt(ABRT)
}

package struct AARQ: Equatable, Sendable {
    package var applicationContext: ObjectIdentifierValue
    package var userInformation: ExternalValue?
    /// ACSE version 1, the only one, is among those offered.
    package var hasVersion1 = true

    package init(applicationContext: ObjectIdentifierValue, userInformation: ExternalValue?) {
        self.applicationContext = applicationContext
        self.userInformation = userInformation
    }
}

package struct AARE: Equatable, Sendable {
    package var applicationContext: ObjectIdentifierValue
    package var result: Result
    package var diagnostic: Diagnostic
    package var userInformation: ExternalValue?

    package enum Result: Int, Sendable {
        case accepted = 0
        case rejectedPermanent = 1
        case rejectedTransient = 2
    }

    package enum Diagnostic: Equatable, Sendable {
        /// 0 null, 1 no reason given, 2 application context name not supported, 3...10 titles and identifiers not
        /// recognized, 11...14 authentication.
        case user(Int)
        /// 0 null, 1 no reason given, 2 no common ACSE version.
        case provider(Int)

        package static let applicationContextNotSupported = Diagnostic.user(2)
        package static let noCommonVersion = Diagnostic.provider(2)

        package var value: Int {
            switch self {
            case .user(let value), .provider(let value): value
            }
        }

        /// X.227 associate-source-diagnostic in words.
        package var text: String {
            switch self {
            case .user(let value): Self.userTexts.indices.contains(value) ? Self.userTexts[value] : "user \(value)"
            case .provider(let value):
                Self.providerTexts.indices.contains(value) ? Self.providerTexts[value] : "provider \(value)"
            }
        }

        private static let userTexts = [
            "null", "no reason given", "application context name not supported", "calling AP title not recognized",
            "calling AP invocation identifier not recognized", "calling AE qualifier not recognized",
            "calling AE invocation identifier not recognized", "called AP title not recognized",
            "called AP invocation identifier not recognized", "called AE qualifier not recognized",
            "called AE invocation identifier not recognized", "authentication mechanism name not recognized",
            "authentication mechanism name required", "authentication failure", "authentication required",
        ]
        private static let providerTexts = ["provider: null", "provider: no reason given", "no common ACSE version"]
    }

    package init(
        applicationContext: ObjectIdentifierValue, result: Result, diagnostic: Diagnostic,
        userInformation: ExternalValue?
    ) {
        self.applicationContext = applicationContext
        self.result = result
        self.diagnostic = diagnostic
        self.userInformation = userInformation
    }
}

package struct ABRT: Equatable, Sendable {
    /// Whether the ACSE provider aborts, not its user.
    package var isByProvider: Bool
    package var userInformation: ExternalValue?

    package init(isByProvider: Bool, userInformation: ExternalValue?) {
        self.isByProvider = isByProvider
        self.userInformation = userInformation
    }
}

/// EXTERNAL with an indirect reference, that is, a presentation context (X.690 8.18).
package struct ExternalValue: Equatable, Sendable {
    /// nil: the peer gave only a direct reference.
    package var context: Int?
    /// The complete encoding of the value within.
    package var octets: ArraySlice<UInt8>

    package init(context: Int?, octets: ArraySlice<UInt8>) {
        self.context = context
        self.octets = octets
    }
}
