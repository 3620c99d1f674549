/// Reads pppd's log as it is written: what interface comes up with which addresses, and why the link went down.
///
/// A value; it takes one line at a time. The first cause that the log names counts, since what follows is its
/// consequence.
package struct PPPLog: Hashable, Sendable {
    /// `ppp0`; nil until the log names it.
    package private(set) var interface: String?
    package private(set) var local: String?
    package private(set) var peer: String?
    /// The chat script of the entry, which gives its exit statuses their meaning.
    package let script: ChatScript?
    private var cause: RASCode?

    package init(script: ChatScript? = nil) { self.script = script }

    /// The link is up: interface and own address are known, and the peer's line has come.
    package var isUp: Bool { interface != nil && local != nil && peer != nil }

    /// What stands before chat's exit status in the line that the entry's wrapper writes.
    package static let chatMark = "trunkline: chat ended with "

    /// The shell command that makes the call for pppd: chat on the port, and a line in the log with its exit status,
    /// which pppd itself does not pass on.
    package static func connectCommand(chat: String, script: String) -> String {
        "\(quoted(chat)) -s -f \(quoted(script)); s=$?; echo \"\(chatMark)$s\" >&2; exit $s"
    }

    private static func quoted(_ word: String) -> String { "'\(word.replacing("'", with: "'\\''"))'" }

    /// - Returns: true where the line is only for this, and not for people.
    @discardableResult
    package mutating func read(_ line: String) -> Bool {
        if let range = line.firstRange(of: Self.chatMark) {
            let status = Int(line[range.upperBound...].prefix { $0.isNumber }) ?? 2
            note((script ?? ChatScript("")).code(status: status))
            return true
        }
        if let name = Self.word(after: "Using interface ", in: line) {
            interface = name
        } else if let name = Self.word(after: "Connect: ", in: line) {
            interface = interface ?? name
        } else if let address = Self.word(after: "local  IP address ", in: line) {
            local = address
        } else if let address = Self.word(after: "remote IP address ", in: line) {
            peer = address
        } else if line.hasPrefix("Failed ("), let end = line.lastIndex(of: ")") {
            // chat's own words, where it was told to say them (chat -s).
            note(ChatScript.code(abortString: String(line[line.index(line.startIndex, offsetBy: 8)..<end])))
        } else {
            note(Self.causes.first { line.contains($0.words) }?.code)
        }
        return false
    }

    private mutating func note(_ code: RASCode?) { cause = cause ?? code }

    private static func word(after mark: String, in line: String) -> String? {
        guard line.hasPrefix(mark) else { return nil }
        let word = line.dropFirst(mark.count).drop { $0 == " " }.prefix { $0 != " " }
        return word.isEmpty ? nil : String(word)
    }

    /// Why the call failed, or the link went down.
    package func code(status: Int32) -> RASCode {
        let own = PPPExit.code(status: status, isUp: isUp)
        // These say themselves what was wrong.
        if [3, 4, 5, 6, 12, 13].contains(status) { return own }
        return cause ?? own
    }

    package func codeOfSignal() -> RASCode { cause ?? (isUp ? .connectionLost : RASCode(681)) }

    /// Words of pppd 2.4.9's log.
    private static let causes: [(words: String, code: RASCode)] = [
        ("CHAP authentication failed", RASCode(691)),
        ("PAP authentication failed", RASCode(691)),
        ("No response to PAP authenticate-requests", .negotiationTimedOut),
        ("No CHAP secret found for authenticating us", RASCode(691)),
        ("no PAP secret found for", RASCode(691)),
        ("No secret found for PAP login", RASCode(691)),
        ("failed CHAP authentication", RASCode(645)),
        ("PAP peer authentication failed", RASCode(645)),
        ("CHAP authentication timed out", RASCode(645)),
        ("No CHAP secret found for authenticating", RASCode(645)),
        ("peer refused to authenticate", RASCode(645)),
        ("No auth is possible", RASCode(739)),
        ("echo-requests", .remoteSilent),
        ("LCP: timeout sending Config-Requests", RASCode(721)),
        ("IPCP: timeout sending Config-Requests", .negotiationTimedOut),
        ("Could not determine local IP address", RASCode(738)),
        ("Peer refused to agree to our IP address", RASCode(735)),
        ("Refused our IP address", RASCode(735)),
        ("nauthorized remote IP address", RASCode(735)),
        ("not authorized to use remote address", RASCode(735)),
        ("Serial line is looped back", RASCode(737)),
        ("Serial link appears to be disconnected", .remoteSilent),
        ("LCP terminated by peer", .hungUpByPeer),
        // A serial port that is not there is no option.
        ("unrecognized option '/", RASCode(608)),
        ("locked by pid", RASCode(633)),
        ("Permission denied", RASCode(665)),
        ("must be root to run", RASCode(665)),
        ("No such file or directory", RASCode(608)),
        ("Device or resource busy", RASCode(633)),
        ("lacks PPP kernel support", RASCode(731)),
    ]
}
