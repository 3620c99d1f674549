import Events
import Message

/// One sample a case, with a parameter of its own in each place. Exhaustive: a new event does not compile without one.
enum EventSamples {
    static let all: [Event] = EventKind.allCases.map(sample)

    // transition table
    static func sample(_ kind: EventKind) -> Event {
        switch kind {
        case .openedWhileSuspended: .openedWhileSuspended(connector: "connector-x1")
        case .peerCredentialsRejected: .peerCredentialsRejected(connector: "connector-x1", association: 70002)
        case .bindByUnknownMTA:
            .bindByUnknownMTA(
                name: "name-x1", presentationAddress: "presentationAddress-x2", association: 70003)
        case .linkOptionNotPermitted: .linkOptionNotPermitted(connector: "connector-x1", association: 70002)
        case .reportCannotBeRouted: .reportCannotBeRouted(mtsIdentifier: "mtsIdentifier-x1", recipient: "recipient-x2")
        case .recipientCannotBeRouted:
            .recipientCannotBeRouted(
                recipient: "recipient-x1", mtsIdentifier: "mtsIdentifier-x2", number: 70003)
        case .apduCannotBeDecoded: .apduCannotBeDecoded(error: "error-x1", offset: 70002)
        case .loopDetected: .loopDetected(mtsIdentifier: "mtsIdentifier-x1")
        case .lifetimeEnded: .lifetimeEnded(mtsIdentifier: "mtsIdentifier-x1", minutes: 70002)
        case .messageTransferredOut:
            .messageTransferredOut(
                entity: "entity-x1", priority: .nonUrgent, mtsIdentifier: "mtsIdentifier-x3", octets: 70004)
        case .messageReceived:
            .messageReceived(
                entity: "entity-x1", priority: .nonUrgent, mtsIdentifier: "mtsIdentifier-x3", octets: 70004)
        case .deferredDeliveryStarted:
            .deferredDeliveryStarted(mtsIdentifier: "mtsIdentifier-x1", until: "until-x2")
        case .connectionNotOpened: .connectionNotOpened(connector: "connector-x1")
        case .nonDelivery:
            .nonDelivery(
                reason: 70001, diagnostic: 70002, mtsIdentifier: "mtsIdentifier-x3", recipient: "recipient-x4",
                number: 70005)
        case .openRetryTimerStarted:
            .openRetryTimerStarted(
                connector: "connector-x1", controlBlock: 70002, seconds: 70003)
        case .localAssociationRefused:
            .localAssociationRefused(
                connector: "connector-x1", provider: 70002, reason: 70003, controlBlock: 70004)
        case .remoteAssociationRefused:
            .remoteAssociationRefused(
                connector: "connector-x1", provider: 70002, reason: 70003, controlBlock: 70004)
        case .associationEndedAbnormally:
            .associationEndedAbnormally(
                connector: "connector-x1", controlBlock: 70002, type: 70003, provider: 70004, reason: 70005)
        case .connectFailed: .connectFailed(connector: "connector-x1", address: "address-x2", error: 70003)
        case .localityTableFull: .localityTableFull(configured: 70001)
        case .started: .started(version: "version-x1", localName: "localName-x2")
        case .stopped: .stopped(version: "version-x1")
        case .rasDialError: .rasDialError(connector: "connector-x1", code: 70002, index: 70003)
        case .rasCommunicationsError: .rasCommunicationsError(connector: "connector-x1", code: 70002, index: 70003)
        case .rasTableFull: .rasTableFull(connector: "connector-x1", configured: 70002)
        case .bindCommunicationsError: .bindCommunicationsError(connector: "connector-x1", ltab: 70002, error: 70003)
        case .cannotBind:
            .cannotBind(
                connector: "connector-x1", ltab: 70002, error: 70003, commsError: 70004, bindError: 70005,
                remoteServer: "remoteServer-x6")
        case .bindBackFailed:
            .bindBackFailed(
                ltab: 70001, error: 70002, commsError: 70003, bindError: 70004, remoteServer: "remoteServer-x5",
                binding: "binding-x6")
        case .messageDelivered:
            .messageDelivered(
                mtsIdentifier: "mtsIdentifier-x1", recipient: "recipient-x2", octets: 70003)
        case .deliveryDeferred:
            .deliveryDeferred(
                connector: "connector-x1", mtsIdentifier: "mtsIdentifier-x2", seconds: 70003, why: "why-x4")
        case .associationOpened: .associationOpened(connector: "connector-x1", controlBlock: 70002, initiated: true)
        case .associationClosed:
            .associationClosed(
                connector: "connector-x1", controlBlock: 70002, octetsOut: 70003, octetsIn: 70004)
        case .rasDialling: .rasDialling(connector: "connector-x1", entry: "entry-x2", index: 70003)
        case .rasConnected:
            .rasConnected(
                connector: "connector-x1", entry: "entry-x2", index: 70003, milliseconds: 70004)
        case .rasHungUp:
            .rasHungUp(
                connector: "connector-x1", entry: "entry-x2", index: 70003, octetsOut: 70004, octetsIn: 70005,
                seconds: 70006)
        case .transferResumed: .transferResumed(mtsIdentifier: "mtsIdentifier-x1", checkpoint: 70002, octets: 70003)
        case .transferInterrupted:
            .transferInterrupted(
                mtsIdentifier: "mtsIdentifier-x1", checkpoint: 70002, octets: 70003)
        case .configurationLoaded: .configurationLoaded(directory: "directory-x1", connectors: 70002)
        case .configurationRefused: .configurationRefused(file: "file-x1", line: 70002, problem: "problem-x3")
        case .spoolUnavailable: .spoolUnavailable(problem: "problem-x1")
        case .spoolAvailable: .spoolAvailable
        case .smtpRefused: .smtpRefused(client: "client-x1", problem: "problem-x2")
        case .workerStuck: .workerStuck(worker: "worker-x1", seconds: 70002)
        case .lineProgramOutput: .lineProgramOutput(entry: "entry-x1", text: "text-x2")
        case .administered: .administered(user: 70001, command: "command-x2", reason: "reason-x3")
        case .listening: .listening(service: "service-x1", address: "address-x2")
        case .listenerFailed: .listenerFailed(service: "service-x1", address: "address-x2", problem: "problem-x3")
        case .duplicateDropped: .duplicateDropped(entity: "entity-x1", mtsIdentifier: "mtsIdentifier-x2")
        case .callDropped: .callDropped(address: "address-x1", problem: "problem-x2")
        case .linkBarred: .linkBarred(connector: "connector-x1", entry: "entry-x2", code: 70003)
        case .messageNotTaken: .messageNotTaken(entity: "entity-x1", problem: "problem-x2")
        case .downgraded: .downgraded(mtsIdentifier: "mts-x1", lost: "lost-x2")
        case .configurationDoubtful: .configurationDoubtful(file: "file-x1", line: 70002, problem: "problem-x3")
        case .rasAnswered: .rasAnswered(entry: "entry-x1", index: 70002)
        case .cutTransferDropped: .cutTransferDropped(connector: "connector-x1", octets: 70002)
        case .messageRerouted:
            .messageRerouted(mtsIdentifier: "mts-x1", from: "from-x2", to: "to-x3", recipients: 70004)
        case .messageDelayed:
            .messageDelayed(connector: "connector-x1", mtsIdentifier: "mts-x2", minutes: 70003, why: "why-x4")
        case .messageHeld: .messageHeld(mtsIdentifier: "mts-x1", reason: "reason-x2")
        case .messageReleased: .messageReleased(mtsIdentifier: "mts-x1", reason: "reason-x2")
        case .messageNotForLink: .messageNotForLink(connector: "connector-x1", mtsIdentifier: "mts-x2", why: "why-x3")
        case .linkBudgetUsedUp:
            .linkBudgetUsedUp(connector: "connector-x1", entry: "entry-x2", period: "period-x3", spent: "spent-x4")
        case .callTooLong: .callTooLong(connector: "connector-x1", entry: "entry-x2", seconds: 70003)
        case .linkConditionEnded: .linkConditionEnded(link: "link-x1", what: "what-x2")
        case .callCharged:
            .callCharged(connector: "connector-x1", entry: "entry-x2", cost: "cost-x3", today: "today-x4")
        case .reportComposed: .reportComposed(mtsIdentifier: "mtsIdentifier-x1", recipients: 70002)
        case .reportArrived:
            .reportArrived(entity: "entity-x1", mtsIdentifier: "mtsIdentifier-x2", delivered: 70003, failed: 70004)
        }
    }
}
