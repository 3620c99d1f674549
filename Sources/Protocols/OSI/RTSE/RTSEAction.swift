/// What a reliable transfer protocol machine wants done.
package enum RTSEAction: Equatable, Sendable {
    /// In the user information of A-ASSOCIATE; in X.410-1984 mode in P-CONNECT.
    case associateRequest(RTORQ)
    case associateResponse(RTOAC)
    case associateRefuse(RTORJ)
    /// The octets of an RTTR, as P-DATA.
    case data([UInt8])
    /// RTTP, as P-TOKEN-PLEASE.
    case tokenPlease(priority: Int)
    /// S-ACTIVITY-RESUME of an activity that was begun there.
    case resume(ActivityRecovery, newActivityIdentifier: Int)
    /// Services that pass the presentation by.
    case session(SessionRequest)
    case release
    case releaseResponse
    /// As A-ABORT, in X.410-1984 mode as P-U-ABORT; the association is over.
    case abort(RTAB, String)
    /// The peer's RTAB has ended the association.
    case aborted(RTSEAbortReason?)
    /// To the owner.
    case user(AssociationAction)
    /// To the owner, with which what only the layers below know is filled in.
    case openIndication(RTORQ, granted: RTSEAgreement)
    case openConfirm(RTOAC, RTSEAgreement)
    case openRefused(RTORJ)
}
