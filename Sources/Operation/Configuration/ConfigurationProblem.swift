/// One mistake in the configuration: where it stands, what is wrong, what was expected.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// Relative to the configuration directory, as `connectors/berlin.connector`.
    package var file: String
    /// Counted from 1; nil where something is missing or the file as a whole is meant.
    package var line: Int?
    package var section: String?
    package var key: String?
    /// What is wrong. Never shows a secret.
    package var problem: String
    /// The form or the values that are right.
    package var expected: String?
    /// The valid key, section, value or name that is nearest to what was written.
    package var nearest: String?

    package init(
        file: String, line: Int? = nil, section: String? = nil, key: String? = nil, problem: String,
        expected: String? = nil, nearest: String? = nil
    ) {
        self.file = file
        self.line = line
        self.section = section
        self.key = key
        self.problem = problem
        self.expected = expected
        self.nearest = nearest
    }

    /// `connectors/berlin.connector:7: [Override] OpenIntervall: unknown key; did you mean OpenInterval?`
    package var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(explanation)"
    }

    /// `connectors/berlin.connector:7: warning: [Credentials] RemotePassword: empty`
    package var warning: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): warning: \(explanation)"
    }

    /// As `description`, without the place.
    package var explanation: String {
        let names = [section.map { "[\($0)]" }, key].compactMap { $0 }.joined(separator: " ")
        var text = names.isEmpty ? problem : "\(names): \(problem)"
        if let expected { text += "; expected \(expected)" }
        if let nearest { text += "; did you mean \(nearest)?" }
        return text
    }
}

/// Why a configuration was not taken: every mistake that was found, in order of file and line.
package struct ConfigurationRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    package let problems: [ConfigurationProblem]

    package init(problems: [ConfigurationProblem]) { self.problems = problems }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
