/// Why a command's argument cannot be understood, with the reply that says so. Equality is by code.
package struct SMTPSyntaxError: Error, Sendable, Equatable {
    package enum Code: Sendable {
        case path
        case pathNeedsSMTPUTF8
        case parameter
        case parameterUnknown
        case parameterRepeated
        case xtext
    }

    package let code: Code
    /// For people; never holds the peer's octets.
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package static func == (a: SMTPSyntaxError, b: SMTPSyntaxError) -> Bool { a.code == b.code }
}
