import Acceptance
import Configuration
import IO
import Links
import Message
import OSI
import P1
import P1Connector
import Routing
import SMTP
import SMTPConnector

/// From the checked configuration to what each room is told.

extension SocketAddress {
    init(_ address: ListenAddress) {
        switch address {
        // Every address means those of both families; only an empty host does so here.
        case .ip("::", let port): self = .ip(host: "", port: port)
        case .ip(let host, let port): self = .ip(host: host, port: port)
        case .unix(let path): self = .unix(path: path)
        }
    }
}

extension ApplicationContext {
    init(_ application: ConnectorApplication) {
        switch application {
        case .of1988: self = .mtsTransfer
        case .of1988InX410Mode: self = .mtsTransferProtocol
        case .of1984: self = .mtsTransferProtocol1984
        }
    }
}

extension ConnectorApplication {
    init(_ context: ApplicationContext) {
        switch context {
        case .mtsTransfer: self = .of1988
        case .mtsTransferProtocol: self = .of1988InX410Mode
        case .mtsTransferProtocol1984: self = .of1984
        }
    }
}

extension StackConfiguration {
    /// The neighbour's selectors.
    var called: ProtocolSelectors {
        ProtocolSelectors(
            transport: calledTSelector ?? [], session: calledSSelector ?? [], presentation: calledPSelector ?? [])
    }

    /// Ours.
    var calling: ProtocolSelectors {
        ProtocolSelectors(
            transport: callingTSelector ?? [], session: callingSSelector ?? [], presentation: callingPSelector ?? [])
    }
}

extension P1DoorSettings {
    init(_ configuration: MTAConfiguration) {
        let connectors = configuration.connectors.filter { $0.kind != .local }
        // A neighbour whose name is its own is known by that; selectors count where two have one name.
        let names = Dictionary(grouping: connectors, by: \.remoteMTA).mapValues(\.count)
        peers = PeerDirectory(
            connectors.map { connector in
                let isAlone = names[connector.remoteMTA] == 1
                return PeerIdentity(
                    connector: connector.name, remoteName: connector.remoteMTA,
                    remotePassword: connector.remotePassword?.text ?? "",
                    isSuspended: connector.schedule == .never,
                    // What we call from is what it calls.
                    called: isAlone ? ProtocolSelectors() : connector.stack.calling,
                    calling: isAlone ? ProtocolSelectors() : connector.stack.called,
                    permitsTwoWayAlternate: connector.twoWayAlternate)
            })
        // Before the bind nobody knows whose offers hold: the largest of all connectors'.
        var offers = AssociationConfiguration()
        offers.checkpointSize = connectors.map { $0.override.checkpointSize / 1024 }.max() ?? 30
        offers.windowSize = connectors.map(\.override.windowSize).max() ?? 5
        offers.openTimeout = Int(configuration.p1.bindTimeout)
        offers.inactivityTimeout = Int(connectors.map(\.override.inactivityTimeout).max() ?? 60)
        association = offers
        listeners = configuration.p1.listeners.map { listener in
            P1ListenerSettings(
                name: listener.name, addresses: listener.listen.map(SocketAddress.init),
                selectors: ProtocolSelectors(
                    transport: listener.tSelector ?? [], session: listener.sSelector ?? [],
                    presentation: listener.pSelector ?? []))
        }
        greetings = configuration.p1.maximumConnections
    }
}

extension IncomingTransfers.Limits {
    init(_ configuration: MTAConfiguration) {
        self.init(transfers: configuration.p1.cutTransfers, octets: configuration.p1.cutTransferSize)
    }
}

extension AcceptancePolicy {
    init(_ configuration: MTAConfiguration) {
        self.init(
            localName: configuration.general.localName, domain: configuration.general.globalDomain,
            hostname: configuration.general.hostname, postmaster: configuration.general.postmaster,
            // Our Received field is not the client's.
            maximumSize: configuration.smtp.maximumMessageSize + 4096,
            // SMTP's own limit is kept at its door; a neighbour may name as many as X.411 permits.
            maximumRecipients: MTSAPDULimits.standardRecipients,
            localConnectors: Set(configuration.connectors.filter { $0.kind == .local }.map(\.name)),
            x400Connectors: Set(configuration.connectors.filter { $0.kind != .local }.map(\.name)))
        suspendedConnectors = Set(configuration.connectors.filter { $0.schedule == .never }.map(\.name))
        neighbours = Dictionary(
            configuration.connectors.filter { $0.kind != .local }.map { ($0.name, $0.remoteMTA) }
        ) { first, _ in first }
    }
}

extension LinkCapacity {
    /// - Parameter now: from when on windows are looked at.
    init(_ settings: ConnectorSettings, now: Timestamp) {
        if settings.schedule == .never {
            self = .nothing
        } else if settings.policy == LinkPolicy() {
            self = .unlimited
        } else {
            let forecast = LinkForecast(settings.policy, LinkConditions(), CostLedger(), now: now)
            self.init(forecast.longest)
        }
    }
}

extension RoutingTable {
    init(_ configuration: MTAConfiguration, now: Timestamp) {
        let connectors = configuration.connectors.filter { $0.kind != .local }
        self.init(
            configuration.addressSpaces,
            capacities: Dictionary(
                connectors.map { connector in
                    (connector.name, LinkCapacity(ConnectorSettings(connector, of: configuration), now: now))
                }
            ) { first, _ in first })
    }
}

extension MTAConfiguration {
    /// What all connectors together can take.
    var addressSpaces: [AddressSpace] {
        connectors.flatMap { connector in
            connector.addressSpaces.map { space in
                switch space.kind {
                case .smtp(let pattern):
                    AddressSpace(pattern: pattern, cost: space.cost, connector: connector.name)
                case .x400(let address):
                    AddressSpace(.x400(address), cost: space.cost, connector: connector.name)
                }
            }
        }
    }
}

extension SMTPServiceConfiguration {
    init(_ configuration: MTAConfiguration) {
        var limits = SMTPServerLimits()
        limits.messageOctets = configuration.smtp.maximumMessageSize
        limits.recipients = configuration.smtp.maximumRecipients
        self.init(
            hostname: configuration.general.hostname, postmaster: configuration.general.postmaster, limits: limits,
            connections: configuration.smtp.maximumConnections,
            connectionsPerAddress: configuration.smtp.maximumConnectionsPerAddress,
            relayNetworks: configuration.smtp.relayFrom.compactMap { IPNetwork($0.description) })
    }
}
