package import Message

/// Everything that the configuration directory says, checked. Immutable; a reload makes a new one.
///
/// Made by `MTAConfiguration.load(directory:)` only from files without a single mistake; what is doubtful is told
/// beside it. Defaults stand in the types of this folder and nowhere else. Times are seconds, sizes octets.
package struct MTAConfiguration: Hashable, Sendable {
    /// The directory that it was read from.
    package var directory: String
    package var general: GeneralSettings
    package var smtp: SMTPSettings
    package var p1: P1Settings
    package var admin: AdminSettings
    package var ras: RASSettings
    package var lifetime: LifetimeSettings
    /// `[Diagnostics]`: level of each category that was set; categories not named are at `minimum`.
    package var diagnostics: [String: DiagnosticsLevel]
    /// In order of name.
    package var connectors: [ConnectorConfiguration]
    /// In order of name.
    package var phonebook: [PhonebookConfiguration]
    /// What is permitted and probably not meant, in order of file and line.
    package var warnings: [ConfigurationProblem] = []

    package init(
        directory: String, general: GeneralSettings, smtp: SMTPSettings = SMTPSettings(),
        p1: P1Settings = P1Settings(), admin: AdminSettings = AdminSettings(), ras: RASSettings = RASSettings(),
        lifetime: LifetimeSettings = LifetimeSettings(), diagnostics: [String: DiagnosticsLevel] = [:],
        connectors: [ConnectorConfiguration] = [], phonebook: [PhonebookConfiguration] = []
    ) {
        self.directory = directory
        self.general = general
        self.smtp = smtp
        self.p1 = p1
        self.admin = admin
        self.ras = ras
        self.lifetime = lifetime
        self.diagnostics = diagnostics
        self.connectors = connectors
        self.phonebook = phonebook
    }

    package func connector(named name: String) -> ConnectorConfiguration? {
        connectors.place(of: name, in: \.name).map { connectors[$0] }
    }
    package func phonebookEntry(named name: String) -> PhonebookConfiguration? {
        phonebook.place(of: name, in: \.name).map { phonebook[$0] }
    }
}

extension Array {
    /// Where the element of that name is; the elements are in order of name.
    fileprivate func place(of wanted: String, in name: (Element) -> String) -> Int? {
        var places = startIndex..<endIndex
        while !places.isEmpty {
            let middle = places.lowerBound + places.count / 2
            let found = name(self[middle])
            if found == wanted { return middle }
            places = found < wanted ? middle + 1..<places.upperBound : places.lowerBound..<middle
        }
        return nil
    }
}

extension MTAConfiguration {
    /// `[MTA]`
    package struct GeneralSettings: Hashable, Sendable {
        /// Local MTA name: 1...32 printable IA5 characters (X.411 ub-mta-name-length).
        package var localName: String
        /// What we give in a bind where the connector says nothing else. Nil is the empty password.
        package var password: Secret?
        package var globalDomain: GlobalDomain
        package var spoolDirectory: String
        /// The name that SMTP and trace fields show.
        package var hostname: String
        /// Who gets mail for `<postmaster>`, and asks where an operator's probe names nobody.
        package var postmaster: Mailbox

        /// - Parameter postmaster: nil: `postmaster` at the host's name.
        package init(
            localName: String, password: Secret? = nil, globalDomain: GlobalDomain,
            spoolDirectory: String = "/var/lib/trunkline", hostname: String = "localhost", postmaster: Mailbox? = nil
        ) {
            self.localName = localName
            self.password = password
            self.globalDomain = globalDomain
            self.spoolDirectory = spoolDirectory
            self.hostname = hostname
            self.postmaster = postmaster ?? Mailbox(localPart: "postmaster", domain: hostname)
        }
    }

    /// `[SMTP]`
    package struct SMTPSettings: Hashable, Sendable {
        /// Empty: only sockets that systemd hands over.
        package var listen: [ListenAddress] = []
        /// Who may relay beside loopback and Unix peers.
        package var relayFrom: [NetworkRange] = []
        package var maximumMessageSize = 50 * 1024 * 1024
        package var maximumRecipients = 1000
        package var maximumConnections = 200
        package var maximumConnectionsPerAddress = 50
        package init() {}
    }

    /// `[P1]` and every `[P1 NAME]`
    package struct P1Settings: Hashable, Sendable {
        /// The first is `[P1]`, the others follow in the order of their sections.
        package var listeners = [P1ListenerConfiguration()]
        package var maximumConnections = 100
        /// How long a call may take until its bind has come.
        package var bindTimeout = 60.0
        /// Cut transfers that are kept of one neighbour, and octets of them, so that it can go on with them.
        package var cutTransfers = 100
        package var cutTransferSize = 512 * 1024 * 1024
        package init() {}
    }

    /// `[Admin]`
    package struct AdminSettings: Hashable, Sendable {
        package var socket = "/run/trunkline/admin.sock"
        /// Members may change things, beside root and the service's own user.
        package var group = "trunkline"
        /// Members may look.
        package var viewGroup = "trunkline-view"
        package init() {}
    }

    /// `[RAS]`
    package struct RASSettings: Hashable, Sendable {
        /// Slots of the RAS synchronization table.
        package var concurrentConnections = 10
        /// Where `trunkd-answer` brings calls that came in; nil: nowhere.
        package var answerSocket: String?
        package init() {}
    }

    /// `[Lifetime]`: how long a message may be under way, from its submission.
    package struct LifetimeSettings: Hashable, Sendable {
        package var urgent = 2 * 86400.0
        package var normal = 7 * 86400.0
        package var nonUrgent = 10 * 86400.0
        /// After which its originator is told that it is late; nil: never.
        package var delayReport: Double? = 4 * 3600.0
        package init() {}
    }
}
