package import BER

/// What two domains have agreed to tell each other (X.411 PerDomainBilateralInformation). The information is carried,
/// not looked into.
package struct PerDomainBilateralInformation: Hashable, Sendable {
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
    package init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        let country = try reader.next(.country).onlyChild().domainName()
        if let domain = try reader.nextIf(.administrationDomain) {
            self.domain = .administration(country: country, name: try domain.onlyChild().domainName())
        } else {
            var names = try reader.next(.sequence).children()
            domain = .private(
                country: country,
                administrationDomain: try names.next(.context(0)).onlyChild().domainName(),
                name: try names.next(.context(1)).onlyChild().domainName())
            try names.expectEnd()
        }
        _ = try reader.next()
        try reader.expectEnd()
        encoded = [UInt8](element.encoded)
    }

    static func list(_ element: BERElement?) throws(BERError) -> [PerDomainBilateralInformation] {
        guard let element else { return [] }
        return try element.list(of: .sequence) { (item) throws(BERError) in try PerDomainBilateralInformation(item) }
    }

    /// An empty list is left out.
    static func write(_ list: [PerDomainBilateralInformation], to writer: inout BERWriter) {
        if list.isEmpty { return }
        writer.constructed(.context(1)) { inner in
            for information in list { inner.encoded(information.encoded) }
        }
    }
}
