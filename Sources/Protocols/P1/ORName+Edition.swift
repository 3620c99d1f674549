import BER

extension ORName {
    /// The name in its form of 1984.
    ///
    /// - Throws: when an attribute that tells whom it means would be lost.
    func downgraded(_ losses: inout DowngradeLosses) throws(DowngradeObstacle) -> ORName {
        let (address, needed, dropped) = address.downgraded
        if let attribute = needed.first {
            throw DowngradeObstacle(why: "address with extension attribute \(attribute)")
        }
        for attribute in dropped { losses.add("extension attribute \(attribute)") }
        return withoutDirectoryName(address, &losses)
    }

    /// The nearest name of 1984, for somebody who is only told of.
    func nearest1984(_ losses: inout DowngradeLosses) -> ORName {
        let (address, needed, dropped) = address.downgraded
        for attribute in needed + dropped { losses.add("extension attribute \(attribute)") }
        return withoutDirectoryName(address, &losses)
    }

    private func withoutDirectoryName(_ address: ORAddress, _ losses: inout DowngradeLosses) -> ORName {
        if directoryName != nil { losses.add("directory name") }
        return ORName(address: address)
    }

    var upgraded: ORName { ORName(address: address.upgraded, directoryName: directoryName) }
}

extension ORAddress {
    /// The domain-defined attribute in which 1984 has the common name (RFC 1328 3.2).
    private static let common = "Common"
    private static let commonName = 1
    /// ub-domain-defined-attributes.
    private static let domainDefinedAttributeLimit = 4

    /// Without extension attributes; and the types of those that would have been needed and of those that only say
    /// again, or add, what the address says without them.
    fileprivate var downgraded: (address: ORAddress, needed: [Int], dropped: [Int]) {
        var result = self
        result.extensionAttributes = []
        var needed: [Int] = []
        var dropped: [Int] = []
        let hasCommonName = extensionAttributes.contains { $0.type == Self.commonName }
        for attribute in extensionAttributes {
            if attribute.type == Self.commonName {
                if !result.addCommon(attribute) { needed.append(attribute.type) }
                continue
            }
            let isSpare =
                switch attribute.type {
                case 2, 24: hasCommonName
                case 3, 25: organizationName != nil
                case 4, 26: personalName != nil
                case 5, 27: !organizationalUnitNames.isEmpty
                case 6, 28: !domainDefinedAttributes.isEmpty
                case 22: networkAddress != nil
                case 23: true
                default: false
                }
            if isSpare { dropped.append(attribute.type) } else { needed.append(attribute.type) }
        }
        return (result, needed, dropped)
    }

    private mutating func addCommon(_ attribute: ExtensionAttribute) -> Bool {
        guard domainDefinedAttributes.count < Self.domainDefinedAttributeLimit,
            var reader = try? BERReader(attribute.value[...]), let name = try? reader.next(.printableString).text()
        else { return false }
        domainDefinedAttributes.append(DomainDefinedAttribute(type: Self.common, value: name))
        return true
    }

    /// With the common name where 1988 has it.
    fileprivate var upgraded: ORAddress {
        guard !extensionAttributes.contains(where: { $0.type == Self.commonName }),
            let index = domainDefinedAttributes.firstIndex(where: { $0.type.uppercased() == Self.common.uppercased() })
        else { return self }
        var result = self
        let name = result.domainDefinedAttributes.remove(at: index).value
        var writer = BERWriter()
        writer.string(name, tag: .printableString)
        result.extensionAttributes.append(ExtensionAttribute(type: Self.commonName, value: writer.octets))
        return result
    }
}
