import BER

/// Reads identifier and length octets that may be cut anywhere between two inputs.
struct HeaderReader: Hashable, Sendable {
    /// The beginning of a header whose rest is still to come; or the last header, if that was cut.
    private var cut: [UInt8] = []
    private var isWhole = false

    /// A header at an index of `input`; nil when the input ended before the header did. `position` moves behind what
    /// was read.
    mutating func next(_ input: ArraySlice<UInt8>, _ position: inout Int) throws(BERError) -> BERHeader? {
        if isWhole {
            cut = []
            isWhole = false
        }
        if cut.isEmpty, let header = try BERHeader.parse(input, at: position) {
            position += header.octets
            return header
        }
        while position < input.endIndex {
            cut.append(input[position])
            position += 1
            if let header = try BERHeader.parse(cut[...]) {
                isWhole = true
                return header
            }
        }
        return nil
    }

    /// Where `header`, which was read last, begins in its input; nil where that has not the whole of it.
    func start(of header: BERHeader, before position: Int) -> Int? { isWhole ? nil : position - header.octets }

    /// The octets of `header`, which was read last and ends at `position`.
    func octets(of header: BERHeader, _ input: ArraySlice<UInt8>, before position: Int) -> ArraySlice<UInt8> {
        isWhole ? cut[...] : input[position - header.octets..<position]
    }
}
