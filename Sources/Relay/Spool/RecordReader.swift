/// Reads what `RecordWriter` wrote. Every fault is `corrupt`.
struct RecordReader {
    private let octets: [UInt8]
    private var position = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    var isAtEnd: Bool { position == octets.count }

    static let fault = SpoolError(.corrupt, "a row holds a damaged record")

    mutating func octet() throws(SpoolError) -> UInt8 {
        guard position < octets.count else { throw Self.fault }
        defer { position += 1 }
        return octets[position]
    }

    mutating func number() throws(SpoolError) -> Int64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try octet()
            if shift > 63 { throw Self.fault }
            value |= UInt64(next & 0x7f) << shift
            if next < 0x80 { break }
            shift += 7
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func int() throws(SpoolError) -> Int { Int(try number()) }

    mutating func optionalText() throws(SpoolError) -> String? {
        try optionalSlice().map { String(decoding: $0, as: UTF8.self) }
    }

    mutating func optionalOctets() throws(SpoolError) -> [UInt8]? { try optionalSlice().map { Array($0) } }

    mutating func optionalNumber() throws(SpoolError) -> Int64? {
        switch try octet() {
        case 0: nil
        case 1: try number()
        default: throw Self.fault
        }
    }

    /// How many of something follow; each takes an octet at least.
    mutating func count() throws(SpoolError) -> Int {
        let count = try int()
        guard count >= 0, count <= octets.count - position else { throw Self.fault }
        return count
    }

    private mutating func optionalSlice() throws(SpoolError) -> ArraySlice<UInt8>? {
        let count = try int()
        if count == -1 { return nil }
        guard count >= 0, count <= octets.count - position else { throw Self.fault }
        defer { position += count }
        return octets[position..<position + count]
    }

    mutating func text() throws(SpoolError) -> String {
        guard let text = try optionalText() else { throw Self.fault }
        return text
    }

    /// The value of an enum by its raw value.
    mutating func value<Value: RawRepresentable>(
        _ type: Value.Type
    ) throws(SpoolError) -> Value where Value.RawValue == Int {
        guard let value = Value(rawValue: try int()) else { throw Self.fault }
        return value
    }
}
