/// Writing an O/R address.
extension X400Address: CustomStringConvertible {
    /// As F.401 annex F and RFC 1685 have it: `G=Ann; S=Lee; O=Acme; P=Acme; A= ; C=KE`.
    package var description: String {
        ordered.map { attribute in
            // A value's own `=` must not look like a doubled one of the type; blanks around values say nothing.
            let equals = attribute.value.unicodeScalars.first == "=" ? "= " : "="
            return Self.doubling(";", in: Self.doubling("=", in: attribute.key) + equals + attribute.value)
        }.joined(separator: "; ")
    }

    private static func doubling(_ divider: Unicode.Scalar, in text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(scalar)
            if scalar == divider { result.append(scalar) }
        }
        return String(result)
    }

    /// As the left-hand side of an address of RFC 2156 4.1: `/G=Ann/S=Lee/O=Acme/PRMD=Acme/ADMD= /C=KE/`.
    package var rfc2156: String {
        var attributes = ordered
        // Units have no numbers here; the last one is the most significant.
        if let first = attributes.firstIndex(where: { $0.key.hasPrefix("OU") }) {
            let end = attributes[first...].firstIndex { !$0.key.hasPrefix("OU") } ?? attributes.endIndex
            attributes[first..<end].reverse()
        }
        let lines = attributes.filter { $0.key.hasPrefix("PD-A") && $0.key.count == 5 }
        if let first = lines.first, let start = attributes.firstIndex(of: first), lines.count > 1 {
            attributes.removeAll { lines.contains($0) }
            attributes.insert(Attribute("PD-A", lines.map(\.value).joined(separator: "|")), at: start)
        }
        return attributes.reduce("/") { text, attribute in
            let rank = Self.rank(attribute.key)
            let key =
                rank < Self.labels.count
                ? Self.labels[rank].rfc2156 : "DD." + attribute.key.dropFirst("DDA:".count)
            return text + Self.escaped(key) + "=" + Self.escaped(attribute.value) + "/"
        }
    }

    /// In the order of the labels; domain-defined attributes stay in theirs, which may mean something.
    var ordered: [Attribute] {
        attributes.enumerated().sorted { (Self.rank($0.1.key), $0.0) < (Self.rank($1.1.key), $1.0) }.map(\.1)
    }

    private static func escaped(_ text: some StringProtocol) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "/" || scalar == "=" || scalar == "$" { result.append("$") }
            result.append(scalar)
        }
        return String(result)
    }
}
