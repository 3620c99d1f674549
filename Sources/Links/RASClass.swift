/// What a RAS code means for the link: who is at fault, and whether a repeat can help.
package enum RASClass: String, Hashable, Sendable, CaseIterable {
    /// The other end or the network is occupied, or nobody answers. Uses up no retry.
    case busy
    /// The line or the peer failed in a way that may pass.
    case transient
    /// The account or password was refused; a repeat is refused as well, and may lock the account.
    case authentication
    /// Something on one of the two ends is set up wrong.
    case configuration
    /// This host has no line, channel or memory to spare at the moment. Uses up no retry.
    case localResource = "local resource"
    /// The program that dials went wrong in itself.
    case `internal`

    /// A failure of this class counts against the connector's open retries. Occupied lines do not age a message.
    package var usesRetry: Bool {
        switch self {
        case .busy, .localResource: false
        case .transient, .authentication, .configuration, .internal: true
        }
    }

    /// The link is not dialled again at the open interval, since the same would come of it.
    package var barsLink: Bool {
        switch self {
        case .authentication, .configuration: true
        case .busy, .transient, .localResource, .internal: false
        }
    }

    /// What to do about a code of this class where nothing better is known.
    var advice: String {
        switch self {
        case .busy: "Nothing need be done: the call is repeated, and no message ages by it."
        case .transient: "The call is repeated. If it fails again and again, look at the line and at the other end."
        case .authentication:
            "Compare account and password of the connector's [Credentials] with those at the other end, then call by "
                + "hand."
        case .configuration: "Mend the phonebook entry or the device that it names, check, reload, and call by hand."
        case .localResource:
            "Nothing need be done: the call is made when a line or memory is free. `trunkctl ras` shows who holds the "
                + "lines."
        case .internal: "The program that dials misbehaved; its lines on standard error are events 10016."
        }
    }
}
