/// An activity that we receive.
package struct Reception: Equatable, Sendable {
    package enum Phase: Equatable, Sendable {
        /// The owner has yet to say whether it can go on; what arrives meanwhile is held back. The window bounds it.
        case resumeWait(held: [AssociationAction])
        case receiving
        /// The owner has yet to secure the whole.
        case endIndicated
        /// An exception was reported; AI or AD must come.
        case refused
    }

    package let activityIdentifier: Int
    package var phase: Phase
    /// Octets since the last checkpoint.
    package var octets = 0
    package var lastIndicated: Int
    package var lastSecured: Int

    package init(activityIdentifier: Int, phase: Phase, serial: Int) {
        self.activityIdentifier = activityIdentifier
        self.phase = phase
        lastIndicated = serial
        lastSecured = serial
    }

    var unsecured: Int { lastIndicated - lastSecured }

    /// Passes an indication on, or holds it back.
    mutating func indicate(_ action: consuming AssociationAction) -> Few<RTSEAction> {
        switch phase {
        case .resumeWait(var held):
            if case .dataIndication(let octets) = action, case .dataIndication(let before)? = held.last {
                held[held.count - 1] = .dataIndication(before + octets)
            } else {
                held.append(action)
            }
            phase = .resumeWait(held: held)
            return []
        case .receiving, .endIndicated: return [.user(action)]
        case .refused: return []
        }
    }
}
