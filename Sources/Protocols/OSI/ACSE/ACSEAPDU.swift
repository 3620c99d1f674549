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
        /// 0 null, 1 no reason given, 2 application context not supported.
        case user(Int)
        case provider(Int)
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
