/// Events of the message layer: security at the bind, routing, transfer, reports (Exchange 1...699).
extension EventDescription {
    static let openedWhileSuspended = EventDescription(
        .openedWhileSuspended, "Peer called a connector whose schedule is never", .security, .warning, .serious,
        at: EventOrigin("MTA XFER-IN", 35), ["connector"],
        cause: "The neighbour of connector @MTA_CONNECTOR@ opened an association, but the connector's schedule is "
            + "never: it neither calls nor takes calls. The neighbour logs 1290 and 289 for the same attempt.",
        remedy: "If the neighbour may call, set Schedule=always in the connector's file and reload. If not, "
            + "its operators should disable their connector.",
        command: "trunkctl connector status @MTA_CONNECTOR@")

    static let peerCredentialsRejected = EventDescription(
        .peerCredentialsRejected, "Called MTA answered with the wrong password", .security, .warning, .serious,
        at: EventOrigin("MTA XFER-IN", 42), ["connector", "association index"],
        cause: "This MTA called the neighbour of @MTA_CONNECTOR@. Its answer to the bind carries another password "
            + "than the one configured here; they are compared octet by octet. (Another name is 9316.)",
        remedy: "Compare RemotePassword= of this connector with the password that the neighbour gives. No message has "
            + "been lost; they wait.",
        command: "trunkctl connector status @MTA_CONNECTOR@")

    static let bindByUnknownMTA = EventDescription(
        .bindByUnknownMTA, "Bind by an unknown MTA", .security, .warning, .serious,
        at: EventOrigin("MTA XFER-IN", 42), ["MTA name", "presentation address", "association index"],
        cause: "A caller gave an MTA name and a password that fit no connector, not even nearly (that would be 9322). "
            + "Names and passwords are compared octet by octet.",
        remedy: "If the caller should be known, give it a connector whose RemoteMTA= is the name in this event, and "
            + "its password. If nobody knows the caller, nothing need be done: it was refused.",
        command: "trunkctl connector list")

    static let linkOptionNotPermitted = EventDescription(
        .linkOptionNotPermitted, "Peer asked for a link option that is not permitted", .security, .warning, .serious,
        at: EventOrigin("MTA XFER-IN", 35), ["connector", "association index"],
        cause: "The neighbour of connector @MTA_CONNECTOR@ opened an association in two-way alternate dialogue, in "
            + "which mail goes both ways, and the connector has TwoWayAlternate=no. It was refused; 1293 follows. The "
            + "neighbour logs 1290 and 289 for the same attempt.",
        remedy: "Set TwoWayAlternate=yes in the connector's file and reload, or have the neighbour ask for a "
            + "monologue.",
        command: "trunkctl incident @MTA_INCIDENT@")

    static let reportCannotBeRouted = EventDescription(
        .reportCannotBeRouted, "A report cannot be routed", .x400Service, .warning, .warning,
        at: EventOrigin("MTA DISP:RESULT", 136), ["MTS-ID", "recipient"],
        cause: "A report about message @MTA_MTSID@ is addressed to somebody whom no connector serves. A report is "
            + "never answered with a report, so it is dropped; this event is what remains of it.",
        remedy: "Give the originator's domain an address space on a connector, so that the next report arrives.",
        command: "trunkctl connector list")

    static let recipientCannotBeRouted = EventDescription(
        .recipientCannotBeRouted, "Recipient cannot be routed", .x400Service, .warning, .warning,
        at: EventOrigin("MTA DISP:ROUTER", 119), ["recipient", "MTS-ID", "recipient number"],
        cause: "No connector has an address space that fits the recipient. Its originator gets a non-delivery "
            + "report (event 290); the other recipients of the message are not touched.",
        remedy: "If the domain should be served, add it to AddressSpace= of a connector and reload. The message "
            + "must be sent again.",
        command: "trunkctl connector list")

    static let apduCannotBeDecoded = EventDescription(
        .apduCannotBeDecoded, "Received APDU cannot be decoded", .x400Service, .warning, .serious,
        at: EventOrigin("MTA XFER-IN", 97), ["error", "offset"],
        cause: "What the neighbour sent is not what X.411 says an MTS-APDU is; decoding stopped at the given octet. "
            + "Where it could still be read who sent what to whom, the message was taken and its originator gets a "
            + "non-delivery report; otherwise the transfer was refused, and the neighbour still holds the message. "
            + "The octets are kept in the folder bad/ of the spool.",
        remedy: "If one message does this again and again, it is that message: have it removed at the neighbour. If "
            + "every message does it, the neighbour speaks another protocol version.",
        command: "trunkctl connector status @MTA_CONNECTOR@")

    static let loopDetected = EventDescription(
        .loopDetected, "Message loops", .x400Service, .warning, .serious,
        at: EventOrigin("MTA XFER-IN", 104), ["MTS-ID"],
        cause: "The trace of message @MTA_MTSID@ already names this domain and MTA, or it is longer than a message "
            + "can honestly get. It was not passed on; its originator is told (loop-detected).",
        remedy: "Two MTAs each think that the other one serves the recipient's domain. Compare AddressSpace= on both.",
        command: "trunkctl connector list")

    static let lifetimeEnded = EventDescription(
        .lifetimeEnded, "Message's lifetime has ended", .security, .warning, .serious,
        at: EventOrigin("MTA XFER-IN", 358), ["MTS-ID", "minutes"],
        cause: "The message could not be handed on within the lifetime of its priority (urgent 2 days, normal 7, "
            + "non-urgent 10, counted from its submission). Its originator gets a non-delivery report.",
        remedy: "See why its connector did not get through; the events 289 and 301 of that connector say so. If this "
            + "comes at once after submission, a clock is wrong here or at the sender.",
        command: "trunkctl queue @MTA_CONNECTOR@")

    static let messageTransferredOut = EventDescription(
        .messageTransferredOut, "Message handed to a neighbour", .x400Service, .information, .information,
        at: EventOrigin("MTA XFER-OUT", 205), ["entity", "priority", "MTS-ID", "octets"],
        cause: "The neighbour has confirmed that it is responsible for the message now.",
        remedy: "Nothing need be done.")

    static let messageReceived = EventDescription(
        .messageReceived, "Message taken", .x400Service, .information, .information,
        at: EventOrigin("MTA XFER-IN", 205), ["entity", "priority", "MTS-ID", "octets"],
        cause: "A client submitted the message, or a neighbour handed it over. It is on disk here, and this MTA is "
            + "responsible for it.",
        remedy: "Nothing need be done.")

    static let connectionNotOpened = EventDescription(
        .connectionNotOpened, "Connection to a connector's neighbour could not be opened", .x400Service, .warning,
        .warning, at: EventOrigin("MTA XFER-IN", 26), ["connector"],
        cause: "Connector @MTA_CONNECTOR@ tried to reach its neighbour and did not get an association. This is the "
            + "outermost sign: the events before it with the same MTA_INCIDENT say what went wrong below "
            + "(9309 dial, 9311 line, 9316 or 9318 bind, 1290 or 1294 association).",
        remedy: "Read the incident's earlier events. Messages keep waiting; the next attempt comes by itself "
            + "(event 301). To try now, type the command below.",
        command: "trunkctl link call @MTA_CONNECTOR@")

    static let deferredDeliveryStarted = EventDescription(
        .deferredDeliveryStarted, "Deferred delivery", .x400Service, .information, .information,
        at: EventOrigin("MTA SUBMIT", 359), ["MTS-ID", "due time"],
        cause:
            "The originator of message @MTA_MTSID@ wants it delivered at a later time. It waits in its queue until "
            + "then, whether or not a line is up.",
        remedy: "Nothing need be done.", command: "trunkctl queue @MTA_CONNECTOR@")

    static let nonDelivery = EventDescription(
        .nonDelivery, "Non-delivery report", .x400Service, .warning, .warning,
        at: EventOrigin("MTA DISP:RESULT", 136), ["reason", "diagnostic", "MTS-ID", "recipient", "recipient number"],
        cause: "A recipient will not get message @MTA_MTSID@. Reason and diagnostic are those of X.411: "
            + "1 unable-to-transfer with 0 unrecognised name, 2 congestion (the neighbour was not reached within "
            + "the open retries), 3 loop, 5 lifetime ended, 7 content too long.",
        remedy: "The originator has been told, unless the message was a report itself or asked for none. If many "
            + "name one connector, mend that connector.",
        command: "trunkctl connector list")

    static let openRetryTimerStarted = EventDescription(
        .openRetryTimerStarted, "Open-retry timer started", .x400Service, .information, .information,
        at: EventOrigin("MTA XFER-IN", 26), ["connector", "control block", "seconds"],
        cause: "After a failed attempt connector @MTA_CONNECTOR@ waits before it calls again.",
        remedy: "Nothing need be done. To call at once, type the command below.",
        command: "trunkctl link call @MTA_CONNECTOR@")
}
