import BER

/// Gathers one element of limited size out of inputs that are cut anywhere. Every octet is looked at once.
struct ElementCollector: Hashable, Sendable {
    private(set) var octets: [UInt8]
    private let limit: Int
    /// Octets for which room is made at once.
    private static let usual = 4096
    /// Octets still to be copied before the next header.
    private var copying: Int
    /// How many elements of indefinite length are open.
    private var open: Int
    private var headers = HeaderReader()

    /// - Parameters:
    ///   - header: the element's header, which was read already; its octets are `start`.
    /// - Throws: `limitExceeded` at once when the declared length is above `limit`.
    init(_ header: BERHeader, start: ArraySlice<UInt8>, limit: Int) throws(BERError) {
        octets = []
        // Most elements are not longer; a longer one grows as it comes in, whatever length it declares.
        octets.reserveCapacity(start.count + min(header.length ?? 0, Self.usual))
        octets += start
        self.limit = limit
        copying = header.length ?? 0
        open = header.length == nil ? 1 : 0
        try checkLimit()
    }

    private func checkLimit() throws(BERError) {
        guard octets.count <= limit, copying <= limit - octets.count else {
            throw BERError(.limitExceeded, "element over \(limit) octets")
        }
    }

    /// Takes what belongs to the element out of `input`, from `position` on; true when the element is complete.
    mutating func take(_ input: ArraySlice<UInt8>, _ position: inout Int) throws(BERError) -> Bool {
        while true {
            if copying > 0 {
                let count = min(copying, input.endIndex - position)
                octets += input[position..<position + count]
                copying -= count
                position += count
                if copying > 0 { return false }
            }
            if open == 0 { return true }
            guard let header = try headers.next(input, &position) else { return false }
            octets += headers.octets(of: header, input, before: position)
            if header.tag == .endOfContents {
                guard header.isEndOfContents else { throw BERError(.malformed, "end-of-contents", at: octets.count) }
                open -= 1
            } else if let length = header.length {
                copying = length
            } else {
                open += 1
                guard open <= BERReader.depthLimit else { throw BERError(.tooDeep, at: octets.count) }
            }
            try checkLimit()
        }
    }
}
