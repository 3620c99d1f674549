import BER
import OSI
import P1

/// Whether the MTA that answered is the one that was called: both names and passwords octet by octet (design, P5).
enum BindCheck {
    /// nil: it is.
    static func failure(of userData: [UInt8], expecting configuration: P1SessionConfiguration) -> P1OpenFailure? {
        let result: MTABindResult
        do throws(BERError) {
            result = try MTABindResult.decode(userData[...])
        } catch {
            return .protocolViolation(why: "bind result: \(error)")
        }
        guard case .authenticated(let party) = result else { return .wrongName(answered: "") }
        if Array(party.name.utf8) != Array(configuration.remoteName.utf8) { return .wrongName(answered: party.name) }
        if party.credentials.matches(password: configuration.remotePassword.utf8) { return nil }
        let given = party.credentials.password ?? []
        return .wrongPassword(PasswordDifference(expected: configuration.remotePassword, given: given))
    }
}

extension P1OpenFailure {
    /// A refusal, as its layer gave it. The bind error says more where there is one; in X.410 mode the reason of the
    /// reliable transfer layer stands for it (X.228 RefuseReason has the same numbers but for its validation failure).
    init(_ refusal: OpenRefusal, _ context: ApplicationContext) {
        switch Self.bindError(of: refusal, context) {
        case .busy?: self = .busy
        case .authenticationError?: self = .authenticationError
        case .unacceptableDialogueMode?:
            self = .refused(layer: Self.layer, reason: 3, why: "the neighbour does not permit this dialogue mode")
        case .unacceptableSecurityContext?:
            self = .refused(layer: Self.layer, reason: 4, why: "the neighbour does not accept the security context")
        case .inadequateAssociationConfidentiality?:
            self = .refused(layer: Self.layer, reason: 5, why: "the association is not confidential enough")
        case .other(let code)?:
            self = .refused(layer: Self.layer, reason: code, why: "an unknown bind error")
        case nil: self = .refused(layer: refusal.layer.rawValue, reason: refusal.reason, why: refusal.detail)
        }
    }

    /// An abort before the bind was answered. Ours is for want of time, or because what came was wrong.
    init(_ information: AbortInformation, why: String) {
        let isTimeOut =
            information.layer == .reliableTransfer && information.reason == RTSEAbortReason.temporaryProblem.rawValue
        switch information.source {
        case .us: self = isTimeOut ? .noAnswer(why: why) : .protocolViolation(why: why)
        case .peer: self = .noAnswer(why: why)
        case .transport: self = .lineLost(why: why)
        }
    }

    private static func bindError(of refusal: OpenRefusal, _ context: ApplicationContext) -> MTABindError? {
        if !refusal.userData.isEmpty { return try? MTABindError.decode(refusal.userData[...]) }
        guard context.bindForm == .bare, refusal.layer == .reliableTransfer else { return nil }
        return RefuseReason(rawValue: refusal.reason)?.bindError
    }

    private static var layer: String { ProtocolLayer.reliableTransfer.rawValue }
}

extension RefuseReason {
    /// The same in a bind of 1988; nil: what has none.
    var bindError: MTABindError? {
        switch self {
        case .busy: .busy
        case .cannotRecover: nil
        case .validationFailure: .authenticationError
        case .unacceptableDialogueMode: .unacceptableDialogueMode
        }
    }

    /// What goes with the refusal: the bind error in normal mode, nothing in X.410 mode.
    func userData(in context: ApplicationContext) -> [UInt8] {
        guard context.bindForm == .remoteOperations else { return [] }
        return (bindError ?? .authenticationError).encode()
    }
}
