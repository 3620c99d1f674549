/// Events that Exchange did not have (10001 and on).
extension EventDescription {
    static let messageDelivered = EventDescription(
        .messageDelivered, "Message delivered", .x400Service, .information, .information,
        at: EventOrigin("MTA DELIVER", 205), ["MTS-ID", "recipient", "octets"],
        cause: "The message is in its recipient's mailbox, or the final delivery agent has taken it.",
        remedy: "Nothing need be done.")

    static let deliveryDeferred = EventDescription(
        .deliveryDeferred, "Attempt failed and will be repeated", .x400Service, .warning, .warning,
        at: EventOrigin("MTA DELIVER", 74), ["connector", "MTS-ID", "seconds", "why"],
        cause: "One attempt for a message failed for a reason that may pass. The message waits.",
        remedy: "Nothing need be done unless the reason in the text stays the same.",
        command: "trunkctl queue @MTA_CONNECTOR@")

    static let associationOpened = EventDescription(
        .associationOpened, "Association opened", .x400Service, .information, .information,
        at: EventOrigin("PLATFORM KERNEL", 130), ["connector", "control block", "initiator"],
        cause: "This MTA and its neighbour have bound; messages may pass in both directions.",
        remedy: "Nothing need be done.")

    static let associationClosed = EventDescription(
        .associationClosed, "Association closed", .x400Service, .information, .information,
        at: EventOrigin("PLATFORM KERNEL", 130), ["connector", "control block", "octets out", "octets in"],
        cause: "Both ends had nothing more to send, and the association was released in order.",
        remedy: "Nothing need be done.")

    static let rasDialling = EventDescription(
        .rasDialling, "Dialling", .fieldEngineering, .information, .information,
        at: EventOrigin("BASE IL PIPE RAS", 230), ["connector", "phonebook entry", "RAS table index"],
        cause: "A slot of the RAS synchronization table is held and the entry's line is being brought up.",
        remedy: "Nothing need be done.", command: "trunkctl ras")

    static let rasConnected = EventDescription(
        .rasConnected, "Line up", .fieldEngineering, .information, .information,
        at: EventOrigin("BASE IL PIPE RAS", 230), ["connector", "phonebook entry", "RAS table index", "milliseconds"],
        cause: "The line stands. Everything that waits for this connector goes out over it, also what comes later.",
        remedy: "Nothing need be done.", command: "trunkctl ras")

    static let rasAnswered = EventDescription(
        .rasAnswered, "Call answered", .fieldEngineering, .information, .information,
        at: EventOrigin("BASE IL PIPE RAS", 230), ["line", "RAS table index"],
        cause:
            "trunkd-answer has brought a call that came in. It holds a slot of the RAS synchronization table; who "
            + "calls shows with its bind.",
        remedy: "Nothing need be done.", command: "trunkctl ras")

    static let rasHungUp = EventDescription(
        .rasHungUp, "Line hung up", .fieldEngineering, .information, .information,
        at: EventOrigin("BASE IL PIPE RAS", 230),
        ["connector", "phonebook entry", "RAS table index", "octets out", "octets in", "seconds"],
        cause: "No eligible message waited and the line had been idle for its limit, or an operator hung up; or a "
            + "ping's call was over, or one that came in. The slot of the RAS table has been given back. Of a call "
            + "that came in and was refused the connector may not be known.",
        remedy: "Nothing need be done.")

    static let transferResumed = EventDescription(
        .transferResumed, "Transfer resumed", .x400Service, .information, .information,
        at: EventOrigin("PLATFORM RTSE", 164), ["MTS-ID", "checkpoint", "octets"],
        cause: "A transfer that had been cut goes on behind the last confirmed checkpoint; what stands before it is "
            + "not sent again.",
        remedy: "Nothing need be done.")

    static let transferInterrupted = EventDescription(
        .transferInterrupted, "Transfer interrupted", .x400Service, .warning, .warning,
        at: EventOrigin("PLATFORM RTSE", 164), ["MTS-ID", "checkpoint", "octets"],
        cause: "A transfer was cut by the line, by more urgent mail, or by a stop of the service. What the receiver "
            + "has confirmed is kept.",
        remedy: "Nothing need be done: the transfer goes on at the next association.",
        command: "trunkctl queue @MTA_CONNECTOR@")

    static let configurationLoaded = EventDescription(
        .configurationLoaded, "Configuration loaded", .configuration, .information, .information,
        at: EventOrigin("BASE MAIN BASE", 15), ["directory", "connectors"],
        cause: "The configuration was read, found right, and is in force.",
        remedy: "Nothing need be done.", command: "trunkctl connector list")

    static let configurationRefused = EventDescription(
        .configurationRefused, "Configuration refused", .configuration, .error, .serious,
        at: EventOrigin("BASE MAIN BASE", 15), ["file", "line", "problem"],
        cause: "The configuration has a mistake at the given place. At a reload nothing was changed and the earlier "
            + "configuration stays in force; at start the service does not start.",
        remedy: "Mend the line, check, then reload.", command: "trunkctl check")

    static let configurationDoubtful = EventDescription(
        .configurationDoubtful, "Configuration is doubtful", .configuration, .warning, .warning,
        at: EventOrigin("BASE MAIN BASE", 16), ["file", "line", "problem"],
        cause: "The configuration is in force. What stands at the given place is permitted, and probably not meant.",
        remedy: "If it is meant, nothing need be done. If not, mend the line, check, then reload.",
        command: "trunkctl check")

    static let spoolUnavailable = EventDescription(
        .spoolUnavailable, "Spool cannot take messages", .resource, .error, .serious,
        at: EventOrigin("DB Server MAIN BASE", 98), ["problem"],
        cause: "The spool's file system is full, read-only or faulty, or the database is damaged or newer than this "
            + "program. New messages are put off (SMTP 452, P1 busy); what is in the spool is kept.",
        remedy: "Full: make room; the service goes on by itself. Damaged: stop the service and check the spool.",
        command: "trunkctl check")

    static let spoolAvailable = EventDescription(
        .spoolAvailable, "Spool takes messages again", .resource, .information, .information,
        at: EventOrigin("DB Server MAIN BASE", 98), [],
        cause: "What event 10012 reported is over.", remedy: "Nothing need be done.", command: "trunkctl status")

    static let smtpRefused = EventDescription(
        .smtpRefused, "SMTP client turned away", .security, .warning, .warning,
        at: EventOrigin("MTA SUBMIT", 237), ["client", "problem"],
        cause: "An SMTP client asked for what it may not have (relaying from outside the relay networks), broke a "
            + "limit, or broke the protocol.",
        remedy: "The problem in the text says which. Relaying that should be allowed: add the client's network as "
            + "RelayFrom= to mta.conf and reload. A limit or the protocol: the client's message has to change, or the "
            + "limit in mta.conf.",
        command: "trunkctl events --follow")

    static let workerStuck = EventDescription(
        .workerStuck, "Worker does not answer", .internalProcessing, .error, .serious,
        at: EventOrigin("BASE TIMER", 3), ["worker", "seconds"],
        cause: "The watchdog's round passes through every worker's queue, and this worker has not let it through. "
            + "The others go on. If it stays so, systemd restarts the service.",
        remedy: "Keep the events around this one and report a defect.", command: "trunkctl status")

    static let lineProgramOutput = EventDescription(
        .lineProgramOutput, "Line program said", .fieldEngineering, .information, .trace,
        at: EventOrigin("BASE IL PIPE RAS", 230), ["phonebook entry", "text"],
        cause: "The program that carries the line of this phonebook entry wrote a line to its standard error.",
        remedy: "Nothing need be done; it may explain a failure that follows.")

    static let administered = EventDescription(
        .administered, "Operator changed something", .mtaAdministration, .information, .information,
        at: EventOrigin("MTA OPERATOR", 252), ["user id", "command", "reason"],
        cause: "Somebody used the administration socket to change something; the user id is the kernel's word.",
        remedy: "Nothing need be done.")

    static let listening = EventDescription(
        .listening, "Listening", .interface, .information, .information,
        at: EventOrigin("BASE IL MAIN BASE", 504), ["service", "address"],
        cause: "A listener stands and takes calls.", remedy: "Nothing need be done.")

    static let listenerFailed = EventDescription(
        .listenerFailed, "Listener failed", .interface, .error, .serious,
        at: EventOrigin("BASE IL MAIN BASE", 504), ["service", "address", "problem"],
        cause: "A listener could not be set up or failed: the address is in use, is not of this host, or needs a "
            + "privilege that the service does not have.",
        remedy: "See who holds the address with ss -ltnp, or let systemd hand the socket over (trunkd.socket).",
        command: "trunkctl status")

    static let duplicateDropped = EventDescription(
        .duplicateDropped, "Repeat of a message dropped", .x400Service, .information, .information,
        at: EventOrigin("MTA XFER-IN", 205), ["entity", "MTS-ID"],
        cause: "The neighbour did not learn that an earlier hand-over had succeeded and repeated it. The ledger knows "
            + "the message; the repeat was confirmed and dropped, and nobody gets it twice.",
        remedy: "Nothing need be done.")

    static let callDropped = EventDescription(
        .callDropped, "Call dropped before its bind", .interface, .information, .information,
        at: EventOrigin("BASE IL TCP/IP DRVR", 256), ["address", "problem"],
        cause: "A caller connected and left, stayed silent, or sent what is no association before it had bound.",
        remedy: "Nothing need be done; port scanners do this.")

    static let linkBarred = EventDescription(
        .linkBarred, "Link barred", .fieldEngineering, .error, .serious,
        at: EventOrigin("BASE IL PIPE RAS", 230), ["connector", "phonebook entry", "RAS code"],
        cause: "The last call of connector @MTA_CONNECTOR@ failed for a reason that a repeat does not mend (an account "
            + "refused, a setting or program wrong: RAS code @MTA_RAS_CODE@), so it is not repeated for a long while.",
        remedy: "Mend the cause, then call by hand or reload; both lift the bar. Messages keep waiting.",
        command: "trunkctl explain @MTA_RAS_CODE@")

    static let reportComposed = EventDescription(
        .reportComposed, "Report sent", .x400Service, .information, .information,
        at: EventOrigin("MTA DISP:RESULT", 136), ["MTS-ID of the message", "recipients"],
        cause:
            "The originator of message or probe @MTA_MTSID@ is being told which recipients will not get it, and why, "
            + "or which have it, where that was asked for.",
        remedy: "Nothing need be done.")

    static let reportArrived = EventDescription(
        .reportArrived, "Report arrived", .x400Service, .information, .information,
        at: EventOrigin("MTA DISP:RESULT", 137), ["entity", "MTS-ID of the message", "delivered", "failed"],
        cause:
            "A neighbour brought a report on message or probe @MTA_MTSID@, which this MTA or a mailbox behind it had "
            + "sent. The hint names the first recipients and what became of them.",
        remedy: "Nothing need be done; a mailbox gets it as a notification.")

    static let messageNotTaken = EventDescription(
        .messageNotTaken, "Message not taken", .x400Service, .warning, .warning,
        at: EventOrigin("MTA XFER-IN", 205), ["entity", "problem"],
        cause: "A neighbour was sending a message that this MTA could not take: its octets are no message, it is too "
            + "long, or the spool has no room. The neighbour keeps it, and sends it again or returns it to its "
            + "originator.",
        remedy: "Look at the problem in the text. If it is the spool, make room; if it is the message, its originator "
            + "is told by the neighbour.",
        command: "trunkctl check")

    static let downgraded = EventDescription(
        .downgraded, "Sent as of 1984", .x400Service, .information, .information,
        at: EventOrigin("MTA XFER-OUT", 206), ["MTS-ID", "what was left out"],
        cause: "The neighbour speaks P1 of 1984. Message @MTA_MTSID@ had something that only P1 of 1988 has, and went "
            + "without it.",
        remedy: "Nothing need be done if the recipients can do without it. If the neighbour knows P1 of 1988, set "
            + "Application= of connector @MTA_CONNECTOR@ accordingly, here and there.",
        command: "trunkctl connector status @MTA_CONNECTOR@")

    static let cutTransferDropped = EventDescription(
        .cutTransferDropped, "Cut transfer dropped", .resource, .warning, .warning,
        at: EventOrigin("PLATFORM RTSE", 165), ["connector", "octets"],
        cause: "Of the transfers that the neighbour of connector @MTA_CONNECTOR@ has begun and that were cut, more are "
            + "kept than CutTransfers= and CutTransferSize= in [P1] permit. The oldest went.",
        remedy: "Nothing is lost: if the neighbour comes back to it, it sends the message from its beginning. If the "
            + "line is cut often in long messages, permit more.",
        command: "trunkctl connector status @MTA_CONNECTOR@")
}
