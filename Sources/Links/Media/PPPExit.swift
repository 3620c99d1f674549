/// pppd's exit statuses (pppd(8)) as RAS codes.
///
/// The status alone is often not the cause: a refused password ends in 16, since the other end hung up, and a failed
/// call always in 8. `PPPLog` knows more.
package enum PPPExit {
    /// - Parameter isUp: the link had been up.
    package static func code(status: Int32, isUp: Bool) -> RASCode {
        switch status {
        case 0: .hungUpByPeer
        case 1: RASCode(635)  // a system call failed
        case 2: RASCode(625)  // options
        case 3: RASCode(665)  // not permitted
        case 4: RASCode(731)  // the kernel has no PPP
        case 5: .hungUpLocally  // a signal
        case 6: RASCode(633)  // the port is locked
        case 7: RASCode(608)  // the port cannot be opened
        case 8: RASCode(651)  // the connect script failed
        case 9: RASCode(651)  // the pty's program failed
        case 10: RASCode(719)  // the negotiation failed
        case 11: RASCode(645)  // the other end did not authenticate itself
        case 12: .hungUpLocally  // idle
        case 13: .hungUpLocally  // the greatest time of a call
        case 14: .hungUpByPeer  // it will call back
        case 15: .remoteSilent  // no answer to echo requests
        case 16: isUp ? .disconnected : RASCode(619)  // the modem hung up
        case 17: RASCode(737)  // loopback
        case 18: RASCode(666)  // the modem was not initialised
        case 19: RASCode(691)  // we were not accepted
        case 126: RASCode(665)
        case 127: RASCode(608)
        default: RASCode(651)
        }
    }
}
