import Message

extension ConfigurationLoader {
    /// mta.conf and its drop-ins.
    mutating func main() -> MTAConfiguration {
        var reader = reader(of: "mta.conf")
        var configuration = MTAConfiguration(directory: directory, general: general(&reader))
        configuration.smtp = smtp(&reader)
        configuration.p1.listeners = p1Listeners(&reader)
        configuration.p1.maximumConnections = reader.integer("P1", "MaximumConnections", in: 1...10_000, default: 100)
        configuration.p1.bindTimeout = reader.duration(
            "P1", "BindTimeout", from: 1, default: configuration.p1.bindTimeout)
        configuration.p1.cutTransfers = reader.integer(
            "P1", "CutTransfers", in: 1...10_000, default: configuration.p1.cutTransfers)
        configuration.p1.cutTransferSize = reader.size(
            "P1", "CutTransferSize", in: 1 << 20...1 << 40, default: configuration.p1.cutTransferSize)
        configuration.admin = admin(&reader)
        configuration.ras.concurrentConnections = reader.integer(
            "RAS", "ConcurrentConnections", in: 1...1000, default: configuration.ras.concurrentConnections)
        configuration.ras.answerSocket = path(&reader, "RAS", "AnswerSocket").map(resolved)
        let lifetime = configuration.lifetime
        configuration.lifetime.urgent = reader.duration("Lifetime", "Urgent", from: 60, default: lifetime.urgent)
        configuration.lifetime.normal = reader.duration("Lifetime", "Normal", from: 60, default: lifetime.normal)
        configuration.lifetime.nonUrgent = reader.duration(
            "Lifetime", "NonUrgent", from: 60, default: lifetime.nonUrgent)
        configuration.lifetime.delayReport =
            reader.value("Lifetime", "DelayReport", expected: "never, or a time of at least 1s, as 30min or 4h") {
                text in
                if text == "never" { return .some(nil) }
                return ConfigurationValue.duration(text).flatMap { $0 >= 1 ? .some($0) : nil }
            } ?? lifetime.delayReport
        for category in DiagnosticsLevel.categories {
            if let level = reader.choice("Diagnostics", category, as: DiagnosticsLevel.self) {
                configuration.diagnostics[category] = level
            }
        }
        checkListeners(configuration, &reader)
        reader.finish()
        problems += reader.problems
        return configuration
    }

    private mutating func general(_ reader: inout ConfigurationReader) -> MTAConfiguration.GeneralSettings {
        let name = mtaName(&reader, "MTA", "LocalName")
        if name == nil, reader.isUnset("MTA", "LocalName") {
            reader.missing("MTA", "LocalName", expected: Self.nameForm)
        }
        let domainForm = "as C=GB;A= ;P=ACME"
        let domain = reader.value("MTA", "GlobalDomain", expected: domainForm, GlobalDomain.init(configuration:))
        if domain == nil, reader.isUnset("MTA", "GlobalDomain") {
            reader.missing("MTA", "GlobalDomain", expected: domainForm)
        }
        let password = secret(&reader, "MTA", "Password")
        let hasPassword = password.map { !$0.text.isEmpty } ?? !reader.isUnset("MTA", "Password")
        self.hasPassword = hasPassword
        if !hasPassword, let place = reader.place("MTA", "Password") {
            warnings.append(
                ConfigurationProblem(
                    file: place.file, line: place.line, section: "MTA", key: "Password",
                    problem: "empty: neighbours cannot tell this MTA from another that gives its name"))
        }
        var general = MTAConfiguration.GeneralSettings(
            localName: name ?? "", password: password,
            globalDomain: domain ?? GlobalDomain(country: "", admd: " ", prmd: nil))
        general.spoolDirectory = resolved(path(&reader, "MTA", "SpoolDirectory") ?? general.spoolDirectory)
        general.hostname =
            reader.value("MTA", "Hostname", expected: "a host name, as hq.example") {
                ListenAddress.isHost($0) ? $0 : nil
            } ?? source.hostname
        general.postmaster =
            reader.value("MTA", "Postmaster", expected: "a mailbox, as postmaster@hq.example", Self.mailbox)
            ?? Mailbox(localPart: "postmaster", domain: general.hostname)
        places["postmaster"] = reader.place("MTA", "Postmaster") ?? reader.place("MTA", "Hostname") ?? ("mta.conf", nil)
        return general
    }

    /// One that stands in an SMTP path and in a header field as it is.
    private static func mailbox(_ text: String) -> Mailbox? {
        let isPlain = text.utf8.allSatisfy { 0x21...0x7E ~= $0 && !"\"(),:;<>[\\]".utf8.contains($0) }
        guard isPlain, text.utf8.count <= 254, text.filter({ $0 == "@" }).count == 1 else { return nil }
        return Mailbox(text)
    }

    private mutating func smtp(_ reader: inout ConfigurationReader) -> MTAConfiguration.SMTPSettings {
        var smtp = MTAConfiguration.SMTPSettings()
        smtp.listen = listen(&reader, "SMTP", defaultPort: 25)
        smtp.relayFrom = reader.values(
            "SMTP", "RelayFrom", expected: "a network whose host bits are 0, as 192.0.2.0/24 or 2001:db8::/32",
            NetworkRange.init)
        smtp.maximumMessageSize = reader.size(
            "SMTP", "MaximumMessageSize", in: 1024...(1 << 40), default: smtp.maximumMessageSize)
        smtp.maximumRecipients = reader.integer(
            "SMTP", "MaximumRecipients", in: 1...32767, default: smtp.maximumRecipients)
        smtp.maximumConnections = reader.integer(
            "SMTP", "MaximumConnections", in: 1...100_000, default: smtp.maximumConnections)
        smtp.maximumConnectionsPerAddress = reader.integer(
            "SMTP", "MaximumConnectionsPerAddress", in: 1...100_000, default: smtp.maximumConnectionsPerAddress)
        return smtp
    }

    private func p1Listeners(_ reader: inout ConfigurationReader) -> [P1ListenerConfiguration] {
        let further = reader.sections(after: "P1 ").compactMap { name in
            if Self.isName(name) { return name }
            reader.badSection("P1 \(name)", expected: "[P1 NAME], 1 to 64 letters, digits, dots, hyphens, underscores")
            return nil
        }
        return ([""] + further).map { name in
            var listener = P1ListenerConfiguration(name: name)
            let section = listener.section
            listener.listen = listen(&reader, section, defaultPort: 102)
            listener.tSelector = selector(&reader, section, "TSelector", most: 32)
            listener.sSelector = selector(&reader, section, "SSelector", most: 16)
            listener.pSelector = selector(&reader, section, "PSelector", most: 16)
            return listener
        }
    }

    private mutating func admin(_ reader: inout ConfigurationReader) -> MTAConfiguration.AdminSettings {
        var admin = MTAConfiguration.AdminSettings()
        let groupForm = "the name of a group"
        admin.socket = resolved(path(&reader, "Admin", "Socket") ?? admin.socket)
        admin.group = reader.value("Admin", "Group", expected: groupForm, Self.groupName) ?? admin.group
        admin.viewGroup = reader.value("Admin", "ViewGroup", expected: groupForm, Self.groupName) ?? admin.viewGroup
        return admin
    }

    private static func groupName(_ text: String) -> String? {
        (1...32).contains(text.utf8.count)
            && !text.utf8.contains { $0 <= 0x20 || $0 == 0x3A || $0 == 0x2F || $0 >= 0x7F }
            ? text : nil
    }

    // MARK: Shared forms

    static var nameForm: String { "1 to 32 printable ASCII characters" }

    /// X.411 MTAName: IA5String (SIZE (1..ub-mta-name-length)).
    func mtaName(_ reader: inout ConfigurationReader, _ section: String, _ key: String) -> String? {
        reader.value(section, key, expected: Self.nameForm) { text in
            (1...32).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? text : nil
        }
    }

    func path(_ reader: inout ConfigurationReader, _ section: String, _ key: String) -> String? {
        reader.value(section, key, expected: "a path") { $0.utf8.count <= 4096 && !$0.hasPrefix("~") ? $0 : nil }
    }

    func listen(_ reader: inout ConfigurationReader, _ section: String, defaultPort: UInt16) -> [ListenAddress] {
        reader.values(section, "Listen", expected: "as 127.0.0.1:\(defaultPort), [::1]:\(defaultPort) or unix:PATH") {
            ListenAddress($0, defaultPort: defaultPort).map(resolved)
        }
    }

    /// Octets of a T-, S- or P-selector.
    func selector(_ reader: inout ConfigurationReader, _ section: String, _ key: String, most: Int) -> [UInt8]? {
        reader.value(section, key, expected: "text or 0x and hexadecimal digits, at most \(most) octets") { text in
            ConfigurationValue.selector(text).flatMap { $0.count <= most ? $0 : nil }
        }
    }

    func resolved(_ address: ListenAddress) -> ListenAddress {
        if case .unix(let path) = address { .unix(path: resolved(path)) } else { address }
    }

    private func checkListeners(_ configuration: MTAConfiguration, _ reader: inout ConfigurationReader) {
        var taken: [(address: ListenAddress, key: String)] = [
            (.unix(path: configuration.admin.socket), "[Admin] Socket=")
        ]
        for section in ["SMTP"] + configuration.p1.listeners.map(\.section) {
            for assignment in reader.list(section, "Listen") {
                let port: UInt16 = section == "SMTP" ? 25 : 102
                guard let address = ListenAddress(assignment.value, defaultPort: port).map(resolved) else { continue }
                if let other = taken.first(where: { $0.address.overlaps(address) }) {
                    reader.add(assignment.problem("\(address) overlaps with \(other.address) of \(other.key)"))
                }
                taken.append((address, "[\(section)] Listen="))
            }
        }
    }
}

extension DiagnosticsLevel {
    /// Keys of `[Diagnostics]`: Exchange's categories, without blanks and dots.
    package static let categories = [
        "X400Service", "Resource", "Security", "Interface", "FieldEngineering", "MTAAdministration", "Configuration",
        "DirectoryAccess", "OperatingSystem", "InternalProcessing", "Interoperability", "APDU",
    ]
}

extension GlobalDomain {
    /// `C=GB;A= ;P=ACME`; `P=` may be missing; an empty `A=` is the single space that means any ADMD.
    init?(configuration text: String) {
        var values: [String: String] = [:]
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            guard let equals = part.firstIndex(of: "=") else { return nil }
            let name = ConfigurationParser.trimmed(part[..<equals]).uppercased()
            let value = ConfigurationParser.trimmed(part[part.index(after: equals)...])
            guard ["C", "A", "P"].contains(name), values[name] == nil, value.utf8.count <= 16,
                value.utf8.allSatisfy(Self.isPrintableString)
            else { return nil }
            values[name] = value
        }
        guard let country = values["C"]?.uppercased(), let admd = values["A"], values["P"] != "" else { return nil }
        let letters = country.utf8.count == 2 && country.utf8.allSatisfy { (0x41...0x5A).contains($0) }
        let digits = country.utf8.count == 3 && country.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard letters || digits else { return nil }
        self.init(country: country, admd: admd.isEmpty ? " " : admd, prmd: values["P"])
    }

    /// The characters of X.680 PrintableString.
    private static func isPrintableString(_ octet: UInt8) -> Bool {
        (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet | 0x20) || " '()+,-./:=?".utf8.contains(octet)
    }
}
