import OSI
import Testing

@Suite("Large APDUs and small pieces")
struct ScaleTests {
    private static func configuration(_ change: (inout AssociationConfiguration) -> Void) -> AssociationConfiguration {
        var configuration = AssociationConfiguration()
        change(&configuration)
        return configuration
    }

    @Test("Octet by octet, a transfer costs no more than its length", .timeLimit(.minutes(1)))
    func octetByOctet() {
        var ends = TwoEnds()
        ends.open()
        let apdu = AssociationTests.pattern(200_000)
        ends.a.outgoing = apdu
        ends.tellA(.transfer(activityIdentifier: 1))
        while !ends.toA.isEmpty || !ends.toB.isEmpty {
            let toB = ends.toB
            ends.toB = []
            for octet in toB { ends.tellB(.octets([octet])) }
            let toA = ends.toA
            ends.toA = []
            for octet in toA { ends.tellA(.octets([octet])) }
        }
        #expect(ends.b.finished == [apdu])
        #expect(ends.a.log.last == .transferConfirmed)
    }

    @Test("One RTTR of 4 MB in TPDUs of 128 octets, without checkpoints", .timeLimit(.minutes(1)))
    func smallestTPDUs() {
        let configuration = Self.configuration {
            $0.checkpointSize = 0
            $0.allowsNoCheckpoints = true
            $0.tpduSize = 128
        }
        var ends = TwoEnds(configuration, configuration)
        ends.open()
        let apdu = AssociationTests.pattern(4 << 20)
        ends.a.outgoing = apdu
        ends.tellA(.transfer(activityIdentifier: 1))
        while !ends.toA.isEmpty || !ends.toB.isEmpty {
            let toB = ends.toB
            ends.toB = []
            // As they come from a socket.
            for start in stride(from: 0, to: toB.count, by: 16_384) {
                ends.tellB(.octets(Array(toB[start..<min(start + 16_384, toB.count)])))
            }
            let toA = ends.toA
            ends.toA = []
            if !toA.isEmpty { ends.tellA(.octets(toA)) }
        }
        #expect(ends.b.finished == [apdu])
    }
}
