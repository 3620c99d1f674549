/// Takes the content out of what follows DATA (RFC 5321 4.5.2): undoes the stuffing of dots, and finds the end.
///
/// The end is CR LF . CR LF and nothing else; a CR or LF on its own neither ends a line nor begins one.
package struct DataDecoder: Equatable, Sendable {
    private enum Position: Equatable, Sendable {
        /// Behind a CRLF, or at the beginning.
        case lineStart
        case inLine
        /// Behind a CR within a line.
        case carriageReturn
        /// Behind a dot at a line's beginning.
        case dot
        /// Behind a CR behind that dot.
        case dotCarriageReturn
    }

    private let lineLimit: Int
    private var position = Position.lineStart
    private var lineLength = 0
    /// The first fault that was met; from there on no content is given out.
    package private(set) var fault: ContentFault?
    package private(set) var hasEnded = false

    package init(lineLimit: Int) { self.lineLimit = lineLimit }

    /// Reads until the input's or the content's end, and moves `offset` behind what was read.
    package mutating func consume(_ input: [UInt8], _ offset: inout Int) -> [UInt8] {
        var content: [UInt8] = []
        if fault == nil { content.reserveCapacity(input.count - offset) }
        while offset < input.count, !hasEnded {
            if position == .inLine { copyLine(input, &offset, &content) }
            guard offset < input.count else { break }
            let octet = input[offset]
            offset += 1
            step(octet, &content)
        }
        return content
    }

    /// Everything up to the next CR or LF.
    private mutating func copyLine(_ input: [UInt8], _ offset: inout Int, _ content: inout [UInt8]) {
        let start = offset
        while offset < input.count, input[offset] != 0x0D, input[offset] != 0x0A { offset += 1 }
        lineLength += offset - start
        if lineLength + 2 > lineLimit { note(.lineTooLong) }
        if fault == nil { content.append(contentsOf: input[start..<offset]) }
    }

    private mutating func step(_ octet: UInt8, _ content: inout [UInt8]) {
        switch (position, octet) {
        case (.carriageReturn, 0x0A):
            position = .lineStart
            lineLength = 0
        case (.dotCarriageReturn, 0x0A):
            hasEnded = true
            return
        case (.lineStart, 0x0A), (.inLine, 0x0A), (.dot, 0x0A):
            note(.bareLineFeed)
            position = .inLine
        case (.carriageReturn, 0x0D), (.dotCarriageReturn, 0x0D):
            note(.bareCarriageReturn)
            position = .carriageReturn
        case (.lineStart, 0x0D), (.inLine, 0x0D):
            position = .carriageReturn
        case (.dot, 0x0D):
            position = .dotCarriageReturn
            return
        case (.lineStart, UInt8(ascii: ".")):
            position = .dot
            return
        case (.carriageReturn, _), (.dotCarriageReturn, _):
            note(.bareCarriageReturn)
            position = .inLine
        case (.lineStart, _), (.inLine, _), (.dot, _):
            position = .inLine
            lineLength += 1
        }
        if fault == nil { content.append(octet) }
    }

    private mutating func note(_ new: ContentFault) {
        if fault == nil { fault = new }
    }
}
