/// Reads elements one after the other out of a complete encoding, in every form that X.690 clause 8 permits.
///
/// A reader never copies and never looks behind the element that it was asked for. Streamed content has a reader of
/// its own (`BERHeader`), since it is never held whole.
package struct BERReader: Sendable {
    /// Greatest nesting of one value.
    package static let depthLimit = 40

    private let octets: ArraySlice<UInt8>
    private var position: Int
    private let depth: Int

    package init(_ octets: ArraySlice<UInt8>, depth: Int = 0) throws(BERError) {
        guard depth <= Self.depthLimit else { throw BERError(.tooDeep, at: octets.startIndex) }
        self.octets = octets
        position = octets.startIndex
        self.depth = depth
    }

    /// What was not read yet.
    package var rest: ArraySlice<UInt8> { octets[position...] }

    package var isAtEnd: Bool { position == octets.endIndex }

    /// Throws `trailingOctets` unless every element was read.
    package func expectEnd() throws(BERError) {
        guard isAtEnd else { throw BERError(.trailingOctets, at: position) }
    }

    /// The next element; throws `missingElement` at the end.
    package mutating func next() throws(BERError) -> BERElement {
        guard let element = try nextIfPresent() else { throw BERError(.missingElement, at: position) }
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
        if isAtEnd { return nil }
        let header = try header()
        // An element that cannot be is reported by whoever asks first, whatever it asks for.
        if header.tag != tag, header.tag != .endOfContents, fits(header) { return nil }
        let element = try element(header)
        if element.tag == tag {
            position = element.end
            return element
        }
        return nil
    }

    /// The next element, or nil at the end.
    package mutating func nextIfPresent() throws(BERError) -> BERElement? {
        if isAtEnd { return nil }
        let element = try element(try header())
        position = element.end
        return element
    }

    private func header() throws(BERError) -> BERHeader {
        guard let header = try BERHeader.parse(octets, at: position) else { throw BERError(.truncated, at: position) }
        return header
    }

    /// Its length is definite and not more than there is.
    private func fits(_ header: BERHeader) -> Bool {
        header.length.map { $0 <= octets.endIndex - position - header.octets } ?? false
    }

    private func element(_ header: BERHeader) throws(BERError) -> BERElement {
        let start = position + header.octets
        let contentsEnd: Int
        let end: Int
        if let length = header.length {
            guard length <= octets.endIndex - start else { throw BERError(.truncated, at: position) }
            contentsEnd = start + length
            end = contentsEnd
        } else {
            contentsEnd = try Self.endOfContents(octets, from: start, depth: depth + 1)
            end = contentsEnd + 2
        }
        if header.tag == .endOfContents { throw BERError(.malformed, "end-of-contents", at: position) }
        return BERElement(
            tag: header.tag, isConstructed: header.isConstructed, encoded: octets[position..<end],
            contentsStart: start, contentsEnd: contentsEnd, depth: depth)
    }

    /// Where the end-of-contents octets stand that close this level (X.690 8.1.5), found without recursion.
    private static func endOfContents(
        _ octets: ArraySlice<UInt8>, from start: Int, depth: Int
    ) throws(BERError) -> Int {
        var position = start
        var open = 1
        while true {
            guard let header = try BERHeader.parse(octets, at: position) else {
                throw BERError(.truncated, at: position)
            }
            let next = position + header.octets
            if header.tag == .endOfContents {
                guard header.isEndOfContents else { throw BERError(.malformed, "end-of-contents", at: position) }
                open -= 1
                if open == 0 { return position }
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
