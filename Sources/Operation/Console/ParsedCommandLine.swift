internal import Configuration

/// A command line taken apart.
package struct ParsedCommandLine: Hashable, Sendable {
    package var command: Command
    package var options = CommandOptions()

    private static let nouns = [
        "status", "connector", "queue", "ras", "association", "link", "plan", "probe", "events", "incident",
        "diagnose", "explain", "check", "reload",
        "help", "version",
    ]
    private static let switches = ["--json", "--bytes", "--utc", "--follow", "--dry-run", "--help", "--version"]
    private static let withValue = [
        "--socket", "--config", "--reason", "--lines", "--from", "--size", "--priority", "--wait", "--connector",
        "--for", "--speed",
    ]

    /// `arguments` without the program's name.
    package init(_ arguments: [String]) throws(UsageError) {
        var options = CommandOptions()
        var words: [String] = []
        var given: [String] = []
        var help = false
        var version = false
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                words += rest
                break
            }
            guard argument.hasPrefix("-"), argument != "-" else {
                words.append(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.optionName(String(parts[0]))
            given.append(name)
            if Self.withValue.contains(name) {
                guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                    throw UsageError("\(name) needs a value")
                }
                try options.set(name, value)
                continue
            }
            if parts.count == 2 { throw UsageError("\(name) takes no value") }
            switch name {
            case "--json": options.json = true
            case "--bytes": options.bytes = true
            case "--utc": options.utc = true
            case "--follow": options.follow = true
            case "--dry-run": options.dryRun = true
            case "--help": help = true
            default: version = true
            }
        }
        self.options = options
        if version {
            command = .version
        } else if help || words.isEmpty {
            command = .help(noun: try words.first.map { word throws(UsageError) in try Self.noun(word) })
        } else {
            command = try Self.command(words)
            if let idle = given.first(where: { !command.takes($0) }) {
                throw UsageError("\(idle) means nothing here; see trunkctl \(try Self.noun(words[0])) --help")
            }
        }
    }

    private static func noun(_ word: String) throws(UsageError) -> String {
        try Abbreviation.expand(word, among: nouns, what: "command")
    }

    private static func optionName(_ text: String) throws(UsageError) -> String {
        switch text {
        case "-f": return "--follow"
        case "-h", "-?": return "--help"
        case "-n": return "--lines"
        default:
            guard text.hasPrefix("--") else { throw UsageError("there is no option \(text)") }
            return try Abbreviation.expand(text, among: switches + withValue, what: "option")
        }
    }

    private static func command(_ words: [String]) throws(UsageError) -> Command {
        let noun = try noun(words[0])
        var rest = words.dropFirst()
        defer { _ = rest }
        let command: Command
        switch noun {
        case "status": command = .status
        case "connector":
            let verb = try Abbreviation.expand(rest.popFirst() ?? "list", among: ["list", "status"], what: "verb")
            command = verb == "list" ? .connectorList : .connectorStatus(name: try name(&rest, "connector status NAME"))
        case "queue": command = try queue(&rest)
        case "ras":
            let verb = try Abbreviation.expand(rest.popFirst() ?? "list", among: ["list", "explain"], what: "verb")
            command = verb == "list" ? .ras : .explain(code: "RAS \(try name(&rest, "ras explain CODE"))")
        case "plan": command = .plan(connector: try name(&rest, "plan CONNECTOR"))
        case "association": command = try association(&rest)
        case "probe": command = .probe(recipient: try name(&rest, "probe RECIPIENT"))
        case "link": command = try link(&rest)
        case "events": command = .events
        case "incident": command = rest.popFirst().map { .incident(id: $0) } ?? .incidentList
        case "diagnose": command = .diagnose(connector: try name(&rest, "diagnose CONNECTOR"))
        case "explain":
            var code = try name(&rest, "explain EVENT or explain RAS-CODE")
            if code.lowercased() == "ras", let number = rest.popFirst() { code = "RAS \(number)" }
            command = .explain(code: code)
        case "check": command = .check
        case "reload": command = .reload
        case "help": command = .help(noun: try rest.popFirst().map { word throws(UsageError) in try Self.noun(word) })
        default: command = .version
        }
        if let extra = rest.first { throw UsageError("\(extra) is one word too many; see trunkctl \(noun) --help") }
        return command
    }

    /// A connector may be named without a verb.
    private static func queue(_ rest: inout ArraySlice<String>) throws(UsageError) -> Command {
        let verbs = ["list", "hold", "release"]
        guard let first = rest.popFirst() else { return .queue(connector: nil) }
        if rest.isEmpty && !verbs.contains(first) { return .queue(connector: first) }
        let verb = try Abbreviation.expand(first, among: verbs, what: "verb")
        switch verb {
        case "list": return .queue(connector: rest.popFirst())
        case "hold": return .queueHold(message: try name(&rest, "queue hold MESSAGE"))
        default: return .queueRelease(message: try name(&rest, "queue release MESSAGE"))
        }
    }

    private static func association(_ rest: inout ArraySlice<String>) throws(UsageError) -> Command {
        let verb = try Abbreviation.expand(rest.popFirst() ?? "list", among: ["list", "ping"], what: "verb")
        if verb == "list" { return .associationList(connector: rest.popFirst()) }
        return .associationPing(connector: try name(&rest, "association ping NAME"))
    }

    private static let linkVerbs = [
        "list", "status", "call", "hangup", "pause", "resume", "grant", "limit", "cost",
    ]

    private static func link(_ rest: inout ArraySlice<String>) throws(UsageError) -> Command {
        let verb = try Abbreviation.expand(rest.popFirst() ?? "list", among: linkVerbs, what: "verb")
        switch verb {
        case "list": return .linkList
        case "cost": return .linkCost(connector: rest.popFirst())
        default: break
        }
        let connector = try name(&rest, "link \(verb) NAME")
        switch verb {
        case "status": return .linkStatus(connector: connector)
        case "call": return .linkCall(connector: connector)
        case "hangup": return .linkHangUp(connector: connector)
        case "pause": return .linkPause(connector: connector)
        case "resume": return .linkResume(connector: connector)
        case "grant": return .linkGrant(connector: connector)
        default: return .linkLimit(connector: connector)
        }
    }

    private static func name(_ rest: inout ArraySlice<String>, _ usage: String) throws(UsageError) -> String {
        guard let name = rest.popFirst(), !name.isEmpty else {
            throw UsageError("a word is missing: trunkctl \(usage)")
        }
        return name
    }
}

extension CommandOptions {
    private static let priorities = ["urgent", "normal", "non-urgent"]

    fileprivate mutating func set(_ name: String, _ value: String) throws(UsageError) {
        if value.isEmpty { throw UsageError("\(name) needs a value") }
        switch name {
        case "--socket": socket = value
        case "--config": configuration = value
        case "--reason": reason = value
        case "--connector": connector = value
        case "--from": from = value
        case "--size":
            guard let octets = ConfigurationValue.size(value) else {
                throw UsageError("--size needs a size, as 200K or 5M")
            }
            size = octets
        case "--priority": priority = try Abbreviation.expand(value, among: Self.priorities, what: "priority")
        case "--wait": wait = try Self.seconds(value, of: name)
        case "--for": duration = try Self.seconds(value, of: name)
        case "--speed":
            guard let octets = ConfigurationValue.size(value), octets > 0 else {
                throw UsageError("--speed needs octets a second, as 120 or 12K")
            }
            speed = octets
        default:
            guard let number = Int(value), number >= 0 else { throw UsageError("--lines needs a number") }
            lines = number
        }
    }

    private static func seconds(_ value: String, of name: String) throws(UsageError) -> Int {
        guard let seconds = ConfigurationValue.duration(value) else {
            throw UsageError("\(name) needs a time, as 30s or 5min")
        }
        return Int(seconds.rounded(.up))
    }
}
