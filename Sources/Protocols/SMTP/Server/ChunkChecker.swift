/// Looks through content that came by BDAT (RFC 3030) for what `DataDecoder` would refuse.
struct ChunkChecker: Equatable, Sendable {
    private let lineLimit: Int
    private var lineLength = 0
    private var afterCarriageReturn = false
    /// The first fault that was met.
    private(set) var fault: ContentFault?

    init(lineLimit: Int) { self.lineLimit = lineLimit }

    mutating func consume(_ content: ArraySlice<UInt8>) {
        if fault != nil { return }
        for octet in content {
            if octet == 0x0A {
                if !afterCarriageReturn {
                    fault = .bareLineFeed
                    return
                }
                afterCarriageReturn = false
                lineLength = 0
                continue
            }
            if afterCarriageReturn {
                fault = .bareCarriageReturn
                return
            }
            afterCarriageReturn = octet == 0x0D
            lineLength += 1
            if lineLength + 1 > lineLimit {
                fault = .lineTooLong
                return
            }
        }
    }

    /// The last chunk has ended.
    mutating func end() {
        if fault == nil, afterCarriageReturn { fault = .bareCarriageReturn }
    }
}
