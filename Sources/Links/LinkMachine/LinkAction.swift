package import Message

/// What the owner of a link machine has to do, in this order.
package enum LinkAction: Hashable, Sendable {
    /// Ask the scheduler of all retries, then the line registry; answer with `lineNotBefore`, `lineGranted` or
    /// `lineBusy`.
    case claimLine(urgent: Bool)
    /// Give up the place in the row.
    case withdrawClaim
    /// Give the line back to the registry, which tells the next one in the row.
    case releaseLine
    /// Ask the RAS synchronization table; answer with `slotGranted` or `slotDenied`.
    case requestSlot(urgent: Bool)
    /// Give up the place in the table's row.
    case withdrawSlotRequest
    case giveBackSlot
    /// The table is full: event 9315.
    case noteTableFull
    /// Start the line's program; answer with `exited` when it cannot be started.
    case dial(attempt: Int)
    /// End the line's program, by force if need be; answer with `exited`.
    case hangUp
    /// The line stands: open an association if there is mail.
    case lineReady
    /// The call is to end: bring what goes over the line to a checkpoint, and give the line back.
    case concludeCall
    /// A call failed: event 9309. Without `usesRetry` it does not count as a failed open.
    case dialFailed(RASCode, usesRetry: Bool)
    /// A line that stood is gone: event 9311, or none for code 631. End all that used it; their leases are void.
    case lineLost(RASCode)
    /// No call before then; where the code bars the link, event 10022.
    case barred(until: Timestamp, RASCode)
    /// Replaces a timer that runs.
    case startTimer(LinkTimer, generation: UInt64, after: Interval)
    case cancelTimer(LinkTimer)
}

/// How long to wait after a failure, by what kind it was. The owner works them out from its retry policy (floor and
/// jitter are in them) before each event.
package struct RedialDelays: Hashable, Sendable {
    /// After a call that uses up no retry: line busy, no answer.
    package var busy: Interval
    package var transient: Interval
    /// After a failure that needs a person.
    package var barred: Interval

    package init(busy: Interval, transient: Interval, barred: Interval) {
        self.busy = busy
        self.transient = transient
        self.barred = barred
    }

    func delay(after code: RASCode) -> Interval {
        if code.rasClass.barsLink { return barred }
        return code.rasClass.usesRetry ? transient : busy
    }
}
