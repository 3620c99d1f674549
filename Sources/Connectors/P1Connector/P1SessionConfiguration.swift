package import Acceptance
package import Events
package import IO
package import Message
package import OSI
import P1
package import Spool

/// What one connector says of the conversations with its neighbour.
package struct P1SessionConfiguration: Sendable {
    /// The connector's name, as in events.
    package var connector: String
    package var globalDomain: GlobalDomain
    /// Our MTA name and password as the neighbour knows them (X.411 8.1.2).
    package var localName: String
    package var localPassword: String
    /// The neighbour's; both are compared octet by octet.
    package var remoteName: String
    package var remotePassword: String
    /// What is proposed and permitted below P1.
    package var association: AssociationConfiguration
    /// What we ask for when we call. A neighbour that calls is answered in the mode in which it asks.
    package var applicationContext = ApplicationContext.mtsTransfer
    /// Whether the turn is given over, so that one call carries mail both ways.
    package var twoWayAlternate: Bool
    /// Larger messages are refused, octets.
    package var maximumMessageOctets: Int
    /// Seconds without a transfer either way after which the initiator releases the association.
    package var lifetime: Int
    /// Seconds that an association stands at least, where its line is paid for so long anyway.
    package var leastSeconds = 0

    package init(
        connector: String, globalDomain: GlobalDomain, localName: String, localPassword: String, remoteName: String,
        remotePassword: String, association: AssociationConfiguration, twoWayAlternate: Bool,
        maximumMessageOctets: Int, lifetime: Int
    ) {
        self.connector = connector
        self.globalDomain = globalDomain
        self.localName = localName
        self.localPassword = localPassword
        self.remoteName = remoteName
        self.remotePassword = remotePassword
        self.association = association
        self.twoWayAlternate = twoWayAlternate
        self.maximumMessageOctets = maximumMessageOctets
        self.lifetime = lifetime
    }
}

extension P1SessionConfiguration {
    /// What we say of ourselves in a bind, on either side. MTAs of 1984 have IA5String for a password, later ones
    /// take an OCTET STRING too.
    func ourParty(in context: ApplicationContext) -> MTABindParty {
        let password = Array(localPassword.utf8)
        return MTABindParty(
            name: localName, credentials: context.edition == .of1984 ? .ia5String(password) : .octetString(password))
    }
}

/// The rooms that a session works with.
package struct P1SessionEnvironment: Sendable {
    package let gate: AcceptanceGate
    package let spool: any SpoolStore
    package let events: any EventSink
    /// Where files are synchronized, so that no session waits for the disk.
    package let disk: QueueExecutor
    /// Where octets of transfers that are under way are kept, and of those that were cut.
    package let incoming: IncomingTransfers

    package init(
        gate: AcceptanceGate, spool: any SpoolStore, events: any EventSink, disk: QueueExecutor,
        incoming: IncomingTransfers
    ) {
        self.gate = gate
        self.spool = spool
        self.events = events
        self.disk = disk
        self.incoming = incoming
    }
}

extension ApplicationContext {
    /// The dress of a bind: in X.410 mode there is none.
    var bindForm: BindForm { isX410Mode ? .bare : .remoteOperations }

    var edition: P1Edition {
        switch self {
        case .mtsTransfer, .mtsTransferProtocol: .of1988
        case .mtsTransferProtocol1984: .of1984
        }
    }
}
