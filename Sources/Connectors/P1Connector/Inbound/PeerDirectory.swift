/// Whom we would answer: what each connector says of its neighbour's identity.
package struct PeerIdentity: Hashable, Sendable {
    package let connector: String
    /// MTA name that the neighbour gives in its bind.
    package let remoteName: String
    package let remotePassword: String
    /// Schedule `never`: the connector neither calls nor is called.
    package let isSuspended: Bool

    package init(connector: String, remoteName: String, remotePassword: String, isSuspended: Bool) {
        self.connector = connector
        self.remoteName = remoteName
        self.remotePassword = remotePassword
        self.isSuspended = isSuspended
    }
}

/// Who a caller is.
package enum PeerMatch: Hashable, Sendable {
    case known(connector: String)
    /// Known, but its connector is suspended: event 37.
    case suspended(connector: String)
    /// A connector names this MTA, the password is another: event 9322.
    case wrongPassword(connector: String)
    /// No connector names it, one nearly does: event 9322 with both spellings.
    case nearlyNamed(connector: String, configured: String, difference: NameDifference)
    /// Event 51.
    case unknown
}

/// How two names that are not equal differ.
package enum NameDifference: Hashable, Sendable {
    case letterCase
    case blanks
    case unicodeForm
    case oneLetter

    /// For a hint: what a person should look at.
    package var description: String {
        switch self {
        case .letterCase: "they differ in upper and lower case only"
        case .blanks: "they differ in blanks only"
        case .unicodeForm: "they look alike but are composed of different characters"
        case .oneLetter: "they differ by one letter"
        }
    }

    /// nil when the names are equal octet by octet, or have nothing in common.
    package init?(_ a: String, _ b: String) {
        if Array(a.utf8) == Array(b.utf8) { return nil }
        if a == b {
            self = .unicodeForm
        } else if a.lowercased() == b.lowercased() {
            self = .letterCase
        } else if a.filter({ !$0.isWhitespace }).lowercased() == b.filter({ !$0.isWhitespace }).lowercased() {
            self = .blanks
        } else if Self.isOneEdit(Array(a.unicodeScalars), Array(b.unicodeScalars)) {
            self = .oneLetter
        } else {
            return nil
        }
    }

    private static func isOneEdit(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Bool {
        let (short, long) = a.count <= b.count ? (a, b) : (b, a)
        guard short.count >= 2, long.count - short.count <= 1 else { return false }
        let prefix = zip(short, long).prefix { $0 == $1 }.count
        let suffix = zip(short.reversed(), long.reversed()).prefix { $0 == $1 }.count
        if short.count < long.count { return prefix + suffix >= short.count }
        if prefix + suffix >= short.count - 1 { return true }
        // Two neighbouring letters exchanged.
        return prefix + suffix == short.count - 2 && short[prefix] == long[prefix + 1]
            && short[prefix + 1] == long[prefix]
    }
}

/// Names are compared octet by octet: P5 of the design. A value; the listener holds the one in force.
package struct PeerDirectory: Sendable {
    private let identities: [PeerIdentity]

    package init(_ identities: [PeerIdentity]) { self.identities = identities }

    /// Who gave this name and this password.
    package func match(name: String, password: [UInt8]) -> PeerMatch {
        let named = identities.filter { Array($0.remoteName.utf8) == Array(name.utf8) }
        if let peer = named.first(where: { Array($0.remotePassword.utf8) == password }) {
            return peer.isSuspended ? .suspended(connector: peer.connector) : .known(connector: peer.connector)
        }
        if let peer = named.first { return .wrongPassword(connector: peer.connector) }
        let near = identities.compactMap { peer in
            NameDifference(peer.remoteName, name).map { (peer: peer, difference: $0) }
        }
        // One that looks the same comes before one that differs by a letter.
        if let found = near.first(where: { $0.difference != .oneLetter }) ?? near.first {
            return .nearlyNamed(
                connector: found.peer.connector, configured: found.peer.remoteName, difference: found.difference)
        }
        return .unknown
    }
}
