import OSI
import Testing

@Suite("Bad input")
struct BadInputTests {
    private static func exchange(fault: (place: Int, bits: UInt8)?) -> TwoEnds {
        var ends = TwoEnds(RecoveryTests.small, RecoveryTests.small)
        ends.fault = fault
        ends.open(mode: .twoWayAlternate)
        ends.transfer(AssociationTests.pattern(1100))
        ends.tellB(.turnPlease(priority: 0))
        ends.run()
        ends.tellA(.turnGive)
        ends.run()
        ends.transferFromB([1, 2, 3])
        ends.tellA(.turnPlease(priority: 0))
        ends.run()
        ends.tellB(.turnGive)
        ends.run()
        ends.tellA(.close)
        ends.run()
        return ends
    }

    @Test("one spoiled octet anywhere in an exchange is survived, by both ends, in good order")
    func spoiled() {
        let whole = Self.exchange(fault: nil)
        #expect(whole.a.log.suffix(2) == [.closed, .disconnect])
        let total = whole.wire.reduce(0) { $0 + $1.octets.count }
        for place in 0..<total {
            let bits: [UInt8] = [0x01, 0x80, 0xFF]
            var ends = Self.exchange(fault: (place, bits[place % 3]))
            ends.tellA(.transportClosed)
            ends.tellB(.transportClosed)
            #expect(ends.a.count(.disconnect) == 1 && ends.b.count(.disconnect) == 1, "octet \(place)")
            #expect(ends.a.timers.isEmpty && ends.b.timers.isEmpty, "octet \(place)")
        }
    }

    @Test(
        "what is no TPKT ends the association at once",
        arguments: ["474554202f20", "0300000300", "160301020001", "ffffffffffff", "0000000000"])
    func garbage(_ text: String) {
        for role in [AssociationRole.initiator, .responder] {
            var association = Association(role: role, configuration: AssociationConfiguration())
            _ = association.handle(.transportConnected)
            if role == .initiator {
                _ = association.handle(
                    .open(OpenRequest(userData: TwoEnds.bind, sessionConnectionIdentifier: TwoEnds.name)))
            }
            let actions = association.handle(.octets(hex(text)))
            #expect(actions.last == .disconnect)
            #expect(actions.contains { if case .aborted = $0 { true } else { false } })
            #expect(association.isEnded)
        }
    }

    @Test("a TSDU without end is cut off at the limit of the phase")
    func endlessTSDU() {
        var association = Association(role: .responder, configuration: AssociationConfiguration())
        _ = association.handle(.transportConnected)
        _ = association.handle(.octets(Captures.publicCR.withTPKT))
        let piece = TPDU.dt(isLast: false, data: [UInt8](repeating: 0, count: 10_000)[...]).encode()
        var rounds = 0
        while !association.isEnded, rounds < 100 {
            _ = association.handle(.octets(piece))
            rounds += 1
        }
        #expect(rounds == 7)
    }

    @Test("the wrong holder of the turn and a second CONNECT abort with the session's protocol error")
    func outOfPlace() {
        for tsdu in [
            SPDU.as(activity: [2, 1, 1]), .fn(userData: []), .cn(Samples.connect), .mia(serial: 1), .gtc,
            .aea(serial: 1),
        ] {
            var ends = TwoEnds()
            ends.open()
            let octets = TPDU.dt(isLast: true, data: tsdu.encode()[...]).encode()
            ends.tellA(.octets(octets))
            #expect(ends.a.aborted?.source == .us && ends.a.aborted?.layer == .session)
            ends.run()
            #expect(ends.b.aborted?.source == .peer && ends.b.aborted?.layer == .session)
        }
    }

    @Test("an RTTR in a context that is not RTSE's aborts")
    func wrongContext() {
        var others = TwoEnds()
        others.open()
        let start = SPDU.as(activity: [2, 1, 1])
        let value = PresentationValue(context: 5, octets: [4, 1, 7])
        for tsdu in [start.encode(), SPDU.dt(value.encodeUserData()[...]).encode()] {
            others.tellB(.octets(TPDU.dt(isLast: true, data: tsdu[...]).encode()))
        }
        #expect(others.b.aborted?.layer == .reliableTransfer)
        #expect(others.b.aborted?.reason == RTSEAbortReason.protocolError.rawValue)
        others.run()
        #expect(others.a.aborted?.source == .peer)
    }

    @Test("an RTTR over the checkpoint size aborts")
    func oversize() {
        var ends = TwoEnds(RecoveryTests.small, RecoveryTests.small)
        ends.open()
        let header = RTSEAPDU.rttrHeader(length: 1025)
        let value = PresentationValue(context: 3, head: header, octets: [UInt8](repeating: 1, count: 1025)[...])
        for tsdu in [SPDU.as(activity: [2, 1, 1]).encode(), SPDU.dt(value.encodeUserData()[...]).encode()] {
            ends.tellB(.octets(TPDU.dt(isLast: true, data: tsdu[...]).encode()))
        }
        #expect(ends.b.aborted?.reason == RTSEAbortReason.protocolError.rawValue)
    }
}

extension [UInt8] {
    var withTPKT: [UInt8] { [3, 0, UInt8((count + 4) >> 8), UInt8((count + 4) & 0xFF)] + self }
}
