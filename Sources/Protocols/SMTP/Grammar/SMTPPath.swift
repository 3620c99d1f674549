/// A reverse or forward path with a mailbox in it (RFC 5321 4.1.2, RFC 6531 3.3). The null path is none.
package struct SMTPPath: Hashable, Sendable, CustomStringConvertible {
    /// In its shortest form: quotes stay only where the local part cannot be written without them.
    package let localPart: String
    /// As written; a domain literal keeps its brackets.
    package let domain: String

    package init(localPart: String, domain: String) {
        self.localPart = localPart
        self.domain = domain
    }

    /// Whether a peer needs SMTPUTF8 to be given this path.
    package var needsSMTPUTF8: Bool {
        localPart.utf8.contains { $0 >= 0x80 } || domain.utf8.contains { $0 >= 0x80 }
    }

    /// `local@domain`
    package var description: String { "\(localPart)@\(domain)" }

    /// The local part without quotes and backslashes: the name that a mailbox is looked up by.
    package var unquotedLocalPart: String { SMTPPath.unquoted(localPart) }

    /// Takes the quotes and backslashes off a local part, where it has them.
    package static func unquoted(_ localPart: String) -> String {
        guard localPart.utf8.first == UInt8(ascii: "\""), localPart.utf8.last == UInt8(ascii: "\""),
            localPart.utf8.count >= 2
        else { return localPart }
        var octets: [UInt8] = []
        var escaped = false
        for octet in localPart.utf8.dropFirst().dropLast() {
            if !escaped, octet == UInt8(ascii: "\\") {
                escaped = true
            } else {
                octets.append(octet)
                escaped = false
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
