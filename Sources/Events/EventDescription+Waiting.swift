/// Events of messages that wait: another way, word to the originator, and holds.
extension EventDescription {
    static let messageRerouted = EventDescription(
        .messageRerouted, "Message rerouted", .x400Service, .warning, .warning,
        at: EventOrigin("MTA DISP:ROUTER", 138), ["MTS-ID", "connector given up", "connector", "recipients"],
        cause:
            "The open retries of a connector were used up and it is not reached yet, or it may never carry message "
            + "@MTA_MTSID@, or it is not configured any more. The message goes on by the next connector by cost that "
            + "was not tried for these recipients and is not known to be down, if there is one; its trace says "
            + "rerouted.",
        remedy: "Nothing need be done for the message. Find out why the connector given up does not reach its "
            + "neighbour.",
        command: "trunkctl connector status @MTA_CONNECTOR@")

    static let messageDelayed = EventDescription(
        .messageDelayed, "Message delayed", .x400Service, .warning, .warning,
        at: EventOrigin("MTA DISP:RESULT", 139), ["connector", "MTS-ID", "minutes", "why"],
        cause:
            "Message @MTA_MTSID@ has waited here for longer than DelayReport= in [Lifetime], or no link may carry it "
            + "now. Its originator is told once, if it has an Internet mailbox and did not ask to be spared; X.400 has "
            + "no word for it.",
        remedy: "See why the queue waits, and whether the mail shall wait on.",
        command: "trunkctl queue @MTA_CONNECTOR@")

    static let messageHeld = EventDescription(
        .messageHeld, "Message held", .mtaAdministration, .information, .information,
        at: EventOrigin("MTA OPERATOR", 253), ["MTS-ID", "reason"],
        cause:
            "An operator has stopped message @MTA_MTSID@: no connector sends it and none gives it to another one, also "
            + "after a restart. A transfer that was under way goes on, and the message is held if that fails. Its "
            + "lifetime goes on too; when it ends, the originator is told.",
        remedy: "Release the message when it may go.", command: "trunkctl queue")

    static let messageReleased = EventDescription(
        .messageReleased, "Message released", .mtaAdministration, .information, .information,
        at: EventOrigin("MTA OPERATOR", 253), ["MTS-ID", "reason"],
        cause: "An operator has let message @MTA_MTSID@ go, which was held. It goes when its connectors' links allow.",
        remedy: "Nothing need be done.", command: "trunkctl queue")
}
