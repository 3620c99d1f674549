extension ConfigurationLoader {
    /// One phonebook entry and its drop-ins.
    mutating func entry(file: String, name: String) -> PhonebookConfiguration {
        var reader = reader(of: file)
        var entry = PhonebookConfiguration(name: name, command: [])
        entry.medium = reader.choice("Entry", "Medium") ?? .command
        entry.command =
            reader.value("Entry", "Command", expected: "a program and its arguments, quotes closed") { text in
                ConfigurationValue.words(text).flatMap { $0.first?.isEmpty == false ? $0 : nil }
            } ?? []
        if entry.command.isEmpty, reader.isUnset("Entry", "Command") {
            reader.missing("Entry", "Command", expected: "a program and its arguments")
        }
        if let program = entry.command.first, program.contains("/") { entry.command[0] = resolved(program) }
        entry.dialTimeout = reader.duration("Entry", "DialTimeout", from: 0.1, default: entry.dialTimeout)
        entry.idleHangUp = reader.duration("Entry", "IdleHangUp", default: entry.idleHangUp)
        entry.policy = policy(&reader)
        let form = "NAME=value, in quotes where it holds blanks"
        let variables: [[(String, String)]] = reader.values("Entry", "Environment", expected: form, Self.variables)
        for (name, value) in variables.joined() { entry.environment[name] = value }
        reader.finish()
        problems += reader.problems
        return entry
    }

    private static func variables(_ text: String) -> [(String, String)]? {
        guard let words = ConfigurationValue.words(text) else { return nil }
        var result: [(String, String)] = []
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return nil }
            let name = word[..<equals]
            let valid = name.utf8.allSatisfy { octet in
                (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet | 0x20) || octet == 0x5F
            }
            guard valid, let first = name.utf8.first, first > 0x39 else { return nil }
            result.append((String(name), String(word[word.index(after: equals)...])))
        }
        return result
    }
}
