/// Events of messages that wait: another way, and word to the originator.
extension EventDescription {
    static let messageRerouted = EventDescription(
        .messageRerouted, "Message rerouted", .x400Service, .warning, .warning,
        at: EventOrigin("MTA DISP:ROUTER", 138), ["MTS-ID", "connector given up", "connector", "recipients"],
        cause:
            "The open retries of a connector were used up and it is not reached yet, or it may never carry message "
            + "@MTA_MTSID@. The message goes on by the next connector by cost that was not tried for these recipients "
            + "and is not known to be down, if there is one; its trace says rerouted.",
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
}
