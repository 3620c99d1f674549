import OSI

/// X.410-1984 mode: connects and their answers whole, calls up to the session layer.
extension Exchanges {
    static var x410: [Exchange] {
        let contexts = ApplicationContext.allCases.filter(\.isX410Mode)
        return contexts.flatMap { [opened($0), refused($0), called($0)] }
    }

    private static func opened(_ context: ApplicationContext) -> Exchange {
        var exchange = WireExchange()
        exchange.open(Ends.request("wire-x1", context: context), answer: .acceptOpen(userData: Ends.bareResult))
        exchange.tell(.caller, .close)
        return Exchange(
            "\(context): bind and release", exchange.recording, depth: .x410,
            meant: [
                "ses.type": ["13", "14", "9", "10"], "pres.mode_value": ["0", "0"],
                "rtse.applicationProtocol": [context.applicationProtocol.map { "\($0)" } ?? ""],
                "rtse.checkpointSize": ["30", "30"], "p1.authenticated.initiator-name": ["HQ"],
                "p1.authenticated.responder-name": ["BERLIN"],
            ])
    }

    private static func refused(_ context: ApplicationContext) -> Exchange {
        var exchange = WireExchange()
        exchange.open(
            Ends.request("wire-x2", context: context), answer: .refuseOpen(.validationFailure, userData: []))
        return Exchange(
            "\(context): a bind refused", exchange.recording, depth: .x410,
            meant: ["ses.type": ["13", "12"], "rtse.refuseReason": ["2"]])
    }

    /// A message each way, the turn between them, and an abort.
    private static func called(_ context: ApplicationContext) -> Exchange {
        var exchange = WireExchange()
        exchange.open(
            Ends.request("wire-x3", mode: .twoWayAlternate, context: context),
            answer: .acceptOpen(userData: Ends.bareResult))
        exchange.transfer(Captures.message84)
        exchange.tell(.called, .turnPlease(priority: 1))
        exchange.tell(.caller, .turnGive)
        exchange.transfer(Captures.message84, from: .called)
        exchange.tell(.called, .abort(.localSystemProblem))
        return Exchange(
            "\(context): a message each way, and an abort", exchange.recording, depth: .session,
            meant: [
                "ses.type": [
                    "13", "14", "1", "45", "1", "1", "1", "41", "2", "42", "2", "21", "22", "1", "45", "1", "1", "1",
                    "41", "2", "42", "25",
                ]
            ])
    }
}
