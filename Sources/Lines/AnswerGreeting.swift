/// What `trunkd-answer` and the daemon say before the line's octets: one line each way.
package enum AnswerGreeting {
    /// Octets of a line, its end included.
    package static let greatestLine = 256

    private static let mark = "trunkline-answer 1 "

    /// Letters, digits, dots, hyphens, underscores; 1 to 64 of them.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { octet in
                (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet | 0x20)
                    || [0x2D, 0x2E, 0x5F].contains(octet)
            }
    }

    /// What the caller says: a call has come in on this line.
    package static func call(_ line: String) -> [UInt8] { Array("\(mark)\(line)\n".utf8) }

    /// The line's name; nil for what is no such greeting.
    package static func name(_ text: String) -> String? {
        guard text.hasPrefix(mark) else { return nil }
        let name = String(text.dropFirst(mark.count))
        return isName(name) ? name : nil
    }

    package static let accepted: [UInt8] = Array("ok\n".utf8)
    /// Every entry of the RAS table is taken.
    package static let busy: [UInt8] = Array("busy\n".utf8)
}
