import BER

extension ORAddress {
    /// Built-in standard attributes, then what may follow them within an O/R name.
    init(_ reader: inout BERReader) throws(BERError) {
        self.init()
        try readStandardAttributes(reader.next(.sequence))
        if let attributes = try reader.nextIf(.sequence) {
            domainDefinedAttributes = try attributes.list(of: .sequence) {
                (attribute) throws(BERError) in try DomainDefinedAttribute(attribute)
            }
        }
        if let attributes = try reader.nextIf(.set) {
            extensionAttributes = try attributes.list(of: .sequence) {
                (attribute) throws(BERError) in try ExtensionAttribute(attribute)
            }
        }
    }

    private mutating func readStandardAttributes(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        country = try reader.nextIf(.country)?.onlyChild().domainName(&forms.country)
        administrationDomain = try reader.nextIf(.administrationDomain)?.onlyChild()
            .domainName(&forms.administrationDomain)
        networkAddress = try reader.nextIf(.context(0))?.text()
        terminalIdentifier = try reader.nextIf(.context(1))?.text()
        privateDomain = try reader.nextIf(.context(2))?.onlyChild().domainName(&forms.privateDomain)
        organizationName = try reader.nextIf(.context(3))?.text()
        numericUserIdentifier = try reader.nextIf(.context(4))?.text()
        if let name = try reader.nextIf(.context(5)) { personalName = try PersonalName(name) }
        if let units = try reader.nextIf(.context(6)) {
            organizationalUnitNames = try units.list(of: .printableString) {
                (unit) throws(BERError) in try unit.text()
            }
        }
        if let other = try reader.nextIfPresent() {
            throw BERError(.unexpectedTag, "\(other.tag) in standard attributes", at: other.offset)
        }
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
