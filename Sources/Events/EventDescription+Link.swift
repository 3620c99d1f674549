extension EventDescription {
    static let messageNotForLink = EventDescription(
        .messageNotForLink, "Message not for this link", .fieldEngineering, .warning, .warning,
        at: EventOrigin("MTA DISP:ROUTER", 240), ["connector", "MTS-ID", "why"],
        cause: "As the link of connector @MTA_CONNECTOR@ is set up, it never carries message @MTA_MTSID@: it is longer "
            + "than the link's limit at any time, of a priority that it does not take, or the link only receives. The "
            + "message is held.",
        remedy: "Change [Policy] of the phonebook entry and reload, or let a connector without the limit take such "
            + "recipients. Otherwise the message is returned when its lifetime ends.",
        command: "trunkctl queue @MTA_CONNECTOR@")

    static let linkBudgetUsedUp = EventDescription(
        .linkBudgetUsedUp, "Budget used up", .fieldEngineering, .warning, .warning,
        at: EventOrigin("BASE IL PIPE RAS", 241), ["connector", "phonebook entry", "period", "spent"],
        cause:
            "Going on with the call would cost more than DailyBudget= or MonthlyBudget= of the phonebook entry. What "
            + "is under way stops at a checkpoint and goes on there with the next call, which is made when the day or "
            + "month is over.",
        remedy: "Nothing need be done. To send at once, call by hand, or raise the budget and reload.",
        command: "trunkctl link call @MTA_CONNECTOR@")

    static let callTooLong = EventDescription(
        .callTooLong, "Call as long as it may be", .fieldEngineering, .information, .information,
        at: EventOrigin("BASE IL PIPE RAS", 242), ["connector", "phonebook entry", "seconds"],
        cause:
            "The call has lasted for MaximumCall= of the phonebook entry. What is under way stops at a checkpoint and "
            + "goes on there with the next call.",
        remedy: "Nothing need be done.")

    static let linkConditionEnded = EventDescription(
        .linkConditionEnded, "Operator's setting has ended", .mtaAdministration, .information, .information,
        at: EventOrigin("MTA OPERATOR", 243), ["link", "what"],
        cause: "A pause, grant or limit that an operator had set for a time is over.",
        remedy: "Nothing need be done; set it anew if it shall hold longer.", command: "trunkctl status")

    static let callCharged = EventDescription(
        .callCharged, "Cost of a call", .fieldEngineering, .information, .information,
        at: EventOrigin("BASE IL PIPE RAS", 244), ["connector", "phonebook entry", "cost", "today"],
        cause:
            "A call over a line that costs has ended; reckoned by CostPerCall=, CostPerMinute= and CostPerKilobyte= of "
            + "the phonebook entry.",
        remedy: "Nothing need be done.")
}
