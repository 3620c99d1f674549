package import BER

/// What two domains have agreed to tell each other (X.411 PerDomainBilateralInformation). The information is carried,
/// not looked into.
package struct PerDomainBilateralInformation: Hashable, Sendable, BERReadable {
    /// For whom it is.
    package enum Domain: Hashable, Sendable {
        /// In either edition.
        case administration(country: String, name: String)
        /// Since 1988.
        case `private`(country: String, administrationDomain: String, name: String)
    }

    package let domain: Domain
    /// The whole SEQUENCE.
    package let encoded: [UInt8]

    /// - Parameter information: the whole encoding of what the domain is told.
    package init(domain: Domain, information: [UInt8]) {
        var writer = BERWriter()
        writer.sequence { inner in
            switch domain {
            case .administration(let country, let name):
                inner.domainName(country, explicit: .country, isUnusual: false)
                inner.domainName(name, explicit: .administrationDomain, isUnusual: false)
            case .private(let country, let administrationDomain, let name):
                inner.domainName(country, explicit: .country, isUnusual: false)
                inner.sequence { names in
                    names.domainName(administrationDomain, explicit: .context(0), isUnusual: false)
                    names.domainName(name, explicit: .context(1), isUnusual: false)
                }
            }
            inner.encoded(information)
        }
        self.domain = domain
        encoded = writer.octets
    }

    /// - Throws: `unexpectedTag` and `missingElement` unless the element names a domain and tells it one value.
    package init(_ reader: inout BERReader) throws(BERError) {
        let country = try reader.next(.country, BERReader.explicitDomainName).name
        if let domain = try reader.nextIf(.administrationDomain, BERReader.explicitDomainName) {
            self.domain = .administration(country: country, name: domain.name)
        } else {
            domain = try reader.next(.sequence) { (names) throws(BERError) in
                // [0] stands in the place of the type's own tag; some compilers keep both.
                let administrationDomain = try names.next(.context(0)) { (tagged) throws(BERError) in
                    if let kept = try tagged.nextIf(.administrationDomain, BERReader.explicitDomainName) {
                        return kept.name
                    }
                    return try tagged.onlyChild(BERReader.domainName).name
                }
                let name = try names.next(.context(1), BERReader.explicitDomainName).name
                try names.expectEnd()
                return .private(country: country, administrationDomain: administrationDomain, name: name)
            }
        }
        _ = try reader.next()
        try reader.expectEnd()
        encoded = reader.encoded
    }

    static func list(_ reader: inout BERReader) throws(BERError) -> [PerDomainBilateralInformation] {
        try reader.list(of: .sequence, PerDomainBilateralInformation.init)
    }

    /// An empty list is left out.
    static func write(_ list: [PerDomainBilateralInformation], to writer: inout BERWriter) {
        if list.isEmpty { return }
        writer.constructed(.context(1)) { inner in
            for information in list { inner.encoded(information.encoded) }
        }
    }
}
