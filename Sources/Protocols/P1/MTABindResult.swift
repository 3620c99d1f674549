package import BER

/// With what the responding MTA accepts an association (X.411 MTABindResult).
package enum MTABindResult: Hashable, Sendable {
    case unauthenticated
    case authenticated(MTABindParty)

    package func encode(_ form: BindForm = .remoteOperations) -> [UInt8] {
        form.encode(BindForm.resultTag) { writer in
            switch self {
            case .unauthenticated: writer.null()
            case .authenticated(let party): party.write(to: &writer)
            }
        }
    }

    /// Accepts both forms.
    package static func decode(_ octets: ArraySlice<UInt8>) throws(BERError) -> MTABindResult {
        let element = try BindForm.decode(octets, BindForm.resultTag)
        switch element.tag {
        case .null:
            try element.null()
            return .unauthenticated
        case .context(1): return .authenticated(try MTABindParty(element))
        default: throw BERError(.unexpectedTag, "\(element.tag) as bind result", at: element.offset)
        }
    }
}
