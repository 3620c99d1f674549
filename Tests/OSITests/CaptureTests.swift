import BER
import OSI
import Testing

/// Cuts TCP payloads into SPDUs.
func spdus(_ payloads: [[UInt8]]) throws -> [(tsdu: [UInt8], spdu: SPDU)] {
    var decoder = TPKTDecoder()
    var result: [(tsdu: [UInt8], spdu: SPDU)] = []
    for payload in payloads {
        decoder.append(payload)
        while let octets = try decoder.next() {
            guard case .dt(true, let data) = try TPDU.decode(octets), let spdu = try SPDU.decode(data) else { continue }
            result.append((Array(data), spdu))
        }
    }
    return result
}

@Suite("Octets of other implementations")
struct CaptureTests {
    static let all = [
        Captures.ppPingInitiator, Captures.ppPingResponder, Captures.ppTransferInitiator,
        Captures.ppTransferResponder, Captures.ppAlternateInitiator,
    ]

    @Test("every captured SPDU of PP decodes and encodes to the same octets", arguments: 0..<5)
    func sessionRoundTrip(_ index: Int) throws {
        let found = try spdus(Self.all[index])
        #expect(found.count >= 2)
        for (tsdu, spdu) in found { #expect(spdu.encode() == tsdu, "\(spdu)") }
    }

    @Test("PP's CONNECT is, layer by layer, what our encoders make of it")
    func connect() throws {
        let found = try spdus(Captures.ppPingInitiator)
        guard case .cn(let connect)? = found.first?.spdu else { throw Missing("no CN") }
        #expect(connect.userRequirements == 0x0249)
        #expect(connect.versions == 3)
        #expect(connect.tsduSizes == TSDUSizes(toResponder: 2041, toInitiator: 2041))
        let cp = try ConnectPPDU(connect.userData[...])
        #expect(cp.encode() == connect.userData)
        #expect(cp.contexts.map(\.identifier) == [1, 3, 5])
        let value = try #require(cp.userData.first)
        guard case .aarq(let aarq) = try ACSEAPDU.decode(value.octets) else { throw Missing("no AARQ") }
        #expect(ACSEAPDU.aarq(aarq).encode() == Array(value.octets))
        let information = try #require(aarq.userInformation)
        guard case .rtorq(let rtorq) = try RTSEAPDU.decode(information.octets) else { throw Missing("no RTORQ") }
        #expect(rtorq.checkpointSize == 63)
        #expect(rtorq.windowSize == 3)
        #expect(rtorq.dialogueMode == .monologue)
        #expect(RTSEAPDU.rtorq(rtorq).encode() == Array(information.octets))
    }

    @Test("PP's ACCEPT is, layer by layer, what our encoders make of it")
    func accept() throws {
        guard case .ac(let accept)? = try spdus(Captures.ppPingResponder).first?.spdu else {
            throw Missing("no AC")
        }
        let cpa = try AcceptPPDU(accept.userData[...])
        #expect(cpa.encode() == accept.userData)
        let value = try #require(cpa.userData.first)
        guard case .aare(let aare) = try ACSEAPDU.decode(value.octets) else { throw Missing("no AARE") }
        #expect(ACSEAPDU.aare(aare).encode() == Array(value.octets))
        let information = try #require(aare.userInformation)
        guard case .rtoac(let rtoac) = try RTSEAPDU.decode(information.octets) else { throw Missing("no RTOAC") }
        #expect(rtoac.checkpointSize == 1)
        #expect(rtoac.windowSize == 3)
        #expect(RTSEAPDU.rtoac(rtoac).encode() == Array(information.octets))
    }

    @Test("the two-way alternate RTORQ says so")
    func alternate() throws {
        guard case .cn(let connect)? = try spdus(Captures.ppAlternateInitiator).first?.spdu else {
            throw Missing("no CN")
        }
        let cp = try ConnectPPDU(connect.userData[...])
        guard case .aarq(let aarq) = try ACSEAPDU.decode(try #require(cp.userData.first).octets),
            case .rtorq(let rtorq) = try RTSEAPDU.decode(try #require(aarq.userInformation).octets)
        else { throw Missing("no RTORQ") }
        #expect(rtorq.dialogueMode == .twoWayAlternate)
    }

    @Test("PDUs of the sample of 2005, with indefinite lengths, decode")
    func sampleOf2005() throws {
        guard case .cr(let cr) = try TPDU.decode(Captures.publicCR[...]) else { throw Missing("no CR") }
        #expect(cr.calledSelector == Array("X400-88".utf8))
        #expect(cr.sizeCode == nil)
        guard case .cn(let connect)? = try SPDU.decode(Captures.publicCN[...]) else { throw Missing("no CN") }
        #expect(connect.callingReference == [0x04, 0x08] + Array("Percival".utf8))
        #expect(connect.versions == 2)
        let cp = try ConnectPPDU(connect.userData[...])
        #expect(cp.contexts.count == 3)
        guard case .ac(let accept)? = try SPDU.decode(Captures.publicAC[...]) else { throw Missing("no AC") }
        #expect(accept.calledSelector?.isEmpty == true)
        let cpa = try AcceptPPDU(accept.userData[...])
        guard case .aare(let aare) = try ACSEAPDU.decode(try #require(cpa.userData.first).octets),
            case .rtoac(let rtoac) = try RTSEAPDU.decode(try #require(aare.userInformation).octets)
        else { throw Missing("no RTOAC") }
        #expect(rtoac.checkpointSize == 63)
        #expect(rtoac.windowSize == 3)
        #expect(try SPDU.decode(Captures.publicFN[...])?.encode() == Captures.publicFN)
    }

    @Test("the recovery request of 2005 names its session connection, whichever string type it uses")
    func recoverRequest() throws {
        var reader = try BERReader(Captures.publicRecoverPDV[...])
        var list = try reader.next(.sequence).children()
        _ = try list.next(.integer)
        let apdu = try list.next(.context(0)).contents
        guard case .aarq(let aarq) = try ACSEAPDU.decode(apdu),
            case .rtorq(let rtorq) = try RTSEAPDU.decode(try #require(aarq.userInformation).octets)
        else { throw Missing("no RTORQ") }
        #expect(
            rtorq.connectionData
                == .recover(SessionConnectionIdentifier(reference: "Percival", time: "051001145108Z")))
    }

    /// Feeds what an initiator sent to our responder.
    private func replay(_ payloads: [[UInt8]], pieces: Int) -> TwoEnds {
        var ends = TwoEnds()
        ends.tellB(.transportConnected)
        for payload in payloads {
            var rest = payload[...]
            while !rest.isEmpty {
                ends.tellB(.octets(Array(rest.prefix(pieces))))
                rest = rest.dropFirst(pieces)
            }
        }
        return ends
    }

    @Test("PP's bind and release run through our responder to their end", arguments: [1, 7, 65_536])
    func replayPing(_ pieces: Int) {
        let ends = replay(Captures.ppPingInitiator, pieces: pieces)
        #expect(ends.b.aborted == nil)
        #expect(ends.b.log.suffix(2) == [.closed, .disconnect])
        #expect(ends.b.timers.isEmpty)
    }

    @Test("PP's message runs through our responder to its end", arguments: [1, 13, 65_536])
    func replayTransfer(_ pieces: Int) throws {
        for payloads in [Captures.ppTransferInitiator, Captures.ppAlternateInitiator] {
            let ends = replay(payloads, pieces: pieces)
            #expect(ends.b.aborted == nil)
            #expect(ends.b.log.suffix(2) == [.closed, .disconnect])
            let apdu = try #require(ends.b.finished.first)
            #expect(apdu.count == 678)
            #expect(apdu.prefix(5) == [0x28, 0x80, 0x02, 0x01, 0x05])
        }
    }

    @Test("our initiator runs to its end against what PP's responder sent")
    func replayResponder() {
        var ends = TwoEnds()
        ends.tellA(.transportConnected)
        ends.tellA(.open(OpenRequest(userData: TwoEnds.bind, sessionConnectionIdentifier: TwoEnds.name)))
        let payloads = Captures.ppTransferResponder
        ends.tellA(.octets(payloads[0]))
        ends.tellA(.octets(payloads[1]))
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
