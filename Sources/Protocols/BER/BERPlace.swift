/// Where an element stands among the octets of a reader.
@usableFromInline
struct BERPlace: Hashable, Sendable {
    @usableFromInline let tag: BERTag
    @usableFromInline let isConstructed: Bool
    @usableFromInline let start: Int
    @usableFromInline let contentsStart: Int
    @usableFromInline let contentsEnd: Int
    /// Where the next element begins: behind the end-of-contents octets of an indefinite length.
    @usableFromInline let end: Int

    @inlinable
    @inline(__always)
    init(tag: BERTag, isConstructed: Bool, start: Int, contentsStart: Int, contentsEnd: Int, end: Int) {
        self.tag = tag
        self.isConstructed = isConstructed
        self.start = start
        self.contentsStart = contentsStart
        self.contentsEnd = contentsEnd
        self.end = end
    }

    /// The element at an index of `octets` with a tag and a length of one octet each; nil where another form of
    /// either stands, or end-of-contents, or no element.
    @inlinable
    @inline(__always)
    init?(short octets: ArraySlice<UInt8>, at start: Int, before end: Int) {
        guard start + 1 < end else { return nil }
        let first = octets[start]
        let length = Int(octets[start + 1])
        guard first & 0xDF != 0, first & 0x1F != 0x1F, length < 0x80, length <= end - start - 2 else { return nil }
        self.init(
            tag: BERTag(identifier: first), isConstructed: first & 0x20 != 0, start: start, contentsStart: start + 2,
            contentsEnd: start + 2 + length, end: start + 2 + length)
    }

    /// The same with a length of two or three octets, as whatever holds other elements mostly has.
    @inline(__always)
    init?(long octets: ArraySlice<UInt8>, at start: Int, before end: Int) {
        guard start + 3 < end else { return nil }
        let first = octets[start]
        guard first & 0xDF != 0, first & 0x1F != 0x1F else { return nil }
        let length: Int
        let contentsStart: Int
        switch octets[start + 1] {
        case 0x81:
            length = Int(octets[start + 2])
            contentsStart = start + 3
        case 0x82:
            length = Int(octets[start + 2]) << 8 | Int(octets[start + 3])
            contentsStart = start + 4
        default: return nil
        }
        guard length <= end - contentsStart else { return nil }
        self.init(
            tag: BERTag(identifier: first), isConstructed: first & 0x20 != 0, start: start,
            contentsStart: contentsStart, contentsEnd: contentsStart + length, end: contentsStart + length)
    }

    /// The element at the start of `octets`, in any form.
    ///
    /// - Parameter depth: how deep the element stands.
    init(_ octets: ArraySlice<UInt8>, depth: Int) throws(BERError) {
        let start = octets.startIndex
        guard let header = try BERHeader.parse(octets) else { throw BERError(.truncated, at: start) }
        let contentsStart = start + header.octets
        let contentsEnd: Int
        let end: Int
        if let length = header.length {
            guard length <= octets.endIndex - contentsStart else { throw BERError(.truncated, at: start) }
            contentsEnd = contentsStart + length
            end = contentsEnd
        } else {
            contentsEnd = try Self.endOfContents(octets, from: contentsStart, depth: depth + 1)
            end = contentsEnd + 2
        }
        if header.tag == .endOfContents { throw BERError(.malformed, "end-of-contents", at: start) }
        self.init(
            tag: header.tag, isConstructed: header.isConstructed, start: start, contentsStart: contentsStart,
            contentsEnd: contentsEnd, end: end)
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
                guard depth + open <= BERReader.depthLimit else { throw BERError(.tooDeep, at: position) }
                position = next
            }
        }
    }
}
