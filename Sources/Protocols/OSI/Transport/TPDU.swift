/// The TPDUs of transport class 0 (X.224 clause 13; RFC 905).
package enum TPDU: Hashable, Sendable {
    /// Connection request.
    indirect case cr(ConnectTPDU)
    /// Connection confirm.
    indirect case cc(ConnectTPDU)
    /// Disconnect request. User data, which class 0 has not and peers send all the same, is dropped.
    case dr(destinationReference: UInt16, sourceReference: UInt16, reason: UInt8)
    /// Data; `isLast` is the end-of-TSDU mark.
    case dt(isLast: Bool, data: ArraySlice<UInt8>)
    /// TPDU error, with the start of what was wrong: class 0 requires that (X.224 13.12.4).
    case er(destinationReference: UInt16, cause: UInt8, invalidTPDU: [UInt8] = [])

    /// DR reasons (X.224 13.5.3 d). Class 0 has the first four; the last answers a CR that will not have class 0.
    package enum DisconnectReason {
        package static let unspecified: UInt8 = 0
        package static let congestion: UInt8 = 1
        package static let sessionEntityNotAttached: UInt8 = 2
        package static let addressUnknown: UInt8 = 3
        package static let negotiationFailed: UInt8 = 0x82

        /// Whether another try may do: congestion, as class 0 and as the other classes say it.
        package static func isTransient(_ reason: UInt8) -> Bool { reason & 0x7F == congestion }
    }

    /// ER causes.
    package enum RejectCause {
        package static let unspecified: UInt8 = 0
        package static let invalidParameterCode: UInt8 = 1
        package static let invalidTPDUType: UInt8 = 2
        package static let invalidParameterValue: UInt8 = 3

        static func of(_ error: OSIError) -> UInt8 {
            switch error.code {
            case .unknownPDU: invalidTPDUType
            case .malformed: invalidParameterValue
            case .truncated, .missingParameter, .limitExceeded: unspecified
            }
        }
    }

    /// The most octets of a TPDU that an ER shows.
    static let greatestInvalidTPDU = 128

    /// - Throws: `truncated`, `malformed`, `unknownPDU`, `limitExceeded` (selectors over 32 octets).
    package static func decode(_ octets: ArraySlice<UInt8>) throws(OSIError) -> TPDU {
        guard octets.count >= 2 else { throw OSIError(.truncated, "TPDU") }
        let start = octets.startIndex
        let length = Int(octets[start])
        guard length != 0xFF, length >= 2 else { throw OSIError(.malformed, "TPDU length indicator \(length)") }
        guard length < octets.count else { throw OSIError(.truncated, "TPDU header") }
        let code = octets[start + 1]
        var header: ArraySlice<UInt8> { octets[(start + 1)...(start + length)] }
        switch code & 0xF0 {
        case 0xE0: return .cr(try ConnectTPDU(header))
        case 0xD0: return .cc(try ConnectTPDU(header))
        case 0xF0:
            guard code == 0xF0, length == 2 else { throw OSIError(.malformed, "DT header") }
            return .dt(isLast: octets[start + 2] & 0x80 != 0, data: octets[(start + 3)...])
        case 0x80:
            guard length >= 6 else { throw OSIError(.truncated, "DR") }
            return .dr(
                destinationReference: header.number(at: 1), sourceReference: header.number(at: 3),
                reason: header[start + 6])
        case 0x70:
            guard length >= 4 else { throw OSIError(.truncated, "ER") }
            return .er(
                destinationReference: header.number(at: 1), cause: header[start + 4],
                invalidTPDU: try invalidTPDU(header.dropFirst(4)))
        default:
            throw OSIError(.unknownPDU, "TPDU code \(code)")
        }
    }

    /// What an ER shows: up to the octet for which the TPDU was rejected, that is the code, or somewhere in the header.
    static func rejected(of octets: ArraySlice<UInt8>, for error: OSIError) -> ArraySlice<UInt8> {
        let isForItsCode = error.code == .unknownPDU || error.code == .limitExceeded
        let header = isForItsCode ? 2 : 1 + Int(octets.first ?? 0)
        return octets.prefix(min(header, greatestInvalidTPDU))
    }

    /// The parameter C1 of an ER; others are passed over.
    private static func invalidTPDU(_ parameters: ArraySlice<UInt8>) throws(OSIError) -> [UInt8] {
        var rest = parameters
        while let code = rest.popFirst() {
            guard let length = rest.popFirst(), rest.count >= Int(length) else {
                throw OSIError(.truncated, "TPDU parameter")
            }
            if code == 0xC1 { return Array(rest.prefix(min(Int(length), greatestInvalidTPDU))) }
            rest = rest.dropFirst(Int(length))
        }
        return []
    }

    /// The TPDU without the user data of a DT, as an ER shows it.
    var header: ArraySlice<UInt8> {
        if case .dt(let isLast, _) = self { return [2, 0xF0, isLast ? 0x80 : 0] }
        return encode().dropFirst(TPKTDecoder.headerOctets)
    }

    /// The TPDU in its TPKT.
    package func encode() -> [UInt8] {
        var body: [UInt8]
        var data: ArraySlice<UInt8> = []
        switch self {
        case .cr(let connect): body = connect.encode(code: 0xE0)
        case .cc(let connect): body = connect.encode(code: 0xD0)
        case .dr(let destination, let source, let reason):
            body = [6, 0x80] + destination.bigEndian2 + source.bigEndian2 + [reason]
        case .er(let destination, let cause, let invalid):
            let shown = invalid.prefix(Self.greatestInvalidTPDU)
            let parameter = shown.isEmpty ? [] : [0xC1, UInt8(shown.count)] + shown
            body = [UInt8(4 + parameter.count), 0x70] + destination.bigEndian2 + [cause] + parameter
        case .dt(let isLast, let octets):
            body = [2, 0xF0, isLast ? 0x80 : 0]
            data = octets
        }
        body += data
        let length = UInt16(truncatingIfNeeded: body.count + TPKTDecoder.headerOctets)
        return [3, 0] + length.bigEndian2 + body
    }
}

/// The header and parameters that CR and CC share.
package struct ConnectTPDU: Hashable, Sendable {
    package var destinationReference: UInt16
    package var sourceReference: UInt16
    /// Class in the high four bits, options in the low ones. Class 0 has no options.
    package var classAndOptions: UInt8 = 0
    package var callingSelector: [UInt8]?
    package var calledSelector: [UInt8]?
    /// TPDU size 2^n; nil: not given, which RFC 1006 reads as 65531.
    package var sizeCode: UInt8?
    /// In a CR: classes that will do beside the preferred one, each with options in the low four bits.
    package var alternativeClasses: [UInt8] = []

    /// Class 0 is the preferred one or one of the others.
    var takesClass0: Bool { classAndOptions & 0xF0 == 0 || alternativeClasses.contains { $0 & 0xF0 == 0 } }

    package init(
        destinationReference: UInt16 = 0, sourceReference: UInt16, callingSelector: [UInt8]? = nil,
        calledSelector: [UInt8]? = nil, sizeCode: UInt8? = nil
    ) {
        self.destinationReference = destinationReference
        self.sourceReference = sourceReference
        self.callingSelector = callingSelector
        self.calledSelector = calledSelector
        self.sizeCode = sizeCode
    }

    /// Greatest transport selector.
    static let selectorLimit = 32

    /// `header`: from the code octet to the end of the variable part. Parameters that class 0 has not, such as the
    /// checksum, the preferred TPDU size and those that RFC 2126 knows for class 2, are passed over (X.224 6.6).
    init(_ header: ArraySlice<UInt8>) throws(OSIError) {
        guard header.count >= 6 else { throw OSIError(.truncated, "CR or CC") }
        let start = header.startIndex
        destinationReference = header.number(at: 1)
        sourceReference = header.number(at: 3)
        classAndOptions = header[start + 5]
        var rest = header[(start + 6)...]
        while let code = rest.popFirst() {
            guard let length = rest.popFirst(), rest.count >= Int(length) else {
                throw OSIError(.truncated, "TPDU parameter")
            }
            let value = rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
            switch code {
            // TPDU size; calling and called transport selector (X.224 13.3.4).
            case 0xC0:
                guard let size = value.first, value.count == 1 else { throw OSIError(.malformed, "TPDU size") }
                sizeCode = size
            case 0xC1, 0xC2:
                guard value.count <= Self.selectorLimit else { throw OSIError(.limitExceeded, "selector") }
                if code == 0xC1 { callingSelector = Array(value) } else { calledSelector = Array(value) }
            case 0xC7: alternativeClasses = Array(value)
            default: break
            }
        }
    }

    func encode(code: UInt8) -> [UInt8] {
        var body = [code] + destinationReference.bigEndian2 + sourceReference.bigEndian2 + [classAndOptions]
        if let sizeCode { body += [0xC0, 1, sizeCode] }
        for (parameter, selector) in [(0xC1 as UInt8, callingSelector), (0xC2, calledSelector)] {
            guard let selector = selector?.prefix(Self.selectorLimit), !selector.isEmpty else { continue }
            body += [parameter, UInt8(selector.count)] + selector
        }
        let alternatives = alternativeClasses.prefix(16)
        if !alternatives.isEmpty { body += [0xC7, UInt8(alternatives.count)] + alternatives }
        return [UInt8(body.count)] + body
    }
}

extension UInt16 {
    /// Both octets, the more significant first.
    var bigEndian2: [UInt8] { [UInt8(self >> 8), UInt8(self & 0xFF)] }
}

extension ArraySlice where Element == UInt8 {
    /// The 16-bit number `offset` octets behind the start; the caller has checked that it is there.
    func number(at offset: Int) -> UInt16 {
        UInt16(self[startIndex + offset]) << 8 | UInt16(self[startIndex + offset + 1])
    }
}
