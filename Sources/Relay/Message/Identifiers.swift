/// The spool's number of a message. Never reused.
package struct MessageID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: Int64
    package init(_ value: Int64) { self.value = value }
    package static func < (a: MessageID, b: MessageID) -> Bool { a.value < b.value }

    /// Eight or more lower-case hexadecimal digits, as operators see and type it.
    package var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    package init?(_ text: String) {
        guard let value = Int64(text, radix: 16), value > 0 else { return nil }
        self.init(value)
    }
}

/// X.411 GlobalDomainIdentifier: country, ADMD and, where there is one, PRMD.
package struct GlobalDomain: Hashable, Sendable, CustomStringConvertible {
    package let country: String
    /// A single space means "any ADMD" (X.402 18).
    package let admd: String
    package let prmd: String?

    package init(country: String, admd: String, prmd: String?) {
        self.country = country
        self.admd = admd
        self.prmd = prmd
    }

    /// `C=GB;A= ;P=ACME`
    package var description: String { "C=\(country);A=\(admd)" + (prmd.map { ";P=\($0)" } ?? "") }
}

/// X.411 MTSIdentifier: unique for ever over all domains.
package struct MTSIdentifier: Hashable, Sendable, CustomStringConvertible {
    package let domain: GlobalDomain
    /// IA5String, 1...32 octets.
    package let localIdentifier: String

    package init(domain: GlobalDomain, localIdentifier: String) {
        self.domain = domain
        self.localIdentifier = localIdentifier
    }

    /// `C=GB;A= ;P=ACME;L=HQ-261121011718Z-1`
    package var description: String { "\(domain);L=\(localIdentifier)" }
}
