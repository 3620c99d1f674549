import Console
import Testing

@Suite("trunkctl's command line")
struct CommandLineTests {
    static let commands: [(String, Command)] = [
        ("status", .status), ("s", .status), ("connector", .connectorList), ("conn l", .connectorList),
        ("co st nairobi", .connectorStatus(name: "nairobi")), ("queue", .queue(connector: nil)),
        ("q nairobi", .queue(connector: "nairobi")), ("queue list", .queue(connector: nil)),
        ("queue list hold", .queue(connector: "hold")), ("queue hol", .queue(connector: "hol")),
        ("queue hold 0000000c", .queueHold(message: "0000000c")), ("q h c", .queueHold(message: "c")),
        ("queue release 0000000c", .queueRelease(message: "0000000c")), ("q rel c", .queueRelease(message: "c")),
        ("ras", .ras), ("ras list", .ras),
        ("ras ex 678", .explain(code: "RAS 678")), ("link", .linkList), ("link lis", .linkList),
        ("link st nairobi", .linkStatus(connector: "nairobi")), ("link pause n", .linkPause(connector: "n")),
        ("link resume n", .linkResume(connector: "n")), ("link grant n", .linkGrant(connector: "n")),
        ("link limit n", .linkLimit(connector: "n")), ("link cost", .linkCost(connector: nil)),
        ("link cost n", .linkCost(connector: "n")), ("plan n", .plan(connector: "n")),
        ("association", .associationList(connector: nil)), ("a", .associationList(connector: nil)),
        ("assoc list nairobi", .associationList(connector: "nairobi")),
        ("assoc ping nairobi", .associationPing(connector: "nairobi")),
        ("incident", .incidentList), ("inc 4f2a", .incident(id: "4f2a")),
        ("diagnose nairobi", .diagnose(connector: "nairobi")), ("d nairobi", .diagnose(connector: "nairobi")),
        ("probe a@b.example", .probe(recipient: "a@b.example")),
        ("link call nairobi", .linkCall(connector: "nairobi")),
        ("l h nairobi", .linkHangUp(connector: "nairobi")), ("events", .events), ("ev", .events),
        ("explain 289", .explain(code: "289")), ("ex RAS 678", .explain(code: "RAS 678")), ("check", .check),
        ("reload", .reload), ("help", .help(noun: nil)), ("help link", .help(noun: "link")), ("", .help(noun: nil)),
        ("--help", .help(noun: nil)), ("link --help", .help(noun: "link")), ("q -h", .help(noun: "queue")),
        ("--version", .version), ("version", .version), ("queue -- --odd", .queue(connector: "--odd")),
    ]

    @Test("Words are commands, shortened or not", arguments: commands)
    func command(line: String, command: Command) throws {
        #expect(try ParsedCommandLine(line.split(separator: " ").map(String.init)).command == command)
    }

    @Test("Options stand anywhere, shortened or not, with = or a blank")
    func options() throws {
        let parsed = try ParsedCommandLine([
            "--js", "link", "--socket=/run/a", "call", "--reason", "line test", "n", "--utc", "--by", "--dry",
        ])
        var options = CommandOptions()
        (options.json, options.socket, options.reason, options.utc) = (true, "/run/a", "line test", true)
        (options.bytes, options.dryRun) = (true, true)
        #expect(parsed.options == options && parsed.command == .linkCall(connector: "n"))
        let events = try ParsedCommandLine(["-f", "events", "-n", "5"]).options
        #expect(events.follow && events.lines == 5)
        #expect(try ParsedCommandLine(["check", "--config", "dir"]).options.configuration == "dir")
    }

    @Test("A probe's options are sizes, times and priorities") func probeOptions() throws {
        let parsed = try ParsedCommandLine([
            "probe", "S=Lee; C=KE", "--from", "a@b.example", "--size=200K", "--pri", "non", "--wait", "5min",
        ])
        var options = CommandOptions()
        (options.from, options.size, options.priority, options.wait) = ("a@b.example", 204_800, "non-urgent", 300)
        #expect(parsed.options == options && parsed.command == .probe(recipient: "S=Lee; C=KE"))
    }

    @Test("A pause's time, a limit's priority and a plan's speed")
    func linkOptions() throws {
        let pause = try ParsedCommandLine(["link", "pause", "n", "--for=2h", "--reason", "storm"])
        #expect(pause.options.duration == 7200 && pause.options.reason == "storm")
        #expect(try ParsedCommandLine(["link", "limit", "n", "--pri", "ur"]).options.priority == "urgent")
        #expect(try ParsedCommandLine(["plan", "n", "--speed", "12K"]).options.speed == 12288)
    }

    static let mistakes: [(String, String)] = [
        ("link l n", "verb l is ambiguous: list, limit"),
        ("link pause", "a word is missing: trunkctl link pause NAME"),
        ("plan", "a word is missing: trunkctl plan CONNECTOR"),
        ("queue hold 1 --for 1h", "--for means nothing here; see trunkctl queue --help"),
        ("status --speed 4K", "--speed means nothing here; see trunkctl status --help"),
        ("--follow link pause n", "--follow means nothing here; see trunkctl link --help"),
        ("plan n --speed 0", "--speed needs octets a second, as 120 or 12K"),
        ("link pause n --for soon", "--for needs a time, as 30s or 5min"),
        ("r", "command r is ambiguous: ras, reload"),
        ("e", "command e is ambiguous: events, explain"),
        ("quue", "there is no command quue; did you mean queue?"),
        (
            "frobnicate",
            "there is no command frobnicate; there are status, connector, queue, ras, association, link, plan, probe, "
                + "events, incident, diagnose, explain, check, reload, help, version"
        ),
        ("connector nairobi", "there is no verb nairobi; there are list, status"),
        ("connector status", "a word is missing: trunkctl connector status NAME"),
        ("link call", "a word is missing: trunkctl link call NAME"),
        ("status now", "now is one word too many; see trunkctl status --help"),
        ("status --socket", "--socket needs a value"),
        ("status --socket=", "--socket needs a value"),
        ("status --json=1", "--json takes no value"),
        ("status --lines x", "--lines needs a number"),
        ("status -x", "there is no option -x"),
        ("status --jsn", "there is no option --jsn; did you mean --json?"),
        ("association ping", "a word is missing: trunkctl association ping NAME"),
        ("diagnose", "a word is missing: trunkctl diagnose CONNECTOR"),
        ("incident a b", "b is one word too many; see trunkctl incident --help"),
        ("association pong", "there is no verb pong; did you mean ping?"),
        ("probe", "a word is missing: trunkctl probe RECIPIENT"),
        ("probe a --size many", "--size needs a size, as 200K or 5M"),
        ("probe a --wait soon", "--wait needs a time, as 30s or 5min"),
        ("probe a --priority high", "there is no priority high; there are urgent, normal, non-urgent"),
        ("explain", "a word is missing: trunkctl explain EVENT or explain RAS-CODE"),
    ]

    @Test("A command line that is none says what is wrong", arguments: mistakes)
    func mistake(line: String, said: String) {
        let error = #expect(throws: UsageError.self) {
            try ParsedCommandLine(line.split(separator: " ").map(String.init))
        }
        #expect(error?.text == said)
    }

    @Test("Every command has its help")
    func help() {
        for noun in ["status", "connector", "queue", "ras", "link", "events", "explain", "check", "reload"] {
            #expect(Usage.text(noun: noun).hasPrefix("trunkctl \(noun)"))
            #expect(Usage.text(noun: nil).contains("trunkctl \(noun)"))
        }
    }
}
