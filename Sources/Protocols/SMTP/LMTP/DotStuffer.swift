/// Makes content ready to follow DATA: dots at line beginnings doubled (RFC 5321 4.5.2), and an end that no octet of
/// the content can counterfeit.
///
/// SMTP knows no CR or LF on its own; content that came by another way may hold them. Each becomes CRLF.
package struct DotStuffer: Equatable, Sendable {
    private var atLineStart = true
    private var afterCarriageReturn = false

    package init() {}

    package mutating func encode(_ content: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(content.count + content.count / 32)
        for octet in content {
            if octet == 0x0A {
                output.append(0x0D)
                output.append(0x0A)
                atLineStart = true
                afterCarriageReturn = false
                continue
            }
            endBareCarriageReturn(&output)
            if octet == 0x0D {
                afterCarriageReturn = true
                continue
            }
            if atLineStart, octet == UInt8(ascii: ".") { output.append(octet) }
            atLineStart = false
            output.append(octet)
        }
        return output
    }

    /// What follows the last of the content.
    package mutating func end() -> [UInt8] {
        var output: [UInt8] = []
        endBareCarriageReturn(&output)
        if !atLineStart { output += [0x0D, 0x0A] }
        return output + [UInt8(ascii: "."), 0x0D, 0x0A]
    }

    private mutating func endBareCarriageReturn(_ output: inout [UInt8]) {
        guard afterCarriageReturn else { return }
        output += [0x0D, 0x0A]
        atLineStart = true
        afterCarriageReturn = false
    }
}
