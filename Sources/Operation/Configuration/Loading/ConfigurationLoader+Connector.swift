extension ConfigurationLoader {
    /// One connector and its drop-ins.
    mutating func connector(
        file: String, name: String, general: MTAConfiguration.GeneralSettings
    ) -> ConnectorConfiguration {
        var reader = reader(of: file)
        let kinds = ConnectorKind.allCases.map(\.rawValue).joined(separator: ", ")
        let kind = reader.choice("Connector", "Type", as: ConnectorKind.self)
        if kind == nil, reader.isUnset("Connector", "Type") {
            reader.missing("Connector", "Type", expected: kinds)
        }
        var connector = ConnectorConfiguration(name: name, kind: kind ?? .x400, localName: general.localName)
        connector.remoteMTA = mtaName(&reader, "Connector", "RemoteMTA") ?? ""
        connector.localName = mtaName(&reader, "Connector", "LocalName") ?? general.localName
        connector.addressSpaces = reader.values(
            "Connector", "AddressSpace",
            expected: kind == .local
                ? "SMTP:domain;cost: these mailboxes have no O/R addresses"
                : "SMTP:domain;cost or X400:attributes;cost, as SMTP:*.example;1 or X400:C=KE; A= ; P=Acme;1"
        ) { text in
            guard let space = AddressSpaceConfiguration(text) else { return nil }
            if kind == .local, case .x400 = space.kind { return nil }
            return space
        }
        connector.schedule = reader.choice("Connector", "Schedule") ?? connector.schedule
        selectedTimes(&connector, &reader)
        connector.application = reader.choice("Connector", "Application") ?? connector.application
        connector.twoWayAlternate = reader.boolean("Connector", "TwoWayAlternate", default: true)
        connector.stack = stack(&reader)
        connector.phonebookEntry = reader.value("Link", "PhonebookEntry", expected: "a name") { $0 }
        connector.localPassword = secret(&reader, "Credentials", "LocalPassword") ?? general.password
        connector.remotePassword = secret(&reader, "Credentials", "RemotePassword")
        if kind != .local { warnOfEmptyPasswords(connector, reader) }
        connector.override = override(&reader, dialled: kind == .dynamicRAS)
        connector.delivery = delivery(&reader, required: kind == .local)
        if let kind { checkShape(connector, kind, &reader) }
        for (section, key) in [("Connector", "RemoteMTA"), ("Link", "PhonebookEntry")] {
            if let (file, line) = reader.place(section, key) { places["\(name) \(key)"] = (file, line) }
        }
        reader.finish()
        problems += reader.problems
        return connector
    }

    /// Of a dialled connector they mean something where its line brings up a network.
    static let keysOfNetworkLines = [("Stack", "RemoteHost"), ("Stack", "Port"), ("Override", "MaximumAssociations")]

    /// Permitted, since there are neighbours that give none. What is set and could not be read is another matter.
    private mutating func warnOfEmptyPasswords(_ connector: ConnectorConfiguration, _ reader: ConfigurationReader) {
        func isEmpty(_ key: String, _ secret: Secret?) -> Bool {
            secret?.text.isEmpty ?? reader.isUnset("Credentials", key)
        }
        func warn(_ key: String, at place: (file: String, line: Int)?, _ text: String) {
            warnings.append(
                ConfigurationProblem(
                    file: place?.file ?? reader.file, line: place?.line, section: "Credentials", key: key, problem: text
                ))
        }
        if isEmpty("RemotePassword", connector.remotePassword) {
            let place = reader.place("Credentials", "RemotePassword") ?? reader.place("Connector", "RemoteMTA")
            warn(
                "RemotePassword", at: place,
                "empty: whoever calls itself \(connector.remoteMTA) and gives no password is let in")
        }
        // One that is not set at all is the whole MTA's.
        if let place = reader.place("Credentials", "LocalPassword"), !hasPassword,
            isEmpty("LocalPassword", connector.localPassword)
        {
            warn("LocalPassword", at: place, "empty: \(connector.remoteMTA) cannot tell this MTA from another")
        }
    }

    private func stack(_ reader: inout ConfigurationReader) -> StackConfiguration {
        var stack = StackConfiguration()
        stack.remoteHost = reader.value("Stack", "RemoteHost", expected: "a host name or address") {
            let bare = $0.hasPrefix("[") && $0.hasSuffix("]") ? String($0.dropFirst().dropLast()) : $0
            return ListenAddress.isHost(bare) ? bare : nil
        }
        stack.port = UInt16(reader.integer("Stack", "Port", in: 1...65535, default: 102))
        stack.calledTSelector = selector(&reader, "Stack", "CalledTSelector", most: 32)
        stack.callingTSelector = selector(&reader, "Stack", "CallingTSelector", most: 32)
        stack.calledSSelector = selector(&reader, "Stack", "CalledSSelector", most: 16)
        stack.callingSSelector = selector(&reader, "Stack", "CallingSSelector", most: 16)
        stack.calledPSelector = selector(&reader, "Stack", "CalledPSelector", most: 16)
        stack.callingPSelector = selector(&reader, "Stack", "CallingPSelector", most: 16)
        return stack
    }

    private func override(_ reader: inout ConfigurationReader, dialled: Bool) -> OverrideConfiguration {
        var value = OverrideConfiguration()
        let section = "Override"
        if !dialled { value.checkpointSize = OverrideConfiguration.networkCheckpointSize }
        value.checkpointSize =
            reader.value(section, "CheckpointSize", expected: "0 or a multiple of 1K up to 32M, as 30K") { text in
                ConfigurationValue.size(text).flatMap { $0 <= 32 << 20 && $0.isMultiple(of: 1024) ? $0 : nil }
            } ?? value.checkpointSize
        value.windowSize = reader.integer(section, "WindowSize", in: 1...100, default: value.windowSize)
        value.recoveryTimeout = reader.duration(section, "RecoveryTimeout", default: value.recoveryTimeout)
        value.retryFloor = reader.duration(section, "RetryFloor", from: 0.01, default: dialled ? 60 : 15)
        value.callsPerHour = reader.value(section, "CallsPerHour", expected: "a number of calls, 1 to 3600") { text in
            Int(text).flatMap { (1...3600).contains($0) ? $0 : nil }
        }
        value.openRetries = reader.integer(section, "OpenRetries", in: 0...1_000_000, default: value.openRetries)
        value.openInterval = reader.duration(
            section, "OpenInterval", from: value.retryFloor, default: value.openInterval)
        value.transferRetries = reader.integer(
            section, "TransferRetries", in: 0...1_000_000, default: value.transferRetries)
        value.transferInterval = reader.duration(
            section, "TransferInterval", from: min(1, value.retryFloor), default: value.transferInterval)
        value.associationLifetime = reader.duration(
            section, "AssociationLifetime", default: value.associationLifetime)
        value.openTimeout = reader.duration(section, "OpenTimeout", from: 1, default: value.openTimeout)
        value.inactivityTimeout = reader.duration(
            section, "InactivityTimeout", from: 1, default: value.inactivityTimeout)
        value.disconnect = reader.duration(section, "Disconnect", from: 0.1, default: value.disconnect)
        value.threshold = reader.integer(section, "Threshold", in: 1...1_000_000, default: value.threshold)
        value.maximumAssociations = reader.integer(
            section, "MaximumAssociations", in: 1...100, default: value.maximumAssociations)
        return value
    }

    private func delivery(_ reader: inout ConfigurationReader, required: Bool) -> DeliveryConfiguration? {
        let template = reader.value(
            "Local", "Maildir", expected: "a path in which %u is the mailbox, %d its domain and %% a percent sign",
            Self.maildirTemplate)
        let address = reader.value(
            "Local", "LMTP", expected: "unix:PATH or host:port", { ListenAddress($0, defaultPort: nil) })
        if template != nil, address != nil, let assignment = reader.scalar("Local", "LMTP") {
            reader.add(assignment.problem("Maildir= is set as well", expected: "one of them"))
        }
        if let template { return .maildir(template: resolvedTemplate(template)) }
        if let address { return .lmtp(resolved(address)) }
        if required, reader.isUnset("Local", "Maildir"), reader.isUnset("Local", "LMTP") {
            reader.missing("Local", "Maildir", expected: "Maildir=PATH, or LMTP=unix:PATH or host:port")
        }
        return nil
    }

    /// As `resolved`; a percent sign in the directory's own name stands for itself.
    private func resolvedTemplate(_ template: String) -> String {
        template.hasPrefix("/") ? template : "\(directory.replacing("%", with: "%%"))/\(template)"
    }

    private static func maildirTemplate(_ text: String) -> String? {
        var characters = text.makeIterator()
        var namesMailbox = false
        while let character = characters.next() {
            if character == "%" {
                guard let next = characters.next(), "ud%".contains(next) else { return nil }
                if next == "u" { namesMailbox = true }
            }
        }
        return namesMailbox && text.utf8.count <= 4096 && !text.hasPrefix("~") ? text : nil
    }

    /// What each type needs and what means nothing to it.
    private mutating func checkShape(
        _ connector: ConnectorConfiguration, _ kind: ConnectorKind, _ reader: inout ConfigurationReader
    ) {
        let because = "with Type=\(kind.rawValue)"
        if kind == .local {
            for section in ["Stack", "Link", "Credentials"] { reader.meaningless(section, because: because) }
            reader.meaningless(
                "Connector", ["RemoteMTA", "LocalName", "TwoWayAlternate", "Application"], because: because)
            if connector.schedule == .remoteInitiated {
                reader.meaningless("Connector", ["Schedule"], because: because)
            }
            reader.meaningless(
                "Override",
                [
                    "CheckpointSize", "WindowSize", "RecoveryTimeout", "AssociationLifetime", "Disconnect", "Threshold",
                    "MaximumAssociations", "OpenTimeout", "InactivityTimeout", "CallsPerHour",
                ],
                because: because)
            if connector.addressSpaces.isEmpty, reader.isUnset("Connector", "AddressSpace") {
                reader.missing("Connector", "AddressSpace", expected: "SMTP:domain, the domains of these mailboxes")
            }
            return
        }
        reader.meaningless("Local", because: because)
        if reader.isUnset("Connector", "RemoteMTA") {
            reader.missing("Connector", "RemoteMTA", expected: "the neighbour's LocalName=, letter case included")
        }
        let calls = connector.schedule != .remoteInitiated && connector.schedule != .never
        if kind == .dynamicRAS {
            for (section, key) in Self.keysOfNetworkLines where !reader.isUnset(section, key) {
                places["\(connector.name) \(key)"] = reader.place(section, key)
            }
            if calls, reader.isUnset("Link", "PhonebookEntry") {
                reader.missing("Link", "PhonebookEntry", expected: "NAME of a file phonebook/NAME.ras")
            }
        } else {
            reader.meaningless("Link", because: because)
            if calls, reader.isUnset("Stack", "RemoteHost") {
                reader.missing("Stack", "RemoteHost", expected: "the neighbour's host name or address")
            }
        }
    }
}
