package import OSI

/// Whom we would answer: what each connector says of its neighbour's identity.
package struct PeerIdentity: Hashable, Sendable {
    package let connector: String
    /// MTA name that the neighbour gives in its bind.
    package let remoteName: String
    package let remotePassword: String
    /// Schedule `never`: the connector neither calls nor is called.
    package let isSuspended: Bool
    /// Selectors that the neighbour calls, and calls from. Those that are empty are not compared.
    package let called: ProtocolSelectors
    package let calling: ProtocolSelectors
    /// Whether the neighbour may ask for two-way alternate dialogue.
    package let permitsTwoWayAlternate: Bool

    package init(
        connector: String, remoteName: String, remotePassword: String, isSuspended: Bool,
        called: ProtocolSelectors = ProtocolSelectors(), calling: ProtocolSelectors = ProtocolSelectors(),
        permitsTwoWayAlternate: Bool = true
    ) {
        self.connector = connector
        self.remoteName = remoteName
        self.remotePassword = remotePassword
        self.isSuspended = isSuspended
        self.called = called
        self.calling = calling
        self.permitsTwoWayAlternate = permitsTwoWayAlternate
    }

    /// How many selectors of the call are those that are asked for; nil when one is another.
    fileprivate func fit(called: ProtocolSelectors, calling: ProtocolSelectors) -> Int? {
        let asked = self.called.all + self.calling.all
        let pairs = zip(asked, called.all + calling.all).filter { !$0.0.isEmpty }
        return pairs.allSatisfy { $0.0 == $0.1 } ? pairs.count : nil
    }
}

extension ProtocolSelectors {
    fileprivate var all: [[UInt8]] { [transport, session, presentation] }
}

/// Who a caller is.
package enum PeerMatch: Hashable, Sendable {
    case known(connector: String)
    /// Known, but its connector is suspended: event 37.
    case suspended(connector: String)
    /// A connector names this MTA, the password is another: event 9322.
    case wrongPassword(connector: String)
    /// Name and password are right, a selector that the connector asks for is another: event 9322.
    case wrongSelectors(connector: String)
    /// It asks for two-way alternate dialogue, and its connector does not permit that: event 1293.
    case unacceptableDialogueMode(connector: String)
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

    /// Who gave this name and this password over these selectors. Of several connectors that fit, it is the one that
    /// asks for most of the selectors.
    package func match(
        name: String, password: [UInt8], called: ProtocolSelectors = ProtocolSelectors(),
        calling: ProtocolSelectors = ProtocolSelectors(), dialogueMode: DialogueMode = .monologue
    ) -> PeerMatch {
        let named = identities.filter { Array($0.remoteName.utf8) == Array(name.utf8) }
        let proven = named.filter { Array($0.remotePassword.utf8) == password }
        let fitting = proven.compactMap { peer in
            peer.fit(called: called, calling: calling).map { (peer: peer, fit: $0) }
        }
        // The first of those that fit equally well.
        if let best = fitting.max(by: { $0.fit < $1.fit })?.peer {
            if best.isSuspended { return .suspended(connector: best.connector) }
            guard dialogueMode == .monologue || best.permitsTwoWayAlternate else {
                return .unacceptableDialogueMode(connector: best.connector)
            }
            return .known(connector: best.connector)
        }
        if let peer = proven.first { return .wrongSelectors(connector: peer.connector) }
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
