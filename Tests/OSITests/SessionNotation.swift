import OSI

/// X.225's abbreviations of annex A for what the session machine is told, does and becomes.
enum SessionNotation {
    // MARK: Incoming events

    static let all = SessionTokens.all
    static let data = SessionTokens.data

    static let spdus: [(name: String, spdu: SPDU)] =
        [
            ("CN", .cn(Samples.connect)), ("CN+", .cn(Samples.overflowingConnect)), ("OA", .oa(OverflowAcceptSPDU())),
            ("CDO", .cdo(userData: [1], isLast: false)), ("CDO end", .cdo(userData: [2], isLast: true)),
            ("AC", .ac(Samples.accept)), ("RF", .rf(RefuseSPDU(reason: 2))), ("FN", .fn(userData: [])),
            ("DN", .dn(userData: [])), ("AB user", .ab(.byUser([]))), ("AB prov", .ab(.protocolError)), ("AA", .aa),
            ("GT dk", .gt(tokens: data)), ("GT all", .gt(tokens: all)), ("GT rel", .gt(tokens: 0x40)),
            ("PT", .pt(tokens: data, userData: [])), ("PT rel", .pt(tokens: 0x40, userData: [])), ("GTC", .gtc),
            ("GTA", .gta), ("DT", .dt([1])), ("AS", .as(activity: [2, 1, 1])), ("AR", .ar(Samples.resume)),
            ("AI", .ai(reason: nil)), ("AIA", .aia), ("AD", .ad(reason: nil)), ("ADA", .ada), ("ER", .er),
            ("ED", .ed(reason: 5, userData: [])),
        ]
        + (1...4).flatMap { serial -> [(name: String, spdu: SPDU)] in
            [
                ("MIP \(serial)", .mip(serial: serial, needsConfirmation: true)),
                ("MIA \(serial)", .mia(serial: serial)), ("AE \(serial)", .ae(serial: serial)),
                ("AEA \(serial)", .aea(serial: serial)),
            ]
        }

    static let requests: [(name: String, request: SessionRequest)] = [
        ("SCONreq", .connect(Samples.connect)), ("SCONreq+", .connect(Samples.longConnect)),
        ("SCONrsp+", .accept(calledSelector: nil, userData: [])), ("SCONrsp-", .refuse(reason: 0, userData: [])),
        ("SDTreq", .data([1])), ("SSYNmreq", .syncMinor), ("SSYNmrsp 1", .syncMinorResponse(serial: 1)),
        ("SSYNmrsp 2", .syncMinorResponse(serial: 2)), ("SSYNmrsp 3", .syncMinorResponse(serial: 3)),
        ("SACTSreq", .activityStart([2, 1, 1])), ("SACTRreq", .activityResume(Samples.resume)),
        ("SACTEreq", .activityEnd), ("SACTErsp", .activityEndResponse), ("SACTIreq", .activityInterrupt(reason: 1)),
        ("SACTIrsp", .activityInterruptResponse), ("SACTDreq", .activityDiscard(reason: 1)),
        ("SACTDrsp", .activityDiscardResponse), ("SUERreq", .exceptionReport(reason: 5)),
        ("SGTreq dk", .tokenGive(data)), ("SGTreq all", .tokenGive(all)), ("SCGreq", .controlGive),
        ("SPTreq", .tokenPlease(userData: [])), ("SRELreq", .release(userData: [])),
        ("SRELrsp", .releaseResponse(userData: [])), ("SUABreq", .abort(userData: [])),
    ]

    static let events: [(name: String, event: SessionEvent)] =
        spdus.map { ($0.name, .spdu($0.spdu)) } + requests.map { ($0.name, .request($0.request)) }
        + [
            ("TCON", .transportConnected), ("TDISind", .transportDisconnected),
            ("invalid", .invalidSPDU(OSIError(.malformed))),
        ]

    static func event(_ name: String) -> SessionEvent? { events.first { $0.name == name }?.event }

    // MARK: Outgoing events

    static func text(_ action: SessionAction) -> String {
        switch action {
        case .send(let spdu): text(spdu)
        case .connectIndication: "SCONind"
        case .connectConfirm: "SCONcnf+"
        case .connectRefused: "SCONcnf-"
        case .dataIndication: "SDTind"
        case .syncMinorIndication: "SSYNmind"
        case .syncMinorConfirm: "SSYNmcnf"
        case .activityStartIndication: "SACTSind"
        case .activityResumeIndication: "SACTRind"
        case .activityEndIndication: "SACTEind"
        case .activityEndConfirm: "SACTEcnf"
        case .activityInterruptIndication: "SACTIind"
        case .activityInterruptConfirm: "SACTIcnf"
        case .activityDiscardIndication: "SACTDind"
        case .activityDiscardConfirm: "SACTDcnf"
        case .exceptionIndication: "SxERind"
        case .tokenGiveIndication: "SGTind"
        case .controlGiveIndication: "SCGind"
        case .controlGiven: "given"
        case .tokenPleaseIndication: "SPTind"
        case .releaseIndication: "SRELind"
        case .releaseConfirm: "SRELcnf"
        case .abortIndication: "SUABind"
        case .providerAbortIndication: "SPABind"
        case .protocolError: "error"
        case .transportLost: "lost"
        case .transportDisconnect: "TDISreq"
        }
    }

    static func text(_ spdu: SPDU) -> String {
        if case .cn(let connect) = spdu, connect.hasDataOverflow { return "CN+" }
        return spdu.name.filter { $0 != " " }
    }

    // MARK: States

    static func state(_ machine: SessionProtocolMachine) -> String {
        switch machine {
        case .idle: "01"
        case .connectWait: "01B"
        case .transportOpen: "01C"
        case .overflowWait: "01D"
        case .acceptWait: "02A"
        case .overflowAcceptWait: "02B"
        case .responseWait: "08"
        case .disconnectWait: "16"
        case .ended: "end"
        case .connected(let dialogue): state(dialogue.phase)
        }
    }

    static func state(_ phase: SessionDialogue.Phase) -> String {
        switch phase {
        case .transfer: "713"
        case .releaseWait: "03"
        case .releaseResponse: "09"
        case .endWait: "04B"
        case .endResponse: "10B"
        case .interruptWait: "05B"
        case .discardWait: "05C"
        case .interruptResponse: "11B"
        case .discardResponse: "11C"
        case .giveWait: "18"
        case .exceptionSent: "19"
        case .exceptionReceived: "20"
        }
    }

    /// A machine to which these events have happened, blank-separated names of `events` with `_` for their blanks.
    static func machine(_ start: SessionProtocolMachine, _ events: String) -> SessionProtocolMachine {
        var machine = start
        for name in events.split(separator: " ") {
            guard let event = event(name.split(separator: "_").joined(separator: " ")) else { continue }
            _ = machine.handle(event)
        }
        return machine
    }

    static let holder = SessionProtocolMachine.connected(
        SessionDialogue(role: .initiator, initialTurn: .initiator))
    static let other = SessionProtocolMachine.connected(
        SessionDialogue(role: .responder, initialTurn: .initiator))
}
