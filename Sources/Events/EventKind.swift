/// An event without its parameters. The raw value is the event's number for ever; it is never given to another.
package enum EventKind: Int, Sendable, CaseIterable {
    case openedWhileSuspended = 37
    case peerCredentialsRejected = 48
    case bindByUnknownMTA = 51
    case linkOptionNotPermitted = 55
    case reportCannotBeRouted = 141
    case recipientCannotBeRouted = 142
    case apduCannotBeDecoded = 200
    case loopDetected = 201
    case lifetimeEnded = 208
    case messageTransferredOut = 271
    case messageReceived = 272
    case deferredDeliveryStarted = 275
    case connectionNotOpened = 289
    case nonDelivery = 290
    case openRetryTimerStarted = 301
    case localAssociationRefused = 1290
    case remoteAssociationRefused = 1293
    case associationEndedAbnormally = 1294
    case connectFailed = 9215
    case localityTableFull = 9280
    case started = 9298
    case stopped = 9299
    case rasDialError = 9309
    case rasCommunicationsError = 9311
    case rasTableFull = 9315
    case bindCommunicationsError = 9316
    case cannotBind = 9318
    case bindBackFailed = 9322
    case messageDelivered = 10001
    case deliveryDeferred = 10002
    case associationOpened = 10003
    case associationClosed = 10004
    case rasDialling = 10005
    case rasConnected = 10006
    case rasHungUp = 10007
    case transferResumed = 10008
    case transferInterrupted = 10009
    case configurationLoaded = 10010
    case configurationRefused = 10011
    case spoolUnavailable = 10012
    case spoolAvailable = 10013
    case smtpRefused = 10014
    case workerStuck = 10015
    case lineProgramOutput = 10016
    case administered = 10017
    case listening = 10018
    case listenerFailed = 10019
    case duplicateDropped = 10020
    case callDropped = 10021
    case linkBarred = 10022
    case reportComposed = 10023
    case messageNotTaken = 10024
    case reportArrived = 10025
    case downgraded = 10026
    case cutTransferDropped = 10027
    case configurationDoubtful = 10028
    case messageRerouted = 10060
    case messageDelayed = 10061

    /// The case's name, as in `MTA_EVENT_NAME` and in documents.
    package var name: String { String(describing: self) }
}
