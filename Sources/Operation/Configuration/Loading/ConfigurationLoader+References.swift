extension ConfigurationLoader {
    /// What no file can tell alone: dangling entries, neighbours named twice, our own name as a neighbour's.
    mutating func checkReferences(_ configuration: MTAConfiguration) {
        checkPostmaster(configuration)
        let entries = configuration.phonebook.map(\.name)
        let known = Set(entries)
        var named: [Neighbour: String] = [:]
        for connector in configuration.connectors {
            let own = "connectors/\(connector.name).connector"
            if connector.kind == .dynamicRAS, let entry = connector.phonebookEntry, !known.contains(entry) {
                let (file, line) = places["\(connector.name) PhonebookEntry"] ?? (own, nil)
                problems.append(
                    ConfigurationProblem(
                        file: file, line: line,
                        section: "Link", key: "PhonebookEntry",
                        problem: "there is no phonebook/\(entry).ras",
                        expected: entries.isEmpty ? "that file" : "one of \(entries.joined(separator: ", "))",
                        nearest: EditDistance.nearest(to: entry, among: entries)))
            }
            checkKeysOfNetworkLines(connector, configuration)
            if connector.kind == .local || connector.remoteMTA.isEmpty { continue }
            let (file, line) = places["\(connector.name) RemoteMTA"] ?? (own, nil)
            let neighbour = Neighbour(connector)
            if let other = named[neighbour] {
                problems.append(
                    ConfigurationProblem(
                        file: file, line: line, section: "Connector", key: "RemoteMTA",
                        problem: "\(connector.remoteMTA) is the neighbour of connectors/\(other).connector already",
                        expected: "one connector for one neighbour, or selectors in [Stack] that tell them apart"))
            } else {
                named[neighbour] = connector.name
            }
            if connector.remoteMTA == connector.localName {
                problems.append(
                    ConfigurationProblem(
                        file: file, line: line, section: "Connector", key: "RemoteMTA",
                        problem: "\(connector.remoteMTA) is our own name", expected: "the neighbour's"))
            }
        }
    }
}

extension ConfigurationLoader {
    /// Permitted, since a relay may have no mailboxes behind it.
    private mutating func checkPostmaster(_ configuration: MTAConfiguration) {
        let postmaster = configuration.general.postmaster
        let spaces = configuration.connectors.flatMap(\.addressSpaces)
        guard !spaces.contains(where: { $0.covers(postmaster) }), let (file, line) = places["postmaster"] else {
            return
        }
        warnings.append(
            ConfigurationProblem(
                file: file, line: line, section: "MTA", key: "Postmaster",
                problem: "no connector has an address space for \(postmaster): mail for <postmaster> is refused",
                expected: "Postmaster= with a mailbox that this MTA can reach"))
    }

    private mutating func checkKeysOfNetworkLines(
        _ connector: ConnectorConfiguration, _ configuration: MTAConfiguration
    ) {
        guard connector.kind == .dynamicRAS,
            let entry = configuration.phonebook.first(where: { $0.name == connector.phonebookEntry }),
            !entry.isNetwork
        else { return }
        for (section, key) in Self.keysOfNetworkLines {
            guard let (file, line) = places["\(connector.name) \(key)"] else { continue }
            problems.append(
                ConfigurationProblem(
                    file: file, line: line, section: section, key: key,
                    problem: "has no meaning where phonebook/\(entry.name).ras carries octets"))
        }
    }
}

/// By what a caller is known: its name, the selectors that it calls, and those that it gives as its own.
private struct Neighbour: Hashable {
    let name: String
    let selectors: [[UInt8]?]

    init(_ connector: ConnectorConfiguration) {
        name = connector.remoteMTA
        let stack = connector.stack
        selectors = [
            stack.calledTSelector, stack.callingTSelector, stack.calledSSelector, stack.callingSSelector,
            stack.calledPSelector, stack.callingPSelector,
        ]
    }
}
