extension SPDU {
    /// The first SPDU of a TSDU that holds nothing segmented; nil for a GT or PT that gives and asks for nothing.
    /// `SPDUCodec` takes the others too.
    package static func decode(_ tsdu: ArraySlice<UInt8>) throws(OSIError) -> SPDU? {
        var codec = SPDUCodec()
        return try codec.decode(tsdu).first
    }

    /// Category 1, whole or the first segment.
    static func category1(_ code: UInt8, _ parameters: SessionParameters) throws(OSIError) -> SPDU {
        switch code {
        case SPDUCode.cn: return .cn(try ConnectSPDU(parameters, isAccept: false))
        case SPDUCode.ac: return .ac(try ConnectSPDU(parameters, isAccept: true))
        case SPDUCode.oa:
            let versions = try parameters.octet(SessionParameter.version) ?? 2
            return .oa(OverflowAcceptSPDU(tsduSizes: try parameters.tsduSizes(), versions: versions))
        case SPDUCode.rf: return .rf(try RefuseSPDU(parameters))
        case SPDUCode.fn: return .fn(userData: try parameters.userData())
        case SPDUCode.dn: return .dn(userData: try parameters.userData())
        case SPDUCode.ab:
            var abort = AbortSPDU(disconnect: try parameters.octet(SessionParameter.transportDisconnect) ?? 0)
            abort.reflected = try parameters.octets(SessionParameter.reflected) ?? []
            abort.userData = try parameters.userData()
            return .ab(abort)
        case SPDUCode.aa: return .aa
        case SPDUCode.gtc: return .gtc
        case SPDUCode.gta: return .gta
        default: throw OSIError(.unknownPDU, "SI \(code)")
        }
    }

    /// Category 2 but DT, whole or the first segment. User data of the ones that have none here has no meaning to
    /// RTSE and is passed over.
    static func category2(_ code: UInt8, _ parameters: SessionParameters) throws(OSIError) -> SPDU {
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
            return .as(
                activity: try activity(
                    try parameters.octets(
                        SessionParameter.activityIdentifier, limit: SessionLimit.activityIdentifier)))
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

extension SessionParameters {
    func tsduSizes() throws(OSIError) -> TSDUSizes? {
        guard let octets = try octets(SessionParameter.tsduSize, limit: 4) else { return nil }
        guard octets.count == 4 else { throw OSIError(.malformed, "TSDU maximum size") }
        let sizes = TSDUSizes(toResponder: octets[...].number(at: 0), toInitiator: octets[...].number(at: 2))
        // A segment of a few octets would cost us hundreds for each octet that we send.
        for size in [sizes.toResponder, sizes.toInitiator] where size != 0 && size < SessionLimit.leastTSDU {
            throw OSIError(.limitExceeded, "TSDUs of at most \(size) octets")
        }
        return sizes
    }
}

extension ConnectSPDU {
    init(_ parameters: SessionParameters, isAccept: Bool) throws(OSIError) {
        callingReference = try parameters.octets(
            SessionParameter.callingReference, or: SessionParameter.calledReference, limit: SessionLimit.reference)
        commonReference = try parameters.octets(SessionParameter.commonReference, limit: SessionLimit.reference)
        additionalReference = try parameters.octets(
            SessionParameter.additionalReference, limit: SessionLimit.reference)
        protocolOptions = try parameters.octet(SessionParameter.protocolOptions) ?? 0
        tsduSizes = try parameters.tsduSizes()
        // X.225: version 1 where the parameter is not there.
        versions = try parameters.octet(SessionParameter.version) ?? 1
        initialSerial = try parameters.initialSerial()
        tokenSetting = try parameters.octet(SessionParameter.tokenSetting)
        if isAccept { tokenItem = try parameters.octet(SessionParameter.tokenItem) }
        if let octets = try parameters.octets(SessionParameter.userRequirements, limit: 2) {
            guard octets.count == 2 else { throw OSIError(.malformed, "session user requirements") }
            userRequirements = octets[...].number(at: 0)
        } else {
            userRequirements = FunctionalUnits.byDefault
        }
        callingSelector = try parameters.octets(
            SessionParameter.callingSelector, limit: SessionLimit.selector)
        calledSelector = try parameters.octets(SessionParameter.calledSelector, limit: SessionLimit.selector)
        userData = try parameters.userData()
        if !isAccept {
            hasDataOverflow = try parameters.octet(SessionParameter.dataOverflow).map { $0 & 1 != 0 } ?? false
        }
        // Version 1 alone has neither extended user data nor overflow.
        if versions & 2 == 0, hasDataOverflow || userData.count > SessionLimit.userData {
            throw OSIError(.limitExceeded, "user data in version 1")
        }
    }
}

extension RefuseSPDU {
    init(_ parameters: SessionParameters) throws(OSIError) {
        callingReference = try parameters.octets(
            SessionParameter.calledReference, or: SessionParameter.callingReference, limit: SessionLimit.reference)
        commonReference = try parameters.octets(SessionParameter.commonReference, limit: SessionLimit.reference)
        versions = try parameters.octet(SessionParameter.version)
        let field = try parameters.octets(SessionParameter.reason) ?? []
        reason = field.first ?? Reason.unspecified
        userData = Array(field.dropFirst())
    }
}

extension ActivityResumeSPDU {
    init(_ parameters: SessionParameters) throws(OSIError) {
        callingReference = try parameters.linkingOctets(
            SessionParameter.callingReference, or: SessionParameter.calledReference, limit: SessionLimit.reference)
        commonReference = try parameters.linkingOctets(
            SessionParameter.commonReference, limit: SessionLimit.reference)
        additionalReference = try parameters.linkingOctets(
            SessionParameter.additionalReference, limit: SessionLimit.reference)
        oldActivity = try SPDU.activity(
            try parameters.linkingOctets(
                SessionParameter.activityIdentifier, limit: SessionLimit.activityIdentifier))
        serial = try parameters.linkingSerial()
        newActivity = try SPDU.activity(
            try parameters.octets(SessionParameter.activityIdentifier, limit: SessionLimit.activityIdentifier))
    }
}
