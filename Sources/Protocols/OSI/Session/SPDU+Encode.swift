extension SPDU {
    /// The TSDU: for category 2 with the GT or PT in front that basic concatenation asks for (X.225 6.3.7). What the
    /// holder of the tokens sends goes behind GT, what the other end sends behind PT.
    package func encode() -> [UInt8] {
        switch self {
        case .cn(let connect): Self.pdu(SPDUCode.cn, connect.encode(isAccept: false))
        case .ac(let connect): Self.pdu(SPDUCode.ac, connect.encode(isAccept: true))
        case .rf(let refuse): Self.pdu(SPDUCode.rf, refuse.encode())
        case .fn(let data):
            Self.pdu(
                SPDUCode.fn,
                Self.parameter(SessionParameter.transportDisconnect, [1])
                    + Self.optional(SessionParameter.userData, data))
        case .dn(let data): Self.pdu(SPDUCode.dn, Self.optional(SessionParameter.userData, data))
        case .ab(let abort):
            Self.pdu(
                SPDUCode.ab,
                Self.parameter(SessionParameter.transportDisconnect, [abort.disconnect])
                    + Self.optional(SessionParameter.userData, abort.userData))
        case .aa: [SPDUCode.aa, 0]
        case .gt(let tokens): Self.pdu(SPDUCode.gt, Self.parameter(SessionParameter.tokenItem, [tokens]))
        case .pt(let tokens, let data):
            Self.pdu(
                SPDUCode.pt,
                Self.parameter(SessionParameter.tokenItem, [tokens])
                    + Self.optional(SessionParameter.userData, data))
        case .gtc: [SPDUCode.gtc, 0]
        case .gta: [SPDUCode.gta, 0]
        case .dt(let data): Self.data(data)
        case .mip(let serial, let needsConfirmation):
            Self.holder(
                SPDUCode.mip,
                (needsConfirmation ? [] : Self.parameter(SessionParameter.synchronizationType, [1]))
                    + Self.serial(serial))
        case .mia(let serial): Self.other(SPDUCode.mia, Self.serial(serial))
        case .ae(let serial): Self.holder(SPDUCode.ae, Self.serial(serial))
        case .aea(let serial): Self.other(SPDUCode.aea, Self.serial(serial))
        case .as(let activity):
            Self.holder(SPDUCode.as, Self.parameter(SessionParameter.activityIdentifier, activity))
        case .ar(let resume): Self.holder(SPDUCode.ar, resume.encode())
        case .ai(let reason): Self.holder(SPDUCode.ai, Self.reason(reason))
        case .aia: Self.other(SPDUCode.aia, [])
        case .ad(let reason): Self.holder(SPDUCode.ad, Self.reason(reason))
        case .ada: Self.other(SPDUCode.ada, [])
        case .er: Self.other(SPDUCode.er, [])
        case .ed(let reason, let data):
            Self.other(
                SPDUCode.ed, Self.reason(reason) + Self.optional(SessionParameter.userData, data))
        }
    }

    private static func holder(_ code: UInt8, _ parameters: [UInt8]) -> [UInt8] {
        [SPDUCode.gt, 0] + pdu(code, parameters)
    }

    private static func other(_ code: UInt8, _ parameters: [UInt8]) -> [UInt8] {
        [SPDUCode.pt, 0] + pdu(code, parameters)
    }

    private static func data(_ data: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(data.count + 4)
        result += [SPDUCode.gt, 0, SPDUCode.dt, 0]
        result += data
        return result
    }

    private static func pdu(_ code: UInt8, _ parameters: [UInt8]) -> [UInt8] { parameter(code, parameters) }

    /// Code, length indicator (one octet, or FF and two from 255 on), value.
    static func parameter(_ code: UInt8, _ value: [UInt8]) -> [UInt8] {
        let length = min(value.count, 65_535)
        let indicator = length < 255 ? [UInt8(length)] : [0xFF, UInt8(length >> 8), UInt8(length & 0xFF)]
        return [code] + indicator + value.prefix(length)
    }

    static func optional(_ code: UInt8, _ value: [UInt8]?) -> [UInt8] {
        guard let value, !value.isEmpty else { return [] }
        return parameter(code, value)
    }

    static func serial(_ serial: Int) -> [UInt8] {
        parameter(SessionParameter.serialNumber, Array("\(serial)".utf8))
    }

    private static func reason(_ reason: UInt8?) -> [UInt8] {
        reason.map { parameter(SessionParameter.reason, [$0]) } ?? []
    }
}

extension ConnectSPDU {
    func encode(isAccept: Bool) -> [UInt8] {
        let reference = isAccept ? SessionParameter.calledReference : SessionParameter.callingReference
        var item = SPDU.parameter(SessionParameter.protocolOptions, [protocolOptions])
        item += SPDU.optional(SessionParameter.tsduSize, tsduSizes)
        item += SPDU.parameter(SessionParameter.version, [versions])
        if let tokenSetting { item += SPDU.parameter(SessionParameter.tokenSetting, [tokenSetting]) }
        let isLong = !isAccept && userData.count > 512
        return SPDU.optional(
            SessionParameter.connectionIdentifier,
            SPDU.optional(reference, callingReference)
                + SPDU.optional(SessionParameter.commonReference, commonReference)
                + SPDU.optional(SessionParameter.additionalReference, additionalReference))
            + SPDU.parameter(SessionParameter.connectItem, item)
            + SPDU.parameter(SessionParameter.userRequirements, userRequirements.bigEndian2)
            + SPDU.optional(SessionParameter.callingSelector, callingSelector)
            + (calledSelector.map { SPDU.parameter(SessionParameter.calledSelector, $0) } ?? [])
            + SPDU.optional(isLong ? SessionParameter.extendedUserData : SessionParameter.userData, userData)
    }
}

extension RefuseSPDU {
    func encode() -> [UInt8] {
        SPDU.optional(
            SessionParameter.connectionIdentifier,
            SPDU.optional(SessionParameter.calledReference, callingReference)
                + SPDU.optional(SessionParameter.commonReference, commonReference))
            + SPDU.parameter(SessionParameter.transportDisconnect, [1])
            + SPDU.parameter(SessionParameter.userRequirements, FunctionalUnits.reliableTransfer.bigEndian2)
            + SPDU.parameter(SessionParameter.reason, [reason] + userData)
    }
}

extension ActivityResumeSPDU {
    func encode() -> [UInt8] {
        SPDU.parameter(
            SessionParameter.linkingInformation,
            SPDU.optional(SessionParameter.callingReference, callingReference)
                + SPDU.optional(SessionParameter.commonReference, commonReference)
                + SPDU.optional(SessionParameter.additionalReference, additionalReference)
                + SPDU.parameter(SessionParameter.activityIdentifier, oldActivity)
                + SPDU.serial(serial))
            + SPDU.parameter(SessionParameter.activityIdentifier, newActivity)
    }
}
