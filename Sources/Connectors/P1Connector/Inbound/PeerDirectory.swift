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
    case wrongPassword(connector: String, difference: PasswordDifference)
    /// Name and password are right, a selector that the connector asks for is another: event 9322.
    case wrongSelectors(connector: String)
    /// It asks for two-way alternate dialogue, and its connector does not permit that: event 55.
    case unacceptableDialogueMode(connector: String)
    /// No connector names it, one nearly does: event 9322 with both spellings.
    case nearlyNamed(connector: String, configured: String, difference: NameDifference)
    /// No connector has a name like it, but the password is that of one connector and of no other: an alias, or a name
    /// that was changed. Event 9322 with both.
    case otherwiseNamed(connector: String, configured: String)
    /// Event 51.
    case unknown
}

/// Names are compared octet by octet: P5 of the design. A value; the listener holds the one in force.
package struct PeerDirectory: Sendable {
    private let identities: [PeerIdentity]

    package init(_ identities: [PeerIdentity]) { self.identities = identities }

    package func remoteName(of connector: String) -> String? {
        identities.first { $0.connector == connector }?.remoteName
    }

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
        // What is wrong is the password, so it is the one whose selectors fit.
        let fit = { (peer: PeerIdentity) in peer.fit(called: called, calling: calling) ?? -1 }
        if let peer = named.max(by: { fit($0) < fit($1) }) {
            let difference = PasswordDifference(expected: peer.remotePassword, given: password)
            return .wrongPassword(connector: peer.connector, difference: difference)
        }
        return unnamed(name, password)
    }

    /// No connector has the name: the one that is meant all the same, if any.
    private func unnamed(_ name: String, _ password: [UInt8]) -> PeerMatch {
        let near = identities.compactMap { peer in
            NameDifference(peer.remoteName, name).map { (peer: peer, difference: $0) }
        }
        // One that looks the same comes before one that differs by a letter, and of these the one whose password it is.
        let isProven = { (peer: PeerIdentity) in Array(peer.remotePassword.utf8) == password }
        let found =
            near.first { $0.difference != .oneLetter } ?? near.first { isProven($0.peer) } ?? near.first
        if let found {
            return .nearlyNamed(
                connector: found.peer.connector, configured: found.peer.remoteName, difference: found.difference)
        }
        let proven = identities.filter { !password.isEmpty && Array($0.remotePassword.utf8) == password }
        if let peer = proven.first, proven.count == 1 {
            return .otherwiseNamed(connector: peer.connector, configured: peer.remoteName)
        }
        return .unknown
    }
}
