/// What libFuzzer hands over, read from its beginning. Never fails: an end gives zeros and empty pieces.
package struct FuzzInput {
    private var rest: ArraySlice<UInt8>

    package init(_ octets: [UInt8]) { rest = octets[...] }

    package var isEmpty: Bool { rest.isEmpty }

    package mutating func octet() -> UInt8 { rest.popFirst() ?? 0 }

    /// Two octets of length, the higher first, and as many octets.
    package mutating func piece() -> [UInt8] {
        let count = Int(octet()) << 8 | Int(octet())
        let piece = Array(rest.prefix(count))
        rest.removeFirst(piece.count)
        return piece
    }

    package mutating func remainder() -> [UInt8] {
        defer { rest = [] }
        return Array(rest)
    }

    /// Everything that is left, cut into pieces of 1...`size` octets.
    package mutating func remainder(inPiecesOf size: Int) -> [[UInt8]] {
        let all = remainder()
        return stride(from: 0, to: all.count, by: max(1, size)).map { start in
            Array(all[start..<min(start + max(1, size), all.count)])
        }
    }
}

/// A property that must hold whatever comes in; where it does not, the fuzzer keeps the input.
package func require(_ holds: Bool, _ property: StaticString) {
    if !holds { fatalError("does not hold: \(property)") }
}
