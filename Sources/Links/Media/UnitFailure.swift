/// What a systemd unit that carries a line came to, as RAS codes.
package enum UnitFailure: Hashable, Sendable {
    /// The request was answered by this D-Bus error.
    case refused(error: String)
    /// There is no system bus, or nobody answers on it.
    case noBus
    /// `Result` of the unit (systemd.exec(5)); `status` is the main process's exit status where there is one.
    case ended(result: String, status: Int32, isUp: Bool)

    package var code: RASCode {
        switch self {
        case .noBus: RASCode(711)
        case .refused(let error): Self.errors[error] ?? RASCode(651)
        case .ended(let result, let status, let isUp): Self.code(result, status, isUp: isUp)
        }
    }

    /// Errors of systemd's manager and of the bus (org.freedesktop.systemd1(5), sd-bus-errors(3)).
    private static let errors: [String: RASCode] = [
        "org.freedesktop.systemd1.NoSuchUnit": RASCode(608),
        "org.freedesktop.systemd1.LoadFailed": RASCode(625),
        "org.freedesktop.systemd1.BadUnitSetting": RASCode(625),
        "org.freedesktop.systemd1.UnitMasked": RASCode(665),
        "org.freedesktop.systemd1.JobTypeNotApplicable": RASCode(625),
        "org.freedesktop.systemd1.TransactionIsDestructive": RASCode(633),
        "org.freedesktop.systemd1.ShuttingDown": RASCode(633),
        "org.freedesktop.DBus.Error.AccessDenied": RASCode(665),
        "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired": RASCode(665),
        "org.freedesktop.DBus.Error.ServiceUnknown": RASCode(711),
        "org.freedesktop.DBus.Error.NameHasNoOwner": RASCode(711),
        "org.freedesktop.DBus.Error.NoServer": RASCode(711),
        "org.freedesktop.DBus.Error.Disconnected": RASCode(711),
        "org.freedesktop.DBus.Error.NoReply": .timedOut,
        "org.freedesktop.DBus.Error.Timeout": .timedOut,
        "org.freedesktop.DBus.Error.LimitsExceeded": RASCode(664),
    ]

    private static func code(_ result: String, _ status: Int32, isUp: Bool) -> RASCode {
        switch result {
        // The unit ended by itself: while it was up that is a line that was hung up.
        case "success": isUp ? .hungUpByPeer : .noAnswer
        case "exit-code": isUp ? .disconnected : LineFailure.exitedWhileDialling(status: status).code
        case "signal", "core-dump": isUp ? .connectionLost : RASCode(681)
        case "timeout", "watchdog": .timedOut
        case "start-limit-hit": RASCode(633)
        case "resources", "oom-kill": RASCode(664)
        case "protocol": RASCode(722)
        case "condition", "assert", "exec-condition": RASCode(665)
        case "dependency": RASCode(615)
        default: isUp ? .disconnected : RASCode(651)
        }
    }
}
