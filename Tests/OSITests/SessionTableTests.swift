import OSI
import Testing

@Suite("Session: every cell of its tables")
struct SessionTableTests {
    private static func machine(_ column: (holdsTokens: Bool?, events: String)) -> SessionProtocolMachine {
        guard let holdsTokens = column.holdsTokens else {
            return SessionNotation.machine(SessionProtocolMachine(), column.events)
        }
        let start = holdsTokens ? SessionNotation.holder : SessionNotation.other
        return SessionNotation.machine(start, column.events)
    }

    @Test("each incoming event in each state has the outgoing events and the next state of X.225", arguments: 0..<4)
    func cells(_ index: Int) throws {
        let table = SessionTable.all[index]
        let lines = table.lines
        let states = try #require(lines.first).cells
        let others = try #require(lines.first { $0.event == "others" }).cells
        let requests = lines.first { $0.event == "requests" }?.cells ?? others
        try #require(states.count == table.columns.count)
        // A name that nothing has would be a line that proves nothing.
        let names = Set(SessionNotation.events.map(\.name) + ["", "others", "requests"])
        for line in lines { #expect(names.contains(line.event) && line.cells.count <= states.count, "\(line.event)") }
        for (name, event) in SessionNotation.events {
            var isRequest = false
            if case .request = event { isRequest = true }
            let cells = lines.first { $0.event == name }?.cells ?? []
            for (column, state) in states.enumerated() {
                var machine = Self.machine(table.columns[column])
                try #require(SessionNotation.state(machine) == state)
                let actions = machine.handle(event)
                let next = SessionNotation.state(machine)
                let cell =
                    column < cells.count && !cells[column].isEmpty
                    ? cells[column] : (isRequest ? requests : others)[column]
                #expect(Self.text(actions, state, next) == cell, "\(name) in STA\(state), column \(column)")
            }
        }
    }

    private static func text(_ actions: Few<SessionAction>, _ state: String, _ next: String) -> String {
        let text = actions.map { SessionNotation.text($0) }.joined(separator: " ")
        if state != next { return text + "→" + next }
        return text.isEmpty ? "–" : text
    }

    @Test("every state of the tables is a column of one")
    func columns() {
        let states = SessionTable.all.flatMap { $0.lines.first?.cells ?? [] }
        for phase in SessionDialogue.Phase.allCases { #expect(states.contains(SessionNotation.state(phase))) }
        for state in ["01", "01B", "01C", "01D", "02A", "02B", "08", "16", "end"] { #expect(states.contains(state)) }
    }

    @Test("the session machine takes every event in every state that can be reached")
    func totality() {
        let states = reachable(from: SessionProtocolMachine(), Samples.sessionEvents, limit: 2000) { _ = $0.handle($1) }
        #expect(
            names(states).isSuperset(of: [
                "idle", "connectWait", "transportOpen", "overflowWait", "acceptWait", "overflowAcceptWait",
                "responseWait", "connected", "disconnectWait", "ended",
            ]))
        for phase in SessionDialogue.Phase.allCases {
            #expect(states.contains { $0.contains("Phase.\(phase)") }, "\(phase) was not reached")
        }
    }

    // MARK: Variables

    /// V(A), V(M), Vsc, Vact and the tokens after the events; table A-4 and the specific actions.
    static let variables: [(holdsTokens: Bool, events: String, expected: String)] = [
        (true, "", "A1 M1 - - all"), (false, "", "A1 M1 - - none"),
        (true, "SACTSreq", "A1 M1 - act all"), (false, "AS", "A1 M1 - act none"),
        (true, "SACTRreq", "A4 M4 - act all"), (false, "AR", "A4 M4 - act none"),
        (true, "SACTSreq SSYNmreq", "A1 M2 - act all"),
        (true, "SACTSreq SSYNmreq SSYNmreq MIA_1", "A2 M3 - act all"),
        (true, "SACTSreq SSYNmreq SSYNmreq MIA_2", "A3 M3 - act all"),
        (true, "SACTSreq SSYNmreq SACTEreq", "A1 M3 - act all"),
        (true, "SACTSreq SSYNmreq SACTEreq MIA_1", "A2 M3 - act all"),
        (true, "SACTSreq SSYNmreq SACTEreq AEA_2", "A3 M3 - - all"),
        (true, "SACTSreq SSYNmreq SACTEreq AEA_2 SACTSreq", "A1 M1 - act all"),
        (false, "AS MIP_1", "A1 M2 sc act none"), (false, "AS MIP_1 MIP_2", "A1 M3 sc act none"),
        (false, "AS MIP_1 MIP_2 SSYNmrsp_1", "A2 M3 sc act none"),
        (false, "AS MIP_1 AE_2", "A1 M3 sc act none"), (false, "AS AE_1", "A1 M2 - act none"),
        (false, "AS MIP_1 AE_2 SSYNmrsp_1 SACTErsp", "A3 M3 sc - none"),
        (false, "AS MIP_1 AE_2 SACTErsp GTC SACTSreq SSYNmreq", "A1 M2 - act all"),
        (false, "AS MIP_1 SUERreq MIP_2 AE_3", "A1 M4 sc act none"),
        (false, "AS AI SACTIrsp", "A1 M1 - - none"), (false, "AS GT_dk AD SACTDrsp", "A1 M1 - - none"),
        (true, "SACTSreq SACTIreq AIA", "A1 M1 - - all"),
        (true, "SACTSreq SGTreq_dk SACTDreq ADA", "A1 M1 - - all"),
        (true, "SGTreq_dk", "A1 M1 - - minor activity"), (false, "GT_dk", "A1 M1 - - data"),
        (false, "GT_all", "A1 M1 - - all"), (true, "SCGreq", "A1 M1 - - none"), (true, "SCGreq GTA", "A1 M1 - - none"),
        (false, "GTC", "A1 M1 - - all"),
    ]

    @Test("serial numbers, activity and tokens follow each event", arguments: variables)
    func variable(_ row: (holdsTokens: Bool, events: String, expected: String)) throws {
        let machine = Self.machine((row.holdsTokens, row.events))
        guard case .connected(let dialogue) = machine else {
            Issue.record("no connection: \(machine)")
            return
        }
        let names = [
            (SessionTokens.data, "data"), (SessionTokens.minor, "minor"), (SessionTokens.majorActivity, "activity"),
        ]
        let owned = names.filter { dialogue.owned & $0.0 != 0 }.map(\.1)
        let tokens = owned.count == 3 ? "all" : owned.isEmpty ? "none" : owned.joined(separator: " ")
        let text =
            "A\(dialogue.lowestUnconfirmed) M\(dialogue.nextSerial) \(dialogue.mayConfirm ? "sc" : "-") "
            + "\(dialogue.isInActivity ? "act" : "-") \(tokens)"
        #expect(text == row.expected, "\(row.events)")
    }

    @Test("no point is set beyond serial number 999999, and an activity can be resumed behind none above")
    func greatestSerial() {
        var resume = Samples.resume
        resume.serial = 999_998
        var machine = SessionNotation.holder
        #expect(machine.handle(.request(.activityResume(resume))) == [.send(.ar(resume))])
        #expect(machine.handle(.request(.syncMinor)) == [.send(.mip(serial: 999_999, needsConfirmation: true))])
        #expect(machine.handle(.request(.syncMinor)).first == .send(.ab(.protocolError)))
        resume.serial = 1_000_000
        var other = SessionNotation.holder
        #expect(other.handle(.request(.activityResume(resume))).first == .send(.ab(.protocolError)))
    }

    // MARK: What the tables do not show

    @Test("the AI, AD, ED and PT that come up carry their reasons and user data")
    func contents() {
        var machine = SessionNotation.machine(SessionNotation.other, "AS")
        #expect(machine.handle(.spdu(.ai(reason: 3))) == [.activityInterruptIndication(reason: 3)])
        machine = SessionNotation.machine(SessionNotation.other, "AS")
        #expect(machine.handle(.spdu(.ad(reason: nil))) == [.activityDiscardIndication(reason: 0)])
        machine = SessionNotation.machine(SessionNotation.holder, "SACTSreq")
        #expect(
            machine.handle(.spdu(.pt(tokens: 1, userData: [2, 1, 5]))) == [.tokenPleaseIndication(userData: [2, 1, 5])])
        #expect(machine.handle(.spdu(.ed(reason: 1, userData: [9]))) == [.exceptionIndication(reason: 1)])
        machine = SessionNotation.machine(SessionNotation.holder, "SACTSreq")
        #expect(machine.handle(.spdu(.er)) == [.exceptionIndication(reason: 6)])
    }

    @Test(
        "a CONNECT that will not do is refused with the reason of the standard",
        arguments: [
            (0x04 as UInt8, 0x0249 as UInt16, nil as UInt8?, RefuseSPDU.Reason.version),
            (3, 0x0002, nil, RefuseSPDU.Reason.unspecified), (3, 0x0241, 0, RefuseSPDU.Reason.unspecified),
            (3, 0x0249, 0x01, RefuseSPDU.Reason.unspecified), (3, 0x0249, 0x3F, RefuseSPDU.Reason.unspecified),
        ])
    func refused(_ versions: UInt8, _ units: UInt16, _ tokens: UInt8?, _ reason: UInt8) {
        var connect = Samples.connect
        connect.versions = versions
        connect.userRequirements = units
        connect.tokenSetting = tokens
        var machine = SessionNotation.machine(SessionProtocolMachine(), "TCON")
        guard case .send(.rf(let refuse))? = machine.handle(.spdu(.cn(connect))).first else {
            Issue.record("no RF")
            return
        }
        #expect(refuse.reason == reason)
        #expect(refuse.versions == (reason == RefuseSPDU.Reason.version ? 3 : nil))
        #expect(SessionNotation.state(machine) == "16")
    }

    @Test("the units are the intersection, the version the highest of both, the turn where the CONNECT puts it")
    func negotiated() {
        for (versions, setting, expected) in [
            (1 as UInt8, nil as UInt8?, 1 as UInt8), (2, 0, 2), (3, 0x15, 2), (7, 0x2A, 2),
        ] {
            var connect = Samples.connect
            connect.versions = versions
            connect.userRequirements = 0x0FFD
            connect.tokenSetting = setting
            connect.tsduSizes = TSDUSizes(toResponder: 2041, toInitiator: 0)
            var machine = SessionNotation.machine(SessionProtocolMachine(), "TCON")
            #expect(machine.handle(.spdu(.cn(connect))) == [.connectIndication(connect)])
            guard
                case .send(.ac(let accept))? = machine.handle(
                    .request(.accept(calledSelector: nil, userData: [1]))
                ).first
            else {
                Issue.record("no AC")
                continue
            }
            #expect(accept.versions == expected)
            #expect(accept.userRequirements == 0x0249)
            #expect(accept.tokenSetting == (setting == 0x15 ? 0x15 : 0))
            #expect(accept.tsduSizes == connect.tsduSizes)
            #expect(machine.ownsAllTokens == (setting == 0x15))
            var initiator = SessionProtocolMachine.acceptWait(connect)
            #expect(initiator.handle(.spdu(.ac(accept))) == [.connectConfirm(accept)])
            #expect(initiator.ownsAllTokens == (setting != 0x15))
        }
    }

    @Test("an ACCEPT without the units, or with a version that was not offered, ends in an abort")
    func unacceptableAccept() {
        for (versions, units) in [(2 as UInt8, 0x0248 as UInt16), (2, 0x0009), (4, 0x0249)] {
            var accept = Samples.accept
            accept.versions = versions
            accept.userRequirements = units
            var machine = SessionProtocolMachine.acceptWait(Samples.connect)
            #expect(machine.handle(.spdu(.ac(accept))).first == .send(.ab(.protocolError)))
            #expect(SessionNotation.state(machine) == "16")
        }
    }

    @Test("an ACCEPT that asks for tokens is one with PLEASE TOKENS behind it")
    func tokensInAccept() {
        var accept = Samples.accept
        accept.tokenItem = SessionTokens.data
        var machine = SessionProtocolMachine.acceptWait(Samples.connect)
        #expect(
            machine.handle(.spdu(.ac(accept))) == [.connectConfirm(accept), .tokenPleaseIndication(userData: [])])
    }

    @Test("user data that a CONNECT has no room for goes and comes in CDO", arguments: [0 as UInt16, 2041, 20])
    func overflow(_ size: UInt16) {
        var connect = Samples.longConnect
        connect.userData = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        connect.tsduSizes = TSDUSizes(toResponder: size, toInitiator: 0)
        var initiator = SessionNotation.machine(SessionProtocolMachine(), "TCON")
        var responder = initiator
        var toResponder = initiator.handle(.request(.connect(connect)))
        #expect(toResponder.count == 1)
        var indicated: [SessionAction] = []
        while !toResponder.isEmpty {
            var toInitiator: [SessionAction] = []
            for case .send(let spdu) in toResponder {
                #expect(size == 0 || spdu.encode().count <= size || spdu == toResponder.first.flatMap(Self.sent))
                for action in responder.handle(.spdu(spdu)) {
                    if case .send = action { toInitiator.append(action) } else { indicated.append(action) }
                }
            }
            toResponder = Few(toInitiator.compactMap(Self.sent).flatMap { initiator.handle(.spdu($0)) })
        }
        #expect(indicated == [.connectIndication(connect)])
        #expect(SessionNotation.state(initiator) == "02A" && SessionNotation.state(responder) == "08")
    }

    private static func sent(_ action: SessionAction) -> SPDU? {
        if case .send(let spdu) = action { spdu } else { nil }
    }

    @Test("user data of a CONNECT without end is cut off")
    func endlessOverflow() {
        var machine = SessionNotation.machine(SessionProtocolMachine(), "TCON CN+")
        let piece = SPDU.cdo(userData: [UInt8](repeating: 0, count: 30_000), isLast: false)
        #expect(machine.handle(.spdu(piece)) == [])
        guard case .protocolError? = machine.handle(.spdu(piece)).first else {
            Issue.record("taken")
            return
        }
        #expect(machine == .ended)
    }
}
