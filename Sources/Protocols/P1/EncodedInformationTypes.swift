package import BER

/// In which forms the content's information is encoded (X.411 EncodedInformationTypes, APPLICATION 5).
package struct EncodedInformationTypes: Hashable, Sendable, BERReadable {
    /// Bits: 0 unknown, 2 IA5 text, 3 and 4 facsimile, 5 teletex, 6 videotex, 7 voice, 9 mixed mode.
    package var builtIn: NamedBitList
    /// Whole encodings of the elements 1, 2 and 3 (facsimile, teletex, presentation capabilities of 1984), as sent.
    package var nonBasicParameters: [UInt8]
    package var extended: [ObjectIdentifierValue]

    package init(builtIn: NamedBitList, extended: [ObjectIdentifierValue] = []) {
        self.builtIn = builtIn
        self.extended = extended
        nonBasicParameters = []
    }

    package static let unknown = EncodedInformationTypes(builtIn: NamedBitList([0]))
    package static let ia5Text = EncodedInformationTypes(builtIn: NamedBitList([2]))

    package init(_ reader: inout BERReader) throws(BERError) {
        var fields = try Fields(&reader)
        builtIn = try fields.optional(.context(0), NamedBitList.init) ?? NamedBitList()
        nonBasicParameters = []
        for number in 1...3 {
            if let parameters = try fields.optional(.context(number)) { nonBasicParameters += parameters.encoded }
        }
        extended =
            try fields.optional(.context(4)) { (set) throws(BERError) in
                try set.list(of: .objectIdentifier, BERReader.objectIdentifier)
            } ?? []
        try fields.expectEnd()
    }

    package func write(to writer: inout BERWriter) {
        writer.constructed(.encodedInformationTypes) { inner in
            builtIn.write(to: &inner, tag: .context(0))
            inner.encoded(nonBasicParameters)
            if !extended.isEmpty {
                inner.constructed(.context(4)) { set in
                    for identifier in extended { set.objectIdentifier(identifier) }
                }
            }
        }
    }
}
