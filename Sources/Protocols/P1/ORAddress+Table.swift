// table: the extension attributes of O/R addresses (X.411 ExtensionAttributeTable) under their labels of F.401

extension ORAddress {
    /// A parameter of physical delivery: its label, and its types with printable and teletex, and with universal text.
    static let physicalDelivery: [(key: String, type: Int, universal: Int)] = [
        ("PD-OF", 10, 29), ("PD-OFN", 11, 30), ("PD-EA", 12, 31), ("PD-PN", 13, 32), ("PD-O", 14, 33),
        ("PD-ED", 15, 34), ("PD-S", 17, 36), ("PD-B", 18, 37), ("PD-R", 19, 38), ("PD-U", 20, 39), ("PD-L", 21, 40),
    ]

    /// Types of terminal (X.411 TerminalType).
    static let terminals: [(name: String, type: Int)] = [
        ("tlx", 3), ("ttx", 4), ("g3fax", 5), ("g4fax", 6), ("ia5", 7), ("vtx", 8), ("telex", 3), ("teletex", 4),
        ("g3-facsimile", 5), ("g4-facsimile", 6), ("ia5-terminal", 7), ("videotex", 8),
    ]

    /// Upper bounds (X.411 annex B): of printable and teletex text, and of universal text.
    static let bounds: [String: (printable: Int, universal: Int)] = {
        var bounds: [String: (printable: Int, universal: Int)] = [
            "S": (40, 64), "G": (16, 40), "I": (5, 16), "Q": (3, 16), "CN": (64, 64), "O": (64, 64), "OU1": (32, 32),
            "OU2": (32, 32), "OU3": (32, 32), "OU4": (32, 32), "P": (16, 0), "A": (16, 0), "X.121": (16, 0),
            "T-ID": (24, 0), "N-ID": (32, 0), "ISDN": (15, 0), "ISDN-SUB": (40, 0), "PD-SN": (16, 0),
            "PD-PC": (16, 0), "PD-A": (180, 180),
        ]
        for row in physicalDelivery { bounds[row.key] = (30, 30) }
        for line in 1...6 { bounds["PD-A\(line)"] = (30, 30) }
        return bounds
    }()
    /// ub-domain-defined-attribute-type-length
    static let domainDefinedType = 8
    /// ub-domain-defined-attribute-value-length
    static let domainDefinedValue = 128
    /// ub-domain-defined-attributes
    static let domainDefinedCount = 4
}
