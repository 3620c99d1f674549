import BER

/// The elements of a SET, taken out by tag, in whatever order they were sent (X.690 8.11).
struct Fields {
    /// More than any SET of P1 has, of different tags.
    private static let limit = 32

    private var elements: [BERElement] = []
    /// Of the elements, one bit each: it was taken out.
    private var taken: UInt32 = 0
    private let offset: Int

    /// - Throws: `malformed` when a tag stands twice, `limitExceeded`, and what the reader finds.
    init(_ element: BERElement) throws(BERError) {
        offset = element.offset
        var reader = try element.children()
        elements.reserveCapacity(8)
        while let next = try reader.nextIfPresent() {
            guard elements.count < Self.limit else { throw BERError(.limitExceeded, "elements in a SET", at: offset) }
            if index(of: next.tag) != nil { throw BERError(.malformed, "\(next.tag) twice", at: next.offset) }
            elements.append(next)
        }
    }

    private func index(of tag: BERTag) -> Int? {
        for index in elements.indices where elements[index].tag == tag { return index }
        return nil
    }

    mutating func optional(_ tag: BERTag) -> BERElement? {
        guard let index = index(of: tag), taken & 1 << index == 0 else { return nil }
        taken |= 1 << index
        return elements[index]
    }

    mutating func required(_ tag: BERTag) throws(BERError) -> BERElement {
        guard let element = optional(tag) else { throw BERError(.missingElement, "\(tag)", at: offset) }
        return element
    }

    /// Throws `unexpectedTag` when an element was not taken.
    func expectEnd() throws(BERError) {
        for index in elements.indices where taken & 1 << index == 0 {
            throw BERError(.unexpectedTag, "\(elements[index].tag)", at: elements[index].offset)
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

extension BERElement {
    /// A character string of at most `ValueLimit.string` octets.
    func text() throws(BERError) -> String { try string(limit: ValueLimit.string) }

    /// OriginallySpecifiedRecipientNumber: 1...32767.
    func recipientNumber() throws(BERError) -> Int {
        let number = try integer()
        guard 1...MTSAPDULimits.standardRecipients ~= number else {
            throw BERError(.invalidValue, "recipient number", at: offset)
        }
        return number
    }

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
