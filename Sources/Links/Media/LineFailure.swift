/// How a program whose standard input and output are a line went wrong, as its owner saw it.
package enum LineFailure: Hashable, Sendable {
    /// It could not be started; the operating system's errno.
    case notStarted(errno: Int32)
    /// It exited before the line was up.
    case exitedWhileDialling(status: Int32)
    /// A signal ended it before the line was up.
    case signalledWhileDialling
    /// The line was not up within the dial timeout. `octetsSeen`: something had come over it.
    case dialTimedOut(octetsSeen: Bool)
    /// It closed its output or exited while the line was up.
    case exitedWhileUp(status: Int32)
    case signalledWhileUp
    /// The line is up and nothing ever came over it.
    case silentWhileUp

    /// The RAS code that stands for it.
    ///
    /// A line program tells more with the exit statuses of sysexits.h: 75 busy, 69 and 68 no answer, 77 account
    /// refused, 78 and 64 settings wrong, 76 protocol; and with those of the shell: 127 not found, 126 cannot be run,
    /// 124 timed out.
    package var code: RASCode {
        switch self {
        case .notStarted(let errno): Self.code(errno: errno)
        case .exitedWhileDialling(let status): Self.code(status: status)
        case .signalledWhileDialling: RASCode(681)
        case .dialTimedOut(let octetsSeen): octetsSeen ? .negotiationTimedOut : .noAnswer
        case .exitedWhileUp(let status): status == 0 ? .hungUpByPeer : .disconnected
        case .signalledWhileUp: .connectionLost
        case .silentWhileUp: .remoteSilent
        }
    }

    private static func code(errno: Int32) -> RASCode {
        switch errno {
        case 2, 20: RASCode(608)  // ENOENT, ENOTDIR
        case 1, 8, 13: RASCode(665)  // EPERM, ENOEXEC, EACCES
        case 11, 12: RASCode(664)  // EAGAIN, ENOMEM
        case 23, 24: RASCode(614)  // ENFILE, EMFILE
        case 16: RASCode(633)  // EBUSY
        default: RASCode(635)
        }
    }

    private static func code(status: Int32) -> RASCode {
        switch status {
        case 0: .hungUpByPeer
        case 75: .busy
        case 68, 69: .noAnswer
        case 77: RASCode(691)
        case 64, 78: RASCode(605)
        case 76: RASCode(722)
        case 124: .timedOut
        case 126: RASCode(665)
        case 127: RASCode(608)
        default: RASCode(651)
        }
    }
}
