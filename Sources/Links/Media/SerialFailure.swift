/// How a call over a serial port went wrong, beside what chat says (`ChatScript`), as RAS codes.
package enum SerialFailure: Hashable, Sendable {
    /// The lock file could not be made: errno.
    case notLocked(errno: Int32)
    /// The port could not be opened or set: errno.
    case notOpened(errno: Int32)
    /// The chat script cannot be read.
    case noScript
    /// The carrier, or the port itself, went away. `isUp`: the two ends had found each other.
    case carrierLost(isUp: Bool)
    /// The other end does not answer in frames.
    case silent(isUp: Bool)
    /// The other end began a call of its own.
    case begunAnew
    /// The other end's frames are of another version.
    case otherVersion
    /// The other end said that it is done.
    case endedByPeer

    package var code: RASCode {
        switch self {
        case .notLocked(let errno): errno == 16 ? RASCode(633) : RASCode(665)  // EBUSY
        case .notOpened(let errno): Self.code(errno: errno)
        case .noScript: RASCode(657)
        case .carrierLost(let isUp): isUp ? .disconnected : RASCode(619)
        case .silent(let isUp): isUp ? .remoteSilent : RASCode(721)
        case .begunAnew: .hungUpByPeer
        case .otherVersion: RASCode(720)
        case .endedByPeer: .hungUpByPeer
        }
    }

    private static func code(errno: Int32) -> RASCode {
        switch errno {
        case 2, 6, 19, 20: RASCode(608)  // ENOENT, ENXIO, ENODEV, ENOTDIR
        case 1, 13: RASCode(665)  // EPERM, EACCES
        case 16: RASCode(633)  // EBUSY
        case 23, 24: RASCode(614)  // ENFILE, EMFILE
        case 22: RASCode(605)  // EINVAL
        case 25: RASCode(609)  // ENOTTY
        default: RASCode(692)
        }
    }
}
