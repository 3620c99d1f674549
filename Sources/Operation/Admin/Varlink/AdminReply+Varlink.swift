extension AdminReply {
    /// The reply on the wire.
    func varlink(continues: Bool) -> VarlinkReply {
        if case .failed(let failure) = self { return failure.varlink }
        return VarlinkReply(parameters: parameters, continues: continues)
    }

    private var parameters: JSONValue {
        switch self {
        case .status(let status): .members(("status", status))
        case .connectors(let connectors): .members(("connectors", connectors))
        case .connector(let connector): .members(("connector", connector))
        case .queue(let entries, let total): .members(("entries", entries), ("total", total))
        case .hold(let hold): .members(("hold", hold))
        case .ras(let slots, let configured): .members(("slots", slots), ("configured", configured))
        case .associations(let associations): .members(("associations", associations))
        case .ping(let ping): .members(("ping", ping))
        case .probe(let probe): .members(("probe", probe))
        case .links(let links): .members(("links", links))
        case .link(let link, let calls): .members(("link", link), ("calls", calls))
        case .linkCosts(let costs): .members(("costs", costs))
        case .plan(let plan): .members(("plan", plan))
        case .events(let events): .members(("events", events))
        case .event(let event): .members(("event", event))
        case .incidents(let incidents): .members(("incidents", incidents))
        case .incident(let incident): .members(("incident", incident))
        case .diagnosis(let diagnosis): .members(("diagnosis", diagnosis))
        case .explanation(let explanation): .members(("explanation", explanation))
        case .checked(let problems): .members(("problems", problems))
        case .reloaded(let connectors): .members(("connectors", connectors))
        case .done, .failed: .object([])
        }
    }

    /// The answer to `request` that a reply from the wire means; the client's side.
    package init(_ reply: VarlinkReply, to request: AdminRequest) throws(JSONError) {
        if let error = reply.error {
            self = .failed(try AdminFailure(error: error, parameters: reply.parameters))
            return
        }
        let json = reply.parameters
        switch request {
        case .status: self = .status(try json.required("status"))
        case .listConnectors: self = .connectors(try json.required("connectors"))
        case .connectorStatus: self = .connector(try json.required("connector"))
        case .listQueue: self = .queue(try json.required("entries"), total: try json.required("total"))
        case .holdMessage, .releaseMessage: self = .hold(try json.required("hold"))
        case .listRAS: self = .ras(try json.required("slots"), configured: try json.required("configured"))
        case .listAssociations: self = .associations(try json.required("associations"))
        case .ping: self = .ping(try json.required("ping"))
        case .probe: self = .probe(try json.required("probe"))
        case .linkCall, .linkHangUp, .changeLink: self = .done
        case .listLinks: self = .links(try json.required("links"))
        case .linkStatus: self = .link(try json.required("link"), calls: try json.required("calls"))
        case .listLinkCosts: self = .linkCosts(try json.required("costs"))
        case .plan: self = .plan(try json.required("plan"))
        case .recentEvents: self = .events(try json.required("events"))
        case .followEvents: self = .event(try json.required("event"))
        case .listIncidents: self = .incidents(try json.required("incidents"))
        case .incident: self = .incident(try json.required("incident"))
        case .diagnose: self = .diagnosis(try json.required("diagnosis"))
        case .explain: self = .explanation(try json.required("explanation"))
        case .check: self = .checked(problems: try json.required("problems"))
        case .reload: self = .reloaded(connectors: try json.required("connectors"))
        }
    }
}

extension AdminFailure {
    var varlink: VarlinkReply {
        switch self {
        case .noSuchConnector(let name): Self.reply("NoSuchConnector", .members(("name", name)))
        case .noSuchMessage(let message): Self.reply("NoSuchMessage", .members(("message", message)))
        case .permissionDenied(let needs): Self.reply("PermissionDenied", .members(("needs", needs)))
        case .refused(let why): Self.reply("Refused", .members(("why", why)))
        case .notDialled(let name, let kind): Self.reply("NotDialled", .members(("name", name), ("kind", kind)))
        case .noSuchCode(let code): Self.reply("NoSuchCode", .members(("code", code)))
        case .noSuchIncident(let id): Self.reply("NoSuchIncident", .members(("id", id)))
        case .configurationRefused(let problems):
            Self.reply("ConfigurationRefused", .members(("problems", problems)))
        }
    }

    private static func reply(_ error: String, _ parameters: JSONValue) -> VarlinkReply {
        VarlinkReply(error: "\(VarlinkInterface.name).\(error)", parameters: parameters)
    }

    /// An error from the wire; one that is not of our interface becomes `refused` with its name.
    init(error: String, parameters json: JSONValue) throws(JSONError) {
        switch error {
        case "\(VarlinkInterface.name).NoSuchConnector": self = .noSuchConnector(name: try json.required("name"))
        case "\(VarlinkInterface.name).NoSuchMessage": self = .noSuchMessage(message: try json.required("message"))
        case "\(VarlinkInterface.name).PermissionDenied": self = .permissionDenied(needs: try json.required("needs"))
        case "\(VarlinkInterface.name).Refused": self = .refused(why: try json.required("why"))
        case "\(VarlinkInterface.name).NotDialled":
            self = .notDialled(name: try json.required("name"), kind: try json.required("kind"))
        case "\(VarlinkInterface.name).NoSuchCode": self = .noSuchCode(code: try json.required("code"))
        case "\(VarlinkInterface.name).NoSuchIncident": self = .noSuchIncident(id: try json.required("id"))
        case "\(VarlinkInterface.name).ConfigurationRefused":
            self = .configurationRefused(problems: try json.required("problems"))
        case "org.varlink.service.InvalidParameter":
            let name: String = try json.required("parameter")
            self = .refused(
                why: "the daemon does not take this \(name): a text has no control characters and at most "
                    + "\(AdminRequest.textLimit) octets")
        default: self = .refused(why: "the daemon answers \(error) \(json.text)")
        }
    }

    /// For people.
    package var description: String {
        switch self {
        case .noSuchConnector(let name): "there is no connector \(name)"
        case .noSuchMessage(let message): "no message \(message) is queued"
        case .permissionDenied(let needs): "permission denied: this needs the right to \(needs)"
        case .refused(let why): why
        case .notDialled(let name, let kind): "connector \(name) has no line to call: its type is \(kind)"
        case .noSuchCode(let code): "no event and no RAS code is called \(code)"
        case .noSuchIncident(let id):
            "no incident whose identifier begins with \(id) is remembered; older ones are in the journal, "
                + "MTA_INCIDENT=\(id)"
        case .configurationRefused(let problems):
            "the configuration has mistakes; the one in force stays\n" + problems.joined(separator: "\n")
        }
    }
}
