import OSI
import Testing

@Suite("Cut, interrupted and refused transfers")
struct RecoveryTests {
    static let apdu = AssociationTests.pattern(4500)

    static var small: AssociationConfiguration {
        var configuration = AssociationConfiguration()
        configuration.checkpointSize = 1
        configuration.windowSize = 2
        return configuration
    }

    /// The same two ends' memories on a new line.
    static func again(_ old: TwoEnds, recover: SessionConnectionIdentifier? = nil) -> TwoEnds {
        var ends = TwoEnds(small, small)
        ends.b.incoming = old.b.incoming
        ends.b.receivedRecovery = old.b.receivedRecovery
        ends.b.finished = old.b.finished
        ends.a.outgoing = old.a.outgoing
        ends.open(
            recover: recover, name: SessionConnectionIdentifier(reference: "here-2", time: "261121001603Z"))
        return ends
    }

    /// Short, since every octet of it costs an exchange.
    static let shortAPDU = AssociationTests.pattern(2500)

    @Test("an association can be recovered by its session connection identifier instead of being bound")
    func recoverAssociation() throws {
        var ends = TwoEnds(Self.small, Self.small)
        ends.open()
        ends.a.outgoing = Self.apdu
        ends.b.securesEnd = false
        ends.transfer(Self.apdu)
        ends.tellA(.transportClosed)
        ends.tellB(.transportClosed)
        let recovery = try #require(ends.a.sentRecovery)
        #expect(recovery.serial == 4)
        var next = Self.again(ends, recover: recovery.session)
        #expect(
            next.b.log.contains {
                if case .openIndication(let indication) = $0 {
                    indication.recover == recovery.session && indication.userData.isEmpty
                } else {
                    false
                }
            })
        next.a.position = recovery.octets
        next.tellA(.resume(recovery, newActivityIdentifier: 2))
        next.run()
        #expect(next.b.finished == [Self.apdu])
        #expect(next.a.log.last == .transferConfirmed)
    }

    @Test("an interrupt keeps the association, and the transfer resumes on it")
    func interrupt() throws {
        var ends = TwoEnds(Self.small, Self.small)
        ends.open()
        ends.b.securesEnd = false
        ends.transfer(Self.apdu)
        ends.tellA(.interruptTransfer)
        ends.run()
        #expect(ends.a.log.last == .transferFailed(.interrupted))
        #expect(ends.b.log.last == .transferFailed(.interruptedByPeer(reason: 0)))
        let recovery = try #require(ends.a.sentRecovery)
        ends.b.securesEnd = true
        ends.a.position = recovery.octets
        ends.tellA(.resume(recovery, newActivityIdentifier: 2))
        ends.run()
        #expect(ends.a.log.last == .transferConfirmed)
        #expect(ends.b.finished == [Self.apdu])
    }

    @Test("an interrupt before any confirmed checkpoint discards")
    func interruptTooEarly() {
        var ends = TwoEnds(Self.small, Self.small)
        ends.open()
        ends.b.securesCheckpoints = false
        ends.transfer(Self.apdu)
        ends.tellA(.interruptTransfer)
        ends.run()
        #expect(ends.a.log.last == .transferFailed(.discarded))
        #expect(ends.b.log.last == .transferFailed(.discardedByPeer(reason: 0)))
        ends.b.securesCheckpoints = true
        ends.transfer(Self.apdu, identifier: 2)
        #expect(ends.b.finished == [Self.apdu])
    }

    @Test("no more than the window's checkpoints go out unconfirmed")
    func window() {
        var ends = TwoEnds(Self.small, Self.small)
        ends.open()
        ends.b.securesCheckpoints = false
        ends.transfer(Self.apdu)
        #expect(ends.b.incoming.count == 2048)
        #expect(ends.b.count(.checkpointIndication(serial: 2)) == 1)
        #expect(ends.b.count(.checkpointIndication(serial: 3)) == 0)
        ends.b.securesCheckpoints = true
        ends.tellB(.checkpointSecured(serial: 2))
        ends.run()
        #expect(ends.a.log.last == .transferConfirmed)
    }

    @Test("the receiver's exception interrupts or discards as its reason says")
    func exceptions() {
        for (reason, failure) in [
            (ExceptionReason.receivingAbilityJeopardized, TransferFailure.peerException(reason: 1, isResumable: true)),
            (.localUserError, .peerException(reason: 5, isResumable: true)),
            (.unrecoverableProceduralError, .peerException(reason: 6, isResumable: false)),
        ] {
            var ends = TwoEnds(Self.small, Self.small)
            ends.open()
            ends.b.securesEnd = false
            ends.transfer(Self.apdu)
            ends.tellB(.refuseTransfer(reason))
            ends.run()
            #expect(ends.a.log.last == .transferFailed(failure))
            #expect(ends.a.aborted == nil && ends.b.aborted == nil)
            ends.b.securesEnd = true
            ends.transfer(Self.apdu, identifier: 2)
            #expect(ends.b.finished == [Self.apdu])
        }
    }

    @Test("a resumption of something unknown is refused, and the APDU goes again from its start")
    func unknownResumption() {
        var ends = TwoEnds(Self.small, Self.small)
        ends.open()
        let recovery = ActivityRecovery(session: TwoEnds.name, activityIdentifier: 9, serial: 3, octets: 3072)
        ends.a.outgoing = Self.apdu
        ends.a.position = 3072
        ends.tellA(.resume(recovery, newActivityIdentifier: 10))
        ends.run()
        #expect(ends.a.log.last == .transferFailed(.cannotResume))
        ends.transfer(Self.apdu, identifier: 11)
        #expect(ends.b.finished == [Self.apdu])
    }

    @Test("what arrives before the owner has decided on a resumption is held back, not lost")
    func heldBack() {
        var ends = TwoEnds(Self.small, Self.small)
        ends.open(mode: .twoWayAlternate)
        let recovery = ActivityRecovery(session: TwoEnds.name, activityIdentifier: 9, serial: 4, octets: 4096)
        ends.b.incoming = Array(Self.apdu.prefix(4096))
        ends.b.resumeAnswer = .turnPlease(priority: 1)
        ends.a.outgoing = Self.apdu
        ends.a.position = 4096
        ends.tellA(.resume(recovery, newActivityIdentifier: 10))
        ends.run()
        #expect(ends.b.incoming.count == 4096)
        ends.tellB(.resumeAccepted(octets: 4096))
        ends.run()
        #expect(ends.b.finished == [Self.apdu])
        #expect(ends.a.log.contains(.turnPleaseIndication(priority: 1)))
        #expect(ends.a.log.last == .transferConfirmed)
    }
}
