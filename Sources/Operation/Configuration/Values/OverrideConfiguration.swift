/// `[Override]` of a connector, with the names and defaults of Exchange 5.5. Times in seconds.
package struct OverrideConfiguration: Hashable, Sendable {
    /// Octets between two checkpoints, a multiple of 1024; 0: none.
    package var checkpointSize = 30 * 1024
    /// The default where no line is dialled: connections are cut seldom, and each checkpoint costs octets.
    static let networkCheckpointSize = 80 * 1024
    /// Checkpoints that may stand unconfirmed.
    package var windowSize = 5
    /// How long after a cut the neighbour may recover an association that it had opened, without a bind; 0: never.
    package var recoveryTimeout = 60.0
    /// Failed opens after which the connector's messages are returned.
    package var openRetries = 144
    package var openInterval = 600.0
    /// Failed transfers of one message over open associations after which it is returned.
    package var transferRetries = 2
    package var transferInterval = 120.0
    /// How long an association stays open after its last message.
    package var associationLifetime = 300.0
    /// How long the neighbour may take to answer an open, from the connection on.
    package var openTimeout = 60.0
    /// How long a neighbour that owes an answer, data or the turn may be silent.
    package var inactivityTimeout = 60.0
    /// How long an ended association may take to disconnect.
    package var disconnect = 120.0
    /// Messages waiting that justify a further association.
    package var threshold = 50
    /// Associations that we open at one time, all but the last for any mail, that one for urgent mail. On a
    /// dialled line there is one, whatever stands here.
    package var maximumAssociations = 10
    /// Lowest interval between two opens: 15 s, 60 s for dynamic-ras; `RetryFloor=` sets another one for tests.
    package var retryFloor = 15.0
    /// Opens within an hour; nil: as many as `retryFloor` permits.
    package var callsPerHour: Int?

    package init() {}
}
