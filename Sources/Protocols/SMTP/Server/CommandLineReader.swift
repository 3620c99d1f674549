/// Takes command lines out of a stream. Only CRLF ends a line; a line with a bare CR or LF in it is none.
///
/// After a fault everything up to the next CRLF is read over, so that no part of a faulty line becomes a command.
struct CommandLineReader: Equatable, Sendable {
    enum Fault: Equatable, Sendable { case bareLineFeed, bareCarriageReturn, tooLong }
    enum Result: Equatable, Sendable {
        case needsMore
        /// Without its CRLF.
        case line([UInt8])
        case fault(Fault)
    }

    private let limit: Int
    private var line: [UInt8] = []
    private var afterCarriageReturn = false
    private var hasBareCarriageReturn = false
    private var readsOver = false

    init(limit: Int) { self.limit = limit }

    /// Reads up to the end of one line, and moves `position` behind it.
    mutating func consume(_ input: [UInt8], _ position: inout Int) -> Result {
        while position < input.count {
            let octet = input[position]
            position += 1
            if octet == 0x0A {
                guard afterCarriageReturn else {
                    beginReadingOver()
                    return .fault(.bareLineFeed)
                }
                if let result = endLine() { return result }
                continue
            }
            if afterCarriageReturn { hasBareCarriageReturn = true }
            afterCarriageReturn = octet == 0x0D
            if readsOver || afterCarriageReturn { continue }
            line.append(octet)
            if line.count + 2 > limit {
                beginReadingOver()
                return .fault(.tooLong)
            }
        }
        return .needsMore
    }

    private mutating func beginReadingOver() {
        line = []
        readsOver = true
        afterCarriageReturn = false
    }

    private mutating func endLine() -> Result? {
        defer { self = CommandLineReader(limit: limit) }
        if readsOver { return nil }
        return hasBareCarriageReturn ? .fault(.bareCarriageReturn) : .line(line)
    }
}
