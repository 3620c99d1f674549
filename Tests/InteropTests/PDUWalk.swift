import BER
import OSI
import P1

/// Takes a recording apart with our own decoders, down to the last PDU of each layer.
struct PDUWalk {
    /// What was there, in order, layer by layer.
    private(set) var kinds: [PDUKind] = []
    /// Contexts of RTSE and of ACSE, as the CP defines them.
    private var contexts: [Int: ObjectIdentifierValue] = [:]
    private var transfer: [Bool: MTSAPDUDecoder] = [:]

    private static let acse: ObjectIdentifierValue = [2, 2, 1, 0, 1]
    /// Of an MTA (X.419) and of RTSE itself (X.228).
    private static let rtse: [ObjectIdentifierValue] = [[2, 6, 0, 2, 12], [2, 3, 2]]

    /// - Parameter carriesMessages: what RTTRs carry are MTS-APDUs.
    init(_ recording: Recording, carriesMessages: Bool = true) throws {
        var framer: [Bool: TPKTDecoder] = [true: TPKTDecoder(), false: TPKTDecoder()]
        var tsdu: [Bool: [UInt8]] = [:]
        for piece in recording.pieces {
            let side = piece.isFromCaller
            framer[side, default: TPKTDecoder()].append(piece.octets)
            while let octets = try framer[side]?.next() {
                let tpdu = try TPDU.decode(octets)
                kinds.append(PDUKind(tpdu))
                guard case .dt(let isLast, let data) = tpdu else { continue }
                tsdu[side, default: []] += data
                guard isLast, let whole = tsdu.removeValue(forKey: side) else { continue }
                try session(whole, side, carriesMessages)
            }
        }
    }

    private mutating func session(_ tsdu: [UInt8], _ side: Bool, _ carriesMessages: Bool) throws {
        guard let spdu = try SPDU.decode(tsdu[...]) else { return }
        kinds.append(PDUKind(spdu))
        switch spdu {
        case .cn(let connect):
            kinds.append(.cp)
            let cp = try ConnectPPDU(connect.userData[...])
            for context in cp.contexts { contexts[context.identifier] = context.abstractSyntax }
            try values(cp.userData)
        case .ac(let accept):
            kinds.append(.cpa)
            try values(try AcceptPPDU(accept.userData[...]).userData)
        case .rf(let refuse) where !refuse.userData.isEmpty:
            kinds.append(.cpr)
            try values(try RejectPPDU(refuse.userData[...]).userData)
        case .ab(let abort) where !abort.userData.isEmpty:
            let ppdu = try AbortPPDU(abort.userData[...])
            kinds.append(PDUKind(ppdu))
            if case .user(let list) = ppdu { try values(list) }
        case .fn(let data), .dn(let data), .pt(_, let data):
            if !data.isEmpty { try values(try PresentationValue.decodeUserData(data[...])) }
        case .as: transfer[side] = carriesMessages ? MTSAPDUDecoder() : nil
        case .ar: transfer[side] = nil
        case .dt(let data):
            for value in try PresentationValue.decodeUserData(data) {
                kinds.append(.rttr)
                let octets = try RTSEAPDU.decodeRTTR(value.octets, limit: 1 << 24)
                guard var decoder = transfer[side] else { continue }
                kinds += try decoder.consume(octets[...]).compactMap { PDUKind($0) }
                transfer[side] = decoder
            }
        default: break
        }
    }

    private mutating func values(_ values: [PresentationValue]) throws {
        for value in values {
            guard let syntax = contexts[value.context] else { throw Missing("context \(value.context)") }
            if syntax == Self.acse {
                try control(try ACSEAPDU.decode(value.octets))
            } else if Self.rtse.contains(syntax) {
                kinds.append(PDUKind(try RTSEAPDU.decode(value.octets)))
            }
        }
    }

    private mutating func control(_ apdu: ACSEAPDU) throws {
        kinds.append(PDUKind(apdu))
        let information: ExternalValue?
        switch apdu {
        case .aarq(let aarq): information = aarq.userInformation
        case .aare(let aare): information = aare.userInformation
        case .abrt(let abrt): information = abrt.userInformation
        case .rlrq, .rlre: information = nil
        }
        guard let information, let context = information.context, let syntax = contexts[context],
            Self.rtse.contains(syntax)
        else { return }
        let apdu = try RTSEAPDU.decode(information.octets)
        kinds.append(PDUKind(apdu))
        try bind(apdu, isMTA: syntax == Self.rtse[0])
    }

    private mutating func bind(_ apdu: RTSEAPDU, isMTA: Bool) throws {
        guard isMTA else { return }
        switch apdu {
        case .rtorq(let rtorq):
            guard case .open(let octets) = rtorq.connectionData else { return }
            _ = try MTABindArgument.decode(octets[...])
            kinds.append(.bindArgument)
        case .rtoac(let rtoac):
            guard case .open(let octets) = rtoac.connectionData, !octets.isEmpty else { return }
            _ = try MTABindResult.decode(octets[...])
            kinds.append(.bindResult)
        case .rtorj(let rtorj):
            _ = try MTABindError.decode(rtorj.userData[...])
            kinds.append(.bindError)
        case .rttp, .rtab: break
        }
    }

    struct Missing: Error {
        let what: String
        init(_ what: String) { self.what = what }
    }
}
