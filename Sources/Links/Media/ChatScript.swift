/// What of a chat(8) script tells how a call failed and what is dialled: the strings at which it gives up, in their
/// order, since chat's exit status names one of them by number, and the commands to the modem that dial.
///
/// The script itself is run by chat; nothing here is sent anywhere.
package struct ChatScript: Hashable, Sendable {
    /// Octets of a script's file, at most.
    package static let greatestOctets = 1 << 16

    /// The first one is exit status 4.
    package let abortStrings: [String]
    /// `AT`, commands, `D` and a number, as the script has them. Not those with `\q`, which asks that they be kept out
    /// of logs.
    package let dialCommands: [String]

    /// Reads the text of a script file as chat does: words between blanks, quoted by `'` or `"`, a `#` at the start of
    /// a line begins a comment. A quote that is not closed ends with the text.
    package init(_ text: String) {
        var found: [String] = []
        let all = Self.words(text)
        // Behind CONNECT the far end is spoken to, and passwords may be among the words.
        dialCommands = all.prefix { !$0.uppercased().contains("CONNECT") }.filter(Self.dials)
        var words = all.makeIterator()
        while let word = words.next() {
            guard word.uppercased() == "ABORT" else { continue }
            guard let string = words.next() else { break }
            found.append(string)
        }
        abortStrings = found
    }

    /// `AT`, commands of the modem, and `D` with a number to the end of the word.
    private static func dials(_ word: String) -> Bool {
        let command = word.uppercased()
        guard command.hasPrefix("AT"), !word.contains("\\q") else { return false }
        return command.indices.dropFirst(2).contains { index in
            // With a mark before it, as in `&D2`, it is a setting.
            guard command[index] == "D", !"&%\\+*".contains(command[command.index(before: index)]) else { return false }
            let number = command[command.index(after: index)...].drop { "TP ".contains($0) }
            return !number.isEmpty && number.allSatisfy { "0123456789*#+,W@!-() ".contains($0) }
        }
    }

    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isLineStart = true
        var isComment = false
        for character in text {
            defer { isLineStart = character.isNewline }
            if isComment {
                isComment = !character.isNewline
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == "#", isLineStart {
                isComment = true
            } else if character.isWhitespace {
                if let complete = word { words.append(complete) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }

    /// What chat's exit status means for the call; nil for 0.
    package func code(status: Int) -> RASCode? {
        switch status {
        case 0: nil
        case 1: RASCode(752)  // a wrong word in the script
        case 2: RASCode(651)  // reading or writing failed, or a signal
        case 3: .timedOut  // an answer did not come
        default:
            status >= 4 && status - 4 < abortStrings.count
                ? Self.code(abortString: abortStrings[status - 4])
                : RASCode(651)
        }
    }

    /// What a modem, or a log-in prompt, says when it gives up. Words of ITU-T V.250 and of the modems in use.
    package static func code(abortString text: String) -> RASCode {
        let words = text.uppercased().filter { !$0.isWhitespace }
        return answers.first { words.contains($0.words) }?.code ?? RASCode(651)
    }

    private static let answers: [(words: String, code: RASCode)] = [
        ("BUSY", .busy),
        ("NOCARRIER", RASCode(679)),
        ("NODIALTONE", RASCode(680)),
        ("NODIAL", RASCode(680)),
        ("NOANSWER", .noAnswer),
        ("VOICE", RASCode(677)),
        ("DELAYED", .busy),
        ("BLACKLISTED", RASCode(691)),
        ("INCORRECT", RASCode(691)),
        ("INVALID", RASCode(691)),
        ("DENIED", RASCode(691)),
        ("ERROR", RASCode(651)),
    ]
}
