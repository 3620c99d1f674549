import BER
import OSI
import Testing

@Suite("PDUs: success, failure, every prefix")
struct PDUTests {
    @Test("every TPDU comes back as it went, and no prefix of its header is taken")
    func tpdus() throws {
        for tpdu in Samples.tpdus {
            let octets = tpdu.encode()
            var decoder = TPKTDecoder()
            for octet in octets.dropLast() {
                decoder.append([octet])
                #expect(try decoder.next() == nil)
            }
            decoder.append([octets[octets.count - 1]])
            let whole = try #require(try decoder.next())
            #expect(try TPDU.decode(whole) == tpdu)
            for end in 0..<min(Int(octets[4]), octets.count - 4) {
                #expect(throws: OSIError.self) { try TPDU.decode(octets[4..<(4 + end)]) }
            }
        }
    }

    @Test("several TPKTs in one read and one TPKT in several reads come out the same")
    func framing() throws {
        let all = Samples.tpdus.flatMap { $0.encode() }
        for split in 0...all.count {
            var decoder = TPKTDecoder()
            var found: [TPDU] = []
            for piece in [all[..<split], all[split...]] {
                decoder.append(Array(piece))
                while let octets = try decoder.next() { found.append(try TPDU.decode(octets)) }
            }
            #expect(found == Samples.tpdus)
            #expect(decoder.pendingOctets == 0)
        }
    }

    @Test(
        "another TPKT version and a length that cannot be are refused",
        arguments: ["02000007", "0300000602f080", "03000000"])
    func badFraming(_ text: String) {
        var decoder = TPKTDecoder()
        decoder.append(hex(text))
        #expect(throws: OSIError(.malformed)) { try decoder.next() }
    }

    @Test("every SPDU comes back as it went")
    func spdus() throws {
        for spdu in Samples.spdus { #expect(try SPDU.decode(spdu.encode()[...]) == spdu) }
    }

    @Test("no prefix of an SPDU crashes or is taken for the whole, but where data simply ends earlier")
    func spduPrefixes() {
        for spdu in Samples.spdus {
            let octets = spdu.encode()
            for end in 0..<octets.count {
                let decoded = try? SPDU.decode(octets[..<end])
                if case .dt? = decoded { continue }
                #expect(decoded == nil || decoded == .some(nil))
            }
        }
    }

    @Test("lengths over 254 have three octets")
    func longLength() throws {
        var connect = Samples.connect
        connect.userData = [UInt8](repeating: 1, count: 300)
        let octets = SPDU.cn(connect).encode()
        #expect(octets[1] == 0xFF)
        #expect(try SPDU.decode(octets[...]) == .cn(connect))
        connect.userData = [UInt8](repeating: 1, count: 600)
        #expect(try SPDU.decode(SPDU.cn(connect).encode()[...]) == .cn(connect))
        #expect(SPDU.cn(connect).encode().contains(0xC2))
    }

    @Test(
        "SPDUs that this profile does not know are refused",
        arguments: [
            ("0500", OSIError.Code.unknownPDU), ("01003500", .unknownPDU), ("0100290 60f01012a0131", .unknownPDU),
            ("0100 31 03 2a 01 41", .malformed), ("0100 31 00", .missingParameter), ("0100 2d 00", .missingParameter),
            ("0100 31 09 2a 07 31323334353637", .malformed), ("0100 01 03 19 01 02 05", .malformed),
            ("0100 3106 2a0131 2a0131", .malformed), ("1500 00", .malformed), ("0d00 00", .malformed),
            ("0100 2d 09 29 07 02050102030405", .limitExceeded),
        ])
    func badSPDUs(_ text: String, _ code: OSIError.Code) {
        #expect(throws: OSIError(code)) { try SPDU.decode(hex(text)[...]) }
    }

    @Test("a GT or PT alone that says nothing is passed over")
    func emptyTokens() throws {
        #expect(try SPDU.decode([1, 0]) == nil)
        #expect(try SPDU.decode([2, 0]) == nil)
    }

    @Test("a category 2 SPDU is taken behind GT and behind PT")
    func eitherPrefix() throws {
        #expect(try SPDU.decode(hex("02002d052903020101")[...]) == .as(activity: [2, 1, 1]))
        #expect(try SPDU.decode(hex("01002d052903020101")[...]) == .as(activity: [2, 1, 1]))
    }

    @Test("PPDUs come back as they went, and no prefix is taken")
    func ppdus() throws {
        #expect(try ConnectPPDU(Samples.cp.encode()[...]) == Samples.cp)
        #expect(try AcceptPPDU(Samples.cpa.encode()[...]) == Samples.cpa)
        #expect(try RejectPPDU(Samples.cpr.encode()[...]) == Samples.cpr)
        for abort in [
            AbortPPDU.user([Samples.value]), .user([]), .provider(reason: 2), .provider(reason: 6, event: 7),
            .provider(reason: nil),
        ] {
            #expect(try AbortPPDU(abort.encode()[...]) == abort)
        }
        #expect(try PresentationValue.decodeUserData(Samples.value.encodeUserData()[...]) == [Samples.value])
        for end in 0..<Samples.cp.encode().count {
            #expect(throws: BERError.self) { try ConnectPPDU(Samples.cp.encode()[..<end]) }
        }
        for end in 0..<Samples.cpa.encode().count {
            #expect(throws: BERError.self) { try AcceptPPDU(Samples.cpa.encode()[..<end]) }
        }
        for end in 0..<Samples.value.encodeUserData().count {
            #expect(throws: BERError.self) {
                try PresentationValue.decodeUserData(Samples.value.encodeUserData()[..<end])
            }
        }
    }

    @Test("user data may name a transfer syntax, be octet-aligned, and hold several values")
    func userDataForms() throws {
        let values = try PresentationValue.decodeUserData(
            hex("61 18 30 0b 06025101 020101 a0 02 0500 30 09 020103 81 04 04020102")[...])
        #expect(values.map(\.context) == [1, 3])
        #expect(Array(values[0].octets) == [5, 0])
        #expect(Array(values[1].octets) == [4, 2, 1, 2])
    }

    @Test("a CP of one mode is none of the other, and one with the parameters of the other mode is none at all")
    func modes() throws {
        let x410 = X410PPDU.connect(Samples.rtorq.components)
        #expect(throws: BERError(.invalidValue)) { try ConnectPPDU(x410[...]) }
        let (mode, parameters) = try modeAndParameters(x410[...])
        #expect(mode == .x410)
        #expect(try RTORQ(components: parameters.contents) == Samples.rtorq)
        for end in 0..<x410.count { #expect(throws: BERError.self) { try modeAndParameters(x410[..<end]) } }
        #expect(throws: BERError(.missingElement)) { try modeAndParameters(hex("3107 a003800100 a200")[...]) }
        #expect(throws: BERError(.invalidValue)) { try modeAndParameters(hex("3107 a003800102 a200")[...]) }
        let rtab = RTAB(reason: .invalidParameter, reflectedParameter: [false, true])
        #expect(X410PPDU.set(rtab.components) == hex("3107 800101 8102 0640"))
        #expect(try RTAB(components: try X410PPDU.components(hex("3107 800101 8102 0640")[...])) == rtab)
    }

    @Test("ACSE and RTSE APDUs come back as they went, and no prefix is taken")
    func apdus() throws {
        for apdu in Samples.acseAPDUs {
            let octets = apdu.encode()
            #expect(try ACSEAPDU.decode(octets[...]) == apdu)
            for end in 0..<octets.count { #expect(throws: BERError.self) { try ACSEAPDU.decode(octets[..<end]) } }
        }
        for apdu in [
            RTSEAPDU.rtorq(
                RTORQ(
                    checkpointSize: 30, windowSize: 5, dialogueMode: .monologue, connectionData: .recover(TwoEnds.name))
            ),
            .rtorq(RTORQ(checkpointSize: 1, windowSize: 3, dialogueMode: .monologue, connectionData: .open([]))),
            .rtoac(RTOAC(checkpointSize: 63, windowSize: 3, connectionData: .open(TwoEnds.bindResult))),
            .rtorj(RTORJ(userData: [2, 1, 2])), .rtorj(RTORJ(userData: [])), .rttp(priority: 300),
            .rtab(RTAB(reason: .transferCompleted)), .rtab(RTAB(reason: nil)),
            .rtab(RTAB(reason: .invalidParameter, reflectedParameter: [false, true])),
        ] {
            let octets = apdu.encode()
            #expect(try RTSEAPDU.decode(octets[...]) == apdu)
            for end in 0..<octets.count { #expect(throws: BERError.self) { try RTSEAPDU.decode(octets[..<end]) } }
        }
    }

    @Test("an RTTR may be constructed")
    func rttr() throws {
        #expect(RTSEAPDU.rttrHeader(length: 2) + [1, 2] == [4, 2, 1, 2])
        #expect(try RTSEAPDU.decodeRTTR(hex("2480 04020102 040103 0000")[...]) == [1, 2, 3])
        #expect(throws: BERError(.unexpectedTag)) { try RTSEAPDU.decodeRTTR([2, 1, 2]) }
    }

    @Test("what is kept of a transfer comes back from its octets, and from no prefix of them")
    func recovery() throws {
        let octets = Samples.recovery.encode()
        #expect(try ActivityRecovery.decode(octets) == Samples.recovery)
        for end in 0..<octets.count {
            #expect(throws: BERError.self) { try ActivityRecovery.decode(Array(octets[..<end])) }
        }
    }
}
