/// The ESMTP parameters of RCPT: NOTIFY and ORCPT (RFC 3461).
package struct RecipientParameters: Hashable, Sendable {
    package struct Notify: OptionSet, Hashable, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        package static let never = Notify(rawValue: 1)
        package static let success = Notify(rawValue: 2)
        package static let failure = Notify(rawValue: 4)
        package static let delay = Notify(rawValue: 8)
    }

    /// Empty when the client did not say.
    package var notify: Notify = []
    /// `type;xtext`, as received.
    package var originalRecipient: String?

    package init() {}

    /// Reads the parameters behind a path.
    package init(_ text: ArraySlice<UInt8>) throws(SMTPSyntaxError) {
        for (keyword, value) in try ParameterList.split(text) {
            switch keyword {
            case "NOTIFY": notify = try RecipientParameters.notify(value)
            case "ORCPT":
                guard let value, value.utf8.count <= 500, RecipientParameters.isTyped(value) else {
                    throw SMTPSyntaxError(.xtext, "ORCPT takes type;xtext")
                }
                originalRecipient = value
            default: throw SMTPSyntaxError(.parameterUnknown, "parameter not known")
            }
        }
    }

    private static func notify(_ value: String?) throws(SMTPSyntaxError) -> Notify {
        let words = (value ?? "").uppercased().split(separator: ",", omittingEmptySubsequences: false)
        if words == ["NEVER"] { return .never }
        var notify: Notify = []
        for word in words {
            switch word {
            case "SUCCESS": notify.insert(.success)
            case "FAILURE": notify.insert(.failure)
            case "DELAY": notify.insert(.delay)
            default: throw SMTPSyntaxError(.parameter, "NOTIFY is NEVER or of SUCCESS, FAILURE, DELAY")
            }
        }
        return notify
    }

    /// An address type and xtext; beyond ASCII as RFC 6533 3 has it.
    private static func isTyped(_ value: String) -> Bool {
        guard let semicolon = value.firstIndex(of: ";") else { return false }
        let type = value[..<semicolon]
        let address = value[value.index(after: semicolon)...]
        return !type.isEmpty && type.utf8.allSatisfy { DomainSyntax.isLabel($0) && $0 < 0x80 } && !address.isEmpty
            && XText.decode(address.utf8.filter { $0 < 0x80 }) != nil
    }
}
