/// The labels of attributes (F.401 annex F, RFC 1685; RFC 2156 4.2).
extension X400Address {
    /// Labels in the order in which they are written, each with the one of RFC 2156 where that is another.
    static let labels: [(key: String, rfc2156: String)] = [
        ("G", "G"), ("I", "I"), ("S", "S"), ("Q", "GQ"), ("CN", "CN"), ("O", "O"), ("OU1", "OU"), ("OU2", "OU"),
        ("OU3", "OU"), ("OU4", "OU"), ("P", "PRMD"), ("A", "ADMD"), ("C", "C"), ("X.121", "X121"),
        ("ISDN", "NET-NUM"), ("ISDN-SUB", "NET-SUB"), ("PSAP", "NET-PSAP"), ("N-ID", "UA-ID"), ("T-ID", "T-ID"),
        ("T-TY", "T-TY"), ("PD-PN", "PD-PN"), ("PD-O", "PD-O"), ("PD-EA", "PD-EXT-ADDRESS"),
        ("PD-ED", "PD-EXT-DELIVERY"), ("PD-OFN", "PD-OFFICE-NUM"), ("PD-OF", "PD-OFFICE"), ("PD-S", "PD-STREET"),
        ("PD-B", "PD-BOX"), ("PD-R", "PD-RESTANTE"), ("PD-U", "PD-UNIQUE"), ("PD-L", "PD-LOCAL"), ("PD-A1", "PD-A1"),
        ("PD-A2", "PD-A2"), ("PD-A3", "PD-A3"), ("PD-A4", "PD-A4"), ("PD-A5", "PD-A5"), ("PD-A6", "PD-A6"),
        ("PD-A", "PD-ADDRESS"), ("PD-PC", "PD-CODE"), ("PD-SN", "PD-SERVICE"), ("PD-C", "PD-C"),
    ]

    /// Where a label stands in a written address; domain-defined attributes come last.
    private static let order = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1.key, $0) })

    static func rank(_ key: String) -> Int { order[key] ?? labels.count }

    /// What else labels are called, in capitals.
    private static let synonyms: [String: String] = {
        var names = [
            "ADMD": "A", "PRMD": "P", "X121": "X.121", "UA-ID": "N-ID", "GQ": "Q", "E.164": "ISDN", "E.163": "ISDN",
            "GN": "G", "SN": "S", "PD-OFFICE NUMBER": "PD-OFN",
        ]
        for label in labels where !label.rfc2156.hasPrefix("OU") { names[label.rfc2156] = label.key }
        return names
    }()

    /// The label that a written one stands for; nil when nothing is called so. Domain-defined attributes keep their
    /// type as it is written: `dda:Type`, `DD.Type` and `RFC-822` (RFC 2156 4.3.1) all become `DDA:...`.
    static func label(_ written: String) -> String? {
        let upper = written.uppercased()
        if order[upper] != nil { return upper }
        if let label = synonyms[upper] { return label }
        // An extension attribute that has no text, in hexadecimal.
        if upper.hasPrefix("EXT-"), upper.dropFirst(4).allSatisfy(\.isNumber), upper.count > 4 { return upper }
        if upper == "RFC-822" || upper.hasPrefix("RFC822C") && upper.count == 8 { return "DDA:" + upper }
        for prefix in ["DDA:", "DD.", "DD:"] where upper.hasPrefix(prefix) && upper.count > prefix.count {
            return "DDA:" + written.dropFirst(prefix.count)
        }
        return nil
    }
}
