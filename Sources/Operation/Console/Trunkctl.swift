internal import Admin
internal import Configuration
internal import IO
internal import Message

/// trunkctl without its main: arguments in, text and an exit code out.
package struct Trunkctl: Sendable {
    package static let defaultSocket = "/run/trunkline/admin.sock"

    private let options: CommandOptions
    private let command: Command
    private let output: any ConsoleOutput
    private let socket: String

    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - socket: `$TRUNKLINE_SOCKET`.
    package static func run(
        _ arguments: [String], socket: String?, output: any ConsoleOutput
    ) async -> ExitCode {
        do throws(UsageError) {
            let parsed = try ParsedCommandLine(arguments)
            return await Trunkctl(parsed, socket: socket, output: output).perform()
        } catch {
            output.complain("trunkctl: \(HumanFormat.clean(error.text))\n")
            return .usage
        }
    }

    private init(_ parsed: ParsedCommandLine, socket: String?, output: any ConsoleOutput) {
        options = parsed.options
        command = parsed.command
        self.output = output
        self.socket = parsed.options.socket ?? socket ?? Self.defaultSocket
    }

    private var presentation: Presentation {
        let now = Timestamp(microseconds: SystemClock.utcMicroseconds())
        return Presentation(HumanFormat(bytes: options.bytes, utc: options.utc, now: now))
    }

    private func perform() async -> ExitCode {
        switch command {
        case .help(let noun):
            return put(Usage.text(noun: noun))
        case .version:
            return put("trunkctl \(Version.text)\n")
        case .explain(let code):
            return explain(code)
        case .check:
            return check()
        case .status: return await ask(.status)
        case .connectorList: return await ask(.listConnectors)
        case .connectorStatus(let name): return await ask(.connectorStatus(name: name))
        case .queue(let connector): return await queue(connector)
        case .queueHold(let message):
            if options.dryRun { return await dryRun(message: message, "held") }
            return await ask(.holdMessage(message: message, reason: options.reason))
        case .queueRelease(let message):
            if options.dryRun { return await dryRun(message: message, "released") }
            return await ask(.releaseMessage(message: message, reason: options.reason))
        case .ras: return await ask(.listRAS)
        case .associationList(let connector): return await ask(.listAssociations(connector: connector))
        case .associationPing(let connector): return await ask(.ping(connector: connector), timeout: Self.pingTimeout)
        case .probe(let recipient): return await probe(recipient)
        case .linkList: return await ask(.listLinks)
        case .linkStatus(let connector): return await ask(.linkStatus(connector: connector))
        case .linkCost(let connector): return await ask(.listLinkCosts(connector: connector))
        case .plan(let connector): return await ask(.plan(connector: connector, speed: options.speed))
        case .linkCall, .linkHangUp, .linkPause, .linkResume, .linkGrant, .linkLimit: return await direct(command)
        case .events: return await events()
        case .incidentList:
            return await ask(.listIncidents(connector: options.connector, limit: options.lines ?? 20))
        case .incident(let id): return await ask(.incident(id: id))
        case .diagnose(let connector): return await ask(.diagnose(connector: connector), timeout: Self.pingTimeout)
        case .reload: return await ask(options.dryRun ? .check : .reload)
        }
    }

    private func put(_ text: String) -> ExitCode {
        _ = output.write(text)
        return .ok
    }

    // MARK: Without a daemon

    private func explain(_ code: String) -> ExitCode {
        guard let text = Explanation.text(of: code) else {
            return fail(.noSuchCode(code: code))
        }
        if !options.json { return put(text) }
        let title = text.prefix { $0 != "\n" }
        return put(AdminExplanation(code: code, title: String(title), text: text).json.text + "\n")
    }

    private func check() -> ExitCode {
        switch MTAConfiguration.load(directory: options.configuration, purpose: .check) {
        case .success(let configuration):
            for warning in configuration.warnings {
                let line = options.json ? warning.json(isWarning: true).text : HumanFormat.clean(warning.warning)
                if !output.write(line + "\n") { return .ok }
            }
            if options.json { return .ok }
            let warnings = configuration.warnings.count
            let mistakes = "no mistakes" + (warnings > 0 ? ", " + HumanFormat.count(warnings, "warning") : "")
            let connectors = HumanFormat.count(configuration.connectors.count, "connector")
            let entries = configuration.phonebook.count
            return put(
                "\(configuration.directory): \(mistakes); \(connectors), \(entries) phonebook "
                    + "\(entries == 1 ? "entry" : "entries")\n")
        case .failure(let refusal):
            for problem in refusal.problems {
                let line = options.json ? problem.json().text : HumanFormat.clean(problem.description)
                if !output.write(line + "\n") { break }
            }
            if !options.json { output.complain("\(HumanFormat.count(refusal.problems.count, "problem"))\n") }
            return .nothingMatched
        }
    }

    // MARK: With the daemon

    /// A dial, and then three times what a layer may take to answer.
    private static let pingTimeout = 600.0

    private func ask(_ request: AdminRequest, timeout: Double = 30) async -> ExitCode {
        for await answer in AdminClient.answers(to: request, at: socket, timeout: timeout) {
            switch answer {
            case .success(.failed(let failure)): return fail(failure)
            case .success(let reply): return show(reply)
            case .failure(let error): return fail(error)
            }
        }
        return .unreachable
    }

    /// What changes a link.
    private func direct(_ command: Command) async -> ExitCode {
        func change(_ connector: String, _ change: AdminLinkChange, _ done: String) async -> ExitCode {
            if options.dryRun { return await dryRun(connector, done) }
            return await ask(.changeLink(connector: connector, change, reason: options.reason))
        }
        switch command {
        case .linkCall(let connector):
            if options.dryRun { return await dryRun(connector, "called") }
            return await ask(.linkCall(connector: connector, reason: options.reason))
        case .linkHangUp(let connector):
            if options.dryRun { return await dryRun(connector, "hung up") }
            return await ask(.linkHangUp(connector: connector, reason: options.reason))
        case .linkPause(let connector):
            return await change(connector, .pause(seconds: options.duration), "paused")
        case .linkResume(let connector): return await change(connector, .resume, "resumed")
        case .linkGrant(let connector):
            return await change(connector, .grant(seconds: options.duration), "granted a call")
        case .linkLimit(let connector):
            guard let priority = options.priority else {
                output.complain("trunkctl: link limit needs --priority urgent, normal or non-urgent\n")
                return .usage
            }
            let limit = AdminLinkChange.limit(priority: priority, seconds: options.duration)
            return await change(connector, limit, "limited to \(priority)")
        default: return .usage
        }
    }

    /// Looks that the connector is there and dialled, and says what would be done.
    private func dryRun(_ name: String, _ done: String) async -> ExitCode {
        for await answer in AdminClient.answers(to: .connectorStatus(name: name), at: socket) {
            switch answer {
            case .success(.connector(let connector)):
                if connector.kind == "local" { return fail(.notDialled(name: name, kind: connector.kind)) }
                return put("\(name) would be \(done); it is \(connector.state.rawValue)\n")
            case .success(.failed(let failure)): return fail(failure)
            case .success: continue
            case .failure(let error): return fail(error)
            }
        }
        return .unreachable
    }

    /// Looks that the message is there, and says what would be done.
    private func dryRun(message text: String, _ done: String) async -> ExitCode {
        let id = MessageID(text)?.description
        var rows: [AdminQueueEntry] = []
        for await answer in AdminClient.answers(to: .listQueue(connector: nil, limit: Int(Int32.max)), at: socket) {
            switch answer {
            case .success(.queue(let piece, _)): rows += piece.filter { $0.message == id }
            case .success(.failed(let failure)): return fail(failure)
            case .success: continue
            case .failure(let error): return fail(error)
            }
        }
        if rows.isEmpty { return fail(.noSuchMessage(message: text)) }
        let states = rows.map { "\($0.state.rawValue) for \($0.connector)" }.joined(separator: ", ")
        return put(HumanFormat.clean("message \(rows[0].message) would be \(done); it is \(states)") + "\n")
    }

    private func queue(_ connector: String?) async -> ExitCode {
        let limit = options.lines ?? Int(Int32.max)
        var entries: [AdminQueueEntry] = []
        var total = 0
        for await answer in AdminClient.answers(to: .listQueue(connector: connector, limit: limit), at: socket) {
            switch answer {
            case .success(.queue(let piece, let count)):
                total = count
                if options.json {
                    if !output.write(Self.lines(piece)) { return .ok }
                } else {
                    entries += piece
                }
            case .success(.failed(let failure)): return fail(failure)
            case .success: continue
            case .failure(let error): return fail(error)
            }
        }
        return options.json ? .ok : put(presentation.queue(entries, total: total, connector: connector))
    }

    private func probe(_ recipient: String) async -> ExitCode {
        var request = AdminProbeRequest(recipient: recipient, originator: options.from)
        if let octets = options.size { request.octets = octets }
        if let priority = options.priority { request.priority = priority }
        if let wait = options.wait { request.wait = wait }
        // The first answer, that it is on its way, comes at once.
        for await answer in AdminClient.answers(to: .probe(request), at: socket) {
            switch answer {
            case .success(.probe(let probe)):
                if probe.state != .submitted { return show(.probe(probe)) }
                if !options.json { _ = put(presentation.probe(probe)) }
            case .success(.failed(let failure)): return fail(failure)
            case .success: continue
            case .failure(let error): return fail(error)
            }
        }
        return .unreachable
    }

    private func events() async -> ExitCode {
        let backlog = options.lines ?? 10
        if !options.follow { return await ask(.recentEvents(limit: backlog)) }
        for await answer in AdminClient.answers(to: .followEvents(backlog: backlog), at: socket) {
            switch answer {
            case .success(.event(let event)):
                if !output.write(options.json ? event.json.text + "\n" : presentation.event(event)) { return .ok }
            case .success(.failed(let failure)): return fail(failure)
            case .success: continue
            case .failure(let error): return fail(error)
            }
        }
        return .ok
    }

    // MARK: Answers

    private static func lines(_ values: [some JSONConvertible]) -> String {
        values.map { $0.json.text + "\n" }.joined()
    }

    private func show(_ reply: AdminReply) -> ExitCode {
        switch reply {
        case .status(let status):
            return put(options.json ? Self.lines([status]) : presentation.status(status))
        case .connectors(let connectors):
            return put(options.json ? Self.lines(connectors) : presentation.connectors(connectors))
        case .connector(let connector):
            return put(options.json ? Self.lines([connector]) : presentation.connector(connector))
        case .queue(let entries, let total):
            return put(
                options.json ? Self.lines(entries) : presentation.queue(entries, total: total, connector: nil))
        case .hold(let hold):
            return put(options.json ? Self.lines([hold]) : presentation.hold(hold))
        case .ras(let slots, let configured):
            return put(options.json ? Self.lines(slots) : presentation.ras(slots, configured: configured))
        case .associations(let associations):
            return put(options.json ? Self.lines(associations) : presentation.associations(associations))
        case .ping(let ping):
            _ = put(options.json ? Self.lines([ping]) : presentation.ping(ping))
            return ping.problem == nil ? .ok : .failed
        case .probe(let probe):
            _ = put(options.json ? Self.lines([probe]) : presentation.probe(probe))
            switch probe.state {
            case .submitted, .delivered: return .ok
            case .notDelivered: return .failed
            case .noAnswer: return .noAnswer
            }
        case .links, .link, .linkCosts, .plan: return showLink(reply)
        case .events(let events):
            return put(options.json ? Self.lines(events) : events.map(presentation.event).joined())
        case .event(let event):
            return put(options.json ? Self.lines([event]) : presentation.event(event))
        case .incidents(let incidents):
            return put(options.json ? Self.lines(incidents) : presentation.incidents(incidents))
        case .incident(let incident):
            return put(options.json ? Self.lines([incident]) : presentation.incident(incident))
        case .diagnosis(let diagnosis):
            _ = put(options.json ? Self.lines([diagnosis]) : presentation.diagnosis(diagnosis))
            return diagnosis.hasPassed ? .ok : .failed
        case .explanation(let explanation):
            return put(options.json ? Self.lines([explanation]) : HumanFormat.cleanLines(explanation.text))
        case .done:
            return options.json ? .ok : put("done\n")
        case .reloaded(let connectors):
            if options.json { return put(JSONValue.object([JSONMember("connectors", connectors.json)]).text + "\n") }
            return put("reloaded: \(HumanFormat.count(connectors, "connector"))\n")
        case .checked(let problems):
            if options.json {
                _ = output.write(
                    problems.map { JSONValue.object([JSONMember("problem", $0.json)]).text + "\n" }.joined())
            } else {
                _ = output.write(problems.map { HumanFormat.clean($0) + "\n" }.joined())
                _ = output.write(problems.isEmpty ? "no mistakes\n" : "")
            }
            return problems.isEmpty ? .ok : .nothingMatched
        case .failed(let failure):
            return fail(failure)
        }
    }

    private func showLink(_ reply: AdminReply) -> ExitCode {
        switch reply {
        case .links(let links): put(options.json ? Self.lines(links) : presentation.links(links))
        case .link(let link, let calls):
            put(options.json ? Self.lines([link]) : presentation.link(link, calls: calls))
        case .linkCosts(let costs): put(options.json ? Self.lines(costs) : presentation.linkCosts(costs))
        case .plan(let plan):
            put(options.json ? Self.lines([plan]) : presentation.plan(plan, isTold: options.speed != nil))
        default: .ok
        }
    }

    private func fail(_ failure: AdminFailure) -> ExitCode {
        output.complain("trunkctl: \(HumanFormat.cleanLines(failure.description))\n")
        switch failure {
        case .noSuchConnector, .noSuchMessage, .noSuchCode, .noSuchIncident: return .nothingMatched
        case .permissionDenied, .refused, .notDialled, .configurationRefused: return .refused
        }
    }

    private func fail(_ error: AdminClientError) -> ExitCode {
        output.complain("trunkctl: \(HumanFormat.clean(error.description))\n")
        return .unreachable
    }
}

extension ConfigurationProblem {
    /// The problem as `check --json` prints it.
    fileprivate func json(isWarning: Bool = false) -> JSONValue {
        var members = [JSONMember("file", .string(file))]
        if isWarning { members.append(JSONMember("severity", .string("warning"))) }
        if let line { members.append(JSONMember("line", line.json)) }
        for (name, value) in [("section", section), ("key", key), ("problem", problem), ("expected", expected)] {
            if let value { members.append(JSONMember(name, .string(value))) }
        }
        if let nearest { members.append(JSONMember("nearest", .string(nearest))) }
        return .object(members)
    }
}
