func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

/// Foreign text in a header field or a line: no control characters, and short enough for RFC 5322's 998 octets.
func oneLine(_ text: String) -> String {
    var result = ""
    var octets = 0
    for scalar in text.unicodeScalars {
        octets += scalar.utf8.count
        if octets > 900 { break }
        let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0x2028
        result.unicodeScalars.append(isControl ? " " : scalar)
    }
    return result
}

/// What may stand in a domain or an identifier; everything else becomes a hyphen.
func token(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(255) {
        let isFit =
            ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || scalar == "-" || scalar == "." || scalar == "_"
        result.unicodeScalars.append(isFit ? scalar : "-")
    }
    return result.isEmpty ? "unknown" : result
}

/// RFC 3461 4 xtext; nil when it is none.
func xtext(_ text: String) -> String? {
    var octets: [UInt8] = []
    let source = Array(text.utf8)
    var index = 0
    while index < source.count {
        if source[index] != 0x2B {
            octets.append(source[index])
            index += 1
            continue
        }
        guard index + 2 < source.count, let high = hexadecimal(source[index + 1]),
            let low = hexadecimal(source[index + 2])
        else { return nil }
        octets.append(high << 4 | low)
        index += 3
    }
    return String(validating: octets, as: UTF8.self)
}

/// `type;xtext` as it was received → `type; address` (RFC 3461 5.2.2, 6.3); nil when it is malformed.
func originalRecipient(_ text: String) -> String? {
    guard let semicolon = text.firstIndex(of: ";") else { return nil }
    let type = text[..<semicolon]
    if type.isEmpty { return nil }
    guard let address = xtext(String(text[text.index(after: semicolon)...])), !address.isEmpty else { return nil }
    return "\(token(String(type))); \(address)"
}

private func hexadecimal(_ octet: UInt8) -> UInt8? {
    switch octet {
    case 48...57: octet - 48
    case 65...70: octet - 55
    default: nil
    }
}
