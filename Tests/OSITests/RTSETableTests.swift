import OSI
import Testing

private typealias Machine = ReliableTransferProtocolMachine
private typealias Row = RTSERow
private typealias State = RTSEStates

@Suite("The reliable transfer machine, row by row")
struct RTSETableTests {
    private static let full = [UInt8](repeating: 7, count: 1024)
    private static let wantAll: RTSEAction = .user(.wantData(maximum: 1024))
    private static let resume = SessionRequest.activityInterrupt(reason: 0)
    private static let discard = SessionRequest.activityDiscard(reason: 0)

    private static func check(_ rows: [Row], _ location: SourceLocation = #_sourceLocation) {
        for row in rows {
            var machine = row.state
            let actions = machine.handle(row.event)
            #expect(actions == row.actions, "\(row.state) \(row.event)", sourceLocation: location)
            #expect(machine == row.next, "\(row.state) \(row.event)", sourceLocation: location)
        }
    }

    @Test("Opening: RTORQ, RTOAC, RTORJ")
    func opening() {
        let request = RTORQ(
            checkpointSize: 1, windowSize: 2, dialogueMode: .monologue, connectionData: .open(TwoEnds.bind),
            applicationProtocol: 12)
        let rtoac = RTOAC(checkpointSize: 1, windowSize: 2, connectionData: .open(TwoEnds.bindResult))
        let recover = RTORQ(
            checkpointSize: 1, windowSize: 2, dialogueMode: .twoWayAlternate, connectionData: .recover(TwoEnds.name))
        let raised = RTOAC(checkpointSize: 2, windowSize: 2, connectionData: .open([5, 0]))
        Self.check([
            Row(
                State.idle, .open(.open(TwoEnds.bind), mode: .monologue, applicationProtocol: 12),
                .openWait(request, State.offer), [.associateRequest(request)]),
            Row(State.openWait, .associateConfirm(rtoac), State.holding, [.openConfirm(rtoac, State.agreement)]),
            Row(
                State.openWait, .associateConfirm(raised), .ended,
                [.abort(RTAB(reason: .invalidParameter), "checkpoint size raised to 2")]),
            Row(State.openWait, .associateRefused(RTORJ()), .ended, [.openRefused(RTORJ())]),
            Row(
                .idle(State.responderOffer), .associate(State.rtorq), State.openResponse,
                [.openIndication(State.rtorq, granted: State.responding)]),
            Row(
                State.openResponse, .accept(userData: TwoEnds.bindResult), State.listening,
                [.associateResponse(rtoac)]),
            Row(
                .openResponse(recover, State.responding, State.responderOffer), .accept(userData: [1]),
                State.listening,
                [.associateResponse(RTOAC(checkpointSize: 1, windowSize: 2, connectionData: .recover(TwoEnds.name)))]),
            Row(
                State.openResponse, .refuse(.busy, userData: [5, 0]), .ended,
                [.associateRefuse(RTORJ(reason: .busy, userData: [5, 0]))]),
        ])
    }

    @Test("The turn: asked for, given, taken, wanted back; none of it in a monologue")
    func turn() {
        let alone = State.agreed(.initiator, .monologue)
        Self.check([
            Row(State.holding, Machine.Request.turnGive, State.givingTurn, [.session(.controlGive)]),
            Row(State.givingTurn, .turnGiven, .listening(State.agreement), []),
            Row(
                State.givingTurn, Machine.Request.turnPlease(priority: 1), .givingTurn(State.agreement, wantedBack: 1),
                []),
            Row(
                .givingTurn(State.agreement, wantedBack: 1), .turnGiven, .listening(State.agreement),
                [.tokenPlease(priority: 1)]),
            Row(
                State.listening, Machine.Request.turnPlease(priority: -1), State.listening,
                [.tokenPlease(priority: 0)]),
            Row(
                State.receiving(), Machine.Request.turnPlease(priority: 2), State.receiving(),
                [.tokenPlease(priority: 2)]),
            Row(State.listening, Machine.Indication.turnGive, .holding(State.responding), [.user(.turnGiveIndication)]),
            Row(
                State.holding, Machine.Indication.turnPlease(priority: 3), State.holding,
                [.user(.turnPleaseIndication(priority: 3))]),
            Row(
                State.sending(), Machine.Indication.turnPlease(priority: 3), State.sending(),
                [.user(.turnPleaseIndication(priority: 3))]),
            Row(State.givingTurn, Machine.Indication.turnPlease(priority: 3), State.givingTurn, []),
            Row(.releasing, Machine.Indication.turnPlease(priority: 3), .releasing, []),
            Row(.holding(alone), Machine.Request.turnGive, .holding(alone), []),
            Row(.listening(alone), Machine.Request.turnPlease(priority: 0), .listening(alone), []),
            Row(
                .holding(alone), Machine.Indication.turnPlease(priority: 0), .ended,
                [.abort(RTAB(reason: .protocolError), "RTTP in a monologue")]),
            Row(
                .listening(alone), Machine.Indication.turnGive, .ended,
                [.abort(RTAB(reason: .protocolError), "the turn in a monologue")]),
        ])
    }

    @Test("Sending: start, RTTR, checkpoint, window, end")
    func sending() {
        let start = SessionRequest.activityStart([2, 1, 1])
        let late = ActivityRecovery(
            session: TwoEnds.name, activityIdentifier: 3, serial: 999_999, octets: 2048)
        let fresh = ActivityRecovery(session: TwoEnds.name, activityIdentifier: 3, serial: 0, octets: 0)
        Self.check([
            Row(
                State.holding, .transfer(activityIdentifier: 1), State.sending(wanted: 1024),
                [.session(start), Self.wantAll]),
            Row(
                State.holding, .resume(Samples.recovery, newActivityIdentifier: 1),
                State.sending(wanted: 1024, resuming: Samples.recovery),
                [.resume(Samples.recovery, newActivityIdentifier: 1), Self.wantAll]),
            Row(
                State.holding, .resume(fresh, newActivityIdentifier: 1), State.sending(wanted: 1024),
                [.session(start), Self.wantAll]),
            Row(
                State.holding, .resume(late, newActivityIdentifier: 1), State.holding,
                [.user(.transferFailed(.notPermitted))]),
            Row(
                State.sending(wanted: 1024), .data([1, 2], isLast: false),
                State.sending(wanted: 1022, gathered: [1, 2]),
                [.user(.wantData(maximum: 1022))]),
            Row(
                State.sending(wanted: 1024), .data(Self.full, isLast: false), State.sending(sent: 1, wanted: 1024),
                [.data(Self.full), .session(.syncMinor), Self.wantAll]),
            Row(
                State.sending(wanted: 1022, gathered: [1, 2]), .data([3], isLast: false, isCheckpoint: true),
                State.sending(sent: 1, wanted: 1024, unconfirmed: [3]),
                [.data([1, 2, 3]), .session(.syncMinor), Self.wantAll]),
            Row(
                State.sending(wanted: 1024), .data([], isLast: false, isCheckpoint: true), State.sending(wanted: 1024),
                [Self.wantAll]),
            Row(
                State.sending(wanted: 1024), .data([1], isLast: true, isCheckpoint: true), State.sending(.endWait),
                [.data([1]), .session(.activityEnd)]),
            Row(
                State.sending(sent: 2, unconfirmed: [3, 1024]), .checkpointConfirm(serial: 1),
                State.sending(sent: 2, confirmed: 1, wanted: 1024, octets: 3, unconfirmed: [1024]),
                [.user(.checkpointConfirmed(serial: 1, octets: 3)), Self.wantAll]),
            Row(
                State.sending(sent: 1, wanted: 1024), .data(Self.full, isLast: false), State.sending(sent: 2),
                [.data(Self.full), .session(.syncMinor)]),
            Row(
                State.sending(wanted: 1024), .data([1], isLast: true), State.sending(.endWait),
                [.data([1]), .session(.activityEnd)]),
            Row(
                State.sending(wanted: 1), .data([1, 2], isLast: true), .ended,
                [.abort(RTAB(reason: .localSystemProblem), "more data than was asked for")]),
            Row(
                State.sending(sent: 2), .checkpointConfirm(serial: 1),
                State.sending(sent: 2, confirmed: 1, wanted: 1024),
                [.user(.checkpointConfirmed(serial: 1, octets: 1024)), Self.wantAll]),
            Row(
                State.sending(.endWait, sent: 2), .checkpointConfirm(serial: 2),
                State.sending(.endWait, sent: 2, confirmed: 2), [.user(.checkpointConfirmed(serial: 2, octets: 2048))]),
            Row(State.sending(.endWait), .activityEndConfirm, State.holding, [.user(.transferConfirmed)]),
        ])
    }

    @Test("Stopping: interrupt, discard, exceptions, and what crosses them")
    func stopping() {
        let confirmed = State.sending(sent: 1, confirmed: 1)
        func stopped(_ failure: TransferFailure, _ confirmed: Int = 1, _ resuming: ActivityRecovery? = nil) -> Machine {
            State.sending(.stopping(failure), sent: confirmed, confirmed: confirmed, resuming: resuming)
        }
        let resumed = State.sending(resuming: Samples.recovery)
        Self.check([
            Row(confirmed, .interrupt, stopped(.interrupted), [.session(Self.resume)]),
            Row(State.sending(), .interrupt, stopped(.discarded, 0), [.session(Self.discard)]),
            Row(confirmed, .discard, stopped(.discarded), [.session(Self.discard)]),
            Row(
                confirmed, .exception(reason: 1), stopped(.peerException(reason: 1, isResumable: true)),
                [.session(Self.resume)]),
            Row(
                confirmed, .exception(reason: 5), stopped(.peerException(reason: 5, isResumable: true)),
                [.session(Self.resume)]),
            Row(
                confirmed, .exception(reason: 6), stopped(.peerException(reason: 6, isResumable: false)),
                [.session(Self.discard)]),
            Row(
                confirmed, .exception(reason: 0), stopped(.peerException(reason: 0, isResumable: false)),
                [.session(Self.discard)]),
            Row(
                State.sending(), .exception(reason: 1), stopped(.peerException(reason: 1, isResumable: false), 0),
                [.session(Self.discard)]),
            Row(resumed, .exception(reason: 6), stopped(.cannotResume, 0, Samples.recovery), [.session(Self.discard)]),
            Row(
                stopped(.interrupted), .activityInterruptConfirm, State.holding,
                [.user(.transferFailed(.interrupted))]),
            Row(stopped(.discarded), .activityDiscardConfirm, State.holding, [.user(.transferFailed(.discarded))]),
            Row(
                stopped(.interrupted), .activityEndConfirm, State.sending(.stopping(nil), sent: 1, confirmed: 1),
                [.user(.transferConfirmed)]),
            Row(State.sending(.stopping(nil)), .activityInterruptConfirm, State.holding, []),
            Row(stopped(.interrupted), .exception(reason: 1), stopped(.interrupted), []),
            Row(stopped(.interrupted), .data([1], isLast: true), stopped(.interrupted), []),
            Row(
                State.sending(), .activityDiscardConfirm, .ended,
                [.abort(RTAB(reason: .protocolError), "the confirmation of a stop out of place")]),
            Row(
                State.sending(), .activityEndConfirm, .ended,
                [.abort(RTAB(reason: .protocolError), "the confirmation of an activity's end out of place")]),
        ])
    }

    @Test("Receiving: start, RTTR, checkpoints, end, refusal")
    func receiving() {
        let begun = AssociationAction.transferIndication(activityIdentifier: 1, resumed: nil)
        Self.check([
            Row(State.listening, .activityStart([2, 1, 1]), State.receiving(), [.user(begun)]),
            Row(
                State.listening, .activityStart([9]), .ended,
                [.abort(RTAB(reason: .invalidParameter, reflectedParameter: [true]), "activity identifier")]),
            Row(State.receiving(), .data([1, 2]), State.receiving(octets: 2), [.user(.dataIndication([1, 2]))]),
            Row(State.receiving(), .data([]), State.receiving(), []),
            Row(
                State.receiving(octets: 1), .data(Self.full[...]), .ended,
                [.abort(RTAB(reason: .protocolError), "RTTR over the checkpoint size")]),
            Row(
                State.receiving(octets: 9), .checkpoint(serial: 1), State.receiving(indicated: 1),
                [.user(.checkpointIndication(serial: 1))]),
            Row(
                State.receiving(indicated: 2), .checkpoint(serial: 3), State.receiving(indicated: 3),
                [.user(.checkpointIndication(serial: 3))]),
            Row(
                State.receiving(indicated: 3), .checkpoint(serial: 4), .ended,
                [.abort(RTAB(reason: .protocolError), "more checkpoints than the window has")]),
            Row(
                State.receiving(indicated: 2), .checkpointSecured(serial: 2), State.receiving(indicated: 2, secured: 2),
                [.session(.syncMinorResponse(serial: 2))]),
            Row(State.receiving(indicated: 2), .checkpointSecured(serial: 3), State.receiving(indicated: 2), []),
            Row(State.receiving(), .activityEnd, State.receiving(.endIndicated), [.user(.transferEndIndication)]),
            Row(State.receiving(), .transferSecured, State.receiving(), []),
            Row(State.receiving(.endIndicated), .transferSecured, State.listening, [.session(.activityEndResponse)]),
            Row(
                State.receiving(), .refuseTransfer(.localUserError), State.receiving(.refused),
                [.session(.exceptionReport(reason: 5))]),
            Row(State.receiving(.refused), .refuseTransfer(.localUserError), State.receiving(.refused), []),
            Row(State.receiving(.refused), .transferSecured, State.receiving(.refused), []),
            Row(
                State.receiving(.refused), .activityDiscard(reason: 0), State.listening,
                [.user(.transferFailed(.discardedByPeer(reason: 0)))]),
            Row(
                State.receiving(), .activityInterrupt(reason: 1), State.listening,
                [.user(.transferFailed(.interruptedByPeer(reason: 1)))]),
        ])
    }

    @Test("Resuming: accepted with what was held back, refused as unknown, refused as completed")
    func resuming() {
        let asked = ActivityRecovery(
            session: SessionConnectionIdentifier(callingReference: [65], commonReference: [66], additional: [67]),
            activityIdentifier: 1, serial: 3, octets: 0)
        var waiting = Reception(activityIdentifier: 2, phase: .resumeWait(held: []), serial: 3)
        let begun = Machine.receiving(State.responding, waiting)
        waiting.phase = .resumeWait(held: [.dataIndication([1])])
        waiting.octets = 1
        let holding = Machine.receiving(State.responding, waiting)
        waiting.phase = .resumeWait(held: [.dataIndication([1, 2])])
        waiting.octets = 2
        let more = Machine.receiving(State.responding, waiting)
        waiting.phase = .receiving
        let accepted = Machine.receiving(State.responding, waiting)
        waiting.phase = .resumeWait(held: [.transferEndIndication])
        let ended = Machine.receiving(State.responding, waiting)
        waiting.phase = .endIndicated
        let complete = Machine.receiving(State.responding, waiting)
        var wrong = Samples.resume
        wrong.oldActivity = [9]
        Self.check([
            Row(
                State.listening, .activityResume(Samples.resume), begun,
                [.user(.transferIndication(activityIdentifier: 2, resumed: asked))]),
            Row(
                State.listening, .activityResume(wrong), .ended,
                [
                    .abort(
                        RTAB(reason: .invalidParameter, reflectedParameter: [false, true]), "old activity identifier")
                ]),
            Row(begun, .data([1]), holding, []),
            Row(holding, .data([2]), more, []),
            Row(more, .resumeAccepted, accepted, [.user(.dataIndication([1, 2]))]),
            Row(ended, .resumeAccepted, complete, [.user(.transferEndIndication)]),
            Row(State.receiving(), .resumeAccepted, State.receiving(), []),
            Row(
                State.receiving(.resumeWait(held: [])), .resumeRefused(.unknownActivity), State.receiving(.refused),
                [.session(.exceptionReport(reason: 6))]),
            Row(
                State.receiving(.resumeWait(held: [])), .resumeRefused(.alreadyCompleted), .ended,
                [.abort(RTAB(reason: .transferCompleted), "the activity had been completed")]),
        ])
    }

    @Test("Release, and aborts of either end")
    func ending() {
        Self.check([
            Row(State.holding, .close, .releasing, [.release]),
            Row(.holding(State.responding), .close, .holding(State.responding), []),
            Row(.releasing, .releaseConfirm, .ended, [.user(.closed)]),
            Row(State.listening, .release, .ended, [.releaseResponse, .user(.closed)]),
            Row(
                .listening(State.agreement), .release, .ended,
                [.abort(RTAB(reason: .protocolError), "release by the responder")]),
            Row(
                State.sending(.endWait), .abort(.transferCompleted), .ended,
                [.user(.transferFailed(.alreadyCompleted)), .aborted(.transferCompleted)]),
            Row(
                State.sending(resuming: Samples.recovery), .abort(.transferCompleted), .ended,
                [.user(.transferFailed(.alreadyCompleted)), .aborted(.transferCompleted)]),
            // What was never sent whole cannot have been completed.
            Row(State.sending(), .abort(.transferCompleted), .ended, [.aborted(.transferCompleted)]),
            Row(State.sending(), .abort(.unrecognizedActivity), .ended, [.aborted(.unrecognizedActivity)]),
            Row(
                State.sending(resuming: Samples.recovery), .abort(.unrecognizedActivity), .ended,
                [.user(.transferFailed(.cannotResume)), .aborted(.unrecognizedActivity)]),
            Row(State.holding, Machine.Indication.abort(nil), .ended, [.aborted(nil)]),
        ])
    }

    @Test("every other pair: a request does nothing, an indication aborts with protocolError")
    func everyOtherPair() {
        var pairs = 0
        for state in State.all {
            for request in Samples.rtseRequests where !acts(state, request) {
                var machine = state
                let actions = machine.handle(.request(request))
                #expect(machine == state)
                let isTransfer =
                    if case .transfer = request { true } else if case .resume = request { true } else { false }
                let mayNot = isTransfer && state != .ended
                #expect(actions == (mayNot ? [.user(.transferFailed(.notPermitted))] : []), "\(state) \(request)")
                pairs += 1
            }
            for indication in Samples.rtseIndications where !acts(state, indication) {
                var machine = state
                let actions = machine.handle(.indication(indication))
                #expect(machine == .ended, "\(state) \(indication)")
                if state == .ended {
                    #expect(actions == [])
                } else if case .abort(let rtab, _)? = actions.first, actions.count == 1 {
                    #expect(rtab == RTAB(reason: .protocolError), "\(state) \(indication)")
                } else {
                    Issue.record("\(state) \(indication): \(actions)")
                }
                pairs += 1
            }
        }
        #expect(pairs > 500)
    }

    /// The pairs that the rows above have.
    private func acts(_ state: Machine, _ request: Machine.Request) -> Bool {
        switch (state, request) {
        case (.ended, _): false
        case (_, .abort), (.idle, .open), (.openResponse, .accept), (.openResponse, .refuse), (.holding, .transfer),
            (.holding, .resume), (.holding, .turnGive), (.holding, .close), (.sending, .data), (.sending, .interrupt),
            (.sending, .discard), (.givingTurn, .turnPlease), (.listening, .turnPlease), (.receiving, .turnPlease),
            (.receiving, .resumeAccepted), (.receiving, .resumeRefused), (.receiving, .checkpointSecured),
            (.receiving, .transferSecured), (.receiving, .refuseTransfer):
            true
        default: false
        }
    }

    private func acts(_ state: Machine, _ indication: Machine.Indication) -> Bool {
        switch (state, indication) {
        case (.ended, _): false
        case (_, .abort), (_, .invalid), (.idle, .associate), (.openWait, .associateConfirm),
            (.openWait, .associateRefused), (.holding, .turnPlease), (.sending, .turnPlease),
            (.givingTurn, .turnPlease),
            (.releasing, .turnPlease), (.sending, .checkpointConfirm), (.sending, .activityEndConfirm),
            (.sending, .activityInterruptConfirm), (.sending, .activityDiscardConfirm), (.sending, .exception),
            (.givingTurn, .turnGiven), (.listening, .turnGive), (.listening, .activityStart),
            (.listening, .activityResume), (.receiving, .data), (.receiving, .checkpoint), (.receiving, .activityEnd),
            (.receiving, .activityInterrupt), (.receiving, .activityDiscard), (.listening, .release),
            (.releasing, .releaseConfirm):
            true
        default: false
        }
    }

    @Test("an APDU that cannot be read aborts with invalidParameter and what is wrong, in every state")
    func invalid() {
        for state in State.all where state != .ended {
            var machine = state
            let rtab = RTAB(reason: .invalidParameter, reflectedParameter: [true])
            #expect(machine.handle(.indication(.invalid("no", reflectedParameter: [true]))) == [.abort(rtab, "no")])
            #expect(machine == .ended)
        }
    }
}
