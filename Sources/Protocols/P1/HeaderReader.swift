import BER

/// Reads identifier and length octets that may be cut anywhere between two inputs.
struct HeaderReader: Hashable, Sendable {
    /// The beginning of a header whose rest is still to come.
    private var pending: [UInt8] = []

    struct Header {
        let header: BERHeader
        let octets: ArraySlice<UInt8>
    }

    /// A header, and its octets; nil when the input ended before the header did. Everything read leaves `input`.
    mutating func next(_ input: inout ArraySlice<UInt8>) throws(BERError) -> Header? {
        if pending.isEmpty, let header = try BERHeader.parse(input) {
            let octets = input.prefix(header.octets)
            input = input.dropFirst(header.octets)
            return Header(header: header, octets: octets)
        }
        while let octet = input.popFirst() {
            pending.append(octet)
            guard let header = try BERHeader.parse(pending[...]) else { continue }
            let octets = pending[...]
            pending = []
            return Header(header: header, octets: octets)
        }
        return nil
    }
}
