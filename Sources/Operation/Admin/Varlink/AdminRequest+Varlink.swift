extension AdminRequest {
    /// Rows of the queue that one reply without "more" can carry.
    package static let rowsWithoutMore = 1000
    /// Octets of a reason, a name or a code.
    static let textLimit = 1024

    /// The request that a call of dev.trunkline.Admin means.
    /// - Throws: the error reply that the call deserves.
    init(_ call: VarlinkCall) throws(VarlinkRefusal) {
        guard call.method.hasPrefix("\(VarlinkInterface.name).") else {
            throw VarlinkRefusal(.methodNotFound(call.method))
        }
        let parameters = VarlinkParameters(call.parameters)
        switch call.method.dropFirst(VarlinkInterface.name.utf8.count + 1) {
        case "Status": self = .status
        case "ListConnectors": self = .listConnectors
        case "ConnectorStatus": self = .connectorStatus(name: try parameters.text("name"))
        case "ListQueue":
            let most = call.more ? Int.max : Self.rowsWithoutMore
            let limit = try parameters.number("limit") ?? most
            self = .listQueue(connector: try parameters.optionalText("connector"), limit: min(limit, most))
        case "HoldMessage":
            self = .holdMessage(
                message: try parameters.text("message"), reason: try parameters.optionalText("reason"))
        case "ReleaseMessage":
            self = .releaseMessage(
                message: try parameters.text("message"), reason: try parameters.optionalText("reason"))
        case "ListRAS": self = .listRAS
        case "ListAssociations": self = .listAssociations(connector: try parameters.optionalText("connector"))
        case "PingAssociation": self = .ping(connector: try parameters.text("connector"))
        case "Probe": self = .probe(try AdminProbeRequest(parameters))
        case "LinkCall":
            self = .linkCall(
                connector: try parameters.text("connector"), reason: try parameters.optionalText("reason"))
        case "LinkHangUp":
            self = .linkHangUp(
                connector: try parameters.text("connector"), reason: try parameters.optionalText("reason"))
        case "ListLinks": self = .listLinks
        case "LinkStatus": self = .linkStatus(connector: try parameters.text("connector"))
        case "LinkPause", "LinkResume", "LinkGrant", "LinkLimit":
            self = .changeLink(
                connector: try parameters.text("connector"), try AdminLinkChange(call.method, parameters),
                reason: try parameters.optionalText("reason"))
        case "ListLinkCosts": self = .listLinkCosts(connector: try parameters.optionalText("connector"))
        case "PlanTransfer":
            self = .plan(connector: try parameters.text("connector"), speed: try parameters.number("speed"))
        case "RecentEvents":
            self = .recentEvents(limit: min(try parameters.number("limit") ?? 10, Self.rowsWithoutMore))
        case "FollowEvents":
            if !call.more { throw VarlinkRefusal(.expectedMore) }
            self = .followEvents(backlog: try parameters.number("backlog") ?? 0)
        case "ListIncidents":
            self = .listIncidents(
                connector: try parameters.optionalText("connector"),
                limit: min(try parameters.number("limit") ?? 20, Self.rowsWithoutMore))
        case "ReadIncident": self = .incident(id: try parameters.text("id"))
        case "Diagnose": self = .diagnose(connector: try parameters.text("connector"))
        case "Explain": self = .explain(code: try parameters.text("code"))
        case "Check": self = .check
        case "Reload": self = .reload
        default: throw VarlinkRefusal(.methodNotFound(call.method))
        }
    }

    /// The call that means the request; the client's side.
    package var call: VarlinkCall {
        let prefix = "\(VarlinkInterface.name)."
        switch self {
        case .status: return VarlinkCall(method: prefix + "Status")
        case .listConnectors: return VarlinkCall(method: prefix + "ListConnectors")
        case .connectorStatus(let name):
            return VarlinkCall(method: prefix + "ConnectorStatus", parameters: .members(("name", name)))
        case .listQueue(let connector, let limit):
            return VarlinkCall(
                method: prefix + "ListQueue", parameters: .members(("connector", connector), ("limit", limit)),
                more: true)
        case .holdMessage(let message, let reason):
            return VarlinkCall(
                method: prefix + "HoldMessage", parameters: .members(("message", message), ("reason", reason)))
        case .releaseMessage(let message, let reason):
            return VarlinkCall(
                method: prefix + "ReleaseMessage", parameters: .members(("message", message), ("reason", reason)))
        case .listRAS: return VarlinkCall(method: prefix + "ListRAS")
        case .listAssociations(let connector):
            return VarlinkCall(method: prefix + "ListAssociations", parameters: .members(("connector", connector)))
        case .ping(let connector):
            return VarlinkCall(method: prefix + "PingAssociation", parameters: .members(("connector", connector)))
        case .probe(let probe):
            return VarlinkCall(method: prefix + "Probe", parameters: probe.parameters, more: true)
        case .linkCall(let connector, let reason):
            return VarlinkCall(
                method: prefix + "LinkCall", parameters: .members(("connector", connector), ("reason", reason)))
        case .linkHangUp(let connector, let reason):
            return VarlinkCall(
                method: prefix + "LinkHangUp", parameters: .members(("connector", connector), ("reason", reason)))
        case .listLinks: return VarlinkCall(method: prefix + "ListLinks")
        case .linkStatus(let connector):
            return VarlinkCall(method: prefix + "LinkStatus", parameters: .members(("connector", connector)))
        case .changeLink(let connector, let change, let reason):
            return change.call(connector: connector, reason: reason)
        case .listLinkCosts(let connector):
            return VarlinkCall(method: prefix + "ListLinkCosts", parameters: .members(("connector", connector)))
        case .plan(let connector, let speed):
            return VarlinkCall(
                method: prefix + "PlanTransfer", parameters: .members(("connector", connector), ("speed", speed)))
        case .recentEvents(let limit):
            return VarlinkCall(method: prefix + "RecentEvents", parameters: .members(("limit", limit)))
        case .followEvents(let backlog):
            return VarlinkCall(
                method: prefix + "FollowEvents", parameters: .members(("backlog", backlog)), more: true)
        case .listIncidents(let connector, let limit):
            return VarlinkCall(
                method: prefix + "ListIncidents", parameters: .members(("connector", connector), ("limit", limit)))
        case .incident(let id):
            return VarlinkCall(method: prefix + "ReadIncident", parameters: .members(("id", id)))
        case .diagnose(let connector):
            return VarlinkCall(method: prefix + "Diagnose", parameters: .members(("connector", connector)))
        case .explain(let code):
            return VarlinkCall(method: prefix + "Explain", parameters: .members(("code", code)))
        case .check: return VarlinkCall(method: prefix + "Check")
        case .reload: return VarlinkCall(method: prefix + "Reload")
        }
    }
}

extension AdminProbeRequest {
    /// The longest that a client may wait, in seconds.
    package static let longestWait = 86_400

    fileprivate init(_ parameters: VarlinkParameters) throws(VarlinkRefusal) {
        self.init(recipient: try parameters.text("recipient"))
        originator = try parameters.optionalText("originator")
        octets = try parameters.number("octets") ?? octets
        priority = try parameters.optionalText("priority") ?? priority
        wait = min(try parameters.number("wait") ?? wait, Self.longestWait)
    }

    fileprivate var parameters: JSONValue {
        .members(
            ("recipient", recipient), ("originator", originator), ("octets", octets), ("priority", priority),
            ("wait", wait))
    }
}

/// The error reply that a call got instead of being handled.
struct VarlinkRefusal: Error, Hashable, Sendable {
    var reply: VarlinkReply
    init(_ reply: VarlinkReply) { self.reply = reply }
}

/// Typed access to a call's parameters.
struct VarlinkParameters {
    private let json: JSONValue
    init(_ json: JSONValue) { self.json = json }

    func text(_ name: String) throws(VarlinkRefusal) -> String {
        guard let value = try optionalText(name) else { throw VarlinkRefusal(.invalidParameter(name)) }
        return value
    }

    /// At most `AdminRequest.textLimit` octets, no control characters: names and reasons go into events.
    func optionalText(_ name: String) throws(VarlinkRefusal) -> String? {
        let value: String?
        do {
            value = try json.optional(name)
        } catch {
            throw VarlinkRefusal(.invalidParameter(name))
        }
        guard let text = value else { return nil }
        let controls = text.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
        if controls || text.utf8.count > AdminRequest.textLimit { throw VarlinkRefusal(.invalidParameter(name)) }
        return text
    }

    func number(_ name: String) throws(VarlinkRefusal) -> Int? {
        do {
            let value = try json.optional(name, as: Int.self)
            if let value, value < 0 { throw JSONError(.unexpectedValue, member: name) }
            return value
        } catch {
            throw VarlinkRefusal(.invalidParameter(name))
        }
    }
}
