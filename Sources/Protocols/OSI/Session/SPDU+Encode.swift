extension SPDU {
    /// The TSDU: for category 2 with the GT or PT in front that basic concatenation asks for (X.225 6.3.7). What the
    /// holder of the tokens sends goes behind GT, what the other end sends behind PT.
    package func encode() -> [UInt8] { encode(enclosure: nil) }

    /// With the enclosure item, if one is given; it stands before the user data.
    func encode(enclosure: UInt8?) -> [UInt8] {
        if case .dt(let data) = self { return Self.dataHead(enclosure) + data }
        return Self.encode(code, prefix, enclosure, userDataParameter) { putParameters(into: &$0) }
    }

    /// A segment that is not the first: the enclosure item and user data, nothing else.
    func encodeContinuation(_ piece: ArraySlice<UInt8>, enclosure: UInt8) -> [UInt8] {
        let code = userDataParameter?.code ?? SessionParameter.userData
        return Self.encode(self.code, prefix, enclosure, (code, Array(piece))) { _ in }
    }

    private static func encode(
        _ code: UInt8, _ prefix: UInt8?, _ enclosure: UInt8?, _ data: (code: UInt8, value: [UInt8])?,
        _ putParameters: (inout [UInt8]) -> Void
    ) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((data?.value.count ?? 0) + 64)
        if let prefix {
            result.append(prefix)
            result.append(0)
        }
        result.append(code)
        // Most bodies are short: room for one octet of length, and for three where it comes to that.
        result.append(0)
        let start = result.count
        putParameters(&result)
        if let enclosure { put(SessionParameter.enclosure, enclosure, into: &result) }
        if let data { put(data.code, data.value[...], into: &result) }
        let length = min(result.count - start, SessionLimit.length)
        result.removeLast(result.count - start - length)
        if length < 255 {
            result[start - 1] = UInt8(length)
        } else {
            result.replaceSubrange(start - 1..<start, with: [0xFF, UInt8(length >> 8), UInt8(length & 0xFF)])
        }
        return result
    }

    /// GT and DT, behind which the data stands.
    static func dataHead(_ enclosure: UInt8?) -> [UInt8] {
        guard let enclosure else { return [SPDUCode.gt, 0, SPDUCode.dt, 0] }
        return [SPDUCode.gt, 0, SPDUCode.dt, 3, SessionParameter.enclosure, 1, enclosure]
    }

    // MARK: The parts

    private var code: UInt8 {
        switch self {
        case .cn: SPDUCode.cn
        case .oa: SPDUCode.oa
        case .cdo: SPDUCode.cdo
        case .ac: SPDUCode.ac
        case .rf: SPDUCode.rf
        case .fn: SPDUCode.fn
        case .dn: SPDUCode.dn
        case .ab: SPDUCode.ab
        case .aa: SPDUCode.aa
        case .gt: SPDUCode.gt
        case .pt: SPDUCode.pt
        case .gtc: SPDUCode.gtc
        case .gta: SPDUCode.gta
        case .dt: SPDUCode.dt
        case .mip: SPDUCode.mip
        case .mia: SPDUCode.mia
        case .ae: SPDUCode.ae
        case .aea: SPDUCode.aea
        case .as: SPDUCode.as
        case .ar: SPDUCode.ar
        case .ai: SPDUCode.ai
        case .aia: SPDUCode.aia
        case .ad: SPDUCode.ad
        case .ada: SPDUCode.ada
        case .er: SPDUCode.er
        case .ed: SPDUCode.ed
        }
    }

    /// The category 0 SPDU in front.
    private var prefix: UInt8? {
        switch self {
        case .cn, .oa, .cdo, .ac, .rf, .fn, .dn, .ab, .aa, .gt, .pt, .gtc, .gta: nil
        case .dt, .mip, .ae, .as, .ar, .ai, .ad: SPDUCode.gt
        case .mia, .aea, .aia, .ada, .er, .ed: SPDUCode.pt
        }
    }

    /// All parameters but enclosure item and user data.
    private func putParameters(into body: inout [UInt8]) {
        switch self {
        case .cn(let connect): connect.putParameters(into: &body, isAccept: false)
        case .ac(let accept): accept.putParameters(into: &body, isAccept: true)
        case .oa(let accept):
            Self.put(accept.tsduSizes, into: &body)
            Self.put(SessionParameter.version, accept.versions, into: &body)
        case .cdo(_, let isLast): Self.put(SessionParameter.enclosure, isLast ? 2 : 0, into: &body)
        case .rf(let refuse): refuse.putParameters(into: &body)
        case .fn: Self.put(SessionParameter.transportDisconnect, 1, into: &body)
        case .ab(let abort):
            Self.put(SessionParameter.transportDisconnect, abort.disconnect, into: &body)
            Self.putIfAny(SessionParameter.reflected, abort.reflected, into: &body)
        case .gt(let tokens), .pt(let tokens, _): Self.put(SessionParameter.tokenItem, tokens, into: &body)
        case .mip(let serial, let needsConfirmation):
            if !needsConfirmation { Self.put(SessionParameter.synchronizationType, 1, into: &body) }
            Self.putSerial(serial, into: &body)
        case .mia(let serial), .ae(let serial), .aea(let serial): Self.putSerial(serial, into: &body)
        case .as(let activity): Self.put(SessionParameter.activityIdentifier, activity[...], into: &body)
        case .ar(let resume): resume.putParameters(into: &body)
        case .ai(let reason?), .ad(let reason?), .ed(let reason, _):
            Self.put(SessionParameter.reason, reason, into: &body)
        case .dn, .aa, .gtc, .gta, .dt, .ai(nil), .aia, .ad(nil), .ada, .er: break
        }
    }

    /// nil where there is none.
    private var userDataParameter: (code: UInt8, value: [UInt8])? {
        if case .rf(let refuse) = self { return (SessionParameter.reason, [refuse.reason] + refuse.userData) }
        let data = userData
        if data.isEmpty { return nil }
        if case .cn = self, data.count > SessionLimit.userData { return (SessionParameter.extendedUserData, data) }
        return (SessionParameter.userData, data)
    }

    // MARK: Parameters

    /// Code, length indicator (one octet, or FF and two from 255 on), value.
    static func put(_ code: UInt8, _ value: ArraySlice<UInt8>, into body: inout [UInt8]) {
        let length = min(value.count, SessionLimit.length)
        body.append(code)
        if length < 255 {
            body.append(UInt8(length))
        } else {
            body += [0xFF, UInt8(length >> 8), UInt8(length & 0xFF)]
        }
        body += value.prefix(length)
    }

    static func put(_ code: UInt8, _ value: UInt8, into body: inout [UInt8]) {
        body.append(code)
        body.append(1)
        body.append(value)
    }

    static func putIfAny(_ code: UInt8, _ value: [UInt8]?, into body: inout [UInt8]) {
        guard let value, !value.isEmpty else { return }
        put(code, value[...], into: &body)
    }

    static func putSerial(
        _ serial: Int, as code: UInt8 = SessionParameter.serialNumber, into body: inout [UInt8]
    ) {
        body.append(code)
        let length = body.count
        body.append(0)
        var rest = max(serial, 0)
        var digits = 0
        // From the last digit to the first.
        repeat {
            body.insert(UInt8(ascii: "0") + UInt8(rest % 10), at: length + 1)
            rest /= 10
            digits += 1
        } while rest > 0
        body[length] = UInt8(digits)
    }

    static func put(_ sizes: TSDUSizes?, into body: inout [UInt8]) {
        guard let sizes else { return }
        put(SessionParameter.tsduSize, (sizes.toResponder.bigEndian2 + sizes.toInitiator.bigEndian2)[...], into: &body)
    }
}

extension ConnectSPDU {
    func putParameters(into body: inout [UInt8], isAccept: Bool) {
        var group: [UInt8] = []
        let reference = isAccept ? SessionParameter.calledReference : SessionParameter.callingReference
        SPDU.putIfAny(reference, callingReference, into: &group)
        SPDU.putIfAny(SessionParameter.commonReference, commonReference, into: &group)
        SPDU.putIfAny(SessionParameter.additionalReference, additionalReference, into: &group)
        SPDU.putIfAny(SessionParameter.connectionIdentifier, group, into: &body)
        group = []
        SPDU.put(SessionParameter.protocolOptions, protocolOptions, into: &group)
        SPDU.put(tsduSizes, into: &group)
        SPDU.put(SessionParameter.version, versions, into: &group)
        if let initialSerial {
            SPDU.putSerial(initialSerial, as: SessionParameter.initialSerial, into: &group)
        }
        if let tokenSetting { SPDU.put(SessionParameter.tokenSetting, tokenSetting, into: &group) }
        SPDU.put(SessionParameter.connectItem, group[...], into: &body)
        if let tokenItem { SPDU.put(SessionParameter.tokenItem, tokenItem, into: &body) }
        SPDU.put(SessionParameter.userRequirements, userRequirements.bigEndian2[...], into: &body)
        SPDU.putIfAny(SessionParameter.callingSelector, callingSelector, into: &body)
        if let calledSelector { SPDU.put(SessionParameter.calledSelector, calledSelector[...], into: &body) }
        if hasDataOverflow { SPDU.put(SessionParameter.dataOverflow, 1, into: &body) }
    }
}

extension RefuseSPDU {
    /// The reason stands with the user data.
    func putParameters(into body: inout [UInt8]) {
        var group: [UInt8] = []
        SPDU.putIfAny(SessionParameter.calledReference, callingReference, into: &group)
        SPDU.putIfAny(SessionParameter.commonReference, commonReference, into: &group)
        SPDU.putIfAny(SessionParameter.connectionIdentifier, group, into: &body)
        SPDU.put(SessionParameter.transportDisconnect, 1, into: &body)
        // The units matter only to a user that might try with others.
        if reason == Reason.byUser {
            SPDU.put(
                SessionParameter.userRequirements, FunctionalUnits.reliableTransfer.bigEndian2[...], into: &body)
        }
        if let versions { SPDU.put(SessionParameter.version, versions, into: &body) }
    }
}

extension ActivityResumeSPDU {
    func putParameters(into body: inout [UInt8]) {
        var group: [UInt8] = []
        SPDU.putIfAny(SessionParameter.callingReference, callingReference, into: &group)
        SPDU.putIfAny(SessionParameter.commonReference, commonReference, into: &group)
        SPDU.putIfAny(SessionParameter.additionalReference, additionalReference, into: &group)
        SPDU.put(SessionParameter.activityIdentifier, oldActivity[...], into: &group)
        SPDU.putSerial(serial, into: &group)
        SPDU.put(SessionParameter.linkingInformation, group[...], into: &body)
        SPDU.put(SessionParameter.activityIdentifier, newActivity[...], into: &body)
    }
}
