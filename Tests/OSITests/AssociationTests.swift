import OSI
import Testing

@Suite("Two ends of an association")
struct AssociationTests {
    static func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) } }

    @Test("open, transfer a small APDU, release")
    func small() {
        var ends = TwoEnds()
        ends.open()
        #expect(
            ends.a.log.contains {
                if case .openConfirm(let confirm) = $0 {
                    confirm.userData == TwoEnds.bindResult && confirm.checkpointSize == 30 && confirm.windowSize == 5
                        && confirm.mtseContextIdentifier == 5 && confirm.tpduSize == 65_531
                } else {
                    false
                }
            })
        #expect(
            ends.b.log.contains {
                if case .openIndication(let indication) = $0 {
                    indication.userData == TwoEnds.bind && indication.sessionConnectionIdentifier == TwoEnds.name
                        && indication.called.transport == Array("X400-88".utf8)
                } else {
                    false
                }
            })
        let apdu = Self.pattern(700)
        ends.transfer(apdu)
        #expect(ends.b.finished == [apdu])
        #expect(ends.a.log.last == .transferConfirmed)
        ends.tellA(.close)
        ends.run()
        #expect(ends.a.log.suffix(2) == [.closed, .disconnect])
        #expect(ends.b.log.last == .closed)
        #expect(ends.b.timers == [.disconnect])
        ends.tellB(.transportClosed)
        #expect(ends.b.log.suffix(2) == [.closed, .disconnect])
        #expect(ends.a.timers.isEmpty)
        #expect(ends.b.timers.isEmpty)
    }

    @Test("a megabyte goes in full checkpoints, each confirmed with the octets before it")
    func large() {
        var ends = TwoEnds()
        ends.open()
        let apdu = Self.pattern(1 << 20)
        ends.transfer(apdu)
        #expect(ends.b.finished == [apdu])
        let confirmed: [Int] = ends.a.log.compactMap {
            if case .checkpointConfirmed(let serial, let octets) = $0 {
                octets == serial * 30 * 1024 ? serial : nil
            } else {
                nil
            }
        }
        #expect(confirmed == Array(1...34))
    }

    @Test("what the layers agreed on can be read at both ends, and is the same", arguments: ApplicationContext.allCases)
    func negotiated(_ context: ApplicationContext) throws {
        var small = AssociationConfiguration()
        small.tpduSize = 2048
        small.checkpointSize = 15
        small.windowSize = 2
        var ends = TwoEnds(AssociationConfiguration(), small)
        #expect(ends.a.association.negotiated == nil)
        ends.open(mode: .twoWayAlternate, turn: .responder, context: context)
        let ours = try #require(ends.a.association.negotiated)
        #expect(ours == ends.b.association.negotiated)
        #expect(ours.tpduSize == 2048)
        #expect(ours.sessionVersion == 2)
        #expect(
            ours.functionalUnitNames == ["half-duplex", "minor synchronize", "activity management", "exceptions"])
        #expect(ours.sessionConnectionIdentifier == TwoEnds.name)
        #expect(ours.applicationContext == context)
        #expect(ours.contexts.map(\.identifier) == (context == .mtsTransfer ? [1, 3, 5] : []))
        #expect(ours.dialogueMode == .twoWayAlternate)
        #expect(ours.initialTurn == .responder)
        #expect(ours.checkpointSize == 15)
        #expect(ours.windowSize == 2)
        ends.tellA(.abort(.temporaryProblem))
        #expect(ends.a.association.negotiated == ours)
    }
}
