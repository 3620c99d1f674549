import Configuration
import IO
import Lines
import Links
import Message
import OSI
import P1Connector
import Queue

/// One connector's configuration in the terms of the rooms that it sets.
struct ConnectorSettings: Sendable {
    let name: String
    let kind: ConnectorKind
    let schedule: ConnectorSchedule
    let session: P1SessionConfiguration
    let called: ProtocolSelectors
    let calling: ProtocolSelectors
    /// Where the neighbour listens; nil where it is reached by a line of octets, listens at the other end of a line's
    /// network, or only calls.
    let address: SocketAddress?
    /// The neighbour's port at the other end of a line's network.
    let port: UInt16
    let entry: PhonebookEntry?
    /// The entry's, with the connector's schedule.
    let policy: LinkPolicy
    /// Environment of the entry's program.
    let environment: [String: String]
    let retry: RetryPolicy
    /// Opens within an hour; nil: no limit.
    let callsPerHour: Int?
    let lifetimes: Lifetimes
    /// How long an association that the neighbour opened can be recovered after a cut; zero: never.
    let recoveryTimeout: Interval
    /// For people.
    let addressSpaces: [String]
    /// Messages waiting that justify a further association.
    let threshold: Int
    /// Associations that we open at one time: on a line of octets there is one.
    let maximumAssociations: Int

    /// Of them for any mail; what is beyond is for urgent mail.
    var ordinaryAssociations: Int { max(1, maximumAssociations - 1) }
    /// For an association that begins with the dial: its opening lasts as long as that, and then its own time.
    var openingConfiguration: P1SessionConfiguration {
        guard let entry else { return session }
        var result = session
        result.association.openTimeout += entry.timing.dialTimeout.wholeSeconds
        result.association.inactivityTimeout += entry.timing.dialTimeout.wholeSeconds
        return result
    }

    /// The neighbour's address for people; empty where it has none.
    var addressText: String { address.map { "\($0)" } ?? "" }

    /// For the scheduler of all opens.
    var opens: RetryScheduler.Rules {
        RetryScheduler.Rules(floor: retry.floor, callsPerHour: callsPerHour, isDialled: entry != nil)
    }

    /// Whether we open associations, rather than wait for the neighbour's.
    var calls: Bool {
        let mayCall =
            switch schedule {
            case .always, .selected: !policy.callsNever
            case .remoteInitiated, .never: false
            }
        return mayCall && (address != nil || entry != nil)
    }
}

extension ConnectorSettings {
    init(_ connector: ConnectorConfiguration, of mta: MTAConfiguration) {
        name = connector.name
        kind = connector.kind
        schedule = connector.schedule
        called = connector.stack.called
        calling = connector.stack.calling
        address = Self.address(connector)
        port = connector.stack.port
        let found = connector.phonebookEntry.flatMap { mta.phonebookEntry(named: $0) }
        let entry = found.map(PhonebookEntry.init)
        self.entry = entry
        policy = Self.policy(connector, entry: entry)
        environment = found?.environment ?? [:]
        retry = RetryPolicy(connector.override)
        callsPerHour = connector.override.callsPerHour
        lifetimes = Lifetimes(mta.lifetime)
        recoveryTimeout = interval(connector.override.recoveryTimeout)
        addressSpaces = connector.addressSpaces.map(\.description)
        threshold = connector.override.threshold
        let isOneLine = connector.kind == .dynamicRAS && entry?.medium.isNetwork != true
        maximumAssociations = isOneLine ? 1 : connector.override.maximumAssociations
        var session = P1SessionConfiguration(
            connector: connector.name, globalDomain: mta.general.globalDomain, localName: connector.localName,
            localPassword: connector.localPassword?.text ?? "", remoteName: connector.remoteMTA,
            remotePassword: connector.remotePassword?.text ?? "",
            association: Self.association(connector.override), twoWayAlternate: connector.twoWayAlternate,
            maximumMessageOctets: mta.smtp.maximumMessageSize,
            lifetime: Self.lifetime(connector, entry: entry))
        session.applicationContext = ApplicationContext(connector.application)
        session.leastSeconds = entry?.timing.callMinimum.wholeSeconds ?? 0
        self.session = session
    }

    private static func policy(_ connector: ConnectorConfiguration, entry: PhonebookEntry?) -> LinkPolicy {
        var policy = entry?.policy ?? LinkPolicy()
        if let windows = connector.windows {
            policy.schedules.append(.init(.selected(windows), urgentIgnores: connector.urgentIgnoresSchedule))
        }
        return policy
    }

    /// On a dialled line the line's idle limit decides, since an idle association is an idle line. Where the line goes
    /// on without the association, the association has one half of the limit and the bare line the other.
    private static func lifetime(_ connector: ConnectorConfiguration, entry: PhonebookEntry?) -> Int {
        let association = Int(connector.override.associationLifetime)
        guard let entry else { return association }
        return min(association, max(1, entry.timing.idleHangUp.wholeSeconds))
    }

    /// The neighbour over a line's network: as configured, or the line's other end. nil: nobody knows.
    func address(over network: NetworkLine) -> SocketAddress? {
        address ?? network.peer.map { .ip(host: $0, port: port) }
    }

    private static func address(_ connector: ConnectorConfiguration) -> SocketAddress? {
        guard let host = connector.stack.remoteHost else { return nil }
        if host.hasPrefix("/") { return .unix(path: host) }
        return .ip(host: host, port: connector.stack.port)
    }

    static func association(_ override: OverrideConfiguration) -> AssociationConfiguration {
        var result = AssociationConfiguration()
        result.checkpointSize = override.checkpointSize / 1024
        result.windowSize = override.windowSize
        result.allowsNoCheckpoints = override.checkpointSize == 0
        result.openTimeout = Int(override.openTimeout)
        result.inactivityTimeout = Int(override.inactivityTimeout)
        result.disconnectTimeout = Int(override.disconnect)
        return result
    }
}

extension PhonebookEntry {
    init(_ found: PhonebookConfiguration) {
        let medium = LineMedium(found)
        self.init(
            name: found.name, medium: medium, dialTimeout: interval(found.dialTimeout),
            idleHangUp: interval(medium.isNetwork ? found.idleHangUp / 2 : found.idleHangUp), policy: found.policy)
    }
}

extension LineMedium {
    init(_ found: PhonebookConfiguration) {
        switch found.medium {
        case .command where found.carries == .network: self = .networkCommand(found.command, interface: found.interface)
        case .command: self = .command(found.command)
        case .pppd:
            var link = PPPLink(
                peer: found.peer, device: found.device, speed: found.speed,
                flowControl: found.flowControl.map(FlowControl.init), chatScript: found.chatScript,
                options: found.options)
            if let program = found.command.first { link.program = program }
            self = .ppp(link)
        case .serial:
            var port = SerialPort(
                device: found.device ?? "", chatScript: found.chatScript, lockDirectory: found.lockDirectory,
                roundTrip: Int(found.roundTrip * 1000))
            if let speed = found.speed { port.speed = speed }
            if let flow = found.flowControl { port.flowControl = FlowControl(flow) }
            self = .serial(port)
        case .unit: self = .unit(found.unit, interface: found.interface ?? "")
        }
    }
}

extension FlowControl {
    init(_ found: PhonebookConfiguration.FlowControl) {
        switch found {
        case .hardware: self = .hardware
        case .software: self = .software
        case .none: self = .none
        }
    }
}

func interval(_ seconds: Double) -> Interval { Interval(microseconds: Int64(seconds * 1_000_000)) }

extension RetryPolicy {
    init(_ override: OverrideConfiguration) {
        self.init(
            openInterval: interval(override.openInterval), openRetries: override.openRetries,
            transferInterval: interval(override.transferInterval), transferRetries: override.transferRetries,
            floor: interval(override.retryFloor))
    }
}

extension Lifetimes {
    init(_ settings: MTAConfiguration.LifetimeSettings) {
        self.init(
            urgent: interval(settings.urgent), normal: interval(settings.normal),
            nonUrgent: interval(settings.nonUrgent), delayReport: settings.delayReport.map(interval))
    }
}
