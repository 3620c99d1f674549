internal import Message

/// Reads the header of a message that passes by, for the little that concerns its transport.
struct HeaderScanner: Sendable {
    /// Octets of header that are looked at.
    static let limit = 64 * 1024
    /// Octets of one line that are kept; longer lines are of no interest here.
    private static let lineLimit = 200

    /// RFC 2156 2.3.1.2 `Priority`; the first one counts.
    private(set) var priority: Priority?
    /// How many Received fields there are: the hops so far.
    private(set) var receivedFields = 0
    /// Some octet has its eighth bit set, in header or body.
    private(set) var isEightBit = false
    private var line: [UInt8] = []
    private var seen = 0
    private var hasEnded = false

    mutating func consume(_ content: [UInt8]) {
        if !isEightBit { isEightBit = content.contains { $0 >= 0x80 } }
        if hasEnded { return }
        for octet in content {
            seen += 1
            if octet == 0x0A {
                endLine()
            } else if line.count < HeaderScanner.lineLimit {
                line.append(octet)
            }
            if seen == HeaderScanner.limit { hasEnded = true }
            if hasEnded { return }
        }
    }

    private mutating func endLine() {
        defer { line.removeAll(keepingCapacity: true) }
        if line == [0x0D] {
            hasEnded = true
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), line.first != 0x20, line.first != 0x09 else { return }
        let name = HeaderScanner.word(line[..<colon])
        if name == "received" { receivedFields += 1 }
        if name == "priority", priority == nil {
            switch HeaderScanner.word(line[(colon + 1)...]) {
            case "urgent": priority = .urgent
            case "normal": priority = .normal
            case "non-urgent": priority = .nonUrgent
            default: break
            }
        }
    }

    /// Without white space around it, in lower case.
    private static func word(_ octets: ArraySlice<UInt8>) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        var octets = octets.drop(while: isSpace)
        while let last = octets.last, isSpace(last) { octets.removeLast() }
        return String(decoding: octets, as: UTF8.self).lowercased()
    }
}
