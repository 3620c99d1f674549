/// Text in the character sets of T.61 as X.400 mailers use them: letters of ISO 6937, a diacritic before its letter.
///
/// Octets without a meaning appear in text as `{ddd}` (RFC 2156 3.5), and such text gives the octet back, so that
/// nothing is lost. Control functions are such octets too.
package enum TeletexString {
    /// The octets for `text`; nil when a character has none.
    package static func encode(_ text: String) -> [UInt8]? {
        var octets: [UInt8] = []
        var rest = text[...]
        while let character = rest.popFirst() {
            if character == "{", let octet = escape(rest) {
                octets.append(octet)
                rest.removeFirst(4)
            } else if let code = codes[character] {
                octets += code
            } else {
                return nil
            }
        }
        return octets
    }

    package static func decode(_ octets: some Collection<UInt8>) -> String {
        var text = ""
        var mark: UInt8?
        for octet in octets {
            if let pending = mark {
                mark = nil
                if let character = characters[[pending, octet]] {
                    text.append(character)
                    continue
                }
                text += escaped(pending)
            }
            if diacritics[octet] != nil || octet == 0xC9 {
                mark = octet
            } else if let character = characters[[octet]] {
                text.append(character)
            } else {
                text += escaped(octet)
            }
        }
        return text + (mark.map(escaped) ?? "")
    }

    /// Text whose control characters, which no attribute has, are escapes as well.
    static func withoutControls(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.value < 0x20 || 0x7F..<0xA0 ~= scalar.value {
                result += escaped(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func escaped(_ octet: UInt8) -> String {
        "{" + String(repeating: "0", count: octet < 10 ? 2 : octet < 100 ? 1 : 0) + "\(octet)}"
    }

    /// The octet that `ddd}` at the start of `text` stands for.
    private static func escape(_ text: Substring) -> UInt8? {
        let digits = text.prefix(3)
        guard digits.utf8.count == 3, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), text.dropFirst(3).first == "}"
        else { return nil }
        return UInt8(digits)
    }

    // MARK: Tables

    /// One character an octet: the primary set without braces, which are for escapes, then the supplementary set.
    /// Positions 2/3 and 2/4 are not those of ASCII in every edition of T.61; `#` and `$` are written with codes that
    /// are the same in all.
    private static let single: [UInt8: Character] = {
        var table: [UInt8: Character] = [:]
        for octet: UInt8 in 0x20...0x7E where octet != 0x7B && octet != 0x7D {
            table[octet] = Character(UnicodeScalar(octet))
        }
        let rows: [(UInt8, String)] = [
            (0xA0, "\u{A0}¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿"), (0xD0, "―¹®©™♪¬¦"), (0xDC, "⅛⅜⅝⅞ΩÆĐªĦ"),
            (0xE6, "ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ"),
        ]
        for (start, row) in rows {
            for (index, character) in row.enumerated() { table[start + UInt8(index)] = character }
        }
        return table
    }()

    /// What may stand under each diacritic (ISO 6937 table 4): letters without it and with it.
    private static let diacritics: [UInt8: (plain: String, marked: String)] = [
        0xC1: ("AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
        0xC2: ("ACEILNORSUYZacegilnorsuyz ", "ÁĆÉÍĹŃÓŔŚÚÝŹáćéģíĺńóŕśúýź´"),
        0xC3: ("ACEGHIJOSUWYaceghijosuwy", "ÂĈÊĜĤÎĴÔŜÛŴŶâĉêĝĥîĵôŝûŵŷ"),
        0xC4: ("AINOUainou", "ÃĨÑÕŨãĩñõũ"),
        0xC5: ("AEIOUaeiou ", "ĀĒĪŌŪāēīōū¯"),
        0xC6: ("AGUagu ", "ĂĞŬăğŭ˘"),
        0xC7: ("CEGIZcegz ", "ĊĖĠİŻċėġż˙"),
        0xC8: ("AEIOUYaeiouy ", "ÄËÏÖÜŸäëïöüÿ¨"),
        0xCA: ("AUau ", "ÅŮåů˚"),
        0xCB: ("CGKLNRSTcklnrst ", "ÇĢĶĻŅŖŞŢçķļņŗşţ¸"),
        0xCD: ("OUou ", "ŐŰőű˝"),
        0xCE: ("AEIUaeiu ", "ĄĘĮŲąęįų˛"),
        0xCF: ("CDELNRSTZcdelnrstz ", "ČĎĚĽŇŘŠŤŽčďěľňřšťžˇ"),
    ]

    private static let characters: [[UInt8]: Character] = {
        var table: [[UInt8]: Character] = [:]
        for (octet, character) in single { table[[octet]] = character }
        for (mark, letters) in diacritics {
            for (plain, marked) in zip(letters.plain.utf8, letters.marked) { table[[mark, plain]] = marked }
        }
        // T.61 had a second code for the diaeresis, of German umlauts.
        for letter in "AOUaou".utf8 { table[[0xC9, letter]] = table[[0xC8, letter]] }
        return table
    }()

    private static let codes: [Character: [UInt8]] = {
        var table: [Character: [UInt8]] = [:]
        for (code, character) in characters where code.first != 0xC9 {
            // The higher of two codes: it is the one that all editions have.
            if let other = table[character], other[0] > code[0] { continue }
            table[character] = code
        }
        table["\u{D0}"] = [0xE2]
        return table
    }()
}
