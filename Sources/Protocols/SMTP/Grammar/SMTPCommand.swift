/// A command line, taken apart as far as its verb (RFC 5321 4.1.1, RFC 3030).
package enum SMTPCommand: Equatable, Sendable {
    case ehlo(String)
    case helo(String)
    /// What follows `MAIL FROM:`.
    case mail(ArraySlice<UInt8>)
    /// What follows `RCPT TO:`.
    case rcpt(ArraySlice<UInt8>)
    case data
    /// Octets that follow the line, nil where the number cannot be read.
    case bdat(octets: Int?, last: Bool)
    case rset
    case noop
    case vrfy
    case help
    case quit
    /// A known verb with an argument that does not fit.
    case malformed(String)
    /// A request of HTTP: a browser or a relay of requests was pointed here.
    case foreign
    case unknown

    /// Reads a line without its CRLF.
    package init(line: [UInt8]) {
        let verbEnd = line.firstIndex(of: 0x20) ?? line.endIndex
        let verb = String(decoding: line[..<verbEnd].map(SMTPCommand.upper), as: UTF8.self)
        var argument = line[verbEnd...]
        while argument.first == 0x20 { argument.removeFirst() }
        while argument.last == 0x20 { argument.removeLast() }
        switch verb {
        case "EHLO": self = SMTPCommand.client(argument).map(SMTPCommand.ehlo) ?? .malformed("EHLO takes a domain")
        case "HELO": self = SMTPCommand.client(argument).map(SMTPCommand.helo) ?? .malformed("HELO takes a domain")
        case "MAIL":
            self = SMTPCommand.after("FROM:", argument).map(SMTPCommand.mail) ?? .malformed("MAIL FROM:<path>")
        case "RCPT": self = SMTPCommand.after("TO:", argument).map(SMTPCommand.rcpt) ?? .malformed("RCPT TO:<path>")
        case "DATA": self = argument.isEmpty ? .data : .malformed("DATA takes no argument")
        case "BDAT": self = SMTPCommand.chunk(argument)
        case "RSET": self = argument.isEmpty ? .rset : .malformed("RSET takes no argument")
        case "QUIT": self = argument.isEmpty ? .quit : .malformed("QUIT takes no argument")
        case "NOOP": self = .noop
        case "HELP": self = .help
        case "VRFY": self = argument.isEmpty ? .malformed("VRFY takes a name") : .vrfy
        case "GET", "POST", "PUT", "HEAD", "CONNECT", "OPTIONS": self = .foreign
        default: self = .unknown
        }
    }

    private static func upper(_ octet: UInt8) -> UInt8 {
        octet >= UInt8(ascii: "a") && octet <= UInt8(ascii: "z") ? octet - 32 : octet
    }

    /// The client's name for itself: one word of printable text. What it says is noted, never believed.
    private static func client(_ argument: ArraySlice<UInt8>) -> String? {
        guard !argument.isEmpty, argument.count <= 255, argument.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            return nil
        }
        return String(validating: argument, as: UTF8.self)
    }

    private static func after(_ keyword: String, _ argument: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let keyword = Array(keyword.utf8)
        guard argument.prefix(keyword.count).map(upper) == keyword else { return nil }
        var rest = argument.dropFirst(keyword.count)
        while rest.first == 0x20 { rest.removeFirst() }
        return rest
    }

    private static func chunk(_ argument: ArraySlice<UInt8>) -> SMTPCommand {
        let words = argument.split(separator: 0x20)
        guard let first = words.first, first.count <= 18, first.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let octets = Int(String(decoding: first, as: UTF8.self))
        else { return .bdat(octets: nil, last: false) }
        switch words.count {
        case 1: return .bdat(octets: octets, last: false)
        case 2 where words[1].map(upper) == Array("LAST".utf8): return .bdat(octets: octets, last: true)
        default: return .bdat(octets: nil, last: false)
        }
    }
}
