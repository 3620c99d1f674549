package import BER

/// An O/R address and, where there is one, a directory name (X.411 ORName, APPLICATION 0).
///
/// A name is read in one go by the memberwise initializer that the compiler makes, here and in the other larger values:
/// it moves its parameters, where one that is written out copies the whole (Swift 6.3). It stands beside ours where
/// the properties have another order than our parameters.
package struct ORName: Hashable, Sendable {
    /// The whole encoding of the directory name within its tag; carried, not looked into.
    package var directoryName: [UInt8]?
    package var address: ORAddress
}

extension ORName: BERReadable {
    package init(address: ORAddress) { self.init(directoryName: nil, address: address) }

    package init(address: ORAddress, directoryName: [UInt8]?) {
        self.init(directoryName: directoryName, address: address)
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        let address = try ORAddress(&reader)
        let directoryName = try reader.nextIf(.context(0), BERReader.explicitEncoded)
        try reader.expectNoOther(in: "an O/R name")
        self.init(directoryName: directoryName, address: address)
    }

    /// - Parameter tag: another one where an implicit tag stands before the name.
    package func write(to writer: inout BERWriter, tag: BERTag? = nil) {
        writer.constructed(tag ?? .orName) { inner in
            address.write(to: &inner)
            if let directoryName { inner.constructed(.context(0)) { $0.encoded(directoryName) } }
        }
    }
}
