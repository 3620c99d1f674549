/// What a reliable transfer protocol machine wants done.
package enum RTSEAction: Equatable, Sendable {
    /// In the user information of A-ASSOCIATE; in X.410-1984 mode in P-CONNECT.
    indirect case associateRequest(RTORQ)
    indirect case associateResponse(RTOAC)
    indirect case associateRefuse(RTORJ)
    /// The octets of an RTTR, as P-DATA.
    case data([UInt8])
    /// RTTP, as P-TOKEN-PLEASE.
    case tokenPlease(priority: Int)
    /// S-ACTIVITY-RESUME of an activity that was begun there.
    indirect case resume(ActivityRecovery, newActivityIdentifier: Int)
    /// Services that pass the presentation by.
    case session(SessionRequest)
    case release
    case releaseResponse
    /// As A-ABORT, in X.410-1984 mode as P-U-ABORT; the association is over.
    indirect case abort(RTAB, String)
    /// The peer's RTAB has ended the association.
    case aborted(RTSEAbortReason?)
    /// To the owner.
    case user(AssociationAction)
    /// To the owner, with which what only the layers below know is filled in.
    indirect case openIndication(RTORQ, granted: RTSEAgreement)
    indirect case openConfirm(RTOAC, RTSEAgreement)
    indirect case openRefused(RTORJ)
}
