package import Message

/// What a link machine is told.
package enum LinkEvent: Hashable, Sendable {
    // Demand
    /// There is something to send that may go now.
    case wanted(urgent: Bool)
    /// Nothing is left to send.
    case notWanted
    /// An operator wants the call now: schedule and bar do not hold for it.
    case callRequested
    /// An operator or the service's stop wants the line down.
    case hangUpRequested
    /// The schedule allows calls from now on; is told at the start too when it does.
    case windowOpened
    case windowClosed

    /// What the call costs may not be spent any more: it is to end as one that has lasted as long as it may.
    case callLimitReached

    // Resources
    /// The claim was answered with yes, at once or after a wait: the line is to be dialled.
    case lineGranted
    /// The claim was answered with no; `lineGranted` will follow when it is our turn.
    case lineBusy
    /// The claim was not made: no call is permitted before then.
    case lineNotBefore(Timestamp)
    /// Another connector waits for the line that we hold.
    case lineWantedByOther
    case slotGranted
    case slotDenied
    /// A slot of the table is free, and it is our turn. Can come more than once, and too late.
    case slotFreed

    // Line
    /// Octets may pass.
    case lineUp
    /// The call cannot be made, or the line is no longer of use; its program may still run.
    case lineFailed(RASCode)
    /// The line's program has gone. The code is of meaning where we did not ask for it. Only of the program that the
    /// last `dial` started: an earlier one may go later than `hangUpLimit`.
    case exited(RASCode)
    /// An association uses the line; tell it before opening the association.
    case leaseTaken
    case leaseReturned

    // Timers
    case timerFired(LinkTimer, generation: UInt64)
}

/// The machine has at most one timer running, and while the line stands `call` besides.
package enum LinkTimer: Hashable, Sendable, CaseIterable {
    case dial
    case idle
    case hangUp
    case redial
    /// The call has lasted as long as it may, or what was under way then has had its time.
    case call
}
