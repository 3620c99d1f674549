import BER
import OSI

/// Our machines of some layers in place of one end of a captured call. What the layers above would ask for is taken
/// from what that end sent; what goes out is our machines' own.
struct LayerEnd {
    /// Up to which layer the machines are ours.
    enum Depth: String, CaseIterable, Sendable {
        case session
        case reliableTransfer
    }

    let isCaller: Bool
    private(set) var recording = Recording()
    /// What the session layer told.
    private(set) var indications: [SessionAction] = []
    /// What RTSE told its owner.
    private(set) var log: [AssociationAction] = []
    private(set) var received: [[UInt8]] = []
    private var framer = TPKTDecoder()
    private var transport = TransportProtocolMachine()
    private var codec = SPDUCodec()
    private var session = SessionProtocolMachine()
    private var reliableTransfer: ReliableTransferProtocolMachine?
    private var mode = PresentationMode.normal
    private var context = 0
    /// The connect of the call and its answer.
    private var connect = ConnectSPDU()
    private var accept = ConnectSPDU()
    private var outgoing: ArraySlice<UInt8> = []
    /// The APDUs that are to be transferred.
    private var apdus: ArraySlice<[UInt8]>

    init(_ theirs: Recording, isCaller: Bool, _ depth: Depth) throws {
        self.isCaller = isCaller
        apdus = theirs.transferred(fromCaller: isCaller)[...]
        for tsdu in theirs.tsdus {
            switch try SPDU.decode(tsdu.octets[...]) {
            case .cn(let spdu): connect = spdu
            case .ac(let spdu): accept = spdu
            default: break
            }
        }
        guard depth == .reliableTransfer else { return }
        (mode, _) = try modeAndParameters(connect.userData[...])
        if mode == .normal { context = try Upper.information(connect.userData).context ?? 0 }
        var configuration = AssociationConfiguration()
        configuration.checkpointSize =
            try isCaller ? Upper.rtorq(connect).checkpointSize : Upper.rtoac(accept).checkpointSize
        configuration.windowSize = try isCaller ? Upper.rtorq(connect).windowSize : Upper.rtoac(accept).windowSize
        var offer = RTSEOffer(role: isCaller ? .initiator : .responder, configuration)
        offer.initialTurn = connect.tokenSetting ?? 0 == 0 ? .initiator : .responder
        reliableTransfer = ReliableTransferProtocolMachine(offer)
    }

    /// The whole call, in the order in which it was captured.
    mutating func replay(_ theirs: Recording) throws {
        try perform(transport.handle(.networkConnected))
        var seen = Recording()
        for packet in theirs.packets {
            guard packet.isFromCaller == isCaller else {
                framer.append(packet.octets)
                while let octets = try framer.next() {
                    // Expedited data and its acknowledgement are not of class 0.
                    if [0x10, 0x60].contains(octets.dropFirst().first ?? 0) { continue }
                    try perform(transport.handle(.tpdu(try TPDU.decode(octets))))
                }
                continue
            }
            let before = seen.tsdus.count
            seen.add(isFromCaller: isCaller, packet.octets)
            switch packet.octets[5] {
            case 0xE0:
                guard case .cr(let cr) = try TPDU.decode(packet.octets[4...]) else { continue }
                let request = TransportConnectRequest(
                    calling: cr.callingSelector ?? [], called: cr.calledSelector ?? [], tpduSize: 2048)
                try perform(transport.handle(.connectRequest(request)))
            case 0xF0: for tsdu in seen.tsdus[before...] { try ask(tsdu.octets) }
            default: break
            }
        }
    }

    // MARK: From above

    /// What the layers above want where their end sent this.
    private mutating func ask(_ tsdu: [UInt8]) throws {
        guard let spdu = try SPDU.decode(tsdu[...]) else { return }
        if reliableTransfer == nil { return try askSession(spdu) }
        switch spdu {
        case .cn:
            let rtorq = try Upper.rtorq(connect)
            try tell(
                .request(
                    .open(
                        rtorq.connectionData, mode: rtorq.dialogueMode, applicationProtocol: rtorq.applicationProtocol))
            )
        case .ac:
            guard case .open(let userData) = try Upper.rtoac(accept).connectionData else { return }
            try tell(.request(.accept(userData: userData)))
        case .as(let activity):
            outgoing = apdus.popFirst()?[...] ?? []
            try tell(.request(.transfer(activityIdentifier: Int(activity.last ?? 0))))
        case .pt(_, let data):
            let octets = mode == .normal ? try PresentationValue.decodeUserData(data[...])[0].octets : data[...]
            try tell(.request(.turnPlease(priority: try RTSEAPDU.decodeRTTP(octets))))
        case .gtc: try tell(.request(.turnGive))
        case .fn: try tell(.request(.close))
        default: break
        }
    }

    private mutating func askSession(_ spdu: SPDU) throws {
        switch spdu {
        case .cn(let connect): try ask(.connect(connect))
        case .ac(let accept): try ask(.accept(calledSelector: accept.calledSelector, userData: accept.userData))
        case .dt(let data): try ask(.data(Array(data)))
        case .mip: try ask(.syncMinor)
        case .mia(let serial): try ask(.syncMinorResponse(serial: serial))
        case .as(let activity): try ask(.activityStart(activity))
        case .ae: try ask(.activityEnd)
        case .aea: try ask(.activityEndResponse)
        // The token of negotiated release is none of ours, which has not been agreed on.
        case .gt(let tokens): try ask(.tokenGive(tokens & SessionTokens.all))
        case .pt(_, let data): try ask(.tokenPlease(userData: data))
        case .gtc: try ask(.controlGive)
        case .fn(let data): try ask(.release(userData: data))
        case .dn(let data): try ask(.releaseResponse(userData: data))
        default: break
        }
    }

    private mutating func ask(_ request: SessionRequest) throws { try perform(session.handle(.request(request))) }

    private mutating func tell(_ event: ReliableTransferProtocolMachine.Event) throws {
        try perform(reliableTransfer?.handle(event) ?? [])
    }

    // MARK: From layer to layer

    private mutating func perform(_ actions: Few<TransportProtocolMachine.Action>) throws {
        for action in actions {
            switch action {
            case .send(let octets): recording.add(isFromCaller: isCaller, octets)
            case .connectIndication:
                try perform(transport.handle(.connectResponse(tpduSize: 2048)))
                try perform(session.handle(.transportConnected))
            case .connectConfirm: try perform(session.handle(.transportConnected))
            case .dataIndication(let tsdu):
                for spdu in try codec.decode(tsdu) { try perform(session.handle(.spdu(spdu))) }
            case .disconnectIndication: try perform(session.handle(.transportDisconnected))
            case .closeNetwork: break
            }
        }
    }

    private mutating func perform(_ actions: Few<SessionAction>) throws {
        for action in actions {
            guard case .send(let spdu) = action else {
                indications.append(action)
                if reliableTransfer != nil { try indicate(action) }
                continue
            }
            for tsdu in codec.encode(spdu) ?? [] {
                try perform(transport.handle(.dataRequest(tsdu.head, followedBy: tsdu.data)))
            }
        }
    }

    private mutating func indicate(_ action: SessionAction) throws {
        switch action {
        case .connectIndication(let connect): try tell(.indication(.associate(try Upper.rtorq(connect))))
        case .connectConfirm(let accept): try tell(.indication(.associateConfirm(try Upper.rtoac(accept))))
        case .dataIndication(let data):
            let octets =
                try mode == .normal ? RTSEAPDU.decodeRTTR(PresentationValue.decodeUserData(data)[0].octets) : data
            try tell(.indication(.data(octets)))
        case .tokenPleaseIndication(let data):
            let octets = mode == .normal ? try PresentationValue.decodeUserData(data[...])[0].octets : data[...]
            try tell(.indication(.turnPlease(priority: try RTSEAPDU.decodeRTTP(octets))))
        case .syncMinorIndication(let serial): try tell(.indication(.checkpoint(serial: serial)))
        case .syncMinorConfirm(let serial): try tell(.indication(.checkpointConfirm(serial: serial)))
        case .activityStartIndication(let activity): try tell(.indication(.activityStart(activity)))
        case .activityEndIndication: try tell(.indication(.activityEnd))
        case .activityEndConfirm: try tell(.indication(.activityEndConfirm))
        case .controlGiveIndication: try tell(.indication(.turnGive))
        case .controlGiven: try tell(.indication(.turnGiven))
        case .releaseIndication: try tell(.indication(.release))
        case .releaseConfirm: try tell(.indication(.releaseConfirm))
        default: break
        }
    }

    private mutating func perform(_ actions: Few<RTSEAction>) throws {
        for action in actions {
            switch action {
            case .associateRequest(let rtorq):
                var spdu = connect
                spdu.userData = try Upper.connect(connect.userData, mode, rtorq)
                try ask(.connect(spdu))
            case .associateResponse(let rtoac):
                try ask(.accept(calledSelector: nil, userData: try Upper.accept(accept.userData, mode, rtoac)))
            case .data(let octets):
                let apdu = RTSEAPDU.rttrHeader(length: octets.count) + octets
                let rttr = PresentationValue(context: context, octets: apdu[...])
                try ask(.data(mode == .normal ? rttr.encodeUserData() : octets))
            case .tokenPlease(let priority):
                let rttp = RTSEAPDU.rttp(priority: priority).encode()
                let value = PresentationValue(context: context, octets: rttp[...])
                try ask(.tokenPlease(userData: mode == .normal ? value.encodeUserData() : rttp))
            case .session(let request): try ask(request)
            case .release: try ask(.release(userData: try Upper.releases(mode, isRequest: true)))
            case .releaseResponse: try ask(.releaseResponse(userData: try Upper.releases(mode, isRequest: false)))
            case .user(let action): try answer(action)
            case .associateRefuse, .resume, .abort, .aborted, .openIndication, .openConfirm, .openRefused: break
            }
        }
    }

    /// The owner of RTSE: it secures everything at once.
    private mutating func answer(_ action: AssociationAction) throws {
        log.append(action)
        switch action {
        case .transferIndication: received.append([])
        case .dataIndication(let octets): received[received.count - 1] += octets
        case .checkpointIndication(let serial): try tell(.request(.checkpointSecured(serial: serial)))
        case .transferEndIndication: try tell(.request(.transferSecured))
        case .wantData(let maximum):
            let piece = Array(outgoing.prefix(maximum))
            outgoing = outgoing.dropFirst(piece.count)
            try tell(.request(.data(piece, isLast: outgoing.isEmpty)))
        default: break
        }
    }
}

/// RTSE's APDUs in the user data of a connect and its answer, in both modes.
private enum Upper {
    static func information(_ connect: [UInt8]) throws -> ExternalValue {
        guard let value = try ConnectPPDU(connect[...]).userData.first,
            case .aarq(let aarq) = try ACSEAPDU.decode(value.octets), let information = aarq.userInformation
        else { throw PDUWalk.Missing("an AARQ") }
        return information
    }

    static func rtorq(_ connect: ConnectSPDU) throws -> RTORQ {
        let (mode, parameters) = try modeAndParameters(connect.userData[...])
        guard mode == .normal else { return try RTORQ(components: parameters.contents) }
        return try RTSEAPDU.decodeRTORQ(information(connect.userData).octets)
    }

    static func rtoac(_ accept: ConnectSPDU) throws -> RTOAC {
        let (mode, parameters) = try modeAndParameters(accept.userData[...])
        guard mode == .normal else { return try RTOAC(components: parameters.contents) }
        guard let value = try AcceptPPDU(accept.userData[...]).userData.first,
            case .aare(let aare) = try ACSEAPDU.decode(value.octets), let information = aare.userInformation
        else { throw PDUWalk.Missing("an AARE") }
        return try RTSEAPDU.decodeRTOAC(information.octets)
    }

    /// Their connect with our RTORQ in it.
    static func connect(_ theirs: [UInt8], _ mode: PresentationMode, _ rtorq: RTORQ) throws -> [UInt8] {
        guard mode == .normal else { return X410PPDU.connect(rtorq.components) }
        var cp = try ConnectPPDU(theirs[...])
        guard case .aarq(var aarq) = try ACSEAPDU.decode(cp.userData[0].octets) else {
            throw PDUWalk.Missing("an AARQ")
        }
        aarq.userInformation?.octets = RTSEAPDU.rtorq(rtorq).encode()[...]
        cp.userData[0].octets = ACSEAPDU.aarq(aarq).encode()[...]
        return cp.encode()
    }

    static func accept(_ theirs: [UInt8], _ mode: PresentationMode, _ rtoac: RTOAC) throws -> [UInt8] {
        guard mode == .normal else { return X410PPDU.connect(rtoac.components) }
        var cpa = try AcceptPPDU(theirs[...])
        guard case .aare(var aare) = try ACSEAPDU.decode(cpa.userData[0].octets) else {
            throw PDUWalk.Missing("an AARE")
        }
        aare.userInformation?.octets = RTSEAPDU.rtoac(rtoac).encode()[...]
        cpa.userData[0].octets = ACSEAPDU.aare(aare).encode()[...]
        return cpa.encode()
    }

    /// RLRQ and RLRE in ACSE's context, the captures' nineteenth.
    static func releases(_ mode: PresentationMode, isRequest: Bool) throws -> [UInt8] {
        guard mode == .normal else { return [] }
        let apdu = isRequest ? ACSEAPDU.rlrq(reason: 0) : ACSEAPDU.rlre(reason: 0)
        return PresentationValue(context: 19, octets: apdu.encode()[...]).encodeUserData()
    }
}
