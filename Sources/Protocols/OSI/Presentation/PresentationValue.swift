package import BER

/// A presentation data value: one encoded value and the context that it belongs to.
package struct PresentationValue: Equatable, Sendable {
    package var context: Int
    /// The start of the encoding of a value on its way out, where that was not put in front of the rest.
    package var head: [UInt8] = []
    /// The complete encoding, but for `head`.
    package var octets: ArraySlice<UInt8>

    package init(context: Int, head: [UInt8] = [], octets: ArraySlice<UInt8>) {
        self.context = context
        self.head = head
        self.octets = octets
    }

    private static let userDataTag = BERTag.application(1)
    private static let simplyEncodedTag = BERTag.application(0)

    /// Fully-encoded-data with this one value, as a single-ASN1-type (X.226 8.4.2). Sizes are computed first, so that
    /// the value is copied once.
    package func encodeUserData() -> [UInt8] {
        let length = head.count + octets.count
        let list = BERWriter.integerOctetCount(context) + 1 + BERWriter.lengthOctetCount(length) + length
        let outer = 1 + BERWriter.lengthOctetCount(list) + list
        var writer = BERWriter(capacity: 24)
        writer.header(Self.userDataTag, constructed: true, length: outer)
        writer.header(.sequence, constructed: true, length: list)
        writer.integer(context)
        writer.header(.context(0), constructed: true, length: length)
        var result: [UInt8] = []
        result.reserveCapacity(writer.octets.count + length)
        result += writer.octets
        result += head
        result += octets
        return result
    }

    /// The values of fully-encoded-data, at most `limit`, or the one of simply-encoded-data, which belongs to the only
    /// context that there is (X.226 8.4.1).
    ///
    /// A transfer syntax name, which some peers always send, must be BER; octet-aligned and arbitrary values are taken
    /// as the encodings that they hold.
    package static func decodeUserData(
        _ octets: ArraySlice<UInt8>, soleContext: Int? = nil, limit: Int = 64
    ) throws(BERError) -> [PresentationValue] {
        var reader = try BERReader(octets)
        let values = try reader.next { (data) throws(BERError) in
            try readUserData(&data, soleContext: soleContext, limit: limit)
        }
        try reader.expectEnd()
        return values
    }

    static func decodeUserData(
        _ element: BERElement, soleContext: Int? = nil, limit: Int = 64
    ) throws(BERError) -> [PresentationValue] {
        var reader = try BERReader(contentsOf: element)
        return try readUserData(&reader, soleContext: soleContext, limit: limit)
    }

    private static func readUserData(
        _ data: inout BERReader, soleContext: Int?, limit: Int
    ) throws(BERError) -> [PresentationValue] {
        if data.tag == simplyEncodedTag {
            guard let soleContext else {
                throw BERError(.invalidValue, "simply encoded data of several contexts", at: data.offset)
            }
            return [PresentationValue(context: soleContext, octets: try data.element.octets()[...])]
        }
        guard data.tag == userDataTag else {
            throw BERError(.unexpectedTag, "\(data.tag) is no user data", at: data.offset)
        }
        try data.expectConstructed()
        guard !data.isAtEnd else { throw BERError(.missingElement, "PDV-list", at: data.offset) }
        // Mostly there is one.
        var values = [try data.next(.sequence, readList)]
        while !data.isAtEnd {
            guard values.count < limit else { throw BERError(.limitExceeded, "PDV-list", at: data.offset) }
            values.append(try data.next(.sequence, readList))
        }
        return values
    }

    private static func readList(_ list: inout BERReader) throws(BERError) -> PresentationValue {
        try list.nextIf(.objectIdentifier) { (syntax) throws(BERError) in
            guard syntax.contentsOctets.elementsEqual(Syntaxes.ber.contents) else {
                throw BERError(.invalidValue, "transfer syntax", at: syntax.offset)
            }
        }
        let context = try list.next(.integer, BERReader.integer)
        let octets = try list.next { (value) throws(BERError) in
            switch value.tag {
            case .context(0): value.contentsOctets
            case .context(1): try value.element.octets()[...]
            case .context(2): try arbitrary(value.element)
            default: throw BERError(.unexpectedTag, "presentation data value", at: value.offset)
            }
        }
        try list.expectEnd()
        return PresentationValue(context: context, octets: octets)
    }

    /// An encoding in a BIT STRING: whole octets.
    private static func arbitrary(_ value: BERElement) throws(BERError) -> ArraySlice<UInt8> {
        guard !value.isConstructed, value.contents.first == 0 else {
            throw BERError(.malformed, "arbitrary presentation data value", at: value.offset)
        }
        return value.contents.dropFirst()
    }
}
