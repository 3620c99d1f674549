import BER
import OSI
import P1

/// Takes a recording apart with our own decoders, down to the last PDU of each layer.
struct PDUWalk {
    /// What was there, in order, layer by layer.
    private(set) var kinds: [PDUKind] = []
    /// Contexts of RTSE and of ACSE, as the CP defines them.
    private var contexts: [Int: ObjectIdentifierValue] = [:]
    private var mode = PresentationMode.normal
    /// The user data of the connect, as far as it is there.
    private var overflow: [UInt8] = []
    private var transfer: [Bool: MTSAPDUDecoder] = [:]
    private let carriesMessages: Bool
    private let carriesPresentation: Bool

    /// TPDUs of others that are not of class 0: expedited data where both ends ask for it, which we never do, and an
    /// acknowledgement.
    private static let ofOtherClasses: [UInt8] = [0x10, 0x60]
    private static let acse: ObjectIdentifierValue = [2, 2, 1, 0, 1]
    /// Of an MTA (X.419), of RTSE itself (X.228), and as ISODE names it.
    private static let rtse: [ObjectIdentifierValue] = [[2, 6, 0, 2, 12], [2, 3, 2], [2, 3, 0]]

    /// - Parameters:
    ///   - carriesMessages: what RTTRs carry are MTS-APDUs.
    ///   - carriesPresentation: what the session carries are PPDUs.
    init(_ recording: Recording, carriesMessages: Bool = true, carriesPresentation: Bool = true) throws {
        self.carriesPresentation = carriesPresentation
        self.carriesMessages = carriesMessages
        var framer: [Bool: TPKTDecoder] = [true: TPKTDecoder(), false: TPKTDecoder()]
        var tsdu: [Bool: [UInt8]] = [:]
        for piece in recording.pieces {
            let side = piece.isFromCaller
            framer[side, default: TPKTDecoder()].append(piece.octets)
            while let octets = try framer[side]?.next() {
                if let code = octets.dropFirst().first, Self.ofOtherClasses.contains(code) { continue }
                let tpdu = try TPDU.decode(octets)
                kinds.append(PDUKind(tpdu))
                guard case .dt(let isLast, let data) = tpdu else { continue }
                tsdu[side, default: []] += data
                guard isLast, let whole = tsdu.removeValue(forKey: side) else { continue }
                try session(whole, side)
            }
        }
    }

    private mutating func session(_ tsdu: [UInt8], _ side: Bool) throws {
        guard let spdu = try SPDU.decode(tsdu[...]) else { return }
        kinds.append(PDUKind(spdu))
        guard carriesPresentation else { return }
        switch spdu {
        case .cn(let connect):
            overflow = connect.userData
            if !connect.hasDataOverflow { try connected(overflow[...]) }
        case .cdo(let data, let isLast):
            overflow += data
            if isLast { try connected(overflow[...]) }
        case .ac(let accept): try accepted(accept.userData[...])
        case .rf(let refuse) where !refuse.userData.isEmpty: try refused(refuse.userData[...])
        case .ab(let abort) where !abort.userData.isEmpty: try aborted(abort.userData[...])
        case .pt(_, let data) where mode == .x410 && !data.isEmpty:
            kinds.append(.rttp)
            _ = try RTSEAPDU.decodeRTTP(data[...])
        case .fn(let data), .dn(let data), .pt(_, let data):
            if !data.isEmpty { try values(try PresentationValue.decodeUserData(data[...])) }
        case .as: transfer[side] = carriesMessages ? MTSAPDUDecoder() : nil
        case .ar: transfer[side] = nil
        case .dt(let data): try transferred(data, side)
        default: break
        }
    }

    // MARK: Presentation

    private mutating func connected(_ octets: ArraySlice<UInt8>) throws {
        guard !octets.isEmpty else { return }
        kinds.append(.cp)
        let (mode, parameters) = try modeAndParameters(octets)
        self.mode = mode
        switch mode {
        case .normal:
            let cp = try ConnectPPDU(octets)
            for context in cp.contexts { contexts[context.identifier] = context.abstractSyntax }
            try values(cp.userData)
        case .x410: try reliableTransfer(.rtorq(try RTORQ(components: parameters.contents)), bind: .bare)
        }
    }

    private mutating func accepted(_ octets: ArraySlice<UInt8>) throws {
        guard !octets.isEmpty else { return }
        kinds.append(.cpa)
        switch mode {
        case .normal: try values(try AcceptPPDU(octets).userData)
        case .x410:
            let parameters = try modeAndParameters(octets).parameters
            try reliableTransfer(.rtoac(try RTOAC(components: parameters.contents)), bind: .bare)
        }
    }

    private mutating func refused(_ octets: ArraySlice<UInt8>) throws {
        kinds.append(.cpr)
        switch mode {
        case .normal: try values(try RejectPPDU(octets).userData)
        case .x410:
            try reliableTransfer(.rtorj(try RTORJ(components: try X410PPDU.components(octets))), bind: .bare)
        }
    }

    private mutating func aborted(_ octets: ArraySlice<UInt8>) throws {
        switch mode {
        case .normal:
            let ppdu = try AbortPPDU(octets)
            kinds.append(PDUKind(ppdu))
            if case .user(let list) = ppdu { try values(list) }
        case .x410:
            kinds.append(.aru)
            try reliableTransfer(.rtab(try RTAB(components: try X410PPDU.components(octets))), bind: .bare)
        }
    }

    private mutating func transferred(_ data: ArraySlice<UInt8>, _ side: Bool) throws {
        let pieces: [ArraySlice<UInt8>] =
            switch mode {
            case .normal: try PresentationValue.decodeUserData(data).map { try RTSEAPDU.decodeRTTR($0.octets) }
            case .x410: [data]
            }
        for octets in pieces {
            kinds.append(.rttr)
            guard var decoder = transfer[side] else { continue }
            kinds += try decoder.consume(octets).compactMap { PDUKind($0) }
            transfer[side] = decoder
        }
    }

    // MARK: Association control and reliable transfer

    private mutating func values(_ values: [PresentationValue]) throws {
        for value in values {
            guard let syntax = contexts[value.context] else { throw Missing("context \(value.context)") }
            if syntax == Self.acse {
                try control(try ACSEAPDU.decode(value.octets))
            } else if Self.rtse.contains(syntax) {
                try reliableTransfer(try RTSEAPDU.decode(value.octets), bind: nil)
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
        let form: BindForm? = syntax == Self.rtse[0] && carriesMessages ? .remoteOperations : nil
        try reliableTransfer(try RTSEAPDU.decode(information.octets), bind: form)
    }

    /// - Parameter form: that of the bind within; nil: it is none of an MTA.
    private mutating func reliableTransfer(_ apdu: RTSEAPDU, bind form: BindForm?) throws {
        kinds.append(PDUKind(apdu))
        guard form != nil, carriesMessages else { return }
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
            guard form == .remoteOperations else { return }
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
