/// The ESMTP parameters of MAIL: SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), RET and ENVID (RFC 3461),
/// MT-PRIORITY (RFC 6710).
package struct MailParameters: Hashable, Sendable {
    package enum Body: Hashable, Sendable { case sevenBit, eightBitMIME }
    package enum Return: Hashable, Sendable { case full, headers }

    /// Octets of content, as the client announces them.
    package var size: Int?
    package var body: Body?
    package var smtpUTF8 = false
    package var dsnReturn: Return?
    /// xtext, as received.
    package var envelopeID: String?
    /// -9...9
    package var priority: Int?

    package init() {}

    /// Reads the parameters behind a path.
    package init(_ text: ArraySlice<UInt8>) throws(SMTPSyntaxError) {
        for (keyword, value) in try ParameterList.split(text) {
            switch keyword {
            case "SIZE": size = try MailParameters.number(value)
            case "BODY": body = try MailParameters.body(value)
            case "SMTPUTF8":
                if value != nil { throw SMTPSyntaxError(.parameter, "SMTPUTF8 takes no value") }
                smtpUTF8 = true
            case "RET": dsnReturn = try MailParameters.dsnReturn(value)
            case "ENVID":
                guard let value, !value.isEmpty, value.utf8.count <= 100, XText.decode(value.utf8) != nil else {
                    throw SMTPSyntaxError(.xtext, "ENVID takes xtext")
                }
                envelopeID = value
            case "MT-PRIORITY": priority = try MailParameters.priority(value)
            default: throw SMTPSyntaxError(.parameterUnknown, "parameter not known")
            }
        }
    }

    private static func number(_ value: String?) throws(SMTPSyntaxError) -> Int {
        guard let value, !value.isEmpty, value.utf8.count <= 20, value.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { throw SMTPSyntaxError(.parameter, "SIZE takes a number") }
        return Int(value) ?? .max
    }

    private static func body(_ value: String?) throws(SMTPSyntaxError) -> Body {
        switch value?.uppercased() {
        case "7BIT": .sevenBit
        case "8BITMIME": .eightBitMIME
        default: throw SMTPSyntaxError(.parameter, "BODY is 7BIT or 8BITMIME")
        }
    }

    private static func dsnReturn(_ value: String?) throws(SMTPSyntaxError) -> Return {
        switch value?.uppercased() {
        case "FULL": .full
        case "HDRS": .headers
        default: throw SMTPSyntaxError(.parameter, "RET is FULL or HDRS")
        }
    }

    private static func priority(_ value: String?) throws(SMTPSyntaxError) -> Int {
        guard let value, let number = Int(value), number >= -9, number <= 9, value.first != "+" else {
            throw SMTPSyntaxError(.parameter, "MT-PRIORITY is -9 to 9")
        }
        return number
    }
}
