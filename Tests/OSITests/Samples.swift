import BER
import OSI

/// One of each, for tests of totality.
enum Samples {
    static let connect: ConnectSPDU = {
        var connect = ConnectSPDU()
        connect.versions = 3
        connect.tokenSetting = 0
        connect.callingReference = [4, 1, 65]
        connect.commonReference = [23, 13] + Array("261121001503Z".utf8)
        connect.callingSelector = [1, 2]
        connect.calledSelector = [3]
        connect.userData = [9, 9]
        return connect
    }()

    static let accept: ConnectSPDU = {
        var accept = ConnectSPDU()
        accept.callingReference = [4, 1, 65]
        accept.tokenSetting = 0
        accept.calledSelector = []
        accept.userData = [8]
        return accept
    }()

    static let resume = ActivityResumeSPDU(
        callingReference: [4, 1, 65], commonReference: [23, 1, 66], additionalReference: [20, 1, 67],
        oldActivity: [2, 1, 1], serial: 3, newActivity: [2, 1, 2])

    static let longConnect: ConnectSPDU = {
        var connect = Samples.connect
        connect.versions = 2
        connect.userData = [UInt8](repeating: 7, count: 11_000)
        return connect
    }()

    static let overflowingConnect: ConnectSPDU = {
        var connect = longConnect
        connect.userData = [UInt8](repeating: 7, count: 10_240)
        connect.hasDataOverflow = true
        return connect
    }()

    static let spdus: [SPDU] = [
        .cn(connect), .cn(overflowingConnect), .oa(OverflowAcceptSPDU()),
        .oa(OverflowAcceptSPDU(tsduSizes: TSDUSizes(toResponder: 2041, toInitiator: 0))),
        .cdo(userData: [1, 2], isLast: false), .cdo(userData: [3], isLast: true), .ac(accept),
        .rf(RefuseSPDU(reason: 2, userData: [5], callingReference: [4, 1, 65])),
        .fn(userData: [1]), .dn(userData: [2]), .ab(.byUser([3])), .ab(.protocolError), .aa,
        .gt(tokens: 0x15), .gt(tokens: 1), .pt(tokens: 1, userData: [7]), .gtc, .gta, .dt([1, 2, 3]),
        .mip(serial: 1, needsConfirmation: true), .mip(serial: 2, needsConfirmation: false), .mia(serial: 1),
        .ae(serial: 1), .ae(serial: 2), .aea(serial: 1), .as(activity: [2, 1, 1]), .ar(resume), .ai(reason: 1),
        .ai(reason: nil), .aia, .ad(reason: 0), .ada, .er, .ed(reason: 5, userData: [4]),
    ]

    static let sessionRequests: [SessionRequest] = [
        .connect(connect), .connect(longConnect), .activityInterruptResponse, .activityDiscardResponse,
        .tokenGive(SessionTokens.data), .accept(calledSelector: nil, userData: [1]), .refuse(reason: 2, userData: [1]),
        .data([1]), .syncMinor, .syncMinorResponse(serial: 1), .activityStart([2, 1, 1]), .activityResume(resume),
        .activityEnd, .activityEndResponse, .activityInterrupt(reason: 1), .activityDiscard(reason: 1),
        .exceptionReport(reason: 1), .controlGive, .tokenPlease(userData: [1]), .release(userData: [1]),
        .releaseResponse(userData: [1]), .abort(userData: [1]), .providerAbort,
    ]

    static let sessionEvents: [SessionEvent] =
        [.transportConnected, .transportDisconnected, .invalidSPDU(OSIError(.malformed))]
        + spdus.map { .spdu($0) } + sessionRequests.map { .request($0) }

    static let tpdus: [TPDU] = [
        .cr(ConnectTPDU(sourceReference: 7, callingSelector: [1], calledSelector: [2], sizeCode: 11)),
        .cc(ConnectTPDU(destinationReference: 7, sourceReference: 8, sizeCode: 10)),
        .dr(destinationReference: 1, sourceReference: 2, reason: 3), .dt(isLast: true, data: [1, 2]),
        .dt(isLast: false, data: [3]), .er(destinationReference: 1, cause: 2),
        .er(destinationReference: 1, cause: 2, invalidTPDU: [2, 0xF0, 0x80]),
    ]

    static let transportEvents: [TransportProtocolMachine.Event] =
        [
            .networkConnected, .networkClosed, .connectRequest(TransportConnectRequest(called: [1])),
            .connectResponse(tpduSize: 8192), .disconnectRequest(reason: 3), .dataRequest([1, 2, 3]),
            .invalidTPDU(OSIError(.malformed)), .limit(10),
        ] + tpdus.map { .tpdu($0) }

    static let recovery = ActivityRecovery(
        session: TwoEnds.name, activityIdentifier: 3, serial: 2, octets: 2048)

    static let associationEvents: [AssociationEvent] = [
        .transportConnected, .octets([3, 0, 0]), .octets([0]), .transportClosed, .timerFired(.open),
        .timerFired(.inactivity), .timerFired(.disconnect),
        .open(OpenRequest(userData: TwoEnds.bind, sessionConnectionIdentifier: TwoEnds.name)),
        .acceptOpen(userData: TwoEnds.bindResult), .refuseOpen(.busy, userData: []),
        .transfer(activityIdentifier: 1), .resume(recovery, newActivityIdentifier: 2),
        .data(octets: [1], isLast: false), .data(octets: [1], isLast: true), .interruptTransfer, .discardTransfer,
        .resumeAccepted(octets: 0), .resumeRefused(.unknownActivity), .resumeRefused(.alreadyCompleted),
        .checkpointSecured(serial: 1), .transferSecured, .refuseTransfer(.localUserError),
        .turnPlease(priority: 0), .turnGive, .close, .abort(.userError),
    ]

    static let rtseRequests: [ReliableTransferProtocolMachine.Request] = [
        .open(.open(TwoEnds.bind), mode: .monologue, applicationProtocol: nil), .accept(userData: TwoEnds.bindResult),
        .refuse(.busy, userData: []), .transfer(activityIdentifier: 1), .resume(recovery, newActivityIdentifier: 2),
        .data([1], isLast: false), .data([1], isLast: true), .interrupt, .discard, .resumeAccepted,
        .resumeRefused(.unknownActivity), .resumeRefused(.alreadyCompleted), .checkpointSecured(serial: 1),
        .transferSecured, .refuseTransfer(.localUserError), .turnPlease(priority: 1), .turnGive, .close,
        .abort(.userError, "by the owner"),
    ]

    static let rtseIndications: [ReliableTransferProtocolMachine.Indication] = [
        .associate(rtorq), .associateConfirm(rtoac), .associateRefused(RTORJ()),
        .associateRefused(RTORJ(reason: .busy, userData: [5, 0])), .data([7]), .turnPlease(priority: 0),
        .invalid("no APDU", reflectedParameter: [true]), .checkpoint(serial: 1), .checkpointConfirm(serial: 1),
        .activityStart([2, 1, 1]), .activityStart([9]), .activityResume(resume), .activityEnd, .activityEndConfirm,
        .activityInterrupt(reason: 1), .activityInterruptConfirm, .activityDiscard(reason: 1),
        .activityDiscardConfirm, .exception(reason: 1), .exception(reason: 6), .turnGive, .turnGiven, .release,
        .releaseConfirm, .abort(.transferCompleted), .abort(nil),
    ]

    static let rtseEvents: [ReliableTransferProtocolMachine.Event] =
        rtseRequests.map { .request($0) } + rtseIndications.map { .indication($0) }

    static let rtorq = RTORQ(
        checkpointSize: 1, windowSize: 2, dialogueMode: .twoWayAlternate, connectionData: .open(TwoEnds.bind))
    static let rtoac = RTOAC(checkpointSize: 1, windowSize: 2, connectionData: .open(TwoEnds.bindResult))

    static let aarq = ACSEAPDU.aarq(
        AARQ(
            applicationContext: [2, 6, 0, 1, 6],
            userInformation: ExternalValue(context: 3, octets: RTSEAPDU.rtorq(rtorq).encode()[...])))
    static let aare = ACSEAPDU.aare(
        AARE(
            applicationContext: [2, 6, 0, 1, 6], result: .accepted, diagnostic: .user(0),
            userInformation: ExternalValue(context: 3, octets: RTSEAPDU.rtoac(rtoac).encode()[...])))
    static let acseAPDUs: [ACSEAPDU] = [
        aarq, aare, .rlrq(reason: 0), .rlre(reason: nil),
        .abrt(ABRT(isByProvider: false, userInformation: ExternalValue(context: nil, octets: [0xB6, 0]))),
        .aare(
            AARE(
                applicationContext: [2, 6, 0, 1, 6], result: .rejectedTransient, diagnostic: .provider(1),
                userInformation: nil)),
    ]

    static let purposes: [PresentationPurpose] = [
        .connect, .accept, .refuse, .data, .tokenPlease, .release, .releaseResponse, .abort,
    ]

    static let value = PresentationValue(context: 1, octets: [4, 1, 7])
    static let contexts = [
        PresentationContext(identifier: 1, abstractSyntax: [2, 2, 1, 0, 1], transferSyntaxes: [[2, 1, 1]]),
        PresentationContext(identifier: 3, abstractSyntax: [2, 6, 0, 2, 12], transferSyntaxes: [[2, 1, 1]]),
        PresentationContext(identifier: 5, abstractSyntax: [2, 6, 0, 2, 8], transferSyntaxes: [[2, 1, 1]]),
        PresentationContext(identifier: 7, abstractSyntax: [2, 6, 0, 2, 7], transferSyntaxes: [[2, 1, 9]]),
    ]
    static let cp = ConnectPPDU(calling: [1], called: [2], contexts: contexts, userData: [value])
    static let results: [PresentationContextResult] = [
        .acceptance(transferSyntax: [2, 1, 1]), .acceptance(transferSyntax: [2, 1, 1]),
        .abstractSyntaxNotSupported, .transferSyntaxesNotSupported,
    ]
    static let cpa = AcceptPPDU(responding: [2], results: results, userData: [value])
    static let cpr = RejectPPDU(results: results, providerReason: 3, userData: [])

    static let presentationEvents: [PresentationProtocolMachine.Event] =
        presentationRequests + presentationIndications
        + purposes.flatMap { [.indication($0, [1, 2, 3]), .x410Request($0, [2, 1, 0])] }

    private static let presentationRequests: [PresentationProtocolMachine.Event] = [
        .connectRequest(cp), .connectResponse(responding: [], userData: value), .connectRefuse(userData: value),
        .connectReject(reason: 3), .request(.data, value), .abortRequest(value), .abortRequest(nil),
    ]

    private static let presentationIndications: [PresentationProtocolMachine.Event] = [
        .indication(.connect, cp.encode()[...]), .indication(.accept, cpa.encode()[...]),
        .indication(.refuse, cpr.encode()[...]), .indication(.data, value.encodeUserData()[...]),
        .indication(.abort, AbortPPDU.user([value]).encode()[...]),
        .indication(.abort, AbortPPDU.provider(reason: 1).encode()[...]),
        .indication(.connect, X410PPDU.connect(rtorq.components)[...]),
        .indication(.accept, X410PPDU.connect(rtoac.components)[...]),
        .indication(.refuse, X410PPDU.set(RTORJ(reason: .busy).components)[...]),
        .indication(.abort, X410PPDU.set(RTAB(reason: .protocolError).components)[...]),
    ]
}
