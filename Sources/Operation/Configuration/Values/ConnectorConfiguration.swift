package import Links

/// One connector, `connectors/NAME.connector`. All times are seconds, all sizes octets.
package struct ConnectorConfiguration: Hashable, Sendable {
    /// The file's name without `.connector`.
    package var name: String
    package var kind: ConnectorKind
    /// `RemoteMTA=`: the neighbour's name, compared octet by octet. Empty for `local` only.
    package var remoteMTA: String
    /// The name that we give in the bind: the connector's `LocalName=`, or that of mta.conf.
    package var localName: String
    package var addressSpaces: [AddressSpaceConfiguration]
    package var schedule: ConnectorSchedule
    /// Of `Schedule=selected`.
    package var windows: CallWindows?
    /// Urgent mail is called for although no window is open.
    package var urgentIgnoresSchedule = false
    package var application: ConnectorApplication
    /// Whether the turn is given over, so that one call carries mail both ways.
    package var twoWayAlternate: Bool
    package var stack: StackConfiguration
    /// The phonebook entry's name, and there is that entry; nil with `dynamicRAS` only where the neighbour calls.
    package var phonebookEntry: String?
    /// What we give in the bind: the connector's `LocalPassword=`, or `Password=` of mta.conf. Nil is the empty one.
    package var localPassword: Secret?
    /// What the neighbour must give. Nil is the empty one.
    package var remotePassword: Secret?
    package var override: OverrideConfiguration
    /// Always there for `local`.
    package var delivery: DeliveryConfiguration?

    package init(
        name: String, kind: ConnectorKind, remoteMTA: String = "", localName: String,
        addressSpaces: [AddressSpaceConfiguration] = [], schedule: ConnectorSchedule = .always,
        application: ConnectorApplication = .of1988, twoWayAlternate: Bool = true,
        stack: StackConfiguration = StackConfiguration(),
        phonebookEntry: String? = nil, localPassword: Secret? = nil, remotePassword: Secret? = nil,
        override: OverrideConfiguration = OverrideConfiguration(), delivery: DeliveryConfiguration? = nil
    ) {
        self.name = name
        self.kind = kind
        self.remoteMTA = remoteMTA
        self.localName = localName
        self.addressSpaces = addressSpaces
        self.schedule = schedule
        self.application = application
        self.twoWayAlternate = twoWayAlternate
        self.stack = stack
        self.phonebookEntry = phonebookEntry
        self.localPassword = localPassword
        self.remotePassword = remotePassword
        self.override = override
        self.delivery = delivery
    }
}

/// `Type=` of a connector.
package enum ConnectorKind: String, Hashable, Sendable, CaseIterable {
    /// P1 over TCP, associations closed when the lifetime is over.
    case x400
    /// P1 over a line that is dialled by a phonebook entry.
    case dynamicRAS = "dynamic-ras"
    /// P1 over TCP to an MTA of the same site.
    case lan
    /// Delivery into mailboxes.
    case local
}

/// `Application=` of a connector: the application context of the associations that it opens (X.419). A call of the
/// neighbour's is answered in the one that it asks for.
package enum ConnectorApplication: String, Hashable, Sendable, CaseIterable {
    /// mts-transfer: normal mode, P1 of 1988 and later.
    case of1988 = "1988"
    /// mts-transfer-protocol: X.410-1984 mode, P1 of 1988.
    case of1988InX410Mode = "1988-x410"
    /// mts-transfer-protocol-1984: X.410-1984 mode, P1 of 1984.
    case of1984 = "1984"
}

/// `Schedule=` of a connector.
package enum ConnectorSchedule: String, Hashable, Sendable, CaseIterable {
    /// Whenever there is something to send.
    case always
    /// Call within the windows only.
    case selected
    /// Never call: what waits goes out in the calls of the neighbour.
    case remoteInitiated = "remote-initiated"
    /// Neither call nor be called.
    case never
}
