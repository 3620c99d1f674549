import BER
import OSI
import Testing

@Suite("X.410-1984 mode")
struct X410Tests {
    static let contexts: [ApplicationContext] = [.mtsTransferProtocol, .mtsTransferProtocol1984]
    static let bind: [UInt8] = hex("a113 8005 4d54412d41 a10a 1608 7365637265742d61")

    @Test("open, transfer, release: both ends name the application context", arguments: ApplicationContext.allCases)
    func small(_ context: ApplicationContext) {
        var ends = TwoEnds()
        ends.open(context: context)
        #expect(ends.b.indication?.applicationContext == context)
        #expect(ends.b.indication?.userData == TwoEnds.bind)
        #expect(ends.b.indication?.sessionConnectionIdentifier == TwoEnds.name)
        #expect(ends.a.confirm?.applicationContext == context)
        #expect(ends.a.confirm?.userData == TwoEnds.bindResult)
        #expect(ends.a.confirm?.mtseContextIdentifier == (context == .mtsTransfer ? 5 : nil))
        let apdu = AssociationTests.pattern(70_000)
        ends.transfer(apdu)
        #expect(ends.b.finished == [apdu])
        ends.tellA(.close)
        ends.run()
        #expect(ends.a.log.suffix(2) == [.closed, .disconnect])
        #expect(ends.b.log.last == .closed)
    }

    @Test("our CONNECT carries what a 1984 MTA sends, octet for octet")
    func connect() throws {
        for (context, payload) in [
            (ApplicationContext.mtsTransferProtocol1984, X410Captures.of1984Initiator[1]),
            (.mtsTransferProtocol, X410Captures.of1988Initiator[1]),
        ] {
            guard case .dt(true, let tsdu) = try TPDU.decode(payload[4...]),
                case .cn(let theirs)? = try SPDU.decode(tsdu)
            else { throw Missing("no CN") }
            var configuration = AssociationConfiguration()
            configuration.checkpointSize = 63
            configuration.windowSize = 3
            var ends = TwoEnds(configuration)
            let (mode, parameters) = try modeAndParameters(theirs.userData[...])
            #expect(mode == .x410)
            guard case .open(let bind) = try RTORQ(components: parameters.contents).connectionData else {
                throw Missing("no bind")
            }
            ends.tellB(.transportConnected)
            ends.tellA(.transportConnected)
            ends.tellA(
                .open(
                    OpenRequest(
                        userData: bind, sessionConnectionIdentifier: TwoEnds.name, applicationContext: context)))
            ends.run()
            let sent = try spdus([ends.a.sent])
            guard case .cn(let ours)? = sent.first?.spdu else { throw Missing("no CN") }
            #expect(ours.userData == theirs.userData)
            // A T61String, as in theirs.
            #expect(ours.callingReference?.first == theirs.callingReference?.first)
        }
    }

    @Test("a message of another MTA runs through our responder to its end", arguments: [1, 13, 65_536])
    func replay(_ pieces: Int) throws {
        for (payloads, context) in [
            (X410Captures.of1984Initiator, ApplicationContext.mtsTransferProtocol1984),
            (X410Captures.of1988Initiator, .mtsTransferProtocol),
        ] {
            var ends = TwoEnds()
            ends.tellB(.transportConnected)
            for payload in payloads {
                var rest = payload[...]
                while !rest.isEmpty {
                    ends.tellB(.octets(Array(rest.prefix(pieces))))
                    rest = rest.dropFirst(pieces)
                }
            }
            #expect(ends.b.indication?.applicationContext == context)
            #expect(ends.b.aborted == nil)
            #expect(ends.b.log.suffix(2) == [.closed, .disconnect])
            // Bare: no EXTERNAL about it.
            #expect(try #require(ends.b.finished.first).prefix(2) == [0xA0, 0x80])
        }
    }

    @Test("our initiator runs to its end against what another MTA's responder sent")
    func replayResponder() {
        for (payloads, context) in [
            (X410Captures.of1984Responder, ApplicationContext.mtsTransferProtocol1984),
            (X410Captures.of1988Responder, .mtsTransferProtocol),
        ] {
            var ends = TwoEnds()
            ends.tellA(.transportConnected)
            ends.tellA(
                .open(
                    OpenRequest(
                        userData: Self.bind, sessionConnectionIdentifier: TwoEnds.name, applicationContext: context)))
            ends.tellA(.octets(payloads[0]))
            ends.tellA(.octets(payloads[1]))
            #expect(ends.a.confirm?.checkpointSize == 1)
            ends.a.outgoing = AssociationTests.pattern(678)
            ends.tellA(.transfer(activityIdentifier: 1))
            ends.tellA(.octets(payloads[2]))
            #expect(ends.a.log.last == .transferConfirmed)
            ends.tellA(.close)
            ends.tellA(.octets(payloads[3]))
            #expect(ends.a.aborted == nil)
            #expect(ends.a.log.suffix(2) == [.closed, .disconnect])
        }
    }

    @Test("a refusal carries its reason as it is", arguments: contexts)
    func refuse(_ context: ApplicationContext) throws {
        for (reason, isTransient) in [
            (RefuseReason.busy, true), (.cannotRecover, false), (.validationFailure, false),
            (.unacceptableDialogueMode, false),
        ] {
            var ends = TwoEnds()
            ends.b.answersOpen = false
            ends.open(context: context)
            ends.tellB(.refuseOpen(reason, userData: [5, 0]))
            guard case .rf(let refuse)? = try spdus([ends.b.sent]).last?.spdu else { throw Missing("no RF") }
            #expect(refuse.userData == [0x31, 0x03, 0x80, 0x01, UInt8(reason.rawValue)])
            ends.run()
            let refusal = OpenRefusal(layer: .reliableTransfer, reason: reason.rawValue, isTransient: isTransient)
            #expect(ends.a.log.suffix(2) == [.openRefused(refusal), .disconnect])
        }
    }

    @Test("what is not permitted is refused in the words of the mode", arguments: ApplicationContext.allCases)
    func notPermitted(_ context: ApplicationContext) {
        var configuration = AssociationConfiguration()
        configuration.permittedContexts.remove(context)
        var ends = TwoEnds(AssociationConfiguration(), configuration)
        ends.open(context: context)
        #expect(ends.b.indication == nil)
        #expect(ends.b.isDisconnected)
        #expect(ends.a.refusal?.layer == (context.mode == .normal ? .association : .reliableTransfer))
        #expect(ends.a.refusal?.reason == 2)
        #expect(ends.a.refusal?.isTransient == false)
    }

    @Test("an application protocol that is not P1 fails the validation; 3072 is an old MTA's 12, none is P1 of 1984")
    func protocols() {
        for (number, context) in [
            (3, nil), (3072, ApplicationContext.mtsTransferProtocol), (12, .mtsTransferProtocol),
            (1, .mtsTransferProtocol1984), (nil, .mtsTransferProtocol1984),
        ] as [(Int?, ApplicationContext?)] {
            var ends = TwoEnds()
            ends.tellB(.transportConnected)
            ends.tellB(.octets(X410Captures.of1984Initiator[0]))
            var connect = ConnectSPDU()
            connect.userData = X410PPDU.connect(
                RTORQ(
                    checkpointSize: 1, windowSize: 3, dialogueMode: .monologue, connectionData: .open(Self.bind),
                    applicationProtocol: number
                ).components)
            ends.tellB(.octets(TPDU.dt(isLast: true, data: SPDU.cn(connect).encode()[...]).encode()))
            #expect(ends.b.indication?.applicationContext == context)
            #expect(ends.b.isDisconnected == (context == nil))
        }
    }

    @Test("the turn, an abort and a release go bare")
    func bare() throws {
        var ends = TwoEnds()
        ends.open(mode: .twoWayAlternate, context: .mtsTransferProtocol1984)
        ends.tellB(.turnPlease(priority: 1))
        ends.run()
        #expect(ends.a.log.last == .turnPleaseIndication(priority: 1))
        #expect(try spdus([ends.b.sent]).last?.tsdu == hex("0208 100101 c103020101"))
        ends.tellA(.turnGive)
        ends.run()
        ends.transferFromB([4, 5, 6])
        #expect(ends.a.finished == [[4, 5, 6]])
        ends.tellB(.abort(.permanentProblem))
        guard case .ab(let abort)? = try spdus([ends.b.sent]).last?.spdu else { throw Missing("no AB") }
        // X.410-1984 has no permanent problem.
        #expect(abort.userData == hex("3103800100"))
        ends.run()
        #expect(ends.a.aborted?.source == .peer)
        #expect(ends.a.aborted?.reason == RTSEAbortReason.localSystemProblem.rawValue)
        var others = TwoEnds()
        others.open(context: .mtsTransferProtocol)
        others.tellA(.close)
        others.run()
        #expect(try spdus([others.a.sent]).last?.tsdu.prefix(1) == [0x09])
        #expect(try spdus([others.b.sent]).last?.tsdu == hex("0a00"))
    }
}
