/// Events of the OSI kernel and of the interface layer: associations, sockets, RAS, binds (Exchange 1000...9999).
extension EventDescription {
    static let localAssociationRefused = EventDescription(
        .localAssociationRefused, "Association that we opened was refused", .x400Service, .warning, .warning,
        at: EventOrigin("PLATFORM KERNEL", 130), ["connector", "provider", "reason", "control block"],
        cause: "The neighbour of @MTA_CONNECTOR@ answered the call but refused the association. The hint says what it "
            + "gave as its reason, which for a wrong name or password is never more than that.",
        remedy: "Ask the neighbour's operators for their event of the same minute: 37 means that their schedule is "
            + "never, 51 that they do not know our name, 9322 that our name or password is another than they expect.",
        command: "trunkctl connector status @MTA_CONNECTOR@")

    static let remoteAssociationRefused = EventDescription(
        .remoteAssociationRefused, "Association that a peer opened was refused", .x400Service, .warning, .warning,
        at: EventOrigin("PLATFORM KERNEL", 128), ["connector", "provider", "reason", "control block"],
        cause: "A neighbour called and was refused. The event before it with the same MTA_INCIDENT says why: 37, its "
            + "connector's schedule is never; 55, it asked for a dialogue that is not permitted; 9322, its name, "
            + "password or selectors are others than the connector expects. Alone it means that the spool takes "
            + "nothing.",
        remedy: "Mend what the hint names.",
        command: "trunkctl incident @MTA_INCIDENT@")

    static let associationEndedAbnormally = EventDescription(
        .associationEndedAbnormally, "Association ended abnormally", .x400Service, .warning, .information,
        at: EventOrigin("PLATFORM KERNEL", 130), ["control block", "type", "provider", "reason", "connector"],
        cause: "An association of connector @MTA_CONNECTOR@ was cut or aborted. A message in transfer is still here "
            + "and goes on from its last confirmed checkpoint.",
        remedy: "Nothing need be done if this is rare on a bad line. If it is frequent, use smaller checkpoints and "
            + "look for 9311 with the same MTA_INCIDENT. Before any message passed, the hint says whose names or "
            + "passwords to compare.",
        command: "trunkctl incident @MTA_INCIDENT@")

    static let connectFailed = EventDescription(
        .connectFailed, "Connection could not be made", .operatingSystem, .warning, .warning,
        at: EventOrigin("BASE IL TCP/IP DRVR", 274), ["connector", "address", "error"],
        cause: "The operating system could not connect to the neighbour's address. The error is errno: "
            + "111 refused, 110 timed out, 113 no route to the host, 101 network unreachable.",
        remedy: "Refused: the neighbour's MTA does not run or listens elsewhere. Timed out or unreachable: the network "
            + "between is down, or a packet filter drops the call.",
        command: "trunkctl connector status @MTA_CONNECTOR@")

    static let localityTableFull = EventDescription(
        .localityTableFull, "Locality table full", .resource, .warning, .serious,
        at: EventOrigin("BASE IL MAIN BASE", 500), ["rows configured"],
        cause: "Every row of the table of adjacent MTAs is taken. Neighbours that have a row are served as before; "
            + "another one is not until the service starts with a larger table.",
        remedy: "Take out connectors to neighbours that are no more, and restart.",
        command: "trunkctl connector list")

    static let started = EventDescription(
        .started, "Start complete", .x400Service, .information, .serious,
        at: EventOrigin("BASE IL MAIN BASE", 490), ["version", "local name"],
        cause: "The MTA has read its configuration, opened its spool, and serves its listeners and connectors.",
        remedy: "Nothing need be done.", command: "trunkctl status")

    static let stopped = EventDescription(
        .stopped, "Stop complete", .x400Service, .information, .fatal,
        at: EventOrigin("BASE IL MAIN BASE", 490), ["version"],
        cause: "The MTA has stopped in order. Transfers that were cut go on from their checkpoints after the next "
            + "start.",
        remedy: "Nothing need be done.")

    static let rasDialError = EventDescription(
        .rasDialError, "Call could not be made", .fieldEngineering, .warning, .warning,
        at: EventOrigin("BASE IL PIPE RAS", 230), ["connector", "RAS code", "RAS table index"],
        cause: "Connector @MTA_CONNECTOR@ dialled and no line came up. RAS code @MTA_RAS_CODE@ says where it ended: "
            + "busy and no answer (676, 678) use up no retry, a refused account or a wrong setting stops the link.",
        remedy: "Look the code up. The slot of the RAS table has been given back.",
        command: "trunkctl explain @MTA_RAS_CODE@")

    static let rasCommunicationsError = EventDescription(
        .rasCommunicationsError, "Line failed", .fieldEngineering, .warning, .warning,
        at: EventOrigin("BASE IL PIPE RAS", 230), ["connector", "RAS code", "RAS table index"],
        cause: "The line of connector @MTA_CONNECTOR@ was up and failed. Code 0 means that the line itself was in "
            + "order and the fault lies above it. A message in transfer goes on from its last checkpoint.",
        remedy: "Look the code up. If the line drops again and again, use a smaller CheckpointSize=.",
        command: "trunkctl explain @MTA_RAS_CODE@")

    static let rasTableFull = EventDescription(
        .rasTableFull, "RAS synchronization table full", .resource, .warning, .warning,
        at: EventOrigin("BASE IL MAIN BASE", 505), ["connector", "entries configured"],
        cause: "Every entry of the RAS synchronization table is in use, so connector @MTA_CONNECTOR@ waits for one. "
            + "Nothing fails and no retry is used up; it dials when its turn comes. The urgent come first, then who "
            + "has waited longest, and nobody lets more than four later ones past. The event comes once a wait.",
        remedy: "If this is frequent and there are lines to spare, raise the table's size in mta.conf.",
        command: "trunkctl ras")

    static let bindCommunicationsError = EventDescription(
        .bindCommunicationsError, "Bind failed, no data was sent", .interface, .warning, .warning,
        at: EventOrigin("BASE IL PIPE RAS", 500), ["connector", "LTAB index", "error"],
        cause: "The line stood, but the bind to the neighbour failed before any message was sent. Error 9301: the "
            + "MTA that answered gives another name than the one that is configured. (A bind that the neighbour "
            + "refuses is 1290, one that nobody answers 9318.)",
        remedy: "Compare RemoteMTA= of connector @MTA_CONNECTOR@ with LocalName= on the neighbour, octet by octet. "
            + "The hint shows both spellings.",
        command: "trunkctl connector status @MTA_CONNECTOR@")

    static let cannotBind = EventDescription(
        .cannotBind, "Bind could not be made", .interface, .warning, .warning,
        at: EventOrigin("BASE IL MAIN BASE", 500),
        ["connector", "LTAB index", "error", "comms error", "bind error", "remote server name"],
        cause: "The connection or line of connector @MTA_CONNECTOR@ stood, and no bind came about over it. Error 1722: "
            + "nobody answered within OpenTimeout=, or the other end left without a word. Error 1783: what answered "
            + "does not speak the protocol. 1294 and 289 follow.",
        remedy: "See that an MTA listens at the other end of the line or address, and not a login prompt or another "
            + "service. If it is an MTA, look at its journal: it may be stopped, full or overloaded.",
        command: "trunkctl diagnose @MTA_CONNECTOR@")

    static let bindBackFailed = EventDescription(
        .bindBackFailed, "Caller's bind refused for its identity", .interface, .warning, .serious,
        at: EventOrigin("BASE IL INCOMING RPC", 507),
        ["LTAB index", "error", "comms error", "bind error", "remote server name", "binding"],
        cause: "A neighbour called whom a connector fits in everything but its identity: its name differs a "
            + "little from RemoteMTA=, or wholly and its password is the connector's, or its name is right and its "
            + "password or a selector is not. It was refused (error 5, access denied), and 1293 follows with the hint. "
            + "On the caller the same attempt is 1290.",
        remedy: "Make RemoteMTA= here and LocalName= there the same, octet by octet, or set the same password.",
        command: "trunkctl incident @MTA_INCIDENT@")
}
