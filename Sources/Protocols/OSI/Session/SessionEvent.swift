/// What a session protocol machine is told.
package enum SessionEvent: Equatable, Sendable {
    // MARK: From below
    /// T-CONNECT confirm (initiator) or a transport connection accepted (responder).
    case transportConnected
    case transportDisconnected
    case spdu(SPDU)
    case invalidSPDU(OSIError)

    // MARK: From above
    case request(SessionRequest)
}

/// Session service requests and responses.
package enum SessionRequest: Equatable, Sendable {
    /// The SPDU as it is to be sent; version, tokens and requirements are the caller's.
    indirect case connect(ConnectSPDU)
    /// Accepts the indicated connection.
    case accept(calledSelector: [UInt8]?, userData: [UInt8])
    case refuse(reason: UInt8, userData: [UInt8])
    case data([UInt8])
    case syncMinor
    case syncMinorResponse(serial: Int)
    case activityStart([UInt8])
    indirect case activityResume(ActivityResumeSPDU)
    case activityEnd
    case activityEndResponse
    case activityInterrupt(reason: UInt8)
    case activityInterruptResponse
    case activityDiscard(reason: UInt8)
    case activityDiscardResponse
    case exceptionReport(reason: UInt8)
    /// S-TOKEN-GIVE, bits as in `SessionTokens`. RTSE gives them all, by `controlGive`.
    case tokenGive(UInt8)
    case controlGive
    case tokenPlease(userData: [UInt8])
    case release(userData: [UInt8])
    case releaseResponse(userData: [UInt8])
    case abort(userData: [UInt8])
    /// The provider gives up: a wrong SPDU, an unexpected one.
    case providerAbort
}

/// What a session protocol machine wants done.
package enum SessionAction: Equatable, Sendable {
    case send(SPDU)
    indirect case connectIndication(ConnectSPDU)
    /// The ACCEPT.
    indirect case connectConfirm(ConnectSPDU)
    indirect case connectRefused(RefuseSPDU)
    case dataIndication(ArraySlice<UInt8>)
    case syncMinorIndication(serial: Int)
    case syncMinorConfirm(serial: Int)
    case activityStartIndication([UInt8])
    indirect case activityResumeIndication(ActivityResumeSPDU)
    case activityEndIndication
    case activityEndConfirm
    /// Waits for `activityInterruptResponse`.
    case activityInterruptIndication(reason: UInt8)
    case activityInterruptConfirm
    /// Waits for `activityDiscardResponse`.
    case activityDiscardIndication(reason: UInt8)
    case activityDiscardConfirm
    /// S-U-EXCEPTION-REPORT, or S-P-EXCEPTION-REPORT as a procedural error.
    case exceptionIndication(reason: UInt8)
    /// S-TOKEN-GIVE: some tokens are ours, bits as in `SessionTokens`.
    case tokenGiveIndication(UInt8)
    /// The tokens are ours.
    case controlGiveIndication
    /// The peer has taken the tokens.
    case controlGiven
    case tokenPleaseIndication(userData: [UInt8])
    case releaseIndication(userData: [UInt8])
    case releaseConfirm(userData: [UInt8])
    /// S-U-ABORT.indication.
    case abortIndication(userData: [UInt8])
    /// S-P-ABORT.indication: the peer's provider saw an error.
    case providerAbortIndication
    /// We saw the error and have sent ABORT where there was somebody to hear it.
    case protocolError(String)
    /// The transport connection went without a word.
    case transportLost
    /// T-DISCONNECT request: nobody waits for anything any more.
    case transportDisconnect
}
