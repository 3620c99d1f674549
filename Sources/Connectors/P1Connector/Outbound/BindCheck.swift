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
        return party.credentials.matches(password: configuration.remotePassword.utf8) ? nil : .wrongPassword
    }
}

extension P1OpenFailure {
    /// A refusal, as its layer gave it; the bind error says more where there is one.
    init(_ refusal: OpenRefusal) {
        if !refusal.userData.isEmpty, let error = try? MTABindError.decode(refusal.userData[...]) {
            switch error {
            case .busy:
                self = .busy
                return
            case .authenticationError:
                self = .authenticationError
                return
            default: break
            }
        }
        self = .refused(layer: refusal.layer.rawValue, reason: refusal.reason, why: refusal.detail)
    }
}
