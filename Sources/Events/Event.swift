package import Message

/// What can happen, one case an event, one number a case for ever.
///
/// Exchange's numbers, parameters and their order where Exchange had the event (below 10000); ours from 10001 on.
/// Number, category, severity, text and catalogue entry of each case stand in `EventCatalogue`.
package enum Event: Hashable, Sendable {
    // Security, bind, admission, transfer in
    /// 37: a peer opened an association while its connector's schedule is never.
    case openedWhileSuspended(connector: String)
    /// 48: the called MTA answered with a name or password that is not the configured one.
    case peerCredentialsRejected(connector: String, association: Int)
    /// 51: a bind by an MTA that no connector knows.
    case bindByUnknownMTA(name: String, presentationAddress: String, association: Int)
    /// 55: a peer asked for two-way alternate dialogue, which its connector does not permit.
    case linkOptionNotPermitted(connector: String, association: Int)
    /// 141: a report has nowhere to go and is dropped; no report is ever made of a report.
    case reportCannotBeRouted(mtsIdentifier: String, recipient: String)
    /// 142: no connector serves the recipient.
    case recipientCannotBeRouted(recipient: String, mtsIdentifier: String, number: Int)
    /// 200: a received APDU cannot be decoded.
    case apduCannotBeDecoded(error: String, offset: Int)
    /// 201: a message came back to a domain that it had left.
    case loopDetected(mtsIdentifier: String)
    /// 208: a message's lifetime has ended.
    case lifetimeEnded(mtsIdentifier: String, minutes: Int)
    /// 271: a message was handed to a neighbour.
    case messageTransferredOut(entity: String, priority: Priority, mtsIdentifier: String, octets: Int)
    /// 272: a message was taken from a neighbour or submitted.
    case messageReceived(entity: String, priority: Priority, mtsIdentifier: String, octets: Int)
    /// 275: a message waits for its deferred-delivery time (RFC 3339).
    case deferredDeliveryStarted(mtsIdentifier: String, until: String)
    /// 289: no association with a connector's neighbour could be opened.
    case connectionNotOpened(connector: String)
    /// 290: a recipient will not get the message.
    case nonDelivery(reason: Int, diagnostic: Int?, mtsIdentifier: String, recipient: String, number: Int)
    /// 301: the open-retry timer was started.
    case openRetryTimerStarted(connector: String, controlBlock: Int, seconds: Int)

    // OSI kernel
    /// 1290: an association that we initiated was refused.
    case localAssociationRefused(connector: String, provider: Int, reason: Int, controlBlock: Int)
    /// 1293: we refused an association that the peer initiated.
    case remoteAssociationRefused(connector: String, provider: Int, reason: Int, controlBlock: Int)
    /// 1294: an association ended abnormally.
    case associationEndedAbnormally(connector: String, controlBlock: Int, type: Int, provider: Int, reason: Int)

    // Interface layer
    /// 9215: a socket could not be connected.
    case connectFailed(connector: String, address: String, error: Int)
    /// 9280: the locality table has no row left for another adjacent MTA.
    case localityTableFull(configured: Int)
    /// 9298: start complete.
    case started(version: String, localName: String)
    /// 9299: stop complete.
    case stopped(version: String)
    /// 9309: a call could not be made.
    case rasDialError(connector: String, code: Int, index: Int)
    /// 9311: a line that was up failed.
    case rasCommunicationsError(connector: String, code: Int, index: Int)
    /// 9315: every slot of the RAS synchronization table is taken.
    case rasTableFull(connector: String, configured: Int)
    /// 9316: the bind failed on the calling side; no data was sent. Error is 0 or an event number (9301: the called
    /// MTA is not the one configured).
    case bindCommunicationsError(connector: String, ltab: Int, error: Int)
    /// 9318: connection or line stood, and no bind came about: nobody answered it (error 1722), or with what is no
    /// answer (error 1783).
    case cannotBind(connector: String, ltab: Int, error: Int, commsError: Int, bindError: Int, remoteServer: String)
    /// 9322: the called side refused a bind that a connector fits except for its identity.
    case bindBackFailed(ltab: Int, error: Int, commsError: Int, bindError: Int, remoteServer: String, binding: String)

    // Ours
    /// 10001: a message is in its recipient's mailbox.
    case messageDelivered(mtsIdentifier: String, recipient: String, octets: Int)
    /// 10002: an attempt failed and will be repeated.
    case deliveryDeferred(connector: String, mtsIdentifier: String, seconds: Int, why: String)
    /// 10003: an association was opened.
    case associationOpened(connector: String, controlBlock: Int, initiated: Bool)
    /// 10004: an association was closed in order.
    case associationClosed(connector: String, controlBlock: Int, octetsOut: Int, octetsIn: Int)
    /// 10005: a call is being made.
    case rasDialling(connector: String, entry: String, index: Int)
    /// 10006: a line is up.
    case rasConnected(connector: String, entry: String, index: Int, milliseconds: Int)
    /// 10007: a line was hung up in order.
    case rasHungUp(connector: String, entry: String, index: Int, octetsOut: Int, octetsIn: Int, seconds: Int)
    /// 10008: a transfer goes on where it was cut.
    case transferResumed(mtsIdentifier: String, checkpoint: Int, octets: Int)
    /// 10009: a transfer was cut; `octets` of it are secured by the receiver.
    case transferInterrupted(mtsIdentifier: String, checkpoint: Int, octets: Int)
    /// 10010: configuration read.
    case configurationLoaded(directory: String, connectors: Int)
    /// 10011: configuration refused; the one in force stays.
    case configurationRefused(file: String, line: Int, problem: String)
    /// 10012: the spool cannot take messages (no space, read-only, input/output error, damage).
    case spoolUnavailable(problem: String)
    /// 10013: the spool takes messages again.
    case spoolAvailable
    /// 10014: an SMTP client was turned away.
    case smtpRefused(client: String, problem: String)
    /// 10015: an owner's queue did not answer the watchdog's round.
    case workerStuck(worker: String, seconds: Int)
    /// 10016: a program that carries a line wrote this to its standard error.
    case lineProgramOutput(entry: String, text: String)
    /// 10017: an operator changed something through the admin socket.
    case administered(user: Int, command: String, reason: String)
    /// 10018: a listener stands.
    case listening(service: String, address: String)
    /// 10019: a listener could not be set up or failed.
    case listenerFailed(service: String, address: String, problem: String)
    /// 10020: a message that was taken before came again; its repeat was dropped.
    case duplicateDropped(entity: String, mtsIdentifier: String)
    /// 10021: an association from an unknown or ill-behaved peer ended before it was bound.
    case callDropped(address: String, problem: String)
    /// 10022: a link will not be dialled again by itself: the failure needs a person.
    case linkBarred(connector: String, entry: String, code: Int)
    /// 10023: a report of ours was written; `mtsIdentifier` is the message or probe that it is about.
    case reportComposed(mtsIdentifier: String, recipients: Int)
    /// 10024: a message that a neighbour was sending was not taken; the neighbour keeps it.
    case messageNotTaken(entity: String, problem: String)
    /// 10025: a neighbour's report has reached whom it is for; `mtsIdentifier` is that of its subject.
    case reportArrived(entity: String, mtsIdentifier: String, delivered: Int, failed: Int)
    /// 10026: a message went to a neighbour of 1984 without what P1 has only had since 1988.
    case downgraded(mtsIdentifier: String, lost: String)
    /// 10027: the oldest of a neighbour's cut transfers made room; `octets` of its log are gone.
    case cutTransferDropped(connector: String, octets: Int)
    /// 10028: the configuration is in force and says something that is probably not meant; `line` is 0 where none is.
    case configurationDoubtful(file: String, line: Int, problem: String)
    /// 10050: a call came in over a line of our own; whose it is, is not known yet.
    case rasAnswered(entry: String, index: Int)
    /// 10060: a connector has given a message up, and another one takes it.
    case messageRerouted(mtsIdentifier: String, from: String, to: String, recipients: Int)
    /// 10061: a message has waited for long; its originator is told where that can be said.
    case messageDelayed(connector: String, mtsIdentifier: String, minutes: Int, why: String)
    /// 10062: an operator has stopped a message.
    case messageHeld(mtsIdentifier: String, reason: String)
    /// 10063: an operator has let a message go that was held.
    case messageReleased(mtsIdentifier: String, reason: String)
    /// 10040: a connector's link never carries this message as it is set up.
    case messageNotForLink(connector: String, mtsIdentifier: String, why: String)
    /// 10041: a link's budget of a day or month is used up, and a call ends for it.
    case linkBudgetUsedUp(connector: String, entry: String, period: String, spent: String)
    /// 10042: a call has lasted as long as it may, and ends.
    case callTooLong(connector: String, entry: String, seconds: Int)
    /// 10043: what an operator had set for a link has come to its end.
    case linkConditionEnded(link: String, what: String)
    /// 10044: what a call has cost.
    case callCharged(connector: String, entry: String, cost: String, today: String)
}
