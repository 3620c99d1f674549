package import BER

/// Why the responding MTA refuses an association (X.411 mta-bind-error).
package enum MTABindError: Hashable, Sendable {
    case busy
    case authenticationError
    case unacceptableDialogueMode
    case unacceptableSecurityContext
    case inadequateAssociationConfidentiality
    case other(Int)

    package init(code: Int) {
        switch code {
        case 0: self = .busy
        case 2: self = .authenticationError
        case 3: self = .unacceptableDialogueMode
        case 4: self = .unacceptableSecurityContext
        case 5: self = .inadequateAssociationConfidentiality
        default: self = .other(code)
        }
    }

    /// The number on the wire.
    package var code: Int {
        switch self {
        case .busy: 0
        case .authenticationError: 2
        case .unacceptableDialogueMode: 3
        case .unacceptableSecurityContext: 4
        case .inadequateAssociationConfidentiality: 5
        case .other(let code): code
        }
    }

    package func encode(_ form: BindForm = .remoteOperations) -> [UInt8] {
        form.encode(BindForm.errorTag) { $0.integer(code) }
    }

    /// Accepts both forms: PP sends the bare INTEGER in normal mode too.
    package static func decode(_ octets: ArraySlice<UInt8>) throws(BERError) -> MTABindError {
        let element = try BindForm.decode(octets, BindForm.errorTag)
        guard element.tag == .integer else {
            throw BERError(.unexpectedTag, "\(element.tag) as bind error", at: element.offset)
        }
        return MTABindError(code: try element.integer())
    }
}
