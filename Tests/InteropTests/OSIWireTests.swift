import BER
import OSI
import Testing

@Suite("The association as tshark reads it")
struct OSIWireTests {
    /// Envelope of a message that PP 6.0 sent (recorded on the loopback interface).
    static let envelope = hex(
        """
        2880020105a080a080318064356311610413024742620313012013044c61624116206d74612e616c7068612e2e3039343a32
        302e31302e32362e32332e34372e3136602530236104130247426203130120a20613044c6162418305416c706861a5078005
        616c6963656504800205204601164a08746573742074776f48020430695230276311610413024742620313012013044c6162
        413112800d3236313132303232303030305a82010030276311610413024742620313012013044c6162413112800d32363131
        32303233343731365a820100a380302a800117a22504235375626a6563743a20746573742074776f2c0a546f3a20626f6240
        626574612e6c61623073800126a26e306c30326311610413024742620313012013044c6162411609616c7068612e6c616231
        12800d3236313132303232303030305a82010030366311610413024742620313012013044c616241160d6d74612e616c7068
        612e6c61623112800d3236313132303233343731365a8201000000a22e312c602230206104130247426203130120a2061304
        4c616242830442657461a5058003626f62800101810307a8000000
        """)

    /// An MTS-APDU in its EXTERNAL: an interpersonal message (X.420) with `count` octets of text.
    static func apdu(_ count: Int) -> [UInt8] {
        var content = BERWriter()
        content.constructed(.context(0)) {
            $0.set { $0.constructed(.application(11)) { $0.string("AB", tag: .printableString) } }
            $0.sequence {
                $0.constructed(.context(0)) {
                    $0.set { $0.integer(5, tag: .context(0)) }
                    $0.primitive(.ia5String, (0..<count).map { UInt8(32 + $0 % 90) })
                }
            }
        }
        var whole = BERWriter()
        whole.encoded(envelope)
        whole.octetString(content.octets)
        // The ends of the message, its tag, the single-ASN1-type and the EXTERNAL.
        return whole.octets + [0, 0, 0, 0, 0, 0]
    }

    static var configuration: AssociationConfiguration {
        var configuration = AssociationConfiguration()
        configuration.checkpointSize = 2
        configuration.windowSize = 3
        return configuration
    }

    @Test("bind, a message over several checkpoints, and release have nothing to complain of")
    func message() throws {
        var exchange = WireExchange(Self.configuration)
        exchange.open(.monologue, reference: "wire-1")
        exchange.run()
        let apdu = Self.apdu(20_000)
        exchange.outgoing.initiator = apdu[...]
        exchange.tellInitiator(.transfer(activityIdentifier: 1))
        exchange.run()
        #expect(exchange.received.responder == apdu)
        #expect(exchange.indications.initiator.contains(.transferConfirmed))
        exchange.tellInitiator(.close)
        exchange.run()
        let capture = exchange.capture.octets
        #expect(try Tshark.complaints(about: capture) == "")
        #expect(try Tshark.field("frame.number", where: "p1.message_element", in: capture).count == 1)
        let types = try Tshark.field("ses.type", where: "ses", in: capture).joined(separator: ",")
        for type in ["13", "14", "45", "49", "50", "41", "42", "9", "10"] {
            #expect(types.split(separator: ",").contains(Substring(type)), "SPDU \(type) in \(types)")
        }
    }

    @Test("two-way alternate with a message each way has nothing to complain of")
    func alternate() throws {
        var exchange = WireExchange(Self.configuration)
        exchange.open(.twoWayAlternate, reference: "wire-2")
        exchange.run()
        exchange.outgoing.initiator = Self.apdu(500)[...]
        exchange.tellInitiator(.transfer(activityIdentifier: 1))
        exchange.run()
        exchange.tellResponder(.turnPlease(priority: 0))
        exchange.run()
        exchange.tellInitiator(.turnGive)
        exchange.run()
        let reply = Self.apdu(5000)
        exchange.outgoing.responder = reply[...]
        exchange.tellResponder(.transfer(activityIdentifier: 1))
        exchange.run()
        #expect(exchange.received.initiator == reply)
        exchange.tellInitiator(.turnPlease(priority: 1))
        exchange.run()
        exchange.tellResponder(.turnGive)
        exchange.run()
        exchange.tellInitiator(.close)
        exchange.run()
        #expect(exchange.indications.initiator.contains(.closed))
        #expect(try Tshark.complaints(about: exchange.capture.octets) == "")
    }

    @Test("an interrupted and resumed activity and an exception have nothing to complain of")
    func resume() throws {
        var exchange = WireExchange(Self.configuration)
        exchange.open(.monologue, reference: "wire-3")
        exchange.run()
        let apdu = Self.apdu(7000)
        exchange.outgoing.initiator = apdu[...]
        exchange.securesEnd = false
        exchange.tellInitiator(.transfer(activityIdentifier: 1))
        exchange.run()
        exchange.tellInitiator(.interruptTransfer)
        exchange.run()
        let recovery = try #require(exchange.checkpoint)
        exchange.received.responder.removeLast(exchange.received.responder.count - recovery.octets)
        exchange.outgoing.initiator = apdu[recovery.octets...]
        exchange.tellInitiator(.resume(recovery, newActivityIdentifier: 2))
        exchange.run()
        exchange.tellResponder(.refuseTransfer(.localUserError))
        exchange.run()
        exchange.securesEnd = true
        exchange.received.responder.removeLast(exchange.received.responder.count - recovery.octets)
        exchange.outgoing.initiator = apdu[recovery.octets...]
        exchange.tellInitiator(
            .resume(
                ActivityRecovery(
                    session: recovery.session, activityIdentifier: 2, serial: recovery.serial,
                    octets: recovery.octets), newActivityIdentifier: 3))
        exchange.run()
        #expect(exchange.received.responder == apdu)
        #expect(exchange.indications.initiator.contains(.transferConfirmed))
        exchange.tellInitiator(.close)
        exchange.run()
        // tshark takes a resumed activity for a whole APDU: it reads up to the session layer here.
        let complaints = try Tshark.complaints(about: exchange.capture.octets, ["--disable-protocol", "pres"])
        #expect(complaints == "")
    }

    @Test("a refused bind, a recovered association and an abort have nothing to complain of")
    func refusalAndAbort() throws {
        var refused = WireExchange(Self.configuration)
        refused.bindResult = nil
        refused.open(.monologue, reference: "wire-4")
        refused.run()
        #expect(try Tshark.complaints(about: refused.capture.octets) == "")
        var aborted = WireExchange(Self.configuration, port: 49_153)
        aborted.open(.monologue, reference: "wire-5")
        aborted.run()
        aborted.tellResponder(.abort(.temporaryProblem))
        aborted.run()
        #expect(try Tshark.complaints(about: aborted.capture.octets) == "")
        var recovered = WireExchange(Self.configuration, port: 49_154)
        recovered.open(
            .monologue, reference: "wire-6",
            recover: SessionConnectionIdentifier(reference: "wire-5", time: "261121001503Z"))
        recovered.run()
        recovered.tellInitiator(.close)
        recovered.run()
        #expect(recovered.indications.initiator.contains(.closed))
        #expect(try Tshark.complaints(about: recovered.capture.octets) == "")
    }

    @Test("tshark does complain when an octet is wrong")
    func planted() throws {
        var exchange = WireExchange(Self.configuration)
        exchange.bind[4] = 0x85
        exchange.open(.monologue, reference: "wire-7")
        exchange.run()
        #expect(try !Tshark.complaints(about: exchange.capture.octets).isEmpty)
    }
}
