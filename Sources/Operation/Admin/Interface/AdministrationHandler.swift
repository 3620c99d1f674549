/// What a caller may do, from the credentials of his end of the Unix socket.
package enum AdminAccess: Hashable, Sendable {
    /// Look.
    case view
    /// Look and change.
    case change

    /// Root, the service's own user and members of `changeGroup` change things; members of `viewGroup` look; nil:
    /// nothing at all. `groups` are the caller's primary and supplementary ones; a group that does not exist is nil.
    package static func of(
        user: UInt32, groups: [UInt32], serviceUser: UInt32, changeGroup: UInt32?, viewGroup: UInt32?
    ) -> AdminAccess? {
        if user == 0 || user == serviceUser { return .change }
        if let changeGroup, groups.contains(changeGroup) { return .change }
        if let viewGroup, groups.contains(viewGroup) { return .view }
        return nil
    }
}

/// Who calls.
package struct AdminCaller: Hashable, Sendable {
    package var user: UInt32
    /// Nil: PermissionDenied is the answer to everything but org.varlink.service.
    package var access: AdminAccess?

    package init(user: UInt32, access: AdminAccess?) {
        self.user = user
        self.access = access
    }
}

/// A call of the interface dev.trunkline.Admin, its parameters checked.
package enum AdminRequest: Hashable, Sendable {
    case status
    case listConnectors
    case connectorStatus(name: String)
    /// `limit`: rows at most. May be answered by several `.queue` replies; keep each under 1000 rows.
    case listQueue(connector: String?, limit: Int)
    /// Stops a message until it is released; `message` is its number as the queue shows it.
    case holdMessage(message: String, reason: String?)
    case releaseMessage(message: String, reason: String?)
    case listRAS
    case listAssociations(connector: String?)
    /// Opens an association, binds and releases it.
    case ping(connector: String)
    /// Answered twice: when the probe is submitted, and when its answer has come or the time is over.
    case probe(AdminProbeRequest)
    case linkCall(connector: String, reason: String?)
    case linkHangUp(connector: String, reason: String?)
    case listLinks
    case linkStatus(connector: String)
    case changeLink(connector: String, AdminLinkChange, reason: String?)
    /// Of one connector's link, or of all.
    case listLinkCosts(connector: String?)
    /// `speed`: octets a second to reckon with; nil: by experience.
    case plan(connector: String, speed: Int?)
    /// The last events, oldest first; `limit` of them at most.
    case recentEvents(limit: Int)
    /// `.event` replies, none of them the last, until the client goes. `backlog`: past events to begin with.
    case followEvents(backlog: Int)
    /// The last incidents, oldest first, without their events; `limit` of them at most.
    case listIncidents(connector: String?, limit: Int)
    /// One incident with its events; `id` may be the beginning of its identifier.
    case incident(id: String)
    /// Looks at every step on the way to a neighbour, a call and an association of its own among them.
    case diagnose(connector: String)
    case explain(code: String)
    /// Reads the configuration directory and the store's state; changes nothing.
    case check
    case reload

    /// What the caller must be allowed.
    package var needs: AdminAccess {
        switch self {
        case .status, .listConnectors, .connectorStatus, .listQueue, .listRAS, .listAssociations, .recentEvents,
            .followEvents, .listIncidents, .incident, .explain, .check, .listLinks, .linkStatus, .listLinkCosts, .plan:
            .view
        case .linkCall, .linkHangUp, .changeLink, .holdMessage, .releaseMessage, .ping, .probe, .diagnose, .reload:
            .change
        }
    }
}

/// An answer, or a part of one.
package enum AdminReply: Hashable, Sendable {
    case status(AdminStatus)
    case connectors([AdminConnector])
    case connector(AdminConnector)
    /// `total`: rows that there are, whatever the limit.
    case queue([AdminQueueEntry], total: Int)
    case hold(AdminHold)
    case ras([AdminRASSlot], configured: Int)
    case associations([AdminAssociation])
    case ping(AdminPing)
    case probe(AdminProbe)
    case links([AdminLink])
    /// `calls`: the last ones, oldest first.
    case link(AdminLink, calls: [AdminCall])
    case linkCosts([AdminLinkCost])
    case plan(AdminPlan)
    /// LinkCall, LinkHangUp: taken in hand. LinkPause and the like: done, and kept.
    case done
    case events([AdminEvent])
    case event(AdminEvent)
    case incidents([AdminIncident])
    case incident(AdminIncident)
    case diagnosis(AdminDiagnosis)
    case explanation(AdminExplanation)
    /// Check: problems of the configuration and of the store, none of them: all is well.
    case checked(problems: [String])
    /// Reload: the new configuration is in force.
    case reloaded(connectors: Int)
    case failed(AdminFailure)
}

/// The interface's errors.
package enum AdminFailure: Error, Hashable, Sendable {
    case noSuchConnector(name: String)
    /// No queue has it.
    case noSuchMessage(message: String)
    case permissionDenied(needs: String)
    /// It could not be done now.
    case refused(why: String)
    /// The connector has no line to call or to hang up.
    case notDialled(name: String, kind: String)
    case noSuchCode(code: String)
    /// The daemon remembers none whose identifier begins so.
    case noSuchIncident(id: String)
    /// Reload: the old configuration stays in force.
    case configurationRefused(problems: [String])
}

/// What the daemon does for the interface. Called on the admin listener's queue; must not block.
package protocol AdministrationHandler: Sendable {
    /// Answers by `reply`, once with `last` true, from any queue; `followEvents` may end without it. `reply` returns
    /// false once the client has gone: the handler then stops and forgets it.
    func handle(
        _ request: AdminRequest, caller: AdminCaller,
        reply: @escaping @Sendable (_ reply: AdminReply, _ last: Bool) -> Bool)
}
