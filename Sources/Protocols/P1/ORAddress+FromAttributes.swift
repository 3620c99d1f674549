import BER

extension ORAddress {
    /// The address that these attributes make: what PrintableString can hold in the standard attributes, the rest in
    /// the teletex or universal ones of the same name.
    ///
    /// - Parameter attributes: labels as `attributes` gives them. A country without an ADMD has a blank one
    ///   (RFC 1685 2).
    package init(attributes: [ORAddressAttribute]) throws(ORAddressError) {
        self.init()
        var values = try AttributeValues(attributes)
        try readDomains(&values)
        networkAddress = try values.numeric("X.121")
        terminalIdentifier = try values.printable("T-ID")
        numericUserIdentifier = try values.numeric("N-ID")
        let organization = try values.take("O")
        organizationName = organization[.printable]
        add(3, teletex: organization[.teletex])
        add(25, universal: organization[.universal])
        let name = try values.take("CN")
        if let text = name[.printable] { add(1) { $0.string(text, tag: .printableString) } }
        add(2, teletex: name[.teletex])
        add(24, universal: name[.universal])
        try readPersonalName(&values)
        try readUnits(&values)
        try readDomainDefinedAttributes(values.takeDomainDefined())
        try readPhysicalDelivery(&values)
        try readTerminal(&values)
        try readExtensions(&values)
        extensionAttributes.sort { $0.type < $1.type }
        try values.expectEnd()
    }

    private mutating func readDomains(_ values: inout AttributeValues) throws(ORAddressError) {
        country = try values.countryName("C")
        privateDomain = try values.printable("P")
        administrationDomain = try values.printable("A") ?? (country == nil ? nil : " ")
    }

    /// A form of the name has all its parts, or is not there: in the form of the largest character set each part stands
    /// as well as it can.
    private mutating func readPersonalName(_ values: inout AttributeValues) throws(ORAddressError) {
        let parts = try ["S", "G", "I", "Q"].map { (key) throws(ORAddressError) in try values.take(key) }
        let given = parts.filter { !$0.isEmpty }
        guard !given.isEmpty else { return }
        guard !parts[0].isEmpty else { throw .missing(key: "S", for: "G, I or Q") }
        for form in TextForms.forms(of: given) {
            let texts = parts.map { $0.text(upTo: form) }
            guard let surname = texts[0] else { continue }
            let name = PersonalName(
                surname: surname, givenName: texts[1], initials: texts[2], generationQualifier: texts[3])
            switch form {
            case .printable: personalName = name
            case .teletex: add(4) { name.write(to: &$0, tag: .set) { $0.teletex($1, tag: $2) } }
            case .universal: add(26) { name.write(to: &$0, tag: .set) { $0.universalOrBMPString($1, tag: $2) } }
            }
        }
    }

    private mutating func readUnits(_ values: inout AttributeValues) throws(ORAddressError) {
        let units = try (1...4).map { (number) throws(ORAddressError) in try values.take("OU\(number)") }
        let count = units.firstIndex(where: \.isEmpty) ?? units.count
        if let beyond = units.dropFirst(count).firstIndex(where: { !$0.isEmpty }) {
            throw .missing(key: "OU\(count + 1)", for: "OU\(beyond + 1)")
        }
        let given = Array(units.prefix(count))
        for form in TextForms.forms(of: given) {
            let names = given.compactMap { $0.text(upTo: form) }
            switch form {
            case .printable: organizationalUnitNames = names
            case .teletex: add(5) { $0.sequence { list in for name in names { list.teletex(name) } } }
            case .universal: add(27) { $0.sequence { list in for name in names { list.universalOrBMPString(name) } } }
            }
        }
    }

    private mutating func readDomainDefinedAttributes(
        _ attributes: [DomainDefinedAttribute]
    ) throws(ORAddressError) {
        var lists: [TextForms.Form: [DomainDefinedAttribute]] = [:]
        for attribute in attributes {
            var attribute = attribute
            if attribute.type.uppercased().hasPrefix("RFC") && !isPrintableString(attribute.value) {
                // An Internet mailbox as people write it.
                attribute.value = PrintableStringEscapes.encode(attribute.value)
            }
            let form = max(TextForms.Form(for: attribute.type), TextForms.Form(for: attribute.value))
            lists[form, default: []].append(attribute)
        }
        for (form, list) in lists {
            guard list.count <= Self.domainDefinedCount else {
                throw .tooLong(key: "DDA", limit: Self.domainDefinedCount)
            }
            switch form {
            case .printable: domainDefinedAttributes = list
            case .teletex: add(6) { $0.pairs(list) { $0.teletex($1) } }
            case .universal: add(28) { $0.pairs(list) { $0.universalOrBMPString($1) } }
            }
        }
    }

    private mutating func readPhysicalDelivery(_ values: inout AttributeValues) throws(ORAddressError) {
        if let text = try values.printable("PD-SN") { add(7) { $0.string(text, tag: .printableString) } }
        if let text = try values.countryName("PD-C") { add(8) { $0.domainName(text) } }
        if let text = try values.printable("PD-PC") { add(9) { $0.domainName(text) } }
        for row in Self.physicalDelivery {
            let text = try values.take(row.key)
            addParameter(row.type, lines: [], printable: text[.printable], teletex: text[.teletex])
            add(row.universal, universal: text[.universal])
        }
        let lines = try (1...6).map { (line) throws(ORAddressError) in try values.printable("PD-A\(line)") }
        let address = try values.take("PD-A")
        // Text that PrintableString could hold is Teletex's all the same: there is no other place for it.
        addParameter(
            16, lines: lines.compactMap(\.self), printable: nil, teletex: address[.teletex] ?? address[.printable])
        add(35, universal: address[.universal])
    }

    private mutating func readTerminal(_ values: inout AttributeValues) throws(ORAddressError) {
        let subaddress = try values.numeric("ISDN-SUB")
        if let number = try values.numeric("ISDN") {
            add(22) { writer in
                writer.sequence {
                    $0.string(number, tag: .context(0))
                    $0.optionalString(subaddress, tag: .context(1))
                }
            }
        } else if subaddress != nil {
            throw .missing(key: "ISDN", for: "ISDN-SUB")
        }
        if let text = try values.take("PSAP")[.printable] {
            guard let octets = Hexadecimal.octets(text) else { throw .value(key: "PSAP") }
            var writer = BERWriter()
            writer.constructed(.context(0)) { $0.encoded(octets) }
            guard isElement(writer.octets) else { throw .value(key: "PSAP") }
            extensionAttributes.append(ExtensionAttribute(type: 22, value: writer.octets))
        }
        if let text = try values.take("T-TY")[.printable] {
            let name = text.lowercased()
            let type = Self.terminals.first { $0.name == name }?.type ?? Int(text)
            guard let type, 0...256 ~= type else { throw .value(key: "T-TY") }
            add(23) { $0.integer(type) }
        }
    }

    /// Attributes that have no text, as `attributes` gives them.
    private mutating func readExtensions(_ values: inout AttributeValues) throws(ORAddressError) {
        for (key, text) in values.takeAll(prefix: "EXT-") {
            guard let type = Int(key.dropFirst(4)), 0...256 ~= type else { throw .unknownKey(key) }
            guard let octets = Hexadecimal.octets(text), isElement(octets) else {
                throw .value(key: key)
            }
            extensionAttributes.append(ExtensionAttribute(type: type, value: octets))
        }
    }

    // MARK: Extension attributes

    private mutating func add(_ type: Int, _ write: (inout BERWriter) -> Void) {
        var writer = BERWriter()
        write(&writer)
        extensionAttributes.append(ExtensionAttribute(type: type, value: writer.octets))
    }

    private mutating func add(_ type: Int, teletex text: String?) {
        if let text { add(type) { $0.teletex(text) } }
    }

    private mutating func add(_ type: Int, universal text: String?) {
        if let text { add(type) { $0.universalOrBMPString(text) } }
    }

    /// PDSParameter, or UnformattedPostalAddress with its lines.
    private mutating func addParameter(_ type: Int, lines: [String], printable: String?, teletex: String?) {
        guard !lines.isEmpty || printable != nil || teletex != nil else { return }
        add(type) { writer in
            writer.set { set in
                if !lines.isEmpty {
                    set.sequence { for line in lines { $0.string(line, tag: .printableString) } }
                }
                set.optionalString(printable, tag: .printableString)
                if let teletex { set.teletex(teletex) }
            }
        }
    }
}

/// Whether octets are one element, whole at every depth.
private func isElement(_ octets: [UInt8]) -> Bool {
    func check(_ element: BERElement) throws(BERError) {
        guard element.isConstructed else { return }
        var children = try element.children()
        while let child = try children.nextIfPresent() { try check(child) }
    }
    do throws(BERError) {
        var reader = try BERReader(octets[...])
        try check(reader.next())
        return reader.isAtEnd
    } catch {
        return false
    }
}

extension BERWriter {
    fileprivate mutating func pairs(
        _ list: [DomainDefinedAttribute], _ write: (inout BERWriter, String) -> Void
    ) {
        sequence { pairs in
            for attribute in list {
                pairs.sequence {
                    write(&$0, attribute.type)
                    write(&$0, attribute.value)
                }
            }
        }
    }
}
