import BER
import OSI
import P1

/// The layers below: what RTSE, ACSE and Presentation have of each type.
extension ASN1Codec {
    private static func rtse(
        _ type: String, isMinimal: Bool = true, _ make: @escaping @Sendable (inout RandomValues) -> RTSEAPDU
    ) -> ASN1Codec {
        ASN1Codec(type: "OSI.\(type)", isMinimal: isMinimal) {
            make(&$0).encode()
        } again: {
            try RTSEAPDU.decode($0[...]).encode()
        }
    }

    static let reliableTransfer = [
        rtse("RTORQ", isMinimal: false) { .rtorq($0.rtorq(.normal)) },
        rtse("RTOAC", isMinimal: false) { .rtoac($0.rtoac()) },
        rtse("RTORJ") { .rtorj(RTORJ(userData: $0.perhaps { $0.opaque() } ?? [])) },
        rtse("RTTP") { .rttp(priority: $0.number(0...Int(Int32.max))) },
        rtse("RTAB") { .rtab($0.rtab()) },
        ASN1Codec(type: "OSI.RTTR") {
            let octets = $0.octets(0...300)
            return RTSEAPDU.rttrHeader(length: octets.count) + octets
        } again: {
            let octets = try RTSEAPDU.decodeRTTR($0[...])
            return RTSEAPDU.rttrHeader(length: octets.count) + octets
        },
    ]

    private static func acse(
        _ type: String, _ make: @escaping @Sendable (inout RandomValues) -> ACSEAPDU
    ) -> ASN1Codec {
        ASN1Codec(type: "OSI.\(type)") {
            make(&$0).encode()
        } again: {
            try ACSEAPDU.decode($0[...]).encode()
        }
    }

    static let associationControl = [
        acse("AARQ-apdu") {
            .aarq(AARQ(applicationContext: $0.identifier(), userInformation: $0.perhaps { $0.external() }))
        },
        acse("AARE-apdu") {
            .aare(
                AARE(
                    applicationContext: $0.identifier(),
                    result: AARE.Result(rawValue: $0.number(0...2)) ?? .accepted,
                    diagnostic: $0.chance() ? .user($0.number(0...14)) : .provider($0.number(0...2)),
                    userInformation: $0.perhaps { $0.external() }))
        },
        acse("RLRQ-apdu") { .rlrq(reason: $0.perhaps { $0.chance() ? 0 : 30 }) },
        acse("RLRE-apdu") { .rlre(reason: $0.perhaps { $0.chance() ? 1 : 30 }) },
        acse("ABRT-apdu") {
            .abrt(ABRT(isByProvider: $0.chance(), userInformation: $0.perhaps { $0.external() }))
        },
    ]

    static let presentation = [
        ASN1Codec(type: "OSI.CP-type", isMinimal: false) { random in
            if random.chance() { return X410PPDU.connect(random.rtorq(.x410).components) }
            return ConnectPPDU(
                calling: random.perhaps { $0.octets(1...4) } ?? [], called: random.perhaps { $0.octets(1...4) } ?? [],
                contexts: (0..<random.number(1...4)).map { index in
                    PresentationContext(
                        identifier: 2 * index + 1, abstractSyntax: random.identifier(),
                        transferSyntaxes: random.some(1...3) { $0.identifier() })
                }, userData: random.userData()
            ).encode()
        } again: {
            let (mode, parameters) = try modeAndParameters($0[...])
            return switch mode {
            case .normal: try ConnectPPDU($0[...]).encode()
            case .x410: X410PPDU.connect(try RTORQ(components: parameters.contents).components)
            }
        },
        ASN1Codec(type: "OSI.CPA-PPDU", isMinimal: false) { random in
            if random.chance() { return X410PPDU.connect(random.rtoac().components) }
            return AcceptPPDU(
                responding: random.perhaps { $0.octets(1...4) } ?? [], results: random.some(1...5) { $0.result() },
                userData: random.userData()
            ).encode()
        } again: {
            let (mode, parameters) = try modeAndParameters($0[...])
            return switch mode {
            case .normal: try AcceptPPDU($0[...]).encode()
            case .x410: X410PPDU.connect(try RTOAC(components: parameters.contents).components)
            }
        },
        ASN1Codec(type: "OSI.CPR-PPDU") { random in
            if random.chance() {
                return X410PPDU.set(
                    RTORJ(reason: random.perhaps { RefuseReason(rawValue: $0.number(0...3)) } ?? nil).components)
            }
            return RejectPPDU(
                results: random.some(0...3) { $0.result() }, providerReason: random.perhaps { $0.number(0...7) },
                userData: random.userData()
            ).encode()
        } again: {
            guard $0.first == 0x31 else { return try RejectPPDU($0[...]).encode() }
            return X410PPDU.set(try RTORJ(components: X410PPDU.components($0[...])).components)
        },
        ASN1Codec(type: "OSI.Abort-type") { random in
            switch random.number(0...2) {
            case 0: X410PPDU.set(random.rtab().components)
            case 1: AbortPPDU.user(random.userData()).encode()
            default: AbortPPDU.provider(reason: random.perhaps { $0.number(0...6) }).encode()
            }
        } again: {
            guard $0.first == 0x31 else { return try AbortPPDU($0[...]).encode() }
            return X410PPDU.set(try RTAB(components: X410PPDU.components($0[...])).components)
        },
    ]
}

extension RandomValues {
    fileprivate mutating func external() -> ExternalValue {
        ExternalValue(context: perhaps { $0.number(1...127) }, octets: opaque()[...])
    }

    fileprivate mutating func userData() -> [PresentationValue] {
        perhaps { [PresentationValue(context: $0.number(1...127), octets: $0.opaque()[...])] } ?? []
    }

    fileprivate mutating func result() -> PresentationContextResult {
        switch number(0...2) {
        case 0: .acceptance(transferSyntax: identifier())
        case 1: .userRejection
        default: .providerRejection(reason: number(0...3))
        }
    }

    private mutating func connectionData() -> ConnectionData {
        if chance() { return .open(opaque()) }
        return .recover(
            SessionConnectionIdentifier(
                callingReference: Array(text(0...32).utf8), commonReference: Array(time().text.utf8),
                additional: perhaps { Array($0.text(0...2).utf8) }))
    }

    fileprivate mutating func rtorq(_ mode: PresentationMode) -> RTORQ {
        RTORQ(
            checkpointSize: number(0...1000), windowSize: number(1...10),
            dialogueMode: chance() ? .monologue : .twoWayAlternate, connectionData: connectionData(),
            applicationProtocol: mode == .x410 ? (chance() ? 1 : 12) : nil)
    }

    fileprivate mutating func rtoac() -> RTOAC {
        RTOAC(checkpointSize: number(0...1000), windowSize: number(1...10), connectionData: connectionData())
    }

    fileprivate mutating func rtab() -> RTAB {
        RTAB(
            reason: perhaps { RTSEAbortReason(rawValue: $0.number(0...7)) } ?? nil,
            reflectedParameter: some(0...8) { $0.chance() })
    }
}
