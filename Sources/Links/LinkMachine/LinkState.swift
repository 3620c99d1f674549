package import Message

/// Where a connector's link stands.
package enum LinkState: Hashable, Sendable {
    /// No line, and none is wanted. → waitingForWindow, waitingForLine
    case down
    /// A line is wanted, and the schedule forbids calling. → waitingForLine, down
    case waitingForWindow
    /// A line is wanted, and something is not free. → dialling, barred, waitingForWindow,
    /// down
    case waitingForLine(LineWait)
    /// The line's program runs, a slot is held. The number counts calls that used up a retry. → up, hangingUp,
    /// barred
    case dialling(attempt: Int)
    /// The line stands; so many associations use it, at first 0. → idleHold, hangingUp, barred
    case up(leases: Int)
    /// The line stands unused and is held until then. → up, hangingUp, down
    case idleHold(until: Timestamp)
    /// The line was told to end and has not been seen to; the slot is still held. → down, barred,
    /// waitingForLine, waitingForWindow
    case hangingUp(then: AfterHangUp)
    /// A call failed, or one would come too soon after the last (code 0); no call before then. →
    /// waitingForLine, waitingForWindow, down
    case barred(until: Timestamp, why: RASCode)

    /// The slot of the RAS synchronization table is held.
    package var holdsSlot: Bool {
        switch self {
        case .down, .waitingForWindow, .waitingForLine, .barred: false
        case .dialling, .up, .idleHold, .hangingUp: true
        }
    }

    /// A call failed, and the next one has its time: now, or once the line is hung up.
    package var isBarred: Bool { bar != nil }

    /// When that is, and why.
    package var bar: (until: Timestamp, why: RASCode)? {
        switch self {
        case .barred(let until, let why), .hangingUp(then: .barred(let until, let why)): (until, why)
        case .down, .waitingForWindow, .waitingForLine, .dialling, .up, .idleHold, .hangingUp(then: .down): nil
        }
    }

    /// A call is being made or stands, and is not about to end.
    package var isCallUp: Bool {
        switch self {
        case .dialling, .up, .idleHold: true
        case .down, .waitingForWindow, .waitingForLine, .hangingUp, .barred: false
        }
    }

    /// The line stands; an association may be opened over it.
    package var isUp: Bool {
        switch self {
        case .up, .idleHold: true
        case .down, .waitingForWindow, .waitingForLine, .dialling, .hangingUp, .barred: false
        }
    }

    /// The claim on the phonebook entry's line was answered with yes, and it has not been released.
    package var holdsLine: Bool {
        switch self {
        case .waitingForLine(.slot), .waitingForLine(.slotToBeFree): true
        case .down, .waitingForWindow, .waitingForLine(.line), .barred: false
        case .dialling, .up, .idleHold, .hangingUp: true
        }
    }
}

/// What a link waits for.
package enum LineWait: Hashable, Sendable {
    /// Another connector has the phonebook entry's line, or the claim has not been answered yet.
    case line
    /// The request for a slot has not been answered yet.
    case slot
    /// Every slot of the RAS synchronization table was taken.
    case slotToBeFree
}

package enum AfterHangUp: Hashable, Sendable {
    case down
    case barred(until: Timestamp, why: RASCode)
}
