package import Message

/// What a slot's holder is doing with its line.
package enum RASSlotState: String, Hashable, Sendable, CaseIterable {
    case free
    case dialling
    case up
    case idle
    case hangingUp = "hanging up"
}

/// One entry of the RAS synchronization table, as `trunkctl ras` shows it. A copy; it changes nothing.
package struct RASTableRow: Hashable, Sendable {
    /// From 0.
    package var index: Int
    /// Counts the holders that this entry has had; 0: none yet.
    package var generation: UInt64
    /// nil when the entry is free; so is `entry`.
    package var connector: String?
    package var entry: String?
    package var state: RASSlotState
    /// Since when it is in this state; nil for an entry that was never used.
    package var since: Timestamp?
    package var octetsOut: Int
    package var octetsIn: Int
}
