/// Reads elements one after the other out of a complete encoding, in every form that X.690 clause 8 permits.
///
/// ## Function
/// There are two ways to read. Either an element is taken out (`BERElement`), to be looked into or kept. Or the reader
/// goes into it: `next(.orName, ORName.init)` lets the initializer read the element's contents by the same reader, and
/// goes on behind the element. The contents may be further elements, or a value (`integer()`, `string(limit:)`).
///
/// A reader never copies and never looks behind the element that it was asked for. After an error it is of no further
/// use. Streamed content has a reader of its own (`BERHeader`), since it is never held whole.
@usableFromInline
package struct BERReader: Sendable {
    /// Greatest nesting of one value.
    @inlinable
    package static var depthLimit: Int { 40 }

    @usableFromInline let octets: ArraySlice<UInt8>
    @usableFromInline var position: Int
    /// The element whose contents are read; at the outermost level, all octets as if they were the contents of one.
    @usableFromInline var surrounding: BERPlace
    /// How deep the elements stand that are read.
    @usableFromInline var depth: Int

    package init(_ octets: ArraySlice<UInt8>, depth: Int = 0) throws(BERError) {
        guard depth <= Self.depthLimit else { throw BERError(.tooDeep, at: octets.startIndex) }
        self.octets = octets
        self.depth = depth
        position = octets.startIndex
        surrounding = BERPlace(
            tag: .endOfContents, isConstructed: true, start: octets.startIndex, contentsStart: octets.startIndex,
            contentsEnd: octets.endIndex, end: octets.endIndex)
    }

    /// A reader of an element's contents, elements or a value.
    package init(contentsOf element: BERElement) throws(BERError) {
        octets = element.encoded
        position = element.place.contentsStart
        surrounding = element.place
        depth = element.depth
        try deepen()
    }

    /// What was not read yet.
    package var rest: ArraySlice<UInt8> { octets[position..<surrounding.contentsEnd] }

    @inlinable
    package var isAtEnd: Bool { position == surrounding.contentsEnd }

    /// Throws `trailingOctets` unless every element was read.
    @inlinable
    package mutating func expectEnd() throws(BERError) {
        try expectConstructed()
        guard isAtEnd else { throw BERError(.trailingOctets, at: position) }
    }

    /// The next element; throws `missingElement` at the end.
    package mutating func next() throws(BERError) -> BERElement {
        guard let element = try nextIfPresent() else { throw missing() }
        return element
    }

    /// The next element, which must carry `tag`.
    package mutating func next(_ tag: BERTag) throws(BERError) -> BERElement {
        guard let place = try place() else { throw missing() }
        guard place.tag == tag else { throw unexpected(place, tag) }
        return take(place)
    }

    /// The next element if it carries `tag`; otherwise nothing is read.
    package mutating func nextIf(_ tag: BERTag) throws(BERError) -> BERElement? {
        guard let place = try place(), place.tag == tag else { return nil }
        return take(place)
    }

    /// The next element, or nil at the end.
    package mutating func nextIfPresent() throws(BERError) -> BERElement? {
        guard let place = try place() else { return nil }
        return take(place)
    }

    private mutating func take(_ place: BERPlace) -> BERElement {
        position = place.end
        return BERElement(octets, place, depth: depth)
    }

    // MARK: Within

    /// Reads the contents of the next element, which must carry `tag`.
    @inlinable
    @inline(__always)
    package mutating func next<Value: ~Copyable>(
        _ tag: BERTag, _ read: (inout BERReader) throws(BERError) -> Value
    ) throws(BERError) -> Value {
        guard let place = try place() else { throw missing() }
        guard place.tag == tag else { throw unexpected(place, tag) }
        return try within(place, read)
    }

    /// Reads the contents of the next element, whatever its tag is.
    @inlinable
    @inline(__always)
    package mutating func next<Value>(
        _ read: (inout BERReader) throws(BERError) -> Value
    ) throws(BERError) -> Value {
        guard let place = try place() else { throw missing() }
        return try within(place, read)
    }

    /// Reads the contents of the next element if it carries `tag`; otherwise nothing is read.
    @inlinable
    @inline(__always)
    package mutating func nextIf<Value>(
        _ tag: BERTag, _ read: (inout BERReader) throws(BERError) -> Value
    ) throws(BERError) -> Value? {
        guard let place = try place(), place.tag == tag else { return nil }
        return try within(place, read)
    }

    /// Reads the contents of the only element within, as an explicit tag has it.
    @inlinable
    @inline(__always)
    package mutating func onlyChild<Value>(
        _ read: (inout BERReader) throws(BERError) -> Value
    ) throws(BERError) -> Value {
        guard let place = try place() else { throw missing() }
        guard place.end == surrounding.contentsEnd else { throw BERError(.trailingOctets, at: place.end) }
        return try within(place, read)
    }

    /// Goes behind the next element and tells where it is, so that it can be read later; nil at the end.
    @inlinable
    package mutating func skip() throws(BERError) -> (tag: BERTag, offset: Int)? {
        guard let place = try place() else { return nil }
        position = place.end
        return (place.tag, place.start)
    }

    /// Goes to an element of this level that was skipped.
    @inlinable
    package mutating func goTo(offset: Int) { position = offset }

    @inlinable
    @inline(__always)
    mutating func within<Value: ~Copyable>(
        _ place: BERPlace, _ read: (inout BERReader) throws(BERError) -> Value
    ) throws(BERError) -> Value {
        let outer = surrounding
        surrounding = place
        position = place.contentsStart
        try deepen()
        let value = try read(&self)
        depth -= 1
        surrounding = outer
        position = place.end
        return value
    }

    @inlinable
    @inline(__always)
    mutating func deepen() throws(BERError) {
        depth += 1
        guard depth <= Self.depthLimit || !surrounding.isConstructed else { throw BERError(.tooDeep, at: position) }
    }

    // MARK: Places
    // Mutating, though nothing is changed: the reader is not copied for them.

    /// The next element's place, or nil at the end.
    @inlinable
    @inline(__always)
    mutating func place() throws(BERError) -> BERPlace? {
        try expectConstructed()
        if isAtEnd { return nil }
        if let place = BERPlace(short: octets, at: position, before: surrounding.contentsEnd) { return place }
        return try placeInAnyForm()
    }

    @usableFromInline
    mutating func placeInAnyForm() throws(BERError) -> BERPlace {
        if let place = BERPlace(long: octets, at: position, before: surrounding.contentsEnd) { return place }
        return try BERPlace(rest, depth: depth)
    }

    @inlinable
    package mutating func expectConstructed() throws(BERError) {
        if !surrounding.isConstructed { throw primitive() }
    }

    // MARK: Errors, apart from what is fast

    @usableFromInline
    mutating func primitive() -> BERError {
        BERError(.malformed, "\(surrounding.tag) must be constructed", at: surrounding.start)
    }

    @usableFromInline
    mutating func missing() -> BERError { BERError(.missingElement, at: position) }

    @usableFromInline
    mutating func unexpected(_ place: BERPlace, _ tag: BERTag) -> BERError {
        BERError(.unexpectedTag, "\(place.tag) instead of \(tag)", at: place.start)
    }
}
