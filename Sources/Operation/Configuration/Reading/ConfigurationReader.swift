/// Reads typed values out of one file with its drop-ins, and collects every mistake on the way.
///
/// Every key that is asked for becomes a known one; `finish()` then complains of the others. So the list of valid keys
/// stands nowhere but in the code that reads them.
struct ConfigurationReader {
    /// Name of the main file, relative to the directory; where missing keys are reported.
    let file: String
    private(set) var problems: [ConfigurationProblem] = []

    private var assignments: [ConfigurationAssignment] = []
    private var headers: [ConfigurationHeader] = []
    private var sections: [String] = []
    private var keys: [String: [String]] = [:]

    init(file: String) { self.file = file }

    /// Adds the main file or, after it, a drop-in.
    mutating func add(_ octets: [UInt8], file: String) {
        let parser = ConfigurationParser(octets, file: file)
        problems += parser.problems
        assignments += parser.assignments
        headers += parser.headers
    }

    mutating func add(_ problem: ConfigurationProblem) {
        if problems.count < ConfigurationLimits.problems { problems.append(problem) }
    }

    // MARK: Sections

    /// What stands behind `prefix` in the headers that begin with it, in their order.
    func sections(after prefix: String) -> [String] {
        var names: [String] = []
        for header in headers where header.section.hasPrefix(prefix) {
            let name = String(header.section.dropFirst(prefix.count))
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// A section whose name is of no form; what it holds is passed over.
    mutating func badSection(_ section: String, expected: String) {
        guard let header = headers.first(where: { $0.section == section }) else { return }
        add(
            ConfigurationProblem(
                file: header.file, line: header.line, section: section, problem: "not the name of a section",
                expected: expected))
        headers.removeAll { $0.section == section }
        assignments.removeAll { $0.section == section }
    }

    // MARK: Assignments

    private mutating func know(_ section: String, _ key: String) {
        if keys[section] == nil { sections.append(section) }
        if keys[section]?.contains(key) != true { keys[section, default: []].append(key) }
    }

    /// The assignment in force: the last one, unless it is empty.
    mutating func scalar(_ section: String, _ key: String) -> ConfigurationAssignment? {
        know(section, key)
        var current: ConfigurationAssignment?
        for assignment in assignments where assignment.section == section && assignment.key == key {
            if let current, current.file == assignment.file, !assignment.value.isEmpty {
                add(assignment.problem("given twice; first in line \(current.line)"))
            }
            current = assignment.value.isEmpty ? nil : assignment
        }
        return current
    }

    /// All assignments since the last empty one.
    mutating func list(_ section: String, _ key: String) -> [ConfigurationAssignment] {
        know(section, key)
        var current: [ConfigurationAssignment] = []
        for assignment in assignments where assignment.section == section && assignment.key == key {
            if assignment.value.isEmpty { current = [] } else { current.append(assignment) }
        }
        return current
    }

    /// Whether a key has no value, which is another mistake than a wrong one.
    func isUnset(_ section: String, _ key: String) -> Bool {
        assignments.last { $0.section == section && $0.key == key }?.value.isEmpty ?? true
    }

    /// Where a key was last set.
    func place(_ section: String, _ key: String) -> (file: String, line: Int)? {
        assignments.last { $0.section == section && $0.key == key }.map { ($0.file, $0.line) }
    }

    // MARK: Values

    /// A value by its reader; nil where it is not set or wrong.
    mutating func value<T>(
        _ section: String, _ key: String, expected: String, _ read: (String) -> T?
    ) -> T? {
        guard let assignment = scalar(section, key) else { return nil }
        if let value = read(assignment.value) { return value }
        add(assignment.problem("\(quoted(assignment.value)) is not valid", expected: expected))
        return nil
    }

    mutating func values<T>(
        _ section: String, _ key: String, expected: String, _ read: (String) -> T?
    ) -> [T] {
        var result: [T] = []
        for assignment in list(section, key) {
            if let value = read(assignment.value) {
                result.append(value)
            } else {
                add(assignment.problem("\(quoted(assignment.value)) is not valid", expected: expected))
            }
        }
        return result
    }

    mutating func choice<T: RawRepresentable & CaseIterable>(
        _ section: String, _ key: String, as type: T.Type = T.self
    ) -> T? where T.RawValue == String {
        guard let assignment = scalar(section, key) else { return nil }
        if let value = T(rawValue: assignment.value) { return value }
        let names = T.allCases.map(\.rawValue)
        add(
            assignment.problem(
                "\(quoted(assignment.value)) is not valid", expected: names.joined(separator: ", "),
                nearest: EditDistance.nearest(to: assignment.value, among: names)))
        return nil
    }

    mutating func boolean(_ section: String, _ key: String, default value: Bool) -> Bool {
        self.value(section, key, expected: "yes or no", ConfigurationValue.boolean) ?? value
    }

    mutating func integer(_ section: String, _ key: String, in range: ClosedRange<Int>, default value: Int) -> Int {
        self.value(section, key, expected: "a number from \(range.lowerBound) to \(range.upperBound)") { text in
            ConfigurationValue.integer(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? value
    }

    mutating func size(_ section: String, _ key: String, in range: ClosedRange<Int>, default value: Int) -> Int {
        let bounds = "\(Self.sizeText(range.lowerBound)) to \(Self.sizeText(range.upperBound))"
        return self.value(section, key, expected: "a size from \(bounds), as 64K or 50M") { text in
            ConfigurationValue.size(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? value
    }

    mutating func duration(_ section: String, _ key: String, from least: Double = 0, default value: Double) -> Double {
        let bound = least > 0 ? " of at least \(Self.durationText(least))" : ""
        return self.value(section, key, expected: "a time\(bound), as 30s, 10min, 2h or 2d") { text in
            ConfigurationValue.duration(text).flatMap { $0 >= least ? $0 : nil }
        } ?? value
    }

    /// Reports a key that must be set and is not.
    mutating func missing(_ section: String, _ key: String, expected: String) {
        add(
            ConfigurationProblem(
                file: file, line: headers.last { $0.section == section }?.line, section: section, key: key,
                problem: "missing", expected: expected))
    }

    /// Reports keys that are set although they mean nothing here.
    mutating func meaningless(_ section: String, _ names: [String]? = nil, because: String) {
        for assignment in assignments where assignment.section == section {
            guard let known = keys[section], known.contains(assignment.key) else { continue }
            if let names, !names.contains(assignment.key) { continue }
            add(assignment.problem("has no meaning \(because)"))
        }
    }

    // MARK: The end

    /// Complains of sections and keys that nothing asked for. Call it last.
    mutating func finish() {
        for header in headers where keys[header.section] == nil {
            add(
                ConfigurationProblem(
                    file: header.file, line: header.line, section: header.section, problem: "unknown section",
                    expected: sections.map { "[\($0)]" }.joined(separator: ", "),
                    nearest: EditDistance.nearest(to: header.section, among: sections).map { "[\($0)]" }))
        }
        for assignment in assignments {
            guard let known = keys[assignment.section], !known.contains(assignment.key) else { continue }
            let nearest = EditDistance.nearest(to: assignment.key, among: known)
            let elsewhere = sections.first { keys[$0]?.contains(assignment.key) ?? false }
            add(
                assignment.problem(
                    "unknown key",
                    expected: nearest == nil && elsewhere == nil ? known.joined(separator: ", ") : nil,
                    nearest: elsewhere.map { "\(assignment.key) in [\($0)]" } ?? nearest))
        }
    }

    func quoted(_ text: String) -> String { text.utf8.count <= 80 ? "\"\(text)\"" : "\"\(text.prefix(80))…\"" }

    static func sizeText(_ octets: Int) -> String {
        for (unit, factor) in [("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)]
        where octets >= factor && octets.isMultiple(of: factor) {
            return "\(octets / factor)\(unit)"
        }
        return "\(octets)"
    }

    static func durationText(_ seconds: Double) -> String {
        let text = "\(seconds)"
        return text.hasSuffix(".0") ? "\(text.dropLast(2))s" : "\(text)s"
    }
}

extension ConfigurationAssignment {
    func problem(_ text: String, expected: String? = nil, nearest: String? = nil) -> ConfigurationProblem {
        ConfigurationProblem(
            file: file, line: line, section: section, key: key, problem: text, expected: expected, nearest: nearest)
    }
}
