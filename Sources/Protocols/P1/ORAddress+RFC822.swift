/// Internet mailboxes as domain-defined attributes (RFC 2156 4.1.4 and 4.3).
extension ORAddress {
    /// Octets of one attribute's value (ub-domain-defined-attribute-value-length).
    private static let partLimit = 128
    /// RFC-822 and RFC822C1...9. RFC 2156 knows three continuations, enough for 512 octets; the further ones are
    /// ours, for long mailboxes in UTF-8, whose octets take five characters each.
    private static let types = ["RFC-822"] + (1...9).map { "RFC822C\($0)" }

    /// The address of an Internet mailbox behind a domain; nil when the mailbox is empty or over 1280 characters
    /// in its escaped form.
    ///
    /// - Parameter mailbox: `local@domain` as in the SMTP path, UTF-8 where RFC 6531 permits it.
    package static func rfc822(_ mailbox: String, domain: GlobalDomainIdentifier) -> ORAddress? {
        var parts = [""]
        for unit in PrintableStringEscapes.units(mailbox) {
            if parts[parts.count - 1].utf8.count + unit.utf8.count > partLimit { parts.append("") }
            parts[parts.count - 1] += unit
        }
        guard parts != [""], parts.count <= types.count else { return nil }
        var address = ORAddress(domain: domain)
        address.domainDefinedAttributes = zip(types, parts).map { DomainDefinedAttribute(type: $0, value: $1) }
        return address
    }

    /// The Internet mailbox that this address stands for; nil where it stands for none, or for one with control
    /// characters, which no mailbox has and which must never reach a command line of SMTP.
    ///
    /// Only the alphabet is judged: whether the text is a mailbox is for the reader to find out.
    package var rfc822Mailbox: String? {
        var text = ""
        for (index, type) in Self.types.enumerated() {
            let attribute = domainDefinedAttributes.first { $0.type.uppercased() == type }
            guard let attribute else {
                if index == 0 { return nil }
                break
            }
            text += attribute.value
        }
        let mailbox = PrintableStringEscapes.decode(text)
        return mailbox.isEmpty || mailbox.utf8.contains { $0 < 0x20 || $0 == 0x7F } ? nil : mailbox
    }
}
