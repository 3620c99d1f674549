import OSI
import Testing

@Suite("SPDUs to TSDUs and back")
struct SPDUCodecTests {
    /// Two codecs between which a connection has been made.
    static func connected(
        versions: UInt8 = 2, _ sizes: TSDUSizes?
    ) throws -> (initiator: SPDUCodec, responder: SPDUCodec) {
        var initiator = SPDUCodec()
        var responder = SPDUCodec()
        var connect = Samples.connect
        connect.tsduSizes = sizes
        for tsdu in try sent(.cn(connect), by: &initiator) { _ = try responder.decode(tsdu[...]) }
        var accept = Samples.accept
        accept.versions = versions
        accept.tsduSizes = sizes
        for tsdu in try sent(.ac(accept), by: &responder) { _ = try initiator.decode(tsdu[...]) }
        return (initiator, responder)
    }

    static func sent(_ spdu: SPDU, by codec: inout SPDUCodec) throws -> [[UInt8]] {
        let tsdus = codec.encode(spdu)
        return try #require(tsdus).map { $0.head + $0.data }
    }

    static func withData(_ count: Int) -> [SPDU] {
        let data = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var accept = Samples.accept
        accept.userData = data
        return [
            .ac(accept), .rf(RefuseSPDU(reason: 2, userData: data)), .fn(userData: data), .dn(userData: data),
            .ab(.byUser(data)), .pt(tokens: 1, userData: data), .ed(reason: 5, userData: data), .dt(data[...]),
        ]
    }

    // MARK: Segmenting

    @Test("each SPDU with user data is cut to the agreed size and comes out whole", arguments: [80, 256, 2041, 0])
    func segments(_ size: Int) throws {
        let sizes = TSDUSizes(toResponder: UInt16(size), toInitiator: 0)
        for count in [0, 1, 50, 255, 2000, 2041, 5000] {
            for spdu in Self.withData(count) {
                if case .ac = spdu { continue }
                var (initiator, responder) = try Self.connected(sizes)
                var found: [SPDU] = []
                let tsdus = try Self.sent(spdu, by: &initiator)
                for octets in tsdus {
                    #expect(size == 0 || octets.count <= size, "\(count) octets")
                    #expect(found.isEmpty)
                    found += try responder.decode(octets[...])
                }
                #expect(found == [spdu])
                #expect(size != 0 || tsdus.count == 1)
                // The other way nothing is limited.
                #expect(try Self.sent(spdu, by: &responder).count == 1)
            }
        }
    }

    @Test("an ACCEPT obeys the size that it agrees to, and what is over 65535 octets is segmented by itself")
    func segmentedAccept() throws {
        for (size, count) in [(100 as UInt16, 3000), (0, 60_000)] {
            var accept = Samples.accept
            accept.userData = [UInt8](repeating: 6, count: count)
            accept.tsduSizes = TSDUSizes(toResponder: 0, toInitiator: size)
            var responder = SPDUCodec()
            var initiator = SPDUCodec()
            _ = try responder.decode(SPDU.cn(Samples.connect).encode()[...])
            _ = initiator.encode(.cn(Samples.connect))
            var found: [SPDU] = []
            for tsdu in try Self.sent(.ac(accept), by: &responder) {
                #expect(size == 0 || tsdu.count <= Int(size))
                found += try initiator.decode(tsdu[...])
            }
            #expect(found == [.ac(accept)])
        }
        let long = SPDU.pt(tokens: 1, userData: [UInt8](repeating: 1, count: 65_530))
        var codec = SPDUCodec()
        #expect(try Self.sent(long, by: &codec).count == 2)
    }

    @Test("a DT has an enclosure item where segmenting is agreed on, and not otherwise")
    func enclosure() throws {
        var (initiator, responder) = try Self.connected(TSDUSizes(toResponder: 64, toInitiator: 0))
        let data = Array(UInt8(0)..<60)
        let long = try Self.sent(.dt(data[...]), by: &initiator)
        #expect(long == [hex("0100 0103190101") + data[..<57], hex("0100 0103190102") + data[57...]])
        #expect(try Self.sent(.dt([1]), by: &initiator) == [hex("0100 0103190103 01")])
        #expect(try Self.sent(.dt([1]), by: &responder) == [hex("0100 0100 01")])
    }

    @Test("a TSDU size with which each octet would cost hundreds is not agreed to", arguments: [1, 10, 63] as [UInt16])
    func smallestSize(_ size: UInt16) {
        #expect(throws: OSIError(.limitExceeded, "")) {
            try Self.connected(TSDUSizes(toResponder: size, toInitiator: 0))
        }
    }

    @Test("segments are put together across any cut", arguments: [1, 2, 3])
    func cuts(_ parts: Int) throws {
        let whole = Array(UInt8(0)..<30)
        for first in 0...30 {
            for second in stride(from: first, through: 30, by: parts) {
                var codec = SPDUCodec()
                var found: [SPDU] = []
                for (piece, mark) in [(whole[..<first], 1), (whole[first..<second], 0), (whole[second...], 2)] {
                    found += try codec.decode((hex("0100 01031901") + [UInt8(mark)] + piece)[...])
                }
                #expect(found == [.dt(whole[...])])
            }
        }
    }

    @Test(
        "segments that do not belong together are refused",
        arguments: [
            ["0100 0103190102 05"], ["0100 0103190100 05"], ["0100 0103190101 05", "0100 0103190101 05"],
            ["0100 0103190101 05", "0100 0103190103 05"], ["0100 0103190101 05", "0100 0100 05"],
            ["0100 0103190101 05", "0100 31032a0131"], ["0100 0103190101 05", "0903110101"],
            ["0906 190101 c10105", "0a06 190102 c10105"], ["0906 190102 c10105"],
            ["0c06 190101 320102", "0100 0103190102 05"],
            ["0209 100101 190101 c10105 0100 05"], ["0100 0103190101 05", "0206 190102 c10105"],
        ])
    func outOfPlace(_ tsdus: [String]) throws {
        var codec = SPDUCodec()
        for tsdu in tsdus.dropLast() { #expect(try codec.decode(hex(tsdu)[...]).isEmpty) }
        #expect(throws: OSIError(.malformed)) { try codec.decode(hex(tsdus[tsdus.count - 1])[...]) }
    }

    @Test(
        "what makes an SSDU void may come in the middle of it",
        arguments: [
            ("1903110103", SPDU.ab(AbortSPDU(disconnect: 3))), ("0100 1900", .ai(reason: nil)),
            ("0100 3903320101", .ad(reason: 1)), ("0200 0000", .er), ("0200 3003320105", .ed(reason: 5, userData: [])),
        ])
    func void(_ text: String, _ spdu: SPDU) throws {
        var codec = SPDUCodec()
        #expect(try codec.decode(hex("0100 0103190101 05")[...]).isEmpty)
        #expect(try codec.decode(hex(text)[...]) == [spdu])
        #expect(try codec.decode(hex("0100 0100 06")[...]) == [.dt([6])])
    }

    @Test("segments without end are cut off at the limit")
    func endless() throws {
        var codec = SPDUCodec()
        codec.greatestUserData = 100
        let piece = [UInt8](repeating: 0, count: 40)
        #expect(try codec.decode((hex("0100 0103190101") + piece)[...]).isEmpty)
        #expect(try codec.decode((hex("0100 0103190100") + piece)[...]).isEmpty)
        #expect(throws: OSIError(.limitExceeded)) { try codec.decode((hex("0100 0103190100") + piece)[...]) }
        var other = SPDUCodec()
        other.greatestUserData = 60
        #expect(try other.decode((hex("092d 190101 c128") + piece)[...]).isEmpty)
        #expect(throws: OSIError(.limitExceeded)) { try other.decode((hex("092d 190100 c128") + piece)[...]) }
    }

    @Test("one that sends an abort among the segments of an abort is understood")
    func segmentedAbort() throws {
        var codec = SPDUCodec()
        #expect(try codec.decode(hex("1909 110103 190101 c10105")[...]).isEmpty)
        #expect(try codec.decode(hex("1906 190102 c10106")[...]) == [.ab(.byUser([5, 6]))])
    }

    // MARK: Concatenation

    @Test(
        "tokens in front of a category 2 SPDU are given behind it",
        arguments: [
            ("0103100115 3103 2a0131", [.mip(serial: 1, needsConfirmation: true), .gt(tokens: 0x15)]),
            ("0103100101 0100 0507", [.dt([5, 7]), .gt(tokens: 1)]),
            ("0206100101c10102 3203 2a0131", [.mia(serial: 1), .pt(tokens: 1, userData: [2])]),
            ("0103100100 0100 05", [.dt([5])]), ("0100 0100", [.dt([])]), ("0100", []), ("0203100100", []),
        ] as [(String, Few<SPDU>)])
    func concatenation(_ text: String, _ spdus: Few<SPDU>) throws {
        var codec = SPDUCodec()
        #expect(try codec.decode(hex(text)[...]) == spdus)
    }

    @Test(
        "extended concatenation and what cannot stand together are refused",
        arguments: ["0100 31032a0131 32032a0131", "0903110101 0a00", "1500 1600", "0100 0100 0100 31"])
    func badConcatenation(_ text: String) {
        var codec = SPDUCodec()
        if text.hasPrefix("0100 0100") {
            // Whatever stands behind DT is its data.
            #expect((try? codec.decode(hex(text)[...])) == [.dt([1, 0, 0x31])])
        } else {
            #expect(throws: OSIError(.malformed)) { try codec.decode(hex(text)[...]) }
        }
    }

    // MARK: Versions

    @Test("version 1 has 512 octets of user data, 9 in an abort, and no segments but of DT")
    func version1() throws {
        var (initiator, responder) = try Self.connected(versions: 1, nil)
        #expect(initiator.version == 1 && responder.version == 1)
        for spdu in Self.withData(513) {
            switch spdu {
            case .ab:
                #expect(try Self.sent(spdu, by: &initiator) == [SPDU.ab(.byUser([])).encode()])
            case .ac: #expect(SPDUCodec.ofVersion1(accepting: spdu) == nil)
            case .dt: #expect(try Self.sent(spdu, by: &initiator).count == 1)
            default:
                let tsdus = initiator.encode(spdu)
                #expect(tsdus?.count == nil)
                #expect(throws: OSIError(.limitExceeded)) { try responder.decode(spdu.encode()[...]) }
            }
        }
        for spdu in Self.withData(512) { #expect(try Self.sent(spdu, by: &initiator).count == 1) }
        (initiator, _) = try Self.connected(versions: 1, nil)
        let abort = SPDU.ab(.byUser([UInt8](repeating: 1, count: 9)))
        #expect(try Self.sent(abort, by: &initiator) == [abort.encode()])
    }

    @Test("a CONNECT of version 1 alone with more than 512 octets, or with overflow, is refused")
    func version1Connect() {
        var connect = Samples.connect
        connect.versions = 1
        connect.userData = [UInt8](repeating: 1, count: 513)
        #expect(throws: OSIError(.limitExceeded)) { try SPDU.decode(SPDU.cn(connect).encode()[...]) }
        connect.userData = [1]
        connect.hasDataOverflow = true
        #expect(throws: OSIError(.limitExceeded)) { try SPDU.decode(SPDU.cn(connect).encode()[...]) }
    }

    // MARK: Parameters

    @Test("extended user data over 10240 octets, a TSDU size that is none and a selector over 16 octets are refused")
    func limits() {
        var connect = Samples.longConnect
        connect.userData = [UInt8](repeating: 1, count: 10_241)
        #expect(throws: OSIError(.limitExceeded)) { try SPDU.decode(SPDU.cn(connect).encode()[...]) }
        #expect(throws: OSIError(.malformed)) { try SPDU.decode(hex("0d09 0507 1502 0102 160102")[...]) }
        connect = Samples.connect
        connect.calledSelector = [UInt8](repeating: 1, count: 17)
        #expect(throws: OSIError(.limitExceeded)) { try SPDU.decode(SPDU.cn(connect).encode()[...]) }
        connect = Samples.connect
        connect.callingReference = [UInt8](repeating: 1, count: 65)
        #expect(throws: OSIError(.limitExceeded)) { try SPDU.decode(SPDU.cn(connect).encode()[...]) }
    }

    @Test("parameters that nobody knows are passed over, one given twice is not")
    func unknown() throws {
        #expect(try SPDU.decode(hex("0100 3106 7f0101 2a0131")[...]) == .mip(serial: 1, needsConfirmation: true))
        #expect(throws: OSIError(.malformed)) { try SPDU.decode(hex("0906 110101 110101")[...]) }
        #expect(throws: OSIError(.malformed)) { try SPDU.decode(hex("0d0a 0508 160101 160102 1300")[...]) }
    }

    @Test("every RF reason, and what an AB reflects, come back as they went")
    func reasons() throws {
        for reason in [0, 1, 2, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86] as [UInt8] {
            var refuse = RefuseSPDU(reason: reason)
            refuse.versions = reason == RefuseSPDU.Reason.version ? 3 : nil
            #expect(try SPDU.decode(SPDU.rf(refuse).encode()[...]) == .rf(refuse))
            #expect(RefuseSPDU.Reason.isTransient(reason) == (reason == 1 || reason == 0x83))
        }
        var abort = AbortSPDU.protocolError
        abort.reflected = [1, 2, 3]
        #expect(try SPDU.decode(SPDU.ab(abort).encode()[...]) == .ab(abort))
    }
}

extension SPDUCodec {
    fileprivate static func ofVersion1(accepting spdu: SPDU) -> Few<TSDU>? {
        guard case .ac(var accept) = spdu else { return [] }
        accept.versions = 1
        var codec = SPDUCodec()
        return codec.encode(.ac(accept))
    }
}
