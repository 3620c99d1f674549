/// Reads elements one after the other out of a complete encoding, in every form that X.690 clause 8 permits.
///
/// A reader never copies and never looks behind the element that it was asked for. Streamed content has a reader of
/// its own (`BERHeader`), since it is never held whole.
package struct BERReader: Sendable {
    /// Greatest nesting of one value.
    package static let depthLimit = 40

    package private(set) var rest: ArraySlice<UInt8>
    private let depth: Int

    package init(_ octets: ArraySlice<UInt8>, depth: Int = 0) throws(BERError) {
        guard depth <= Self.depthLimit else { throw BERError(.tooDeep, at: octets.startIndex) }
        rest = octets
        self.depth = depth
    }

    package var isAtEnd: Bool { rest.isEmpty }

    /// Throws `trailingOctets` unless every element was read.
    package func expectEnd() throws(BERError) {
        guard rest.isEmpty else { throw BERError(.trailingOctets, at: rest.startIndex) }
    }

    /// The next element; throws `missingElement` at the end.
    package mutating func next() throws(BERError) -> BERElement {
        guard let element = try nextIfPresent() else { throw BERError(.missingElement, at: rest.startIndex) }
        return element
    }

    /// The next element, which must carry `tag`.
    package mutating func next(_ tag: BERTag) throws(BERError) -> BERElement {
        let element = try next()
        guard element.tag == tag else {
            throw BERError(.unexpectedTag, "\(element.tag) instead of \(tag)", at: element.offset)
        }
        return element
    }

    /// The next element if it carries `tag`; otherwise nothing is read.
    package mutating func nextIf(_ tag: BERTag) throws(BERError) -> BERElement? {
        let before = rest
        guard let element = try nextIfPresent() else { return nil }
        if element.tag == tag { return element }
        rest = before
        return nil
    }

    /// The next element, or nil at the end.
    package mutating func nextIfPresent() throws(BERError) -> BERElement? {
        if rest.isEmpty { return nil }
        let start = rest.startIndex
        guard let header = try BERHeader.parse(rest) else { throw BERError(.truncated, at: start) }
        let body = rest[(start + header.octets)...]
        let element: BERElement
        if let length = header.length {
            guard length <= body.count else { throw BERError(.truncated, at: start) }
            let end = body.startIndex + length
            element = BERElement(
                tag: header.tag, isConstructed: header.isConstructed, contents: body[..<end],
                encoded: rest[start..<end], depth: depth)
        } else {
            let contents = try Self.indefiniteContents(body, depth: depth + 1)
            element = BERElement(
                tag: header.tag, isConstructed: true, contents: contents,
                encoded: rest[start..<(contents.endIndex + 2)], depth: depth)
        }
        if element.tag == .endOfContents { throw BERError(.malformed, "end-of-contents", at: start) }
        rest = rest[element.encoded.endIndex...]
        return element
    }

    /// The octets up to the end-of-contents octets that close this level (X.690 8.1.5), found without recursion.
    private static func indefiniteContents(
        _ octets: ArraySlice<UInt8>, depth: Int
    ) throws(BERError) -> ArraySlice<UInt8> {
        var position = octets.startIndex
        var open = 1
        while true {
            guard let header = try BERHeader.parse(octets[position...]) else {
                throw BERError(.truncated, at: position)
            }
            let next = position + header.octets
            if header.tag == .endOfContents {
                guard header.isEndOfContents else { throw BERError(.malformed, "end-of-contents", at: position) }
                open -= 1
                if open == 0 { return octets[..<position] }
                position = next
            } else if let length = header.length {
                guard length <= octets.endIndex - next else { throw BERError(.truncated, at: position) }
                position = next + length
            } else {
                open += 1
                guard depth + open <= depthLimit else { throw BERError(.tooDeep, at: position) }
                position = next
            }
        }
    }
}
