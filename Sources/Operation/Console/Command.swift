/// What trunkctl is asked to do.
package enum Command: Hashable, Sendable {
    case status
    case connectorList
    case connectorStatus(name: String)
    case queue(connector: String?)
    case queueHold(message: String)
    case queueRelease(message: String)
    case ras
    case associationList(connector: String?)
    case associationPing(connector: String)
    case probe(recipient: String)
    case linkCall(connector: String)
    case linkHangUp(connector: String)
    case linkList
    case linkStatus(connector: String)
    case linkPause(connector: String)
    case linkResume(connector: String)
    case linkGrant(connector: String)
    case linkLimit(connector: String)
    case linkCost(connector: String?)
    case plan(connector: String)
    case events
    case incidentList
    case incident(id: String)
    case diagnose(connector: String)
    case explain(code: String)
    case check
    case reload
    /// Usage of one noun, or of all.
    case help(noun: String?)
    case version
}

/// Options, which stand before or after the words.
package struct CommandOptions: Hashable, Sendable {
    /// Path of the admin socket; nil: `$TRUNKLINE_SOCKET`, or `/run/trunkline/admin.sock`.
    package var socket: String?
    /// Directory for `check`.
    package var configuration = "/etc/trunkline"
    /// One JSON value a line, for programs.
    package var json = false
    /// Sizes in octets.
    package var bytes = false
    /// Points of time instead of ages.
    package var utc = false
    package var follow = false
    /// Past events, incidents, or rows of the queue.
    package var lines: Int?
    /// Incidents of this one alone.
    package var connector: String?
    package var reason: String?
    /// Say what would be done.
    package var dryRun = false
    /// Of a probe: who asks, a mailbox.
    package var from: String?
    /// Of a probe: octets of its content.
    package var size: Int?
    /// Of a probe, or of a limit: `urgent`, `normal` or `non-urgent`.
    package var priority: String?
    /// Of a probe: seconds to wait for its answer.
    package var wait: Int?
    /// Of a pause, a grant or a limit: seconds that it holds.
    package var duration: Int?
    /// Of a plan: octets a second to reckon with.
    package var speed: Int?

    package init() {}
}

/// Why a command line is none.
package struct UsageError: Error, Equatable, Sendable {
    package var text: String
    package init(_ text: String) { self.text = text }
}
