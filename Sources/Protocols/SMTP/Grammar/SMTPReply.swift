/// One reply, of one or more lines (RFC 5321 4.2), with its enhanced status code where it has one (RFC 2034).
package struct SMTPReply: Hashable, Sendable {
    /// 200...599
    package var code: Int
    /// RFC 3463, as `5.7.1`.
    package var status: String?
    /// At least one; without line ends.
    package var lines: [String]

    package init(_ code: Int, _ status: String?, _ text: String) {
        self.code = code
        self.status = status
        lines = [text]
    }

    package init(_ code: Int, lines: [String]) {
        self.code = code
        status = nil
        self.lines = lines.isEmpty ? [""] : lines
    }

    /// Ready to be sent. Line ends and control characters within the text become spaces.
    package var octets: [UInt8] {
        var octets: [UInt8] = []
        for (number, line) in lines.enumerated() {
            octets += "\(code)\(number == lines.count - 1 ? " " : "-")\(status.map { $0 + " " } ?? "")".utf8
            octets += line.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
            octets += [0x0D, 0x0A]
        }
        return octets
    }

    /// The first line, as people read it in an event or a queue listing: `550 5.1.1 No such mailbox`.
    package var summary: String { "\(code) \(status.map { $0 + " " } ?? "")\(lines.first ?? "")" }
}
