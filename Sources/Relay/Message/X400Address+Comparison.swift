/// Which O/R addresses are one, and which lie in a space of addresses.
extension X400Address {
    /// The same address in the one form in which equal addresses are equal: attributes in their order, values without
    /// difference of case and with single blanks (X.402 18.4), no blank ADMD (RFC 1685 2).
    package var canonical: X400Address {
        X400Address(
            ordered.compactMap { attribute in
                let value = Self.folded(attribute.value)
                return value.isEmpty ? nil : Attribute(Self.comparable(key: attribute.key), value)
            })
    }

    /// Whether both are one address, whatever the case and the blanks.
    package func matches(_ other: X400Address) -> Bool { canonical == other.canonical }

    /// How specifically this space of addresses holds `address`; nil when it does not.
    ///
    /// A space names some attributes, and holds each address that has them all. A value may end in `*`, or be `*` for
    /// any value. An ADMD that is blank or missing is any. The more specific of two spaces has the greater measure:
    /// first the number of attributes named in full, then the letters before `*`.
    package func covers(_ address: X400Address) -> Int? {
        let values = Dictionary(grouping: address.canonical.attributes, by: \.key)
        let space = Dictionary(grouping: canonical.attributes, by: \.key)
        var measure = 0
        for (key, patterns) in space {
            guard let values = values[key] else { return nil }
            let best = patterns.flatMap { pattern in
                values.compactMap { Self.measure(of: $0.value, in: pattern.value) }
            }.max()
            guard let best else { return nil }
            measure += best
        }
        return measure
    }

    /// A value in full counts as much as any prefix can.
    private static func measure(of value: String, in pattern: String) -> Int? {
        guard pattern.hasSuffix("*") else { return value == pattern ? textLimit : nil }
        let prefix = pattern.dropLast()
        return value.hasPrefix(prefix) ? 1 + prefix.count : nil
    }

    /// Labels as they are, but the types of domain-defined attributes without difference of case.
    static func comparable(key: String) -> String {
        let label = label(key) ?? key
        return label.hasPrefix("DDA:") ? "DDA:" + folded(String(label.dropFirst(4))) : label
    }

    /// Without difference of case and of blanks.
    static func folded(_ text: String) -> String {
        text.lowercased().split(separator: " ").joined(separator: " ")
    }
}
