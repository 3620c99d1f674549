import BER
import OSI
import Testing

/// Every state that can be reached with these events, by breadth; each event is tried in each state.
private func reachable<Machine, Event>(
    from start: Machine, _ events: [Event], limit: Int = 3000, _ handle: (inout Machine, Event) -> Void
) -> [String] {
    var seen: Set<String> = ["\(start)"]
    var waiting = [start]
    var next = 0
    while next < waiting.count, waiting.count < limit {
        for event in events {
            var machine = waiting[next]
            handle(&machine, event)
            if seen.insert("\(machine)").inserted { waiting.append(machine) }
        }
        next += 1
    }
    return Array(seen)
}

private func names(_ states: [String]) -> Set<String> {
    Set(states.map { String($0.prefix { $0 != "(" }) })
}

@Suite("Machines: rows of their tables, and totality")
struct MachineTests {
    // MARK: Totality

    @Test("the transport machine takes every event in every state")
    func transportTotality() {
        let states = reachable(from: TransportProtocolMachine(), Samples.transportEvents) { _ = $0.handle($1) }
        #expect(
            names(states) == ["closed", "networkWait", "networkOpen", "confirmWait", "responseWait", "open", "ended"])
    }

    @Test("the session machine takes every event in every state and phase")
    func sessionTotality() {
        let states = reachable(from: SessionProtocolMachine(), Samples.sessionEvents) { _ = $0.handle($1) }
        #expect(
            names(states)
                == ["idle", "connectWait", "transportOpen", "acceptWait", "responseWait", "connected", "ended"])
        for phase in SessionDialogue.Phase.allCases {
            #expect(states.contains { $0.contains("Phase.\(phase)") }, "\(phase) was not reached")
        }
    }

    @Test("the presentation machine takes every event in every state")
    func presentationTotality() {
        let states = reachable(from: PresentationProtocolMachine(), Samples.presentationEvents) { _ = $0.handle($1) }
        #expect(
            names(states) == [
                "idle", "acceptWait", "responseWait", "connected", "x410AcceptWait", "x410ResponseWait",
                "x410Connected", "ended",
            ])
    }

    @Test("the association control machine takes every event in every state")
    func controlTotality() {
        let value = ExternalValue(context: 3, octets: [5, 0])
        var events: [AssociationControlProtocolMachine.Event] = [
            .associateRequest(value), .associateResponse(value), .associateRefuse(isTransient: true, nil),
            .releaseRequest, .releaseResponse, .abortRequest(isByProvider: false, value),
            .abortRequest(isByProvider: true, nil), .apdu(.connect, [1]),
        ]
        for apdu in Samples.acseAPDUs {
            for purpose in Samples.purposes { events.append(.apdu(purpose, apdu.encode()[...])) }
        }
        let states = reachable(from: AssociationControlProtocolMachine(), events) { _ = $0.handle($1) }
        #expect(
            names(states) == [
                "unassociated", "aareWait", "associateResponse", "associated", "rlreWait", "releaseResponse", "ended",
            ])
    }

    @Test("the reliable transfer machine takes every event in every state, of both roles")
    func reliableTransferTotality() {
        var reached: Set<String> = []
        for role in [AssociationRole.initiator, .responder] {
            let start = ReliableTransferProtocolMachine(RTSEOffer(role: role, RecoveryTests.small))
            let states = reachable(from: start, Samples.rtseEvents, limit: 400) { _ = $0.handle($1) }
            reached.formUnion(names(states))
        }
        #expect(
            reached == [
                "idle", "openWait", "openResponse", "holding", "sending", "givingTurn", "listening", "receiving",
                "releasing", "ended",
            ])
    }

    @Test("an association of either role takes any two events after any point of an exchange")
    func associationTotality() {
        for first in Samples.associationEvents {
            for second in Samples.associationEvents {
                for isOpen in [false, true] {
                    var ends = TwoEnds(RecoveryTests.small, RecoveryTests.small)
                    if isOpen { ends.open(mode: .twoWayAlternate) }
                    ends.a.outgoing = [1]
                    ends.tellA(first)
                    ends.tellA(second)
                    ends.tellB(second)
                    ends.tellB(first)
                    ends.run()
                    #expect(ends.a.count(.disconnect) <= 1)
                    #expect(ends.b.count(.disconnect) <= 1)
                }
            }
        }
    }

    // MARK: Transport rows

    @Test("CR goes when both the request and the network connection are there, in either order")
    func connectRequest() {
        let request = TransportConnectRequest(called: [0x36, 0x39, 0x32], tpduSize: 2048)
        let cr = hex("03000013 0ee000000001 00c0010bc203363932")
        var machine = TransportProtocolMachine()
        #expect(machine.handle(.connectRequest(request)) == [])
        #expect(machine == .networkWait(request))
        #expect(machine.handle(.networkConnected) == [.send(cr)])
        #expect(machine == .confirmWait(request))
        var other = TransportProtocolMachine()
        #expect(other.handle(.networkConnected) == [])
        #expect(other.handle(.connectRequest(request)) == [.send(cr)])
        let cc = ConnectTPDU(destinationReference: 1, sourceReference: 9, sizeCode: 10)
        #expect(other.handle(.tpdu(.cc(cc))) == [.connectConfirm(tpduSize: 1024)])
    }

    @Test("a TSDU over the limit ends the transport connection with ER")
    func tsduLimit() {
        var machine = TransportProtocolMachine()
        _ = machine.handle(.networkConnected)
        _ = machine.handle(.tpdu(.cr(ConnectTPDU(sourceReference: 5))))
        #expect(machine.handle(.connectResponse(tpduSize: 65_531)) == [.send(hex("0300000b06d00005000100"))])
        _ = machine.handle(.limit(3))
        #expect(machine.handle(.tpdu(.dt(isLast: false, data: [1, 2]))) == [])
        #expect(machine.handle(.tpdu(.dt(isLast: true, data: [3]))) == [.dataIndication([1, 2, 3])])
        #expect(machine.handle(.tpdu(.dt(isLast: false, data: [1, 2]))) == [])
        #expect(
            machine.handle(.tpdu(.dt(isLast: false, data: [3, 4]))) == [
                .send(hex("03000009047000 05 00")),
                .disconnectIndication(.protocolError("limitExceeded: TSDU over 3 octets")), .closeNetwork,
            ])
        #expect(machine == .ended)
    }

    // MARK: Session rows

    static func connected(_ role: AssociationRole, turn: AssociationRole = .initiator) -> SessionProtocolMachine {
        .connected(SessionDialogue(role: role, initialTurn: turn))
    }

    @Test("the sender's row: AS, DT, MIP, MIA, AE, AEA with the serial numbers that follow")
    func senderRow() {
        var machine = Self.connected(.initiator)
        #expect(machine.handle(.request(.activityStart([2, 1, 7]))) == [.send(.as(activity: [2, 1, 7]))])
        #expect(machine.handle(.request(.data([1]))) == [.send(.dt([1]))])
        #expect(machine.handle(.request(.syncMinor)) == [.send(.mip(serial: 1, needsConfirmation: true))])
        #expect(machine.handle(.request(.syncMinor)) == [.send(.mip(serial: 2, needsConfirmation: true))])
        #expect(machine.handle(.spdu(.mia(serial: 2))) == [.syncMinorConfirm(serial: 2)])
        #expect(machine.handle(.request(.activityEnd)) == [.send(.ae(serial: 3))])
        #expect(machine.handle(.spdu(.aea(serial: 3))) == [.activityEndConfirm])
    }

    @Test("a resumed activity goes on behind the serial number that it names")
    func resumeRow() {
        var machine = Self.connected(.responder)
        #expect(machine.handle(.spdu(.ar(Samples.resume))) == [.activityResumeIndication(Samples.resume)])
        #expect(
            machine.handle(.spdu(.mip(serial: 4, needsConfirmation: true))) == [.syncMinorIndication(serial: 4)])
        #expect(machine.handle(.request(.syncMinorResponse(serial: 4))) == [.send(.mia(serial: 4))])
    }

    @Test(
        "wrong SPDUs end in an abort for a protocol error",
        arguments: [
            SPDU.dt([1]), .mip(serial: 1, needsConfirmation: true), .mia(serial: 1), .ae(serial: 1), .aea(serial: 1),
            .aia, .ada, .er, .ed(reason: 1, userData: []), .gta, .dn(userData: []), .aa, .gt(tokens: 1),
            .cn(Samples.connect), .ac(Samples.accept), .rf(RefuseSPDU(reason: 0)), .pt(tokens: 1, userData: [1]),
        ])
    func outOfPlace(_ spdu: SPDU) {
        var machine = Self.connected(.responder)
        let actions = machine.handle(.spdu(spdu))
        #expect(actions.first == .send(.ab(.protocolError)))
        #expect(machine == .ended)
    }

    @Test("a wrong serial number, a serial number twice and the end's number in MIA abort")
    func wrongSerials() {
        for spdus in [
            [SPDU.mip(serial: 2, needsConfirmation: true)],
            [.mip(serial: 1, needsConfirmation: true), .mip(serial: 1, needsConfirmation: true)],
            [.ae(serial: 2)], [.mip(serial: 1, needsConfirmation: true), .ae(serial: 1)],
        ] {
            var machine = Self.connected(.responder)
            var last = machine.handle(.spdu(.as(activity: [2, 1, 1])))
            for spdu in spdus { last = machine.handle(.spdu(spdu)) }
            #expect(last.first == .send(.ab(.protocolError)))
        }
        var sender = Self.connected(.initiator)
        _ = sender.handle(.request(.activityStart([2, 1, 1])))
        _ = sender.handle(.request(.activityEnd))
        #expect(sender.handle(.spdu(.mia(serial: 1))).first == .send(.ab(.protocolError)))
    }

    @Test("what only the holder of the tokens may send aborts when the other end sends it")
    func wrongHolder() {
        for spdu in [
            SPDU.as(activity: [2, 1, 1]), .ar(Samples.resume), .ai(reason: 0), .ad(reason: 0), .gtc, .fn(userData: []),
        ] {
            var machine = Self.connected(.initiator)
            #expect(machine.handle(.spdu(spdu)).first == .send(.ab(.protocolError)))
        }
    }

    @Test("AI and AD are answered, inside an activity and after its end has crossed them")
    func interruptRow() {
        var machine = Self.connected(.responder)
        _ = machine.handle(.spdu(.as(activity: [2, 1, 1])))
        #expect(
            machine.handle(.spdu(.ai(reason: 1))) == [.send(.aia), .activityInterruptIndication(reason: 1)])
        #expect(machine.handle(.spdu(.ad(reason: nil))) == [.send(.ada)])
    }

    @Test("an AEA that crosses AI still tells that the whole was taken")
    func crossing() {
        var machine = Self.connected(.initiator)
        _ = machine.handle(.request(.activityStart([2, 1, 1])))
        _ = machine.handle(.request(.activityEnd))
        #expect(machine.handle(.request(.activityInterrupt(reason: 0))) == [.send(.ai(reason: 0))])
        #expect(machine.handle(.spdu(.aea(serial: 1))) == [.activityEndConfirm])
        #expect(machine.handle(.spdu(.aia)) == [.activityInterruptConfirm])
    }

    @Test("a CONNECT without our functional units, or with the tokens divided, is refused")
    func unacceptable() {
        var machine = SessionProtocolMachine()
        _ = machine.handle(.transportConnected)
        var connect = Samples.connect
        connect.userRequirements = 0x0002
        guard case .send(.rf(let refuse))? = machine.handle(.spdu(.cn(connect))).first else {
            Issue.record("no RF")
            return
        }
        #expect(refuse.reason == 0)
        var other = SessionProtocolMachine()
        _ = other.handle(.transportConnected)
        connect = Samples.connect
        connect.tokenSetting = 0x01
        guard case .send(.rf)? = other.handle(.spdu(.cn(connect))).first else {
            Issue.record("no RF")
            return
        }
    }

    // MARK: Presentation and ACSE rows

    @Test("contexts of ours are accepted, others refused with their reasons; a value in a refused one aborts")
    func contexts() {
        var machine = PresentationProtocolMachine()
        guard
            case .connectIndication(_, let set)? = machine.handle(.indication(.connect, Samples.cp.encode()[...])).first
        else {
            Issue.record("no indication")
            return
        }
        #expect(set.identifier(for: [2, 6, 0, 2, 12]) == 3)
        #expect(set.identifier(for: [2, 6, 0, 2, 7]) == nil)
        #expect(
            machine.handle(.connectResponse(responding: [2], userData: Samples.value))
                == [.send(.accept, Samples.cpa.encode())])
        let wrong = PresentationValue(context: 5, octets: [5, 0])
        #expect(
            machine.handle(.indication(.data, wrong.encodeUserData()[...])).first
                == .send(.abort, AbortPPDU.provider(reason: 6).encode()))
        #expect(machine == .ended)
    }

    @Test("another application context is refused for good")
    func applicationContext() {
        var machine = AssociationControlProtocolMachine()
        let aarq = ACSEAPDU.aarq(AARQ(applicationContext: [2, 6, 0, 1, 1], userInformation: nil))
        let actions = machine.handle(.apdu(.connect, aarq.encode()[...]))
        #expect(actions.last == .wrongApplicationContext)
        #expect(machine == .ended)
    }
}
