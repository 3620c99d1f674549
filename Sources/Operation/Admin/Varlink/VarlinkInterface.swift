/// The interface's definition, as docs/dev.trunkline.Admin.varlink has it; a test compares the two.
package enum VarlinkInterface {
    package static let name = "dev.trunkline.Admin"

    package static let text = head + types + methods

    private static let head = """
        # Administration of the Trunkline mail transfer agent.
        #
        # The caller is known by the credentials of his end of the Unix socket: root, the service's user and the group
        # of [Admin] Group= may change things, the group of ViewGroup= may look. Times are microseconds since 1970,
        # UTC; sizes are octets.
        interface dev.trunkline.Admin


        """

    private static let methods = """
        method Status() -> (status: DaemonStatus)

        method ListConnectors() -> (connectors: []Connector)

        method ConnectorStatus(name: string) -> (connector: Connector)

        # Messages in the order in which they will go. total: how many there are. With "more" the entries may come in
        # several replies; without it at most 1000 come, or limit where that is less.
        method ListQueue(connector: ?string, limit: ?int) -> (entries: []QueueEntry, total: int)

        # Stops a message at every connector until it is released: it is neither sent nor rerouted, over restarts too.
        # Its lifetime goes on. message: its number in the queue. A transfer under way goes on to its end.
        method HoldMessage(message: string, reason: ?string) -> (hold: MessageHold)

        method ReleaseMessage(message: string, reason: ?string) -> (hold: MessageHold)

        method ListRAS() -> (slots: []RASSlot, configured: int)

        method ListAssociations(connector: ?string) -> (associations: []Association)

        # Opens an association with the neighbour, binds, and releases it. Those that there are go on undisturbed.
        method PingAssociation(connector: string) -> (ping: PingResult)

        # Asks whether a message could be delivered. recipient: a mailbox or an O/R address; originator: this MTA itself
        # where missing; wait: seconds until state no-answer. With "more" a first reply says that it is submitted.
        method Probe(recipient: string, originator: ?string, octets: ?int, priority: ?string, wait: ?int)
          -> (probe: ProbeResult)

        # Call now, whatever the schedule and the retry timers say. The reason is recorded.
        method LinkCall(connector: string, reason: ?string) -> ()

        # Hang up; a transfer under way is cut at a checkpoint and resumed later. The reason is recorded.
        method LinkHangUp(connector: string, reason: ?string) -> ()

        method ListLinks() -> (links: []Link)

        # calls: the last ones, oldest first.
        method LinkStatus(connector: string) -> (link: Link, calls: []PastCall)

        # Nothing is sent and no call is made, for so many seconds or until resumed. A transfer under way is brought to
        # its end. These four are kept over a restart, and their reasons recorded.
        method LinkPause(connector: string, seconds: ?int, reason: ?string) -> ()

        # Takes pause, grant and limit back.
        method LinkResume(connector: string, reason: ?string) -> ()

        # An attended link may call, for so many seconds or until resumed.
        method LinkGrant(connector: string, seconds: ?int, reason: ?string) -> ()

        # Only messages of this priority and above go: urgent, normal or non-urgent (all).
        method LinkLimit(connector: string, priority: string, seconds: ?int, reason: ?string) -> ()

        # What was spent, a row for each day and entry, oldest first.
        method ListLinkCosts(connector: ?string) -> (costs: []LinkCost)

        # What goes in the next call. speed: octets a second to reckon with; by experience where missing.
        method PlanTransfer(connector: string, speed: ?int) -> (plan: Plan)

        # The last events that the daemon remembers, oldest first; 10 of them, or limit, at most 1000.
        method RecentEvents(limit: ?int) -> (events: []Event)

        # Needs "more". One reply an event, beginning with the last backlog ones, until the client closes.
        method FollowEvents(backlog: ?int) -> (event: Event)

        # The last incidents in which something went wrong, oldest first; 20 of them, or limit, at most 1000.
        method ListIncidents(connector: ?string, limit: ?int) -> (incidents: []Incident)

        # id: an identifier, or the beginning of one that fits no other.
        method ReadIncident(id: string) -> (incident: Incident)

        # Looks at every step on the way to the neighbour. It calls, and opens an association of its own; those
        # that there are go on undisturbed.
        method Diagnose(connector: string) -> (diagnosis: Diagnosis)

        # code: an event number as 289, or a RAS code as 678.
        method Explain(code: string) -> (explanation: Explanation)

        # Reads the configuration directory and looks at the store. Changes nothing.
        method Check() -> (problems: []string)

        # Reads the configuration directory and puts it in force, or changes nothing at all.
        method Reload() -> (connectors: int)

        error NoSuchConnector (name: string)

        # No queue has the message.
        error NoSuchMessage (message: string)

        # needs: view or change.
        error PermissionDenied (needs: string)

        # It cannot be done now.
        error Refused (why: string)

        # The connector has no line that could be called or hung up.
        error NotDialled (name: string, kind: string)

        error NoSuchCode (code: string)

        # No incident that the daemon remembers has an identifier that begins so.
        error NoSuchIncident (id: string)

        # The configuration in force stays.
        error ConfigurationRefused (problems: []string)

        """
}
