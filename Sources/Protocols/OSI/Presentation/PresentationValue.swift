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
        let magnitude = context < 0 ? ~context : context
        let identifier = 2 + (Int.bitWidth - magnitude.leadingZeroBitCount) / 8 + 1
        let list = identifier + 1 + BERWriter.lengthOctetCount(length) + length
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
        let values = try decodeUserData(try reader.next(), soleContext: soleContext, limit: limit)
        try reader.expectEnd()
        return values
    }

    static func decodeUserData(
        _ element: BERElement, soleContext: Int? = nil, limit: Int = 64
    ) throws(BERError) -> [PresentationValue] {
        if element.tag == simplyEncodedTag {
            guard let soleContext else {
                throw BERError(.invalidValue, "simply encoded data of several contexts", at: element.offset)
            }
            return [PresentationValue(context: soleContext, octets: try element.octets()[...])]
        }
        guard element.tag == userDataTag else {
            throw BERError(.unexpectedTag, "\(element.tag) is no user data", at: element.offset)
        }
        var lists = try element.children()
        var values: [PresentationValue] = []
        while let list = try lists.nextIfPresent() {
            guard list.tag == .sequence else { throw BERError(.unexpectedTag, "PDV-list", at: list.offset) }
            guard values.count < limit else { throw BERError(.limitExceeded, "PDV-list", at: list.offset) }
            var reader = try list.children()
            if let syntax = try reader.nextIf(.objectIdentifier) {
                guard syntax.contents.elementsEqual(Syntaxes.ber.contents) else {
                    throw BERError(.invalidValue, "transfer syntax", at: syntax.offset)
                }
            }
            let context = try reader.next(.integer).integer()
            let value = try reader.next()
            try reader.expectEnd()
            switch value.tag {
            case .context(0): values.append(PresentationValue(context: context, octets: value.contents))
            case .context(1):
                values.append(PresentationValue(context: context, octets: try value.octets()[...]))
            case .context(2): values.append(PresentationValue(context: context, octets: try arbitrary(value)))
            default: throw BERError(.unexpectedTag, "presentation data value", at: value.offset)
            }
        }
        guard !values.isEmpty else { throw BERError(.missingElement, "PDV-list", at: element.offset) }
        return values
    }

    /// An encoding in a BIT STRING: whole octets.
    private static func arbitrary(_ value: BERElement) throws(BERError) -> ArraySlice<UInt8> {
        guard !value.isConstructed, value.contents.first == 0 else {
            throw BERError(.malformed, "arbitrary presentation data value", at: value.offset)
        }
        return value.contents.dropFirst()
    }
}
