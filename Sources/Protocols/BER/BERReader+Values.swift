/// The element whose contents are read, and its value. As with `BERElement`, the tag is not looked at.
extension BERReader {
    /// The tag of the element whose contents are read.
    @inlinable
    package var tag: BERTag { surrounding.tag }

    @inlinable
    package var isConstructed: Bool { surrounding.isConstructed }

    /// Where that element begins, for what is wrong with it.
    @inlinable
    package var offset: Int { surrounding.start }

    /// That element itself.
    package var element: BERElement { BERElement(octets, surrounding, depth: depth - 1) }

    /// Its whole encoding, to be kept.
    package var encoded: [UInt8] { [UInt8](octets[surrounding.start..<surrounding.end]) }

    @inline(__always)
    private var contents: Range<Int> { surrounding.contentsStart..<surrounding.contentsEnd }

    /// Its contents octets, to be kept or read by other means.
    package var contentsOctets: ArraySlice<UInt8> { mutating get { octets[contents] } }

    /// Whether it is a string in one piece, of digits alone.
    package var isNumericText: Bool {
        mutating get {
            guard !surrounding.isConstructed, !contents.isEmpty else { return false }
            for index in contents where !(0x30...0x39 ~= octets[index]) { return false }
            return true
        }
    }

    package mutating func integer() throws(BERError) -> Int {
        guard !surrounding.isConstructed, 1...8 ~= contents.count else { return try element.integer() }
        return octets.twosComplement(in: contents)
    }

    package mutating func bitSet() throws(BERError) -> (value: UInt64, count: Int) {
        if !surrounding.isConstructed, let bits = octets.bitSet(in: contents) { return bits }
        return try element.bitSet()
    }

    package mutating func string(limit: Int = .max) throws(BERError) -> String {
        if !surrounding.isConstructed, contents.count <= limit, let text = octets.asciiText(in: contents) {
            return text
        }
        return try element.string(limit: limit)
    }

    package mutating func objectIdentifier() throws(BERError) -> ObjectIdentifierValue {
        try element.objectIdentifier()
    }

    /// For `next(.integer, BERReader.integer)`.
    package static func integer(_ reader: inout BERReader) throws(BERError) -> Int { try reader.integer() }

    package static func objectIdentifier(_ reader: inout BERReader) throws(BERError) -> ObjectIdentifierValue {
        try reader.objectIdentifier()
    }

    /// The whole encoding of the only element within an explicit tag.
    package static func explicitEncoded(_ reader: inout BERReader) throws(BERError) -> [UInt8] {
        guard let place = try reader.place() else { throw reader.missing() }
        reader.position = place.end
        try reader.expectEnd()
        return [UInt8](reader.octets[place.start..<place.end])
    }
}

/// What reads itself from the contents of an element, whose tag somebody else has looked at.
package protocol BERReadable {
    init(_ reader: inout BERReader) throws(BERError)
}

extension BERReadable {
    package init(_ element: BERElement) throws(BERError) {
        var reader = try BERReader(contentsOf: element)
        try self.init(&reader)
    }
}
