extension SPDU {
    /// The SPDU of a TSDU; nil for a GT or PT that gives and asks for nothing.
    ///
    /// Basic concatenation only: a category 2 SPDU stands behind a GT or PT without parameters, everything else
    /// stands alone.
    package static func decode(_ tsdu: ArraySlice<UInt8>) throws(OSIError) -> SPDU? {
        var rest = tsdu
        guard let code = rest.popFirst() else { throw OSIError(.truncated, "empty TSDU") }
        let field = try SessionParameters.takeField(&rest)
        guard code == SPDUCode.gt || code == SPDUCode.pt else {
            guard rest.isEmpty else { throw OSIError(.malformed, "octets behind the SPDU") }
            return try single(code, field)
        }
        guard rest.isEmpty else {
            guard field.isEmpty else { throw OSIError(.malformed, "tokens in a concatenation") }
            return try category2(&rest)
        }
        let parameters = try SessionParameters(field)
        let tokens = try parameters.octet(SessionParameter.tokenItem) ?? 0
        if code == SPDUCode.gt { return tokens == 0 ? nil : .gt(tokens: tokens) }
        let userData = try parameters.userData()
        return tokens == 0 && userData.isEmpty ? nil : .pt(tokens: tokens, userData: userData)
    }

    private static func single(_ code: UInt8, _ field: ArraySlice<UInt8>) throws(OSIError) -> SPDU {
        let parameters = try SessionParameters(field)
        switch code {
        case SPDUCode.cn: return .cn(try ConnectSPDU(parameters))
        case SPDUCode.ac: return .ac(try ConnectSPDU(parameters))
        case SPDUCode.rf: return .rf(try RefuseSPDU(parameters))
        case SPDUCode.fn: return .fn(userData: try parameters.userData())
        case SPDUCode.dn: return .dn(userData: try parameters.userData())
        case SPDUCode.ab:
            let disconnect = try parameters.octet(SessionParameter.transportDisconnect) ?? 0
            return .ab(AbortSPDU(disconnect: disconnect, userData: try parameters.userData()))
        case SPDUCode.aa: return .aa
        case SPDUCode.gtc: return .gtc
        case SPDUCode.gta: return .gta
        default: throw OSIError(.unknownPDU, "SI \(code)")
        }
    }

    private static func category2(_ rest: inout ArraySlice<UInt8>) throws(OSIError) -> SPDU {
        guard let code = rest.popFirst() else { throw OSIError(.truncated, "SPDU") }
        let field = try SessionParameters.takeField(&rest)
        if code == SPDUCode.dt {
            // No segmenting was agreed: an enclosure item may only say "begin and end".
            if !field.isEmpty {
                let enclosure = try SessionParameters(field).octet(SessionParameter.enclosure) ?? 3
                guard enclosure == 3 else { throw OSIError(.malformed, "segmented SSDU") }
            }
            return .dt(rest)
        }
        guard rest.isEmpty else { throw OSIError(.malformed, "octets behind the SPDU") }
        let parameters = try SessionParameters(field)
        switch code {
        case SPDUCode.mip:
            let type = try parameters.octet(SessionParameter.synchronizationType) ?? 0
            return .mip(serial: try parameters.serial(), needsConfirmation: type & 1 == 0)
        case SPDUCode.mia: return .mia(serial: try parameters.serial())
        case SPDUCode.ae:
            let type = try parameters.octet(SessionParameter.synchronizationType) ?? 0
            guard type & 1 == 0 else { throw OSIError(.unknownPDU, "MAJOR SYNC POINT") }
            return .ae(serial: try parameters.serial())
        case SPDUCode.aea: return .aea(serial: try parameters.serial())
        case SPDUCode.as:
            return .as(activity: try activity(try parameters.octets(SessionParameter.activityIdentifier, limit: 6)))
        case SPDUCode.ar: return .ar(try ActivityResumeSPDU(parameters))
        case SPDUCode.ai: return .ai(reason: try parameters.octet(SessionParameter.reason))
        case SPDUCode.aia: return .aia
        case SPDUCode.ad: return .ad(reason: try parameters.octet(SessionParameter.reason))
        case SPDUCode.ada: return .ada
        case SPDUCode.er: return .er
        case SPDUCode.ed:
            return .ed(
                reason: try parameters.octet(SessionParameter.reason) ?? 0, userData: try parameters.userData())
        default: throw OSIError(.unknownPDU, "SI \(code)")
        }
    }

    static func activity(_ octets: [UInt8]?) throws(OSIError) -> [UInt8] {
        guard let octets else { throw OSIError(.missingParameter, "activity identifier") }
        return octets
    }
}

/// Greatest session selector, and the greatest encoded SS-user and common reference.
private let selectorLimit = 16
private let referenceLimit = 64

extension ConnectSPDU {
    init(_ parameters: SessionParameters) throws(OSIError) {
        guard !parameters.has(SessionParameter.dataOverflow) else {
            throw OSIError(.limitExceeded, "connect data overflow")
        }
        callingReference = try parameters.octets(
            SessionParameter.callingReference, or: SessionParameter.calledReference, limit: referenceLimit)
        commonReference = try parameters.octets(SessionParameter.commonReference, limit: referenceLimit)
        additionalReference = try parameters.octets(SessionParameter.additionalReference, limit: referenceLimit)
        protocolOptions = try parameters.octet(SessionParameter.protocolOptions) ?? 0
        tsduSizes = try parameters.octets(SessionParameter.tsduSize, limit: 4)
        // X.225: version 1 where the parameter is not there.
        versions = try parameters.octet(SessionParameter.version) ?? 1
        tokenSetting = try parameters.octet(SessionParameter.tokenSetting)
        if let octets = try parameters.octets(SessionParameter.userRequirements, limit: 2) {
            guard octets.count == 2 else { throw OSIError(.malformed, "session user requirements") }
            userRequirements = octets[...].number(at: 0)
        } else {
            userRequirements = FunctionalUnits.byDefault
        }
        callingSelector = try parameters.octets(SessionParameter.callingSelector, limit: selectorLimit)
        calledSelector = try parameters.octets(SessionParameter.calledSelector, limit: selectorLimit)
        userData = try parameters.userData()
    }
}

extension RefuseSPDU {
    init(_ parameters: SessionParameters) throws(OSIError) {
        callingReference = try parameters.octets(
            SessionParameter.calledReference, or: SessionParameter.callingReference, limit: referenceLimit)
        commonReference = try parameters.octets(SessionParameter.commonReference, limit: referenceLimit)
        let field = try parameters.octets(SessionParameter.reason) ?? []
        reason = field.first ?? Reason.unspecified
        userData = Array(field.dropFirst())
    }
}

extension ActivityResumeSPDU {
    init(_ parameters: SessionParameters) throws(OSIError) {
        callingReference = try parameters.linkingOctets(
            SessionParameter.callingReference, or: SessionParameter.calledReference, limit: referenceLimit)
        commonReference = try parameters.linkingOctets(SessionParameter.commonReference, limit: referenceLimit)
        additionalReference = try parameters.linkingOctets(
            SessionParameter.additionalReference, limit: referenceLimit)
        oldActivity = try SPDU.activity(
            try parameters.linkingOctets(SessionParameter.activityIdentifier, limit: 6))
        serial = try parameters.linkingSerial()
        newActivity = try SPDU.activity(try parameters.octets(SessionParameter.activityIdentifier, limit: 6))
    }
}
