import Message
import P1

extension X400Address {
    init(_ address: ORAddress) {
        var pairs: [(String, String?)] = [
            ("C", address.country), ("A", address.administrationDomain), ("P", address.privateDomain),
            ("X.121", address.networkAddress), ("T-ID", address.terminalIdentifier), ("O", address.organizationName),
            ("N-ID", address.numericUserIdentifier), ("G", address.personalName?.givenName),
            ("I", address.personalName?.initials), ("S", address.personalName?.surname),
            ("Q", address.personalName?.generationQualifier),
        ]
        for (index, unit) in address.organizationalUnitNames.enumerated() { pairs.append(("OU\(index + 1)", unit)) }
        pairs += address.domainDefinedAttributes.map { ("DDA:\($0.type)", $0.value) }
        self.init(pairs.compactMap { key, value in value.map { Attribute(key, $0) } })
    }
}

extension ORAddress {
    init(_ address: X400Address) {
        self.init(country: address["C"], administrationDomain: address["A"], privateDomain: address["P"])
        networkAddress = address["X.121"]
        terminalIdentifier = address["T-ID"]
        organizationName = address["O"]
        numericUserIdentifier = address["N-ID"]
        if let surname = address["S"] {
            personalName = PersonalName(
                surname: surname, givenName: address["G"], initials: address["I"], generationQualifier: address["Q"])
        }
        organizationalUnitNames = (1...4).compactMap { address["OU\($0)"] }
        domainDefinedAttributes = address.attributes.filter { $0.key.hasPrefix("DDA:") }.map {
            DomainDefinedAttribute(type: String($0.key.dropFirst(4)), value: $0.value)
        }
    }
}
