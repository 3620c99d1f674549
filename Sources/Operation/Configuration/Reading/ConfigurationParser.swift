/// Takes one file apart by the rules of systemd.syntax(7): sections, `Key=value`, `#` and `;` comments, a backslash at
/// the end of a line continues it, comments between continued lines are left out.
struct ConfigurationParser {
    private(set) var headers: [ConfigurationHeader] = []
    private(set) var assignments: [ConfigurationAssignment] = []
    private(set) var problems: [ConfigurationProblem] = []

    private let file: String
    /// Nil before the first section, and after a header that cannot be read (whose keys are passed over).
    private var section: String?
    private var afterBadHeader = false

    init(_ octets: [UInt8], file: String) {
        self.file = file
        var pending: (line: Int, text: String)?
        for (index, raw) in Self.lines(octets).enumerated() {
            let number = index + 1
            guard let decoded = String(validating: raw, as: UTF8.self) else {
                problems.append(problem(number, "not UTF-8"))
                continue
            }
            let text = Self.trimmed(decoded[...])
            if text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F }) {
                problems.append(problem(number, "control character"))
                continue
            }
            if text.hasPrefix("#") || text.hasPrefix(";") { continue }
            let continues = text.hasSuffix("\\")
            let piece = continues ? Self.trimmed(text.dropLast()) : text
            let joined = pending.map { ($0.line, $0.text.isEmpty ? piece : "\($0.text) \(piece)") } ?? (number, piece)
            pending = continues ? joined : nil
            if !continues { take(joined.1, line: joined.0) }
        }
        if let pending { take(pending.text, line: pending.line) }
    }

    private mutating func take(_ text: String, line: Int) {
        if text.isEmpty { return }
        if text.hasPrefix("[") { return takeHeader(text, line: line) }
        guard let equals = text.firstIndex(of: "=") else {
            problems.append(
                problem(line, "neither a section, an assignment nor a comment", expected: "Key=value", section: section)
            )
            return
        }
        let key = Self.trimmed(text[..<equals])
        if key.isEmpty {
            problems.append(problem(line, "no key before =", expected: "Key=value", section: section))
            return
        }
        guard let section else {
            if !afterBadHeader {
                problems.append(
                    problem(line, "\(key)= stands before the first section", expected: "[Section] above it"))
            }
            return
        }
        assignments.append(
            ConfigurationAssignment(
                file: file, line: line, section: section, key: key,
                value: Self.trimmed(text[text.index(after: equals)...])))
    }

    private mutating func takeHeader(_ text: String, line: Int) {
        let name = text.dropFirst().dropLast()
        if text.hasSuffix("]"), !name.isEmpty, !name.contains("["), !name.contains("]") {
            section = String(name)
            headers.append(ConfigurationHeader(file: file, line: line, section: String(name)))
        } else {
            section = nil
            afterBadHeader = true
            problems.append(problem(line, "this is no section header", expected: "[Section]"))
        }
    }

    private func problem(
        _ line: Int, _ text: String, expected: String? = nil, section: String? = nil
    ) -> ConfigurationProblem {
        ConfigurationProblem(file: file, line: line, section: section, problem: text, expected: expected)
    }

    /// Lines without their ends (LF, CR LF); a byte order mark is passed over.
    private static func lines(_ octets: [UInt8]) -> [ArraySlice<UInt8>] {
        let start = octets.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return octets[start...].split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { $0.last == 0x0D ? $0.dropLast() : $0 }
    }

    static func trimmed(_ text: Substring) -> String {
        var rest = text
        while let first = rest.first, first == " " || first == "\t" { rest = rest.dropFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
        return String(rest)
    }
}
