import BER
import OSI
import P1

/// What no two ends of ours say to each other unless one of them breaks a rule, and what a layer says on its own.
extension Exchanges {
    static var lone: [Exchange] { [segmented, longConnect, transportError, sessionAlone, presentationAbort] }

    private static func opened(_ reference: String, tpduSize: Int = 65_531) -> WireExchange {
        var configuration = AssociationConfiguration()
        configuration.tpduSize = tpduSize
        var exchange = WireExchange(caller: configuration)
        exchange.open(Ends.request(reference), answer: .acceptOpen(userData: Ends.result))
        return exchange
    }

    /// TPDUs of at most 2048 octets.
    private static var segmented: Exchange {
        var exchange = opened("wire-11", tpduSize: 2048)
        exchange.transfer(interpersonalMessage(5000))
        exchange.tell(.caller, .close)
        return Exchange(
            "TPDUs of 2048 octets", exchange.recording,
            meant: ["cotp.tpdu_size": ["2048", "2048"]])
    }

    /// A connect of more than 10240 octets, which goes over several SPDUs.
    private static var longConnect: Exchange {
        // SecurityLabel: a SET with a privacy mark of 128 octets.
        let mark: [UInt8] = [0x13, 0x81, 0x80] + [UInt8](repeating: 0x41, count: 128)
        let label: [UInt8] = [0x31, 0x81, 0x83] + mark
        var context = BERWriter()
        context.constructed(.context(2)) { list in for _ in 0..<100 { list.encoded(label) } }
        let party = MTABindParty(
            name: "HQ", credentials: .octetString(Array("secret-hq".utf8)), securityContext: context.octets)
        var request = Ends.request("wire-15")
        request.userData = MTABindArgument.authenticated(party).encode()
        var exchange = WireExchange()
        exchange.open(request, answer: .acceptOpen(userData: Ends.result))
        exchange.tell(.caller, .close)
        // Its CP stands in two SPDUs, which the analyser does not put together.
        return Exchange(
            "a connect with overflow", exchange.recording, depth: .session,
            meant: ["ses.type": ["13", "16", "15", "14", "9", "10"]])
    }

    /// Without the invalid TPDU, with which the analyser does not know it: more than eight octets are too many for it.
    private static var transportError: Exchange {
        var recording = opened("wire-12").recording
        recording.add(isFromCaller: false, Array(TPDU.er(destinationReference: 1, cause: 2).encode()))
        return Exchange(
            "an ER TPDU", recording,
            meant: ["cotp.type": ["0x0e", "0x0d", "0x0f", "0x0f", "0x07"], "cotp.reject_cause": ["2"]])
    }

    /// One DT TPDU.
    private static func packet(_ spdu: SPDU) -> [UInt8] {
        let tsdu = spdu.encode()
        let length = tsdu.count + 7
        return [3, 0, UInt8(length >> 8), UInt8(length & 0xFF), 2, 0xF0, 0x80] + tsdu
    }

    private static var sessionAlone: Exchange {
        var recording = opened("wire-13").recording
        let spdus: [(isFromCaller: Bool, SPDU)] = [
            (true, .gt(tokens: SessionTokens.data)), (false, .gt(tokens: SessionTokens.all)),
            (true, .pt(tokens: SessionTokens.data, userData: [])), (false, .er), (true, .ab(.protocolError)),
            (false, .aa), (false, .oa(OverflowAcceptSPDU())), (true, .cdo(userData: [5, 0], isLast: false)),
        ]
        for (isFromCaller, spdu) in spdus { recording.add(isFromCaller: isFromCaller, packet(spdu)) }
        return Exchange(
            "SPDUs alone", recording,
            meant: [
                "ses.type": ["13", "14", "1", "1", "2", "25", "26", "16", "15"], "ses.data_token": ["1", "1", "1"],
                "ses.major.token": ["0", "1", "0"],
            ])
    }

    private static var presentationAbort: Exchange {
        var recording = opened("wire-14").recording
        let arp = AbortPPDU.provider(reason: AbortPPDU.Reason.unexpectedPPDU)
        recording.add(isFromCaller: false, packet(.ab(.byUser(arp.encode()))))
        return Exchange(
            "an ARP PPDU", recording, meant: ["ses.type": ["13", "14", "25"], "pres.provider_reason": ["2"]])
    }
}
