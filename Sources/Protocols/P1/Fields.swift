import BER

/// The elements of a SET, read by tag, in whatever order they were sent (X.690 8.11).
///
/// Nothing is allocated for them: a place is noted for each, and its element is read when it is asked for. What reads
/// is mutating throughout, so that nothing is copied for it.
struct Fields: ~Copyable {
    /// More than any SET of P1 has, of different tags.
    private static let limit = 32

    private var reader: BERReader
    private var count = 0
    private var tags = InlineArray<32, BERTag>(repeating: .endOfContents)
    private var offsets = InlineArray<32, Int>(repeating: 0)
    /// Of the elements, one bit each: it was taken out.
    private var taken: UInt32 = 0

    /// - Parameter contents: stands at the first element of the SET.
    /// - Throws: `malformed` when a tag stands twice, `limitExceeded`, and what the reader finds.
    init(_ contents: inout BERReader) throws(BERError) {
        reader = contents
        while let (tag, offset) = try reader.skip() {
            guard count < Self.limit else {
                throw BERError(.limitExceeded, "elements in a SET", at: reader.offset)
            }
            if index(of: tag) != nil { throw BERError(.malformed, "\(tag) twice", at: offset) }
            tags[count] = tag
            offsets[count] = offset
            count += 1
        }
    }

    init(_ element: BERElement) throws(BERError) {
        var reader = try BERReader(contentsOf: element)
        try self.init(&reader)
    }

    private mutating func index(of tag: BERTag) -> Int? {
        for index in 0..<count where tags[index] == tag { return index }
        return nil
    }

    /// Whether the element is there and was not taken out; the reader then stands before it.
    private mutating func find(_ tag: BERTag) -> Bool {
        guard let index = index(of: tag), taken & 1 << index == 0 else { return false }
        taken |= 1 << index
        reader.goTo(offset: offsets[index])
        return true
    }

    private mutating func missing(_ tag: BERTag) -> BERError { BERError(.missingElement, "\(tag)", at: reader.offset) }

    mutating func optional<Value>(
        _ tag: BERTag, _ read: (inout BERReader) throws(BERError) -> Value
    ) throws(BERError) -> Value? {
        find(tag) ? try reader.next(read) : nil
    }

    mutating func required<Value>(
        _ tag: BERTag, _ read: (inout BERReader) throws(BERError) -> Value
    ) throws(BERError) -> Value {
        guard find(tag) else { throw missing(tag) }
        return try reader.next(read)
    }

    mutating func optional(_ tag: BERTag) throws(BERError) -> BERElement? { find(tag) ? try reader.next() : nil }

    mutating func required(_ tag: BERTag) throws(BERError) -> BERElement {
        guard let element = try optional(tag) else { throw missing(tag) }
        return element
    }

    /// Throws `unexpectedTag` when an element was not taken.
    mutating func expectEnd() throws(BERError) {
        for index in 0..<count where taken & 1 << index == 0 {
            throw BERError(.unexpectedTag, "\(tags[index])", at: offsets[index])
        }
    }
}

/// Limits of single values. All are far above the standard's upper bounds, which peers do not always keep.
enum ValueLimit {
    /// Octets of a name, identifier or attribute value.
    static let string = 1024
    /// Elements of trace information (ub-transfers is 512).
    static let trace = 512
    /// Extension fields in one set.
    static let extensions = 512
    /// Attributes, units and histories in one list.
    static let list = 512
    /// The originator and as many lists (ub-orig-and-dl-expansions).
    static let originatorAndLists = 513
}

extension BERReader {
    /// A character string of at most `ValueLimit.string` octets.
    static func text(_ reader: inout BERReader) throws(BERError) -> String {
        try reader.string(limit: ValueLimit.string)
    }

    /// OriginallySpecifiedRecipientNumber: 1...32767.
    static func recipientNumber(_ reader: inout BERReader) throws(BERError) -> Int {
        let number = try reader.integer()
        guard 1...MTSAPDULimits.standardRecipients ~= number else {
            throw BERError(.invalidValue, "recipient number", at: reader.offset)
        }
        return number
    }

    /// The elements within, at most `limit`, each with `tag`.
    mutating func list<Value>(
        of tag: BERTag, limit: Int = ValueLimit.list, _ read: (inout BERReader) throws(BERError) -> Value
    ) throws(BERError) -> [Value] {
        try expectConstructed()
        if isAtEnd { return [] }
        // Mostly there is one: a list that begins with it is not grown.
        var result = [try next(tag, read)]
        while !isAtEnd {
            guard result.count < limit else { throw BERError(.limitExceeded, "over \(limit) elements", at: offset) }
            result.append(try next(tag, read))
        }
        return result
    }

    /// Throws when one more element follows the last one that the type has.
    mutating func expectNoOther(in place: StaticString) throws(BERError) {
        try expectConstructed()
        if isAtEnd { return }
        let other = try next()
        throw BERError(.unexpectedTag, "\(other.tag) in \(place)", at: other.offset)
    }
}

extension BERElement {
    /// A character string of at most `ValueLimit.string` octets.
    func text() throws(BERError) -> String { try string(limit: ValueLimit.string) }

    /// The CHOICE of NumericString and PrintableString in which countries and domains are named.
    func domainName() throws(BERError) -> String {
        guard tag == .numericString || tag == .printableString else {
            throw BERError(.unexpectedTag, "\(tag) as a domain's name", at: offset)
        }
        return try text()
    }

    /// A list of at most `limit` elements, each with `tag` if one is given.
    func list<Value>(
        of tag: BERTag? = nil, limit: Int = ValueLimit.list,
        _ decode: (BERElement) throws(BERError) -> Value
    ) throws(BERError) -> [Value] {
        var result: [Value] = []
        var reader = try children()
        while let element = try reader.nextIfPresent() {
            if let tag, element.tag != tag {
                throw BERError(.unexpectedTag, "\(element.tag) instead of \(tag)", at: element.offset)
            }
            guard result.count < limit else { throw BERError(.limitExceeded, "over \(limit) elements", at: offset) }
            result.append(try decode(element))
        }
        return result
    }
}

extension BERWriter {
    mutating func optionalString(_ value: String?, tag: BERTag) {
        if let value { string(value, tag: tag) }
    }
}

/// Tags with which P1 names its parameters, wherever they stand (X.411, MTS abstract service).
extension BERTag {
    static let orName = application(0)
    static let country = application(1)
    static let administrationDomain = application(2)
    static let globalDomainIdentifier = application(3)
    static let mtsIdentifier = application(4)
    static let encodedInformationTypes = application(5)
    static let builtInContentType = application(6)
    static let priority = application(7)
    static let perMessageIndicators = application(8)
    static let traceInformation = application(9)
    static let contentIdentifier = application(10)
}
