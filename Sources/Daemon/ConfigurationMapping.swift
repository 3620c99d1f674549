import Acceptance
import Configuration
import IO
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

extension P1DoorSettings {
    init(_ configuration: MTAConfiguration) {
        let connectors = configuration.connectors.filter { $0.kind != .local }
        peers = PeerDirectory(
            connectors.map { connector in
                PeerIdentity(
                    connector: connector.name, remoteName: connector.remoteMTA,
                    remotePassword: connector.remotePassword?.text ?? "",
                    isSuspended: connector.schedule == .never,
                    permitsTwoWayAlternate: connector.twoWayAlternate)
            })
        // Before the bind nobody knows whose offers hold: the largest of all connectors'.
        var offers = AssociationConfiguration()
        offers.checkpointSize = connectors.map { $0.override.checkpointSize / 1024 }.max() ?? 30
        offers.windowSize = connectors.map(\.override.windowSize).max() ?? 5
        association = offers
        greetings = configuration.p1.maximumConnections
    }
}

extension AcceptancePolicy {
    init(_ configuration: MTAConfiguration) {
        self.init(
            localName: configuration.general.localName, domain: configuration.general.globalDomain,
            hostname: configuration.general.hostname,
            // Our Received field is not the client's.
            maximumSize: configuration.smtp.maximumMessageSize + 4096,
            // SMTP's own limit is kept at its door; a neighbour may name as many as X.411 permits.
            maximumRecipients: MTSAPDULimits.standardRecipients,
            localConnectors: Set(configuration.connectors.filter { $0.kind == .local }.map(\.name)),
            x400Connectors: Set(configuration.connectors.filter { $0.kind != .local }.map(\.name)))
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
            hostname: configuration.general.hostname, limits: limits,
            connections: configuration.smtp.maximumConnections,
            connectionsPerAddress: configuration.smtp.maximumConnectionsPerAddress,
            relayNetworks: configuration.smtp.relayFrom.compactMap { IPNetwork($0.description) })
    }
}
