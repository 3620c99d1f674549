package import BER

/// An O/R address and, where there is one, a directory name (X.411 ORName, APPLICATION 0).
package struct ORName: Hashable, Sendable, BERReadable {
    package var address: ORAddress
    /// The whole encoding of the directory name within its tag; carried, not looked into.
    package var directoryName: [UInt8]?

    package init(address: ORAddress, directoryName: [UInt8]? = nil) {
        self.address = address
        self.directoryName = directoryName
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        let address = try ORAddress(&reader)
        let directoryName = try reader.nextIf(.context(0), BERReader.explicitEncoded)
        try reader.expectNoOther(in: "an O/R name")
        self.init(address: address, directoryName: directoryName)
    }

    /// - Parameter tag: another one where an implicit tag stands before the name.
    package func write(to writer: inout BERWriter, tag: BERTag? = nil) {
        writer.constructed(tag ?? .orName) { inner in
            address.write(to: &inner)
            if let directoryName { inner.constructed(.context(0)) { $0.encoded(directoryName) } }
        }
    }
}
