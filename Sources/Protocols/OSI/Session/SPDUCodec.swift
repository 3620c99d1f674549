/// SPDUs to TSDUs and back (X.225 6.3): concatenation, segmenting, and what the version permits.
///
/// It learns from the CONNECT, OVERFLOW ACCEPT and ACCEPT that pass through it which version is spoken and how large a
/// TSDU may be each way. A size in the ACCEPT turns segmenting on; where the ACCEPT has none there is none, as the
/// peers in use understand it. Enclosure items are taken whether agreed on or not.
package struct SPDUCodec: Equatable, Sendable {
    /// Spoken by now: 1 or 2.
    package private(set) var version = 2
    /// Greatest TSDU that is sent, in octets; 0: any, and DT goes without an enclosure item.
    package private(set) var greatestSent = 0
    /// Greatest user data of one SPDU put together of segments, in octets.
    package var greatestUserData = AssociationConfiguration.greatestConnectData
    /// The CONNECT passed from here to the peer, or the other way.
    private var isInitiator: Bool?
    private var pending: Pending?

    /// An SPDU of which the last segment has not come.
    private struct Pending: Equatable {
        var code: UInt8
        var spdu: SPDU
        var data: [UInt8]
    }

    /// What a segment says of itself: bit 0 the first, bit 1 the last.
    private enum Enclosure {
        static let none: UInt8 = 0
        static let begin: UInt8 = 1
        static let end: UInt8 = 2
        static let whole: UInt8 = 3
    }

    /// A TSDU: `head`, then `data`, which has not been copied.
    package typealias TSDU = (head: [UInt8], data: ArraySlice<UInt8>)

    package init() {}

    // MARK: Sending

    /// nil: the user data is more than version 1 has room for.
    package mutating func encode(_ spdu: SPDU) -> Few<TSDU>? {
        var spdu = spdu
        switch spdu {
        case .dt(let data): return dataSegments(data)
        case .cn: isInitiator = true
        case .ac(let accept): adopt(accept.versions, accept.tsduSizes)
        case .oa(let accept): adopt(accept.versions, accept.tsduSizes)
        // An abort goes even where it can not say why.
        case .ab(var abort) where version == 1 && abort.userData.count > SessionLimit.abortData:
            abort.userData = []
            spdu = .ab(abort)
        case .cdo, .rf, .fn, .dn, .ab, .aa, .gt, .pt, .gtc, .gta, .mip, .mia, .ae, .aea, .as, .ar, .ai, .aia, .ad,
            .ada, .er, .ed:
            break
        }
        if version == 1, spdu.userData.count > SessionLimit.userData { return nil }
        return segments(of: spdu)
    }

    private func dataSegments(_ data: ArraySlice<UInt8>) -> Few<TSDU> {
        guard greatestSent > 0 else { return [(SPDU.dataHead(nil), data)] }
        let piece = max(greatestSent - SPDU.dataHead(Enclosure.whole).count, 1)
        var result: [TSDU] = []
        result.reserveCapacity(data.count / piece + 1)
        var rest = data
        var enclosure = Enclosure.begin
        repeat {
            let part = rest.prefix(piece)
            rest = rest.dropFirst(part.count)
            if rest.isEmpty { enclosure |= Enclosure.end }
            result.append((SPDU.dataHead(enclosure), part))
            enclosure = Enclosure.none
        } while !rest.isEmpty
        return Few(result)
    }

    private func segments(of spdu: SPDU) -> Few<TSDU> {
        let data = spdu.userData
        if data.isEmpty { return [(spdu.encode(), [])] }
        var first = spdu
        first.userData = []
        let parameters = first.encode(enclosure: Enclosure.begin).count
        // LI and parameter header may take two octets more each than without user data.
        let overhead = parameters + 8
        let greatest = greatestSent > 0 ? min(greatestSent, SessionLimit.segment) : SessionLimit.segment
        switch spdu {
        // CN and CDO have their own way; the others have no enclosure item or no user data.
        case .cn, .cdo, .oa, .aa, .gt, .gtc, .gta, .dt, .mip, .mia, .ae, .aea, .as, .ar, .ai, .aia, .ad, .ada, .er:
            return [(spdu.encode(), [])]
        case .ac, .rf, .fn, .dn, .ab, .pt, .ed: break
        }
        guard version == 2, data.count + overhead > greatest else { return [(spdu.encode(), [])] }
        let piece = max(greatest - overhead, 1)
        first.userData = Array(data.prefix(piece))
        var result: [TSDU] = [(first.encode(enclosure: Enclosure.begin), [])]
        var rest = data.dropFirst(piece)
        while !rest.isEmpty {
            let part = rest.prefix(piece)
            rest = rest.dropFirst(part.count)
            let enclosure = rest.isEmpty ? Enclosure.end : Enclosure.none
            result.append((spdu.encodeContinuation(part, enclosure: enclosure), []))
        }
        return Few(result)
    }

    private mutating func adopt(_ versions: UInt8, _ sizes: TSDUSizes?) {
        version = versions & 2 != 0 ? 2 : 1
        guard let sizes, let isInitiator else { return }
        greatestSent = Int(isInitiator ? sizes.toResponder : sizes.toInitiator)
    }

    // MARK: Receiving

    /// The SPDUs that the TSDU completes, in the order in which they happen: a category 2 SPDU before the tokens that
    /// are given or asked for in front of it.
    ///
    /// - Throws: `OSIError` of any code. The connection cannot go on.
    package mutating func decode(_ tsdu: ArraySlice<UInt8>) throws(OSIError) -> Few<SPDU> {
        var rest = tsdu.indices
        let (code, field) = try Self.takeHeader(&rest, of: tsdu)
        guard code == SPDUCode.gt || code == SPDUCode.pt else {
            // Extended concatenation is never agreed on.
            guard rest.isEmpty else { throw OSIError(.malformed, "octets behind the SPDU") }
            return Few(try category1(code, try SessionParameters(tsdu, in: field)))
        }
        if field.isEmpty, !rest.isEmpty { return Few(try category2(tsdu, in: rest)) }
        let spdu = rest.isEmpty ? nil : try category2(tsdu, in: rest)
        let tokens = try category0(code, try SessionParameters(tsdu, in: field), isAlone: rest.isEmpty)
        return Few(spdu) + Few(tokens)
    }

    /// SI of the SPDU in front, and where its parameters stand.
    private static func takeHeader(
        _ rest: inout Range<Int>, of octets: ArraySlice<UInt8>
    ) throws(OSIError) -> (code: UInt8, field: Range<Int>) {
        guard let place = rest.first else { throw OSIError(.truncated, "SPDU") }
        rest = place + 1..<rest.upperBound
        return (octets[place], try SessionParameters.takeField(&rest, of: octets))
    }

    /// nil for tokens that nobody gives or asks for, and for a segment that is not the last.
    private mutating func category0(
        _ code: UInt8, _ parameters: SessionParameters, isAlone: Bool
    ) throws(OSIError) -> SPDU? {
        let tokens = try parameters.octet(SessionParameter.tokenItem) ?? 0
        guard code == SPDUCode.pt else { return tokens == 0 ? nil : .gt(tokens: tokens) }
        let enclosure = try parameters.octet(SessionParameter.enclosure)
        guard isAlone || (enclosure ?? Enclosure.whole) == Enclosure.whole else {
            throw OSIError(.malformed, "segment in a concatenation")
        }
        let spdu = try segment(code, enclosure, parameters) { parameters throws(OSIError) in
            .pt(tokens: tokens, userData: try parameters.userData())
        }
        if case .pt(0, let data)? = spdu, data.isEmpty { return nil }
        return spdu
    }

    private mutating func category1(_ code: UInt8, _ parameters: SessionParameters) throws(OSIError) -> SPDU? {
        let enclosure = try parameters.octet(SessionParameter.enclosure)
        if code == SPDUCode.cdo {
            return .cdo(
                userData: try parameters.userData(), isLast: (enclosure ?? Enclosure.end) & Enclosure.end != 0)
        }
        // An abort ends whatever is half there.
        if code == SPDUCode.ab, enclosure.map({ $0 & Enclosure.begin != 0 }) ?? true { pending = nil }
        let spdu = try segment(code, enclosure, parameters) { parameters throws(OSIError) in
            try SPDU.category1(code, parameters)
        }
        if case .cn? = spdu { isInitiator = false }
        if case .ac(let accept)? = spdu { adopt(accept.versions, accept.tsduSizes) }
        if case .oa(let accept)? = spdu { adopt(accept.versions, accept.tsduSizes) }
        return spdu
    }

    private mutating func category2(
        _ tsdu: ArraySlice<UInt8>, in places: Range<Int>
    ) throws(OSIError) -> SPDU? {
        var rest = places
        let (code, field) = try Self.takeHeader(&rest, of: tsdu)
        if code == SPDUCode.dt, field.isEmpty, pending == nil { return .dt(tsdu[rest]) }
        let parameters = try SessionParameters(tsdu, in: field)
        if code == SPDUCode.dt { return try data(try parameters.octet(SessionParameter.enclosure), tsdu[rest]) }
        guard rest.isEmpty else { throw OSIError(.malformed, "octets behind the SPDU") }
        switch code {
        // These may come in the middle of an SSDU and make it void.
        case SPDUCode.ai, SPDUCode.ad, SPDUCode.er, SPDUCode.ed:
            let enclosure = try parameters.octet(SessionParameter.enclosure) ?? Enclosure.whole
            if enclosure & Enclosure.begin != 0 { pending = nil }
        default: break
        }
        // Not to be taken for the category 1 SPDU of the same code.
        return try segment(code, try parameters.octet(SessionParameter.enclosure), parameters) {
            parameters throws(OSIError) in try SPDU.category2(code, parameters)
        }
    }

    // MARK: Segments

    private mutating func data(_ enclosure: UInt8?, _ octets: ArraySlice<UInt8>) throws(OSIError) -> SPDU? {
        let enclosure = enclosure ?? Enclosure.whole
        guard (enclosure & Enclosure.begin != 0) == (pending == nil), pending?.code ?? SPDUCode.dt == SPDUCode.dt
        else { throw OSIError(.malformed, "segment out of place") }
        if enclosure == Enclosure.whole { return .dt(octets) }
        var whole = pending?.data ?? []
        pending = nil
        guard whole.count + octets.count <= greatestUserData else { throw OSIError(.limitExceeded, "SSDU") }
        whole += octets
        if enclosure & Enclosure.end != 0 { return .dt(whole[...]) }
        pending = Pending(code: SPDUCode.dt, spdu: .dt([]), data: whole)
        return nil
    }

    /// The first segment has all parameters, the others the enclosure item and user data alone.
    private mutating func segment(
        _ code: UInt8, _ enclosure: UInt8?, _ parameters: SessionParameters,
        _ parse: (SessionParameters) throws(OSIError) -> SPDU
    ) throws(OSIError) -> SPDU? {
        let enclosure = enclosure ?? Enclosure.whole
        if enclosure & Enclosure.begin != 0 {
            guard pending == nil else { throw OSIError(.malformed, "SPDU between segments") }
            let spdu = try parse(parameters)
            if version == 1, spdu.userData.count > SessionLimit.userData {
                throw OSIError(.limitExceeded, "user data in version 1")
            }
            if enclosure & Enclosure.end != 0 { return spdu }
            pending = Pending(code: code, spdu: spdu, data: spdu.userData)
            return nil
        }
        guard var whole = pending, whole.code == code else { throw OSIError(.malformed, "segment out of place") }
        pending = nil
        let piece =
            code == SPDUCode.rf ? try parameters.octets(SessionParameter.reason) ?? [] : try parameters.userData()
        guard whole.data.count + piece.count <= greatestUserData else { throw OSIError(.limitExceeded, "user data") }
        whole.data += piece
        if enclosure & Enclosure.end != 0 {
            whole.spdu.userData = whole.data
            return whole.spdu
        }
        pending = whole
        return nil
    }
}
