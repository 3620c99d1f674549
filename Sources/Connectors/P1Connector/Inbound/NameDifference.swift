/// How two names that are not equal octet by octet differ.
package enum NameDifference: Hashable, Sendable {
    case letterCase
    case blanks
    /// They look the same and are not: another form or another script, or characters that nobody sees.
    case unicodeForm
    case oneLetter

    /// For a hint: what a person should look at.
    package var description: String {
        switch self {
        case .letterCase: "they differ in upper and lower case only"
        case .blanks: "they differ in blanks only"
        case .unicodeForm: "they look alike but are composed of different characters"
        case .oneLetter: "they differ by one letter"
        }
    }

    /// nil when the names are equal octet by octet, or have nothing in common.
    package init?(_ a: String, _ b: String) {
        if Array(a.utf8) == Array(b.utf8) { return nil }
        let (a, b) = (reading(a), reading(b))
        if let form = Self.inForm(a, b) {
            self = form
        } else if Self.isOneEdit(Array(a.unicodeScalars), Array(b.unicodeScalars)) {
            self = .oneLetter
        } else {
            return nil
        }
    }

    /// What differs and is not a letter: nil where letters do, or nothing does.
    static func inForm(_ a: String, _ b: String) -> NameDifference? {
        if a.unicodeScalars.elementsEqual(b.unicodeScalars) { return nil }
        if appearance(a) == appearance(b) { return .unicodeForm }
        if a.lowercased() == b.lowercased() { return .letterCase }
        let bare = { (text: String) in text.filter { !$0.isWhitespace }.lowercased() }
        return bare(a) == bare(b) ? .blanks : nil
    }

    private static func isOneEdit(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Bool {
        let (short, long) = a.count <= b.count ? (a, b) : (b, a)
        guard short.count >= 2, long.count - short.count <= 1 else { return false }
        let prefix = zip(short, long).prefix { $0 == $1 }.count
        let suffix = zip(short.reversed(), long.reversed()).prefix { $0 == $1 }.count
        if short.count < long.count { return prefix + suffix >= short.count }
        if prefix + suffix >= short.count - 1 { return true }
        // Two neighbouring letters exchanged.
        return prefix + suffix == short.count - 2 && short[prefix] == long[prefix + 1]
            && short[prefix + 1] == long[prefix]
    }

    // MARK: What it looks like

    /// The same for texts that people cannot tell apart: full-width forms, letters of another script that look like
    /// Latin ones, hyphens of every kind; what is not seen is left out. Equal by canonical equivalence.
    private static func appearance(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !scalar.properties.isDefaultIgnorableCodePoint {
            if (0xFF01...0xFF5E).contains(scalar.value), let narrow = Unicode.Scalar(scalar.value - 0xFEE0) {
                result.append(narrow)
            } else {
                result.append(lookAlikes[scalar] ?? scalar)
            }
        }
        return String(result)
    }

    private static let lookAlikes: [Unicode.Scalar: Unicode.Scalar] = {
        let foreign = "АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο‐‑‒–—−\u{A0}\u{3000}"
        let latin = "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXo------  "
        return Dictionary(zip(foreign.unicodeScalars, latin.unicodeScalars)) { first, _ in first }
    }()
}

/// How the password that came differs from the one that is expected. Says so much and no more: no letter of either gets
/// into an event.
package enum PasswordDifference: Hashable, Sendable {
    /// None came.
    case missing
    /// None is configured, and one came.
    case unexpected
    /// Letter case, blanks or another form of the same characters.
    case form(NameDifference)
    case other

    package init(expected: String, given: [UInt8]) {
        if given.isEmpty {
            self = .missing
        } else if expected.isEmpty {
            self = .unexpected
        } else if let difference = NameDifference.inForm(expected, String(decoding: given, as: UTF8.self)) {
            self = .form(difference)
        } else {
            self = .other
        }
    }

    /// For a hint, behind "gave another password than": begins with its punctuation.
    package var words: String {
        switch self {
        case .missing: ": it gave none"
        case .unexpected: ": none is configured"
        case .form(let difference): ": \(difference.description)"
        case .other: ""
        }
    }
}

/// An MTA name is IA5 (X.411), so octets beyond come as one character each. Where they are UTF-8 they are read as that.
private func reading(_ name: String) -> String {
    let octets = name.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
    if octets.count < name.unicodeScalars.count { return name }
    return String(validating: octets, as: UTF8.self) ?? name
}

/// A foreign name in quotes as a hint shows it: whatever is not printable ASCII stands as its number, so that what
/// looks alike is told apart. Long ones are cut.
package func spelled(_ name: String) -> String {
    var result = ""
    let name = reading(name)
    for scalar in name.unicodeScalars.prefix(80) {
        if (0x20..<0x7F).contains(scalar.value) {
            result.unicodeScalars.append(scalar)
        } else {
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }
    return "\"\(result)\(name.unicodeScalars.count > 80 ? "…" : "")\""
}

/// Whether RemoteMTA= or LocalName= can have this value: the files drop blanks around it, and MTA names are ASCII
/// (X.411 MTAName, 1 to 32 characters).
package func isConfigurableName(_ name: String) -> Bool {
    (1...32).contains(name.utf8.count) && name.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        && name.first != " " && name.last != " "
}
