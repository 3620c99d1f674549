import BER
import OSI
import P1

/// Whole associations in normal mode, from the connect to the end.
extension Exchanges {
    private static var small: AssociationConfiguration {
        var configuration = AssociationConfiguration()
        configuration.checkpointSize = 2
        configuration.windowSize = 3
        return configuration
    }

    private static func opened(
        _ reference: String, _ mode: DialogueMode = .monologue, answer: AssociationEvent? = nil
    ) -> WireExchange {
        var exchange = WireExchange(caller: small, called: small)
        exchange.open(Ends.request(reference, mode: mode), answer: answer ?? .acceptOpen(userData: Ends.result))
        return exchange
    }

    static var associations: [Exchange] {
        [checkpoints, alternate, discarded, recovered] + resumed + bindErrors + aborts + refusals
    }

    private static var checkpoints: Exchange {
        var exchange = opened("wire-1")
        exchange.transfer(interpersonalMessage(20_000))
        exchange.tell(.caller, .close)
        return Exchange(
            "a message over ten checkpoints", exchange.recording,
            meant: [
                "cotp.src-tsap-bytes": ["33"], "cotp.dst-tsap-bytes": ["36"],
                "ses.calling_session_selector": ["32"], "ses.called_session_selector": ["35"],
                "pres.calling_presentation_selector": ["31"], "pres.called_presentation_selector": ["34"],
                "pres.abstract_syntax_name": ["2.2.1.0.1", "2.6.0.2.12", "2.6.0.2.7"],
                "pres.result": ["0", "0", "0"], "acse.aSO_context_name": ["2.6.0.1.6", "2.6.0.1.6"],
                "acse.result": ["0"], "rtse.checkpointSize": ["2", "2"], "rtse.windowSize": ["3"],
                "rtse.dialogueMode": ["0"], "p1.authenticated.initiator-name": ["HQ"],
                "p1.authenticated.responder-name": ["BERLIN"], "ses.activity_identifier": ["020101"],
            ])
    }

    private static var alternate: Exchange {
        var exchange = opened("wire-2", .twoWayAlternate)
        exchange.transfer(interpersonalMessage(500))
        exchange.tell(.called, .turnPlease(priority: 0))
        exchange.tell(.caller, .turnGive)
        exchange.transfer(interpersonalMessage(5000), from: .called)
        exchange.tell(.caller, .turnPlease(priority: 7))
        exchange.tell(.called, .turnGive)
        exchange.tell(.caller, .close)
        return Exchange(
            "two-way alternate with a message each way", exchange.recording,
            meant: ["rtse.dialogueMode": ["1"], "rtse.rttp_apdu": ["0", "7"]])
    }

    private static var discarded: Exchange {
        var exchange = opened("wire-3")
        exchange.called.securedCheckpoints = 1
        exchange.transfer(interpersonalMessage(20_000))
        exchange.tell(.caller, .discardTransfer)
        exchange.tell(.caller, .close)
        return Exchange("a discarded activity", exchange.recording, depth: .session, meant: [:])
    }

    /// An activity that is interrupted, resumed, stopped by the receiver, resumed again and completed.
    private static var resumed: [Exchange] {
        let apdu = interpersonalMessage(20_000)
        var exchange = opened("wire-4")
        exchange.called.securedCheckpoints = 2
        exchange.transfer(apdu)
        exchange.tell(.caller, .interruptTransfer)
        guard let first = exchange.called.kept else { return [] }
        exchange.called.securedCheckpoints = 4
        exchange.resume(apdu, at: first, identifier: 2)
        exchange.tell(.called, .refuseTransfer(.receivingAbilityJeopardized))
        guard let second = exchange.called.kept else { return [] }
        exchange.called.securedCheckpoints = .max
        exchange.resume(apdu, at: second, identifier: 3)
        exchange.tell(.caller, .close)
        // A call that was cut: the next one goes on in a session connection of its own.
        var next = opened("wire-4-2")
        next.resume(apdu, at: first, identifier: 4)
        next.tell(.caller, .close)
        return [
            Exchange(
                "an activity resumed in another session connection", next.recording, depth: .session,
                meant: [
                    "ses.activity_identifier": ["020101", "020104"],
                    "ses.calling_ss_user_reference": ["0408776972652d342d32", "0406776972652d34"],
                ]),
            Exchange(
                "an activity interrupted, stopped by the receiver, and resumed twice", exchange.recording,
                depth: .session,
                meant: ["ses.activity_identifier": ["020101", "020101", "020102", "020102", "020103"]]),
        ]
    }

    private static var recovered: Exchange {
        var exchange = WireExchange()
        let old = SessionConnectionIdentifier(reference: "wire-1", time: Ends.time)
        exchange.open(Ends.request("wire-5", recover: old), answer: .acceptOpen(userData: []))
        exchange.tell(.caller, .close)
        return Exchange(
            "an association recovered by its session connection identifier", exchange.recording,
            meant: ["rtse.commonReference": [Ends.timeRead, Ends.timeRead]])
    }

    private static var bindErrors: [Exchange] {
        let errors: [(MTABindError, RefuseReason, String)] = [
            (.busy, .busy, "0"), (.authenticationError, .validationFailure, "2"),
            (.unacceptableDialogueMode, .unacceptableDialogueMode, "3"),
            (.unacceptableSecurityContext, .validationFailure, "4"),
        ]
        return errors.map { error, reason, value in
            let exchange = opened(
                "wire-6-\(value)", answer: .refuseOpen(reason, userData: error.encode()))
            return Exchange(
                "a bind refused: \(error)", exchange.recording,
                meant: [
                    "p1.MTABindError": [value], "acse.result": [reason == .busy ? "2" : "1"],
                    "acse.service_user": ["1"],
                    "p1.authenticated.initiator-name": ["HQ"],
                ])
        }
    }

    private static var aborts: [Exchange] {
        let reasons: [RTSEAbortReason] = [
            .localSystemProblem, .invalidParameter, .unrecognizedActivity, .temporaryProblem, .protocolError,
            .permanentProblem, .userError, .transferCompleted,
        ]
        return reasons.map { reason in
            var exchange = opened("wire-7-\(reason.rawValue)")
            exchange.tell(.called, .abort(reason))
            return Exchange(
                "an association aborted: \(reason)", exchange.recording,
                meant: ["rtse.abortReason": ["\(reason.rawValue)"], "acse.abort_source": ["0"]])
        }
    }

    /// Each layer says no in its own words.
    private static var refusals: [Exchange] {
        func refused(_ reference: String, _ change: (inout ProtocolSelectors) -> Void) -> Recording {
            var called = small
            change(&called.selectors)
            var exchange = WireExchange(caller: small, called: called)
            exchange.open(Ends.request(reference), answer: .acceptOpen(userData: Ends.result))
            return exchange.recording
        }
        return [
            Exchange(
                "an unknown transport selector", refused("wire-8") { $0.transport = [1] },
                meant: ["cotp.type": ["0x0e", "0x08"]]),
            Exchange(
                "an unknown session selector", refused("wire-9") { $0.session = [1] },
                meant: ["ses.type": ["13", "12"], "ses.reason_code": ["129"]]),
            Exchange(
                "an unknown presentation selector", refused("wire-10") { $0.presentation = [1] },
                meant: ["ses.type": ["13", "12"], "pres.provider_reason": ["3"]]),
        ]
    }
}
