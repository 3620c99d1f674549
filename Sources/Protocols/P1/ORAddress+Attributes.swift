import BER

/// An O/R address as people write it (F.401 annex F, RFC 1685).
extension ORAddress {
    /// The attributes under their labels, those of the standard first.
    ///
    /// An attribute stands several times where a larger character set says it with other letters. Extension attributes
    /// that nobody here knows, or that are not what X.411 says, are `EXT-type` with their encoding in hexadecimal.
    package var attributes: [ORAddressAttribute] {
        var list = AttributeList()
        list.add("C", country)
        list.add("A", administrationDomain.map { $0.allSatisfy { $0 == " " } ? " " : $0 })
        list.add("P", privateDomain)
        list.add("X.121", networkAddress)
        list.add("T-ID", terminalIdentifier)
        list.add("O", organizationName)
        list.add("N-ID", numericUserIdentifier)
        if let personalName { list.add(personalName) }
        for (index, name) in organizationalUnitNames.enumerated() { list.add("OU\(index + 1)", name) }
        for attribute in domainDefinedAttributes { list.add("DDA:" + attribute.type, attribute.value) }
        for attribute in extensionAttributes.sorted(by: { $0.type < $1.type }) {
            do throws(BERError) {
                var read = list
                try read.add(attribute)
                list = read
            } catch {
                list.add("EXT-\(attribute.type)", Hexadecimal.text(attribute.value))
            }
        }
        return list.attributes
    }
}

/// Octets as text, for what has no other.
enum Hexadecimal {
    static func text(_ octets: some Sequence<UInt8>) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }

    /// nil when it is none.
    static func octets(_ text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

/// Collects attributes, each value once.
private struct AttributeList {
    var attributes: [ORAddressAttribute] = []

    mutating func add(_ key: String, _ value: String?) {
        guard let value = value.map(TeletexString.withoutControls) else { return }
        let key = TeletexString.withoutControls(key)
        let attribute = ORAddressAttribute(key, value)
        // A larger character set that has nothing to add says the same in other words, or the same.
        let isKnown = attributes.contains { $0.key == key && isPrintableString($0.value) }
        if attributes.contains(attribute) || isKnown && isPrintableString(value) && !key.hasPrefix("DDA:") { return }
        attributes.append(attribute)
    }

    mutating func add(_ name: PersonalName) {
        add("G", name.givenName)
        add("I", name.initials)
        add("S", name.surname)
        add("Q", name.generationQualifier)
    }

    /// - Throws: what is not as X.411 has it, and `unexpectedTag` for types that X.411 has not.
    mutating func add(_ attribute: ExtensionAttribute) throws(BERError) {
        var reader = try BERReader(attribute.value[...])
        let value = try reader.next()
        try reader.expectEnd()
        if let row = ORAddress.physicalDelivery.first(where: { $0.type == attribute.type }) {
            var fields = try Fields(value)
            add(row.key, try fields.optional(.printableString)?.text())
            add(row.key, try fields.optional(.teletexString)?.teletex())
            return try fields.expectEnd()
        }
        if let row = ORAddress.physicalDelivery.first(where: { $0.universal == attribute.type }) {
            return add(row.key, try value.universalOrBMPString())
        }
        try add(value, type: attribute.type)
    }

    // transition table
    private mutating func add(_ value: BERElement, type: Int) throws(BERError) {
        switch type {
        case 1: add("CN", try value.expecting(.printableString).text())
        case 2: add("CN", try value.expecting(.teletexString).teletex())
        case 3: add("O", try value.expecting(.teletexString).teletex())
        case 4: add(try PersonalName(value) { (part) throws(BERError) in try part.teletex() })
        case 5:
            let names = try value.expecting(.sequence).list(of: .teletexString) { (name) throws(BERError) in
                try name.teletex()
            }
            for (index, name) in names.enumerated() { add("OU\(index + 1)", name) }
        case 6:
            let pairs = try value.expecting(.sequence).list(of: .sequence) { (pair) throws(BERError) in
                var reader = try pair.children()
                return (try reader.next(.teletexString).teletex(), try reader.next(.teletexString).teletex())
            }
            for (type, value) in pairs { add("DDA:" + type, value) }
        case 7: add("PD-SN", try value.expecting(.printableString).text())
        case 8: add("PD-C", try value.domainName())
        case 9: add("PD-PC", try value.domainName())
        case 16:
            var fields = try Fields(value)
            let lines = try fields.optional(.sequence)?.list(of: .printableString) { (line) throws(BERError) in
                try line.text()
            }
            for (index, line) in (lines ?? []).enumerated() { add("PD-A\(index + 1)", line) }
            add("PD-A", try fields.optional(.teletexString)?.teletex())
            try fields.expectEnd()
        case 22: try addNetworkAddress(value)
        case 23:
            let type = try value.expecting(.integer).integer()
            add("T-TY", ORAddress.terminals.first { $0.type == type }?.name ?? "\(type)")
        case 24: add("CN", try value.universalOrBMPString())
        case 25: add("O", try value.universalOrBMPString())
        case 26: add(try PersonalName(value) { (part) throws(BERError) in try part.universalOrBMPString() })
        case 27:
            let names = try value.expecting(.sequence).list { (name) throws(BERError) in
                try name.universalOrBMPString()
            }
            for (index, name) in names.enumerated() { add("OU\(index + 1)", name) }
        case 28:
            let pairs = try value.expecting(.sequence).list(of: .sequence) { (pair) throws(BERError) in
                var reader = try pair.children()
                return (try reader.next().universalOrBMPString(), try reader.next().universalOrBMPString())
            }
            for (type, value) in pairs { add("DDA:" + type, value) }
        case 35: add("PD-A", try value.universalOrBMPString())
        default: throw BERError(.unexpectedTag, "extension attribute \(type)", at: value.offset)
        }
    }

    private mutating func addNetworkAddress(_ value: BERElement) throws(BERError) {
        if value.tag == .context(0) { return add("PSAP", Hexadecimal.text(value.contents)) }
        var reader = try value.expecting(.sequence).children()
        add("ISDN", try reader.next(.context(0)).text())
        add("ISDN-SUB", try reader.nextIf(.context(1))?.text())
        try reader.expectEnd()
    }
}

extension BERElement {
    fileprivate func expecting(_ tag: BERTag) throws(BERError) -> BERElement {
        guard self.tag == tag else { throw BERError(.unexpectedTag, "\(self.tag) instead of \(tag)", at: offset) }
        return self
    }
}
