/// Reading an O/R address as people and RFC 2156 write it.
extension X400Address {
    /// Octets of a text that is read.
    package static let textLimit = 4096
    /// Attributes of a text that is read.
    package static let attributeLimit = 64

    /// `G=Ann; S=Lee; O=Acme; P=Acme; A= ; C=KE` (F.401 annex F, RFC 1685), or `/C=KE/ADMD= /PRMD=Acme/S=Lee/`
    /// (also the left-hand side of an address of RFC 2156).
    ///
    /// A text that begins with a slash is divided by slashes, any other by semicolons; a divider within a value is
    /// doubled, or has `$` before it in the form with slashes. The case of labels and blanks around labels and values
    /// say nothing. A value with `*` at its end makes it a space of addresses (`covers`).
    package init(parsing text: String) throws(X400AddressError) {
        guard text.utf8.count <= Self.textLimit else { throw .tooLong }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || 0x7F..<0xA0 ~= $0.value }) else {
            throw .controlCharacter
        }
        let text = Self.trimmed(text)
        attributes = []
        var units: [String] = []
        let isSlashed = text.hasPrefix("/")
        let fields = Self.fields(
            (isSlashed ? text.dropFirst() : text[...]).unicodeScalars, divider: isSlashed ? "/" : ";")
        for field in fields {
            guard attributes.count + units.count < Self.attributeLimit else { throw .tooLong }
            guard let written = field.key else { throw .missingEquals(Self.trimmed(field.value)) }
            let key = Self.trimmed(written)
            let value = Self.trimmed(field.value)
            switch key.uppercased() {
            case "PN": try appendPersonalName(value)
            case "OU": units.append(value)
            case "PD-ADDRESS" where value.contains("|"):
                for (number, line) in value.split(separator: "|").prefix(7).enumerated() {
                    guard number < 6 else { throw .tooLong }
                    try append("PD-A\(number + 1)", Self.trimmed(line))
                }
            default:
                guard let label = Self.label(key) else { throw .unknownKey(key) }
                try append(label, value)
            }
        }
        // Units without numbers: the last one written is the most significant (RFC 2156 4.3.3).
        guard units.count <= 4 else { throw .tooManyUnits }
        for (number, unit) in units.reversed().enumerated() { try append("OU\(number + 1)", unit) }
        guard !attributes.isEmpty else { throw .empty }
    }

    private mutating func append(_ key: String, _ value: String) throws(X400AddressError) {
        guard attributes.count < Self.attributeLimit else { throw .tooLong }
        guard !value.isEmpty || key == "A" else { throw .emptyValue(key: key) }
        for other in attributes where Self.comparable(key: other.key) == Self.comparable(key: key) {
            // A further value may say the same beyond ASCII.
            let isVariant = !(other.value + value).utf8.allSatisfy { $0 < 0x80 }
            guard isVariant || key.hasPrefix("DDA:") else { throw .repeatedKey(key) }
        }
        attributes.append(Attribute(key, value.isEmpty ? " " : value))
    }

    /// `Ann.B.Lee`: a given name of at least two letters, initials of one, and what is left is the surname
    /// (RFC 2156 4.2.1).
    private mutating func appendPersonalName(_ text: String) throws(X400AddressError) {
        var parts = text.split(separator: ".", omittingEmptySubsequences: false)[...]
        if parts.count > 1, let first = parts.first, Self.trimmed(first).count > 1 {
            try append("G", Self.trimmed(first))
            parts.removeFirst()
        }
        var initials = ""
        while parts.count > 1, let first = parts.first, first.count == 1, first != " " {
            initials += first
            parts.removeFirst()
        }
        if !initials.isEmpty { try append("I", initials) }
        try append("S", Self.trimmed(parts.joined(separator: ".")))
    }

    /// What stands between dividers, divided again at the first `=`; empty fields are left out. By scalars: as
    /// characters, others are the same as a divider, such as the Greek question mark.
    private static func fields(
        _ text: Substring.UnicodeScalarView, divider: Unicode.Scalar
    ) -> [(key: String?, value: String)] {
        var fields: [(key: String?, value: String)] = []
        var key: String?
        var current = String.UnicodeScalarView()
        var rest = text
        func isBlank() -> Bool { key == nil && current.allSatisfy { $0 == " " } }
        while let scalar = rest.popFirst() {
            switch scalar {
            case "$" where divider == "/" && !rest.isEmpty:
                current.append(rest.removeFirst())
            case divider where rest.first == divider && !isBlank():
                current.append(rest.removeFirst())
            case divider:
                if !isBlank() { fields.append((key, String(current))) }
                key = nil
                current = String.UnicodeScalarView()
            case "=" where key == nil && rest.first == "=" && current.contains(":"):
                // Within the type of a domain-defined attribute.
                current.append(rest.removeFirst())
            case "=" where key == nil:
                key = String(current)
                current = String.UnicodeScalarView()
            default:
                current.append(scalar)
            }
        }
        if !isBlank() { fields.append((key, String(current))) }
        return fields
    }

    /// Without blanks around it. By scalars: a blank and the accent after it are one character.
    static func trimmed(_ text: some StringProtocol) -> String {
        var scalars = text.unicodeScalars[...]
        while scalars.first == " " { scalars.removeFirst() }
        while scalars.last == " " { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }
}
