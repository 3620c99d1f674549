import BER

extension ORAddress {
    /// Built-in standard attributes, then what may follow them within an O/R name.
    init(_ reader: inout BERReader) throws(BERError) {
        self.init()
        try reader.next(.sequence) { (attributes) throws(BERError) in try readStandardAttributes(&attributes) }
        domainDefinedAttributes = try reader.nextIf(.sequence, DomainDefinedAttribute.list) ?? []
        extensionAttributes = try reader.nextIf(.set, ExtensionAttribute.list) ?? []
    }

    private mutating func readStandardAttributes(_ reader: inout BERReader) throws(BERError) {
        if let name = try reader.nextIf(.country, BERReader.explicitDomainName) { (country, forms.country) = name }
        if let name = try reader.nextIf(.administrationDomain, BERReader.explicitDomainName) {
            (administrationDomain, forms.administrationDomain) = name
        }
        networkAddress = try reader.nextIf(.context(0), BERReader.text)
        terminalIdentifier = try reader.nextIf(.context(1), BERReader.text)
        if let name = try reader.nextIf(.context(2), BERReader.explicitDomainName) {
            (privateDomain, forms.privateDomain) = name
        }
        organizationName = try reader.nextIf(.context(3), BERReader.text)
        numericUserIdentifier = try reader.nextIf(.context(4), BERReader.text)
        if let name = try reader.nextIf(.context(5)) { personalName = try PersonalName(name) }
        organizationalUnitNames =
            try reader.nextIf(.context(6)) { (units) throws(BERError) in
                try units.list(of: .printableString, BERReader.text)
            } ?? []
        try reader.expectNoOther(in: "standard attributes")
    }

    func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            inner.domainName(country, explicit: .country, isUnusual: forms.country)
            inner.domainName(
                administrationDomain, explicit: .administrationDomain, isUnusual: forms.administrationDomain)
            inner.optionalString(networkAddress, tag: .context(0))
            inner.optionalString(terminalIdentifier, tag: .context(1))
            inner.domainName(privateDomain, explicit: .context(2), isUnusual: forms.privateDomain)
            inner.optionalString(organizationName, tag: .context(3))
            inner.optionalString(numericUserIdentifier, tag: .context(4))
            personalName?.write(to: &inner, tag: .context(5))
            if !organizationalUnitNames.isEmpty {
                inner.constructed(.context(6)) { units in
                    for name in organizationalUnitNames { units.string(name, tag: .printableString) }
                }
            }
        }
        if !domainDefinedAttributes.isEmpty {
            writer.sequence { list in
                for attribute in domainDefinedAttributes { attribute.write(to: &list) }
            }
        }
        if !extensionAttributes.isEmpty {
            writer.set { list in
                for attribute in extensionAttributes { attribute.write(to: &list) }
            }
        }
    }
}
