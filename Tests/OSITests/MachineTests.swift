import BER
import OSI
import Testing

@Suite("Machines: rows of their tables, and totality")
struct MachineTests {
    // MARK: Totality

    @Test("the transport machine takes every event in every state")
    func transportTotality() {
        let states = reachable(from: TransportProtocolMachine(), Samples.transportEvents) { _ = $0.handle($1) }
        #expect(
            names(states) == ["closed", "networkWait", "networkOpen", "confirmWait", "responseWait", "open", "ended"])
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
                .send(hex("0300000d 0870 0005 00 c102 02f0")),
                .disconnectIndication(.protocolError("limitExceeded: TSDU over 3 octets")), .closeNetwork,
            ])
        #expect(machine == .ended)
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
                == .send(.abort, AbortPPDU.provider(reason: 6, event: 7).encode()))
        #expect(machine == .ended)
    }

    @Test("another application context is refused for good")
    func applicationContext() {
        var machine = AssociationControlProtocolMachine()
        let aarq = ACSEAPDU.aarq(AARQ(applicationContext: [2, 6, 0, 1, 1], userInformation: nil))
        let actions = machine.handle(.apdu(.connect, aarq.encode()[...]))
        #expect(actions.last == .refused(.applicationContextNotSupported))
        #expect(machine == .ended)
    }
}
