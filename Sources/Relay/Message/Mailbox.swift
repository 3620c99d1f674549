/// An Internet mail address, `local@domain` (RFC 5321 4.1.2, RFC 6531).
///
/// The local part is kept as it was written and compared octet by octet; domains are compared in lower case.
package struct Mailbox: Hashable, Sendable, CustomStringConvertible {
    package let localPart: String
    package let domain: String

    package init(localPart: String, domain: String) {
        self.localPart = localPart
        self.domain = domain.lowercased()
    }

    /// Splits at the last `@`. Returns nil when either side is empty.
    package init?(_ text: String) {
        guard let at = text.lastIndex(of: "@") else { return nil }
        let local = text[..<at]
        let domain = text[text.index(after: at)...]
        if local.isEmpty || domain.isEmpty { return nil }
        self.init(localPart: String(local), domain: String(domain))
    }

    package var description: String { "\(localPart)@\(domain)" }
}
