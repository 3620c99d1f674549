extension EventKind {
    /// The catalogue's entry. Exhaustive: a new event does not compile without one.
    package var description: EventDescription {
        switch self {
        case .openedWhileSuspended: .openedWhileSuspended
        case .peerCredentialsRejected: .peerCredentialsRejected
        case .bindByUnknownMTA: .bindByUnknownMTA
        case .reportCannotBeRouted: .reportCannotBeRouted
        case .recipientCannotBeRouted: .recipientCannotBeRouted
        case .apduCannotBeDecoded: .apduCannotBeDecoded
        case .loopDetected: .loopDetected
        case .lifetimeEnded: .lifetimeEnded
        case .messageTransferredOut: .messageTransferredOut
        case .messageReceived: .messageReceived
        case .connectionNotOpened: .connectionNotOpened
        case .nonDelivery: .nonDelivery
        case .openRetryTimerStarted: .openRetryTimerStarted
        case .localAssociationRefused: .localAssociationRefused
        case .remoteAssociationRefused: .remoteAssociationRefused
        case .associationEndedAbnormally: .associationEndedAbnormally
        case .connectFailed: .connectFailed
        case .localityTableFull: .localityTableFull
        case .started: .started
        case .stopped: .stopped
        case .rasDialError: .rasDialError
        case .rasCommunicationsError: .rasCommunicationsError
        case .rasTableFull: .rasTableFull
        case .bindCommunicationsError: .bindCommunicationsError
        case .bindBackFailed: .bindBackFailed
        case .messageDelivered: .messageDelivered
        case .deliveryDeferred: .deliveryDeferred
        case .associationOpened: .associationOpened
        case .associationClosed: .associationClosed
        case .rasDialling: .rasDialling
        case .rasConnected: .rasConnected
        case .rasHungUp: .rasHungUp
        case .transferResumed: .transferResumed
        case .transferInterrupted: .transferInterrupted
        case .configurationLoaded: .configurationLoaded
        case .configurationRefused: .configurationRefused
        case .spoolUnavailable: .spoolUnavailable
        case .spoolAvailable: .spoolAvailable
        case .smtpRefused: .smtpRefused
        case .workerStuck: .workerStuck
        case .lineProgramOutput: .lineProgramOutput
        case .administered: .administered
        case .listening: .listening
        case .listenerFailed: .listenerFailed
        case .duplicateDropped: .duplicateDropped
        case .callDropped: .callDropped
        case .linkBarred: .linkBarred
        case .reportComposed: .reportComposed
        case .messageNotTaken: .messageNotTaken
        case .downgraded: .downgraded
        }
    }
}
