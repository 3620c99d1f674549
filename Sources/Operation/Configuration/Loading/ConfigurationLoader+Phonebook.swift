extension ConfigurationLoader {
    /// One phonebook entry and its drop-ins.
    mutating func entry(file: String, name: String) -> PhonebookConfiguration {
        var reader = reader(of: file)
        var entry = PhonebookConfiguration(name: name, command: [])
        entry.medium = reader.choice("Entry", "Medium") ?? .command
        medium(&reader, &entry)
        entry.dialTimeout = reader.duration("Entry", "DialTimeout", from: 0.1, default: entry.dialTimeout)
        entry.idleHangUp = reader.duration("Entry", "IdleHangUp", default: entry.idleHangUp)
        entry.policy = policy(&reader)
        let form = "NAME=value, in quotes where it holds blanks"
        let variables: [[(String, String)]] = reader.values("Entry", "Environment", expected: form, Self.variables)
        for (name, value) in variables.joined() { entry.environment[name] = value }
        checkShape(entry, &reader)
        reader.finish()
        problems += reader.problems
        return entry
    }

    /// How the line comes up.
    private func medium(_ reader: inout ConfigurationReader, _ entry: inout PhonebookConfiguration) {
        let section = "Entry"
        entry.command =
            reader.value(section, "Command", expected: "a program and its arguments, quotes closed") { text in
                ConfigurationValue.words(text).flatMap { $0.first?.isEmpty == false ? $0 : nil }
            } ?? []
        if let program = entry.command.first, program.contains("/") { entry.command[0] = resolved(program) }
        entry.carries = reader.choice(section, "Carries") ?? .octets
        entry.interface = reader.value(section, "Interface", expected: "the name of a network interface, as ppp0") {
            (1...15).contains($0.utf8.count) && !$0.contains("/") && !$0.contains(" ") ? $0 : nil
        }
        entry.peer = reader.value(section, "Peer", expected: "the name of a file below /etc/ppp/peers") {
            $0.hasPrefix("/") || $0.contains("..") || $0.contains(" ") ? nil : $0
        }
        entry.options =
            reader.value(section, "Options", expected: "words of pppd(8), quotes closed", ConfigurationValue.words)
            ?? []
        entry.device = reader.value(section, "Device", expected: "the absolute path of a serial port") {
            $0.hasPrefix("/") ? $0 : nil
        }
        entry.speed = reader.value(section, "Speed", expected: "bits a second, as 115200") { text in
            ConfigurationValue.integer(text).flatMap { (50...4_000_000).contains($0) ? $0 : nil }
        }
        entry.flowControl = reader.choice(section, "FlowControl")
        entry.chatScript = reader.value(section, "ChatScript", expected: "a file in the language of chat(8)") { $0 }
            .map(resolved)
        entry.lockDirectory =
            reader.value(section, "LockDirectory", expected: "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
            ?? entry.lockDirectory
        entry.roundTrip = reader.duration(section, "RoundTrip", from: 0.01, default: entry.roundTrip)
        entry.unit =
            reader.value(section, "Unit", expected: "the name of a systemd unit, as satphone.service") { text in
                text.contains("/") || text.contains(" ") || text.hasPrefix(".") ? nil : text
            } ?? ""
        if !entry.unit.isEmpty, !entry.unit.contains(".") { entry.unit += ".service" }
    }

    /// What each medium needs and what means nothing to it.
    private func checkShape(_ entry: PhonebookConfiguration, _ reader: inout ConfigurationReader) {
        let ofPPP = ["Peer", "Options"]
        let ofPort = ["Device", "Speed", "FlowControl", "ChatScript"]
        let ofSerial = ["LockDirectory", "RoundTrip"]
        let because = "with Medium=\(entry.medium.rawValue)"
        switch entry.medium {
        case .command:
            reader.meaningless("Entry", ofPPP + ofPort + ofSerial + ["Unit"], because: because)
            if entry.carries == .octets { reader.meaningless("Entry", ["Interface"], because: "with Carries=octets") }
            if entry.command.isEmpty, reader.isUnset("Entry", "Command") {
                reader.missing("Entry", "Command", expected: "a program and its arguments")
            }
        case .pppd:
            reader.meaningless("Entry", ofSerial + ["Carries", "Interface", "Unit"], because: because)
            if entry.peer == nil, entry.device == nil, reader.isUnset("Entry", "Peer"),
                reader.isUnset("Entry", "Device")
            {
                reader.missing("Entry", "Peer", expected: "the name of a file below /etc/ppp/peers, or Device=")
            }
            if entry.command.count > 1, let assignment = reader.scalar("Entry", "Command") {
                reader.add(assignment.problem("pppd's words belong in Options=", expected: "pppd alone, or its path"))
            }
        case .serial:
            reader.meaningless("Entry", ofPPP + ["Command", "Carries", "Interface", "Unit"], because: because)
            if reader.isUnset("Entry", "Device") {
                reader.missing("Entry", "Device", expected: "the absolute path of a serial port")
            }
        case .unit:
            reader.meaningless(
                "Entry", ofPPP + ofPort + ofSerial + ["Command", "Carries", "Environment"], because: because)
            for (key, expected) in [
                ("Unit", "the unit's name"), ("Interface", "the interface that the unit brings up"),
            ]
            where reader.isUnset("Entry", key) {
                reader.missing("Entry", key, expected: expected)
            }
        }
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
