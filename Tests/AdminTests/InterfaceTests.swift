import Admin
import IO
import Message
import Testing

@Suite("The interface dev.trunkline.Admin")
struct InterfaceTests {
    static let calls: [(AdminRequest, AdminReply)] = [
        (.status, .status(Samples.status)),
        (.listConnectors, .connectors([Samples.connector, AdminConnector(name: "l", kind: "local", state: .idle)])),
        (.connectorStatus(name: "n"), .connector(Samples.connector)),
        (.listQueue(connector: nil, limit: 9), .queue([Samples.entry], total: 5)),
        (.listQueue(connector: "n", limit: 9), .queue([], total: 0)),
        (.holdMessage(message: "c", reason: "odd"), .hold(Samples.hold)),
        (.holdMessage(message: "c", reason: nil), .failed(.noSuchMessage(message: "c"))),
        (.releaseMessage(message: "c", reason: "fine"), .hold(Samples.hold)),
        (.releaseMessage(message: "c", reason: nil), .hold(Samples.hold)),
        (.listRAS, .ras([Samples.slot], configured: 10)),
        (.listAssociations(connector: nil), .associations([Samples.association, Samples.incomingCall])),
        (.listAssociations(connector: "n"), .associations([])),
        (.ping(connector: "n"), .ping(Samples.ping)),
        (.ping(connector: "n"), .ping(Samples.failedPing)),
        (
            .probe(
                AdminProbeRequest(
                    recipient: "S=Lee; C=KE", originator: "a@b.example", octets: 5, priority: "urgent", wait: 3)),
            .probe(Samples.probe)
        ),
        (
            .probe(AdminProbeRequest(recipient: "a@b.example")),
            .probe(AdminProbe(mtsIdentifier: "m", state: .submitted))
        ),
        (.linkCall(connector: "n", reason: "why not"), .done),
        (.linkHangUp(connector: "n", reason: nil), .done),
        (.listLinks, .links([Samples.link, AdminLink(name: "l", medium: "tcp", state: .down)])),
        (.linkStatus(connector: "n"), .link(Samples.link, calls: Samples.calls)),
        (.changeLink(connector: "n", .pause(seconds: 60), reason: "storm"), .done),
        (.changeLink(connector: "n", .pause(seconds: nil), reason: nil), .done),
        (.changeLink(connector: "n", .resume, reason: "over"), .done),
        (.changeLink(connector: "n", .grant(seconds: 60), reason: nil), .done),
        (.changeLink(connector: "n", .limit(priority: "urgent", seconds: nil), reason: nil), .done),
        (.listLinkCosts(connector: nil), .linkCosts([Samples.cost])),
        (.plan(connector: "n", speed: 120), .plan(Samples.plan)),
        (.plan(connector: "n", speed: nil), .plan(Samples.plan)),
        (.recentEvents(limit: 3), .events([Samples.event])),
        (.followEvents(backlog: 3), .event(Samples.event)),
        (.listIncidents(connector: nil, limit: 3), .incidents([Samples.incident])),
        (.listIncidents(connector: "n", limit: 20), .incidents([])),
        (.incident(id: "i"), .incident(Samples.incident)),
        (.incident(id: "x"), .failed(.noSuchIncident(id: "x"))),
        (.diagnose(connector: "n"), .diagnosis(Samples.diagnosis)),
        (.explain(code: "289"), .explanation(Samples.explanation)),
        (.check, .checked(problems: ["a", "b"])),
        (.reload, .reloaded(connectors: 3)),
        (.reload, .failed(.configurationRefused(problems: ["x"]))),
        (.linkCall(connector: "n", reason: nil), .failed(.noSuchConnector(name: "n"))),
        (.linkCall(connector: "n", reason: nil), .failed(.notDialled(name: "n", kind: "x400"))),
        (.linkCall(connector: "n", reason: nil), .failed(.refused(why: "no"))),
        (.explain(code: "x"), .failed(.noSuchCode(code: "x"))),
        (.status, .failed(.permissionDenied(needs: "view"))),
    ]

    @Test("Each request and each reply crosses the wire unchanged", arguments: calls)
    func roundTrip(request: AdminRequest, reply: AdminReply) throws {
        var session = VarlinkSession(
            caller: AdminCaller(user: 0, access: .change), information: .init(version: "0"))
        let asked = session.receive(VarlinkFraming.frame(request.call.json))
        #expect(asked == [.handle(request, number: 1)])
        guard case .send(let octets)? = session.reply(reply, to: 1, last: true).first else {
            Issue.record("no reply was sent")
            return
        }
        let json = try JSONParser.parse(octets.dropLast())
        #expect(try AdminReply(VarlinkReply(json: json), to: request) == reply)
    }

    @Test("docs/dev.trunkline.Admin.varlink is the interface that the daemon describes")
    func document() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = try Files.readAll("/\(root)/docs/dev.trunkline.Admin.varlink")
        #expect(String(decoding: file, as: UTF8.self) == VarlinkInterface.text)
    }

    @Test("No two types, methods and errors have one name: clients keep them in one table")
    func names() {
        let names = VarlinkInterface.text.split(separator: "\n").compactMap { line -> Substring? in
            guard ["type ", "method ", "error "].contains(where: { line.hasPrefix($0) }) else { return nil }
            return line.split(separator: " ")[1].prefix { $0 != "(" }
        }
        #expect(names.count > 20)
        #expect(Set(names).count == names.count)
    }

    @Test("Every member that a type writes stands in the interface's definition")
    func members() {
        let types: [(String, JSONValue)] = [
            ("DaemonStatus", Samples.status.json), ("Connector", Samples.connector.json),
            ("QueueEntry", Samples.entry.json),
            ("Association", Samples.association.json), ("PingResult", Samples.ping.json),
            ("Incident", Samples.incident.json),
            ("Diagnosis", Samples.diagnosis.json), ("DiagnosisStep", Samples.diagnosis.steps[1].json),
            ("PingResult", Samples.failedPing.json), ("ProbeResult", Samples.probe.json),
            ("ProbeRecipient", Samples.probe.recipients[0].json),
            ("Link", Samples.link.json), ("PastCall", Samples.calls[0].json), ("LinkCost", Samples.cost.json),
            ("Plan", Samples.plan.json), ("PlannedMessage", Samples.plan.rows[0].json),
            ("RASSlot", Samples.slot.json), ("Event", Samples.event.json), ("Explanation", Samples.explanation.json),
        ]
        for (name, value) in types {
            guard case .object(let members) = value,
                let start = VarlinkInterface.text.firstRange(of: "type \(name) (")?.upperBound
            else {
                Issue.record("no type \(name)")
                continue
            }
            let rest = VarlinkInterface.text[start...]
            let body = rest[..<(rest.firstRange(of: "\n\n")?.lowerBound ?? rest.endIndex)]
            for member in members { #expect(body.contains("\(member.name): "), "\(name).\(member.name)") }
        }
    }

    @Test("A change of a link that holds for no time, or for ever and a day, is refused", arguments: [0, 31_536_001])
    func changeOfNoTime(seconds: Int) {
        var session = VarlinkSession(
            caller: AdminCaller(user: 0, access: .change), information: .init(version: "0"))
        let request = AdminRequest.changeLink(connector: "n", .pause(seconds: seconds), reason: nil)
        let actions = session.receive(VarlinkFraming.frame(request.call.json))
        guard case .send(let octets)? = actions.first else {
            Issue.record("no refusal: \(actions)")
            return
        }
        #expect(String(decoding: octets, as: UTF8.self).contains("InvalidParameter"))
    }

    @Test("Rights come from user and groups")
    func access() {
        func access(_ user: UInt32, _ groups: [UInt32]) -> AdminAccess? {
            AdminAccess.of(user: user, groups: groups, serviceUser: 50, changeGroup: 60, viewGroup: 70)
        }
        #expect(access(0, []) == .change && access(50, []) == .change && access(9, [1, 60]) == .change)
        #expect(access(9, [70]) == .view && access(9, [70, 60]) == .change)
        #expect(access(9, [1]) == nil && access(60, []) == nil)
        #expect(AdminAccess.of(user: 9, groups: [0], serviceUser: 50, changeGroup: nil, viewGroup: nil) == nil)
    }

    @Test("A reply of another shape is refused and names the member")
    func shape() {
        let wrong = JSONValue.object([JSONMember("status", .object([JSONMember("version", .integer(1))]))])
        let error = #expect(throws: JSONError.self) { try AdminReply(VarlinkReply(parameters: wrong), to: .status) }
        #expect(error?.member == "status.version")
        let unknown = VarlinkReply(error: "org.varlink.service.MethodNotFound")
        #expect((try? AdminReply(unknown, to: .status)) != nil)
    }

    @Test("A text that the daemon does not take is named, and what it may be")
    func badText() throws {
        let parameters = JSONValue.object([JSONMember("parameter", .string("reason"))])
        let error = VarlinkReply(error: "org.varlink.service.InvalidParameter", parameters: parameters)
        guard case .failed(.refused(let why)) = try AdminReply(error, to: .status) else {
            Issue.record("not refused")
            return
        }
        #expect(why.contains("does not take this reason") && why.contains("1024 octets"))
    }
}
