import BER

/// The MTA that made a report (X.411 ReportingMTAName).
package struct ReportingMTAName: Hashable, Sendable {
    package var domain: GlobalDomainIdentifier
    package var mtaName: String
    /// The whole encoding of the directory name within its tag; carried, not looked into.
    package var directoryName: [UInt8]?

    package init(domain: GlobalDomainIdentifier, mtaName: String, directoryName: [UInt8]? = nil) {
        self.domain = domain
        self.mtaName = mtaName
        self.directoryName = directoryName
    }

    init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        domain = try GlobalDomainIdentifier(reader.next(.globalDomainIdentifier))
        mtaName = try reader.next(.ia5String).text()
        directoryName = try reader.nextIf(.context(0)).map { (name) throws(BERError) in
            [UInt8](try name.onlyChild().encoded)
        }
        try reader.expectEnd()
    }

    func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            domain.write(to: &inner)
            inner.string(mtaName, tag: .ia5String)
            if let directoryName { inner.constructed(.context(0)) { $0.encoded(directoryName) } }
        }
    }
}
