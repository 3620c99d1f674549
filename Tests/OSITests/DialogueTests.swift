import OSI
import Testing

@Suite("Turn, refusal, abort, limits and timers")
struct DialogueTests {
    @Test("The turn is wanted back before the peer has acknowledged that it has it: it is asked for then")
    func turnWantedBackAtOnce() {
        var ends = TwoEnds()
        ends.open(mode: .twoWayAlternate)
        ends.tellA(.turnGive)
        ends.tellA(.turnPlease(priority: 1))
        ends.run()
        #expect(ends.b.log.suffix(2) == [.turnGiveIndication, .turnPleaseIndication(priority: 1)])
    }

    @Test("two-way alternate: the turn is asked for, given, used and given back")
    func turn() {
        var ends = TwoEnds()
        ends.open(mode: .twoWayAlternate)
        ends.transfer([1, 2, 3])
        ends.tellB(.turnPlease(priority: 0))
        ends.run()
        #expect(ends.a.log.last == .turnPleaseIndication(priority: 0))
        ends.tellA(.turnGive)
        ends.run()
        #expect(ends.b.log.last == .turnGiveIndication)
        ends.transferFromB([4, 5, 6])
        #expect(ends.a.finished == [[4, 5, 6]])
        #expect(ends.b.log.last == .transferConfirmed)
        ends.tellA(.turnPlease(priority: 2))
        ends.run()
        ends.tellB(.turnGive)
        ends.run()
        #expect(ends.a.log.last == .turnGiveIndication)
        ends.transfer([7], identifier: 2)
        #expect(ends.b.finished == [[1, 2, 3], [7]])
        ends.tellA(.close)
        ends.run()
        #expect(ends.a.log.suffix(2) == [.closed, .disconnect])
        #expect(ends.a.aborted == nil && ends.b.aborted == nil)
    }

    @Test("the responder may have the turn first")
    func responderFirst() {
        var ends = TwoEnds()
        ends.open(mode: .twoWayAlternate, turn: .responder)
        ends.tellA(.transfer(activityIdentifier: 1))
        #expect(ends.a.log.last == .transferFailed(.notPermitted))
        ends.transferFromB([9])
        #expect(ends.a.finished == [[9]])
    }

    @Test("the turn can be asked for while an APDU is received")
    func turnWhileReceiving() {
        var ends = TwoEnds(RecoveryTests.small, RecoveryTests.small)
        ends.open(mode: .twoWayAlternate)
        ends.b.securesEnd = false
        ends.transfer(RecoveryTests.apdu)
        ends.tellB(.turnPlease(priority: 3))
        ends.run()
        #expect(ends.a.log.last == .turnPleaseIndication(priority: 3))
        ends.tellB(.transferSecured)
        ends.run()
        #expect(ends.a.log.last == .transferConfirmed)
    }

    @Test("a refused bind reaches the initiator with its bind error, transient only when busy")
    func refuse() {
        let error = hex("b203020102")
        for (reason, isTransient) in [(RefuseReason.validationFailure, false), (.busy, true)] {
            var ends = TwoEnds()
            ends.b.answersOpen = false
            ends.open()
            ends.tellB(.refuseOpen(reason, userData: error))
            #expect(ends.b.log.last == .disconnect)
            ends.run()
            let refusal = OpenRefusal(
                layer: .reliableTransfer, reason: 1, isTransient: isTransient, userData: error)
            #expect(ends.a.log.suffix(2) == [.openRefused(refusal), .disconnect])
        }
    }

    @Test("unknown selectors are refused by the layer that they belong to")
    func selectors() {
        var transport = AssociationConfiguration()
        transport.selectors.transport = [1]
        var session = AssociationConfiguration()
        session.selectors.session = [2]
        var presentation = AssociationConfiguration()
        presentation.selectors.presentation = [3]
        for (configuration, layer, reason) in [
            (transport, ProtocolLayer.transport, 3), (session, .session, 0x81), (presentation, .presentation, 3),
        ] {
            var ends = TwoEnds(AssociationConfiguration(), configuration)
            ends.open()
            #expect(ends.b.aborted?.layer == layer)
            let refusal = OpenRefusal(layer: layer, reason: reason, detail: ends.detail)
            #expect(ends.a.log == [.openRefused(refusal), .disconnect])
        }
    }

    @Test("an abort by either owner tells the other end its reason")
    func abort() {
        var ends = TwoEnds()
        ends.open()
        ends.tellB(.abort(.localSystemProblem))
        ends.run()
        #expect(ends.a.aborted?.source == .peer)
        #expect(ends.a.aborted?.reason == RTSEAbortReason.localSystemProblem.rawValue)
        #expect(ends.b.aborted?.source == .us)
        #expect(ends.a.isDisconnected && ends.b.isDisconnected)
        var others = TwoEnds()
        others.b.answersOpen = false
        others.open()
        others.tellA(.abort(.temporaryProblem))
        others.run()
        #expect(others.b.aborted?.reason == RTSEAbortReason.temporaryProblem.rawValue)
    }

    @Test("small TPDUs carry everything in several DTs", arguments: [128, 256, 2048, 8192])
    func smallTPDUs(_ size: Int) {
        var configuration = AssociationConfiguration()
        configuration.tpduSize = size
        var ends = TwoEnds(configuration, AssociationConfiguration())
        ends.open()
        let apdu = AssociationTests.pattern(70_000)
        ends.transfer(apdu)
        #expect(ends.b.finished == [apdu])
        var others = TwoEnds(AssociationConfiguration(), configuration)
        others.open()
        others.transfer(apdu)
        #expect(others.b.finished == [apdu])
    }

    @Test("the whole exchange passes in pieces of any size", arguments: [1, 2, 3, 5, 17, 1000])
    func pieces(_ size: Int) {
        var ends = TwoEnds(RecoveryTests.small, RecoveryTests.small)
        ends.pieceLimit = size
        ends.open()
        ends.transfer(RecoveryTests.shortAPDU)
        ends.tellA(.close)
        ends.run()
        #expect(ends.b.finished == [RecoveryTests.shortAPDU])
        #expect(ends.a.log.suffix(2) == [.closed, .disconnect])
    }

    @Test("without checkpoints one RTTR takes the whole APDU, up to the limit")
    func withoutCheckpoints() {
        var none = AssociationConfiguration()
        none.allowsNoCheckpoints = true
        none.checkpointSize = 0
        var ends = TwoEnds(AssociationConfiguration(), none)
        ends.open()
        let apdu = AssociationTests.pattern(200_000)
        ends.transfer(apdu)
        #expect(ends.b.finished == [apdu])
        let tooMuch = AssociationConfiguration.greatestUncheckpointedAPDU + 1
        ends.transfer([UInt8](repeating: 0, count: tooMuch), identifier: 2)
        #expect(ends.a.log.last == .transferFailed(.tooLarge))
        ends.transfer(apdu, identifier: 3)
        #expect(ends.b.finished == [apdu, apdu])
    }

    @Test("an empty APDU is an APDU")
    func empty() {
        var ends = TwoEnds()
        ends.open()
        ends.transfer([])
        #expect(ends.b.finished == [[]])
        #expect(ends.a.log.last == .transferConfirmed)
    }

    // MARK: Timers

    @Test("the open timer runs from the transport connection to the association")
    func openTimer() {
        var ends = TwoEnds()
        ends.b.answersOpen = false
        ends.open()
        #expect(ends.a.timers == [.open] && ends.b.timers == [.open])
        ends.tellA(.timerFired(.open))
        #expect(ends.a.aborted?.source == .us)
        #expect(ends.a.log.last == .disconnect)
        ends.run()
        #expect(ends.b.aborted?.source == .peer)
    }

    @Test("silence of a peer that owes an answer ends the association; a stale timer does nothing")
    func inactivity() {
        var ends = TwoEnds()
        ends.open()
        #expect(ends.a.timers.isEmpty && ends.b.timers.isEmpty)
        ends.b.securesEnd = false
        ends.transfer([1])
        #expect(ends.a.timers == [.inactivity])
        #expect(ends.b.timers.isEmpty)
        ends.tellB(.timerFired(.inactivity))
        #expect(ends.b.aborted == nil)
        ends.tellA(.timerFired(.inactivity))
        #expect(ends.a.aborted?.reason == RTSEAbortReason.temporaryProblem.rawValue)
        #expect(ends.a.timers.isEmpty && ends.a.isDisconnected)
    }

    @Test("the disconnect timer watches over the release on both sides")
    func disconnectTimer() {
        var ends = TwoEnds()
        ends.open()
        ends.tellA(.close)
        #expect(ends.a.timers == [.disconnect])
        ends.tellA(.timerFired(.disconnect))
        #expect(ends.a.aborted?.source == .us && ends.a.isDisconnected)
        var others = TwoEnds()
        others.open()
        others.tellA(.close)
        others.run()
        others.tellB(.timerFired(.disconnect))
        #expect(others.b.log.suffix(2) == [.closed, .disconnect])
    }

    @Test("nothing follows a disconnect")
    func nothingFollows() {
        var ends = TwoEnds()
        ends.open()
        ends.tellA(.transportClosed)
        let count = ends.a.log.count
        for event in Samples.associationEvents { ends.tellA(event) }
        #expect(ends.a.log.count == count)
    }
}

extension TwoEnds {
    /// The detail of the refusal that A was told, which tests do not compare.
    var detail: String {
        for case .openRefused(let refusal) in a.log { return refusal.detail }
        return ""
    }
}
