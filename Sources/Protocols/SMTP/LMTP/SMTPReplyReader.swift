/// Takes replies out of a server's stream (RFC 5321 4.2). A bare LF ends a line too: some servers send it.
package struct SMTPReplyReader: Equatable, Sendable {
    package enum Result: Equatable, Sendable {
        case needsMore
        case reply(SMTPReply)
        /// The stream is none of replies, or a reply is beyond the limits.
        case malformed(String)
    }

    /// Octets of one line; RFC 5321 4.5.3.1.5 has 512.
    package static let lineLimit = 4096
    /// Lines of one reply.
    package static let linesLimit = 100

    private var line: [UInt8] = []
    private var code: Int?
    private var status: String?
    private var lines: [String] = []

    package init() {}

    /// Reads up to the end of one reply, and moves `offset` behind it.
    package mutating func consume(_ input: [UInt8], _ offset: inout Int) -> Result {
        while offset < input.count {
            let octet = input[offset]
            offset += 1
            if octet != 0x0A {
                line.append(octet)
                if line.count > SMTPReplyReader.lineLimit { return .malformed("reply line too long") }
                continue
            }
            if let result = endLine() { return result }
        }
        return .needsMore
    }

    private mutating func endLine() -> Result? {
        if line.last == 0x0D { line.removeLast() }
        guard line.count >= 3, line[..<3].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return .malformed("no reply code")
        }
        let lineCode = line[..<3].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        let separator = line.count > 3 ? line[3] : 0x20
        guard lineCode >= 200, lineCode < 600, separator == 0x20 || separator == UInt8(ascii: "-") else {
            return .malformed("no reply code")
        }
        if let code, code != lineCode { return .malformed("reply codes differ within one reply") }
        if lines.count == SMTPReplyReader.linesLimit { return .malformed("too many lines in one reply") }
        let (lineStatus, text) = SMTPReplyReader.split(line.dropFirst(4), lineCode)
        if code == nil { status = lineStatus }
        code = lineCode
        lines.append(text)
        line = []
        if separator == UInt8(ascii: "-") { return nil }
        var reply = SMTPReply(lineCode, lines: lines)
        reply.status = status
        self = SMTPReplyReader()
        return .reply(reply)
    }

    /// Takes an enhanced status code (RFC 3463) of the reply's own class off the text.
    private static func split(_ text: ArraySlice<UInt8>, _ code: Int) -> (status: String?, text: String) {
        let readable = String(decoding: text.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
        let words = readable.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = (words.first ?? "").split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "\(code / 100)",
            parts[1...].allSatisfy({
                (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            })
        else { return (nil, readable) }
        return (String(words[0]), words.count > 1 ? String(words[1]) : "")
    }
}
