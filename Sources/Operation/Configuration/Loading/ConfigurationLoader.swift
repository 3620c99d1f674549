import Links
import Message

/// Reads a configuration directory. One use.
struct ConfigurationLoader {
    let source: any ConfigurationSource
    let directory: String
    let purpose: ConfigurationPurpose
    var problems: [ConfigurationProblem] = []
    /// What is permitted and probably not meant.
    var warnings: [ConfigurationProblem] = []
    /// Where the keys stand that are checked when all files have been read, by `connector key` or `postmaster`.
    var places: [String: (file: String, line: Int?)] = [:]
    /// Connectors that say nothing of their own give a password.
    var hasPassword = false
    /// Rules of zones that were read already.
    var zones: [String: TimeZoneRules] = ["UTC": .utc]
    /// Of every file read, by name: whether others can read it.
    private(set) var openToOthers: [String: Bool] = [:]

    init(source: any ConfigurationSource, directory: String, purpose: ConfigurationPurpose) {
        self.source = source
        var directory = directory[...]
        while directory.utf8.count > 1, directory.hasSuffix("/") { directory = directory.dropLast() }
        self.directory = directory.isEmpty ? "." : String(directory)
        self.purpose = purpose
    }

    mutating func load() -> Result<MTAConfiguration, ConfigurationRefusal> {
        var configuration = main()
        configuration.phonebook = files(in: "phonebook", suffix: ".ras").map { entry(file: $0.file, name: $0.name) }
        configuration.connectors = files(in: "connectors", suffix: ".connector").map {
            connector(file: $0.file, name: $0.name, general: configuration.general)
        }
        checkReferences(configuration)
        if problems.isEmpty {
            configuration.warnings = Self.sorted(warnings)
            return .success(configuration)
        }
        return .failure(ConfigurationRefusal(problems: Self.sorted(problems)))
    }

    /// In order of file and line, mta.conf first, so many as a person reads.
    private static func sorted(_ problems: [ConfigurationProblem]) -> [ConfigurationProblem] {
        let rank = ["mta.conf": 0]
        let sorted = problems.enumerated().sorted { a, b in
            let left = (rank[a.element.file] ?? 1, a.element.file, a.element.line ?? 0, a.offset)
            return left < (rank[b.element.file] ?? 1, b.element.file, b.element.line ?? 0, b.offset)
        }
        return sorted.prefix(ConfigurationLimits.problems).map(\.element)
    }

    // MARK: Files

    /// `path` itself where it is absolute, else under the configuration directory.
    func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : "\(directory)/\(path)" }

    /// A reader of `file` and its drop-ins, `file.d/*.conf` in order of name.
    mutating func reader(of file: String) -> ConfigurationReader {
        var reader = ConfigurationReader(file: file)
        if let octets = octets(of: file) { reader.add(octets, file: file) }
        let names = list("\(file).d").filter { $0.hasSuffix(".conf") && !$0.hasPrefix(".") }
        for name in names {
            if let octets = octets(of: "\(file).d/\(name)") { reader.add(octets, file: "\(file).d/\(name)") }
        }
        return reader
    }

    private mutating func octets(of file: String) -> [UInt8]? {
        do {
            let read = try source.file(at: resolved(file))
            openToOthers[file] = read.isOpenToOthers
            return read.octets
        } catch {
            problems.append(ConfigurationProblem(file: file, problem: "cannot be read: \(error.text)"))
            return nil
        }
    }

    private mutating func list(_ folder: String) -> [String] {
        do {
            let names = try source.names(in: resolved(folder)) ?? []
            if names.count > ConfigurationLimits.files {
                problems.append(
                    ConfigurationProblem(file: folder, problem: "more than \(ConfigurationLimits.files) files"))
            }
            return names.sorted().prefix(ConfigurationLimits.files).map { $0 }
        } catch {
            problems.append(ConfigurationProblem(file: folder, problem: "cannot be read: \(error.text)"))
            return []
        }
    }

    /// `NAME.suffix` files of a folder in order of name. Complains of names that are probably mistyped.
    private mutating func files(in folder: String, suffix: String) -> [(file: String, name: String)] {
        let names = list(folder)
        var result: [(file: String, name: String)] = []
        for file in names where !file.hasPrefix(".") && !file.hasSuffix("~") {
            if file.hasSuffix(suffix) {
                let name = String(file.dropLast(suffix.count))
                if Self.isName(name) {
                    result.append(("\(folder)/\(file)", name))
                } else {
                    problems.append(
                        ConfigurationProblem(
                            file: "\(folder)/\(file)", problem: "not a name",
                            expected: "1 to 64 letters, digits, dots, hyphens or underscores before \(suffix)"))
                }
            } else if file.hasSuffix("\(suffix).d") {
                if !names.contains(String(file.dropLast(2))) {
                    problems.append(
                        ConfigurationProblem(
                            file: "\(folder)/\(file)", problem: "drop-ins of a file that is not there",
                            expected: "\(folder)/\(file.dropLast(2))"))
                }
            } else if let dot = file.lastIndex(of: "."),
                EditDistance.nearest(to: String(file[dot...]), among: [suffix]) != nil
            {
                problems.append(
                    ConfigurationProblem(
                        file: "\(folder)/\(file)", problem: "not read",
                        nearest: "\(folder)/\(file[..<dot])\(suffix)"))
            }
        }
        // `a-b` is in front of `a` as a file, and behind it as a name.
        return result.sorted { $0.name < $1.name }
    }

    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && !text.hasPrefix(".") && !text.hasPrefix("-")
            && text.utf8.allSatisfy { octet in
                (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet | 0x20) || octet == 0x2D || octet == 0x2E
                    || octet == 0x5F
            }
    }

    // MARK: Secrets

    /// A password by `credential:NAME`, `file:PATH` or, in a file that only its owner can read, as it stands.
    mutating func secret(_ reader: inout ConfigurationReader, _ section: String, _ key: String) -> Secret? {
        guard let assignment = reader.scalar(section, key) else { return nil }
        let text: String
        if assignment.value.hasPrefix("credential:") {
            guard let value = credential(String(assignment.value.dropFirst(11)), assignment, &reader) else {
                return nil
            }
            text = value
        } else if assignment.value.hasPrefix("file:") {
            let path = resolved(String(assignment.value.dropFirst(5)))
            guard let value = secretFile(path, assignment, &reader, mustBePrivate: true) else { return nil }
            text = value
        } else {
            if openToOthers[assignment.file] ?? true {
                reader.add(
                    assignment.problem(
                        "a password in a file that others can read",
                        expected: "credential:NAME, file:PATH, or chmod 600 \(assignment.file)"))
                return nil
            }
            text = assignment.value
        }
        if text.utf8.count <= 62, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return Secret(text) }
        reader.add(assignment.problem("not a password", expected: "at most 62 printable ASCII characters"))
        return nil
    }

    private func credential(
        _ name: String, _ assignment: ConfigurationAssignment, _ reader: inout ConfigurationReader
    ) -> String? {
        if !Self.isName(name) {
            reader.add(assignment.problem("not the name of a credential", expected: "credential:NAME"))
            return nil
        }
        guard let folder = source.credentialsDirectory else {
            if purpose == .run {
                reader.add(
                    assignment.problem(
                        "there are no credentials here",
                        expected: "LoadCredential=\(name):PATH in the unit, or file:PATH"))
            }
            return nil
        }
        return secretFile("\(folder)/\(name)", assignment, &reader, mustBePrivate: false)
    }

    private func secretFile(
        _ path: String, _ assignment: ConfigurationAssignment, _ reader: inout ConfigurationReader, mustBePrivate: Bool
    ) -> String? {
        do {
            let file = try source.file(at: path)
            if mustBePrivate, file.isOpenToOthers || (file.mode & 0o700) & ~0o600 != 0 {
                reader.add(
                    assignment.problem("others can read \(path)", expected: "mode 0600 or 0400: chmod 600 \(path)"))
                return nil
            }
            if mustBePrivate, source.user != 0, file.owner != 0, file.owner != source.user {
                reader.add(assignment.problem("\(path) belongs to another user", expected: "root or the service's own"))
                return nil
            }
            guard let text = String(validating: file.octets.prefix(4096), as: UTF8.self) else {
                reader.add(assignment.problem("\(path) is not text"))
                return nil
            }
            return String(text.prefix { !$0.isNewline })
        } catch {
            if purpose == .check, error.code == .notReadable { return nil }
            reader.add(assignment.problem("\(path) cannot be read: \(error.text)"))
            return nil
        }
    }
}
