import Foundation
import Testing

/// At the bind and at the layers below it: one cause is one incident on each end, as docs/incidents.md has it.
@Suite("Incidents of binds", .serialized) struct BindIncidentTests {
    private static func sites(
        _ folder: TemporaryFolder, dialled: Bool = false, connector: String = ""
    ) throws -> (hq: Site, berlin: Site) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        if dialled {
            try hq.dial(berlin)
        } else {
            try hq.connect(berlin, port: try berlin.listen(), connector: connector)
        }
        return (hq, berlin)
    }

    /// Sends, expects the incident on both ends, mends, and expects the message.
    private static func run(
        _ hq: Site, _ berlin: Site, _ mistake: Mistake, caller: ([Int], [String]), called: ([Int], [String]),
        _ what: String
    ) throws {
        try berlin.start()
        try hq.start()
        try hq.send(to: "bo@berlin.example")
        Incidents.expect(caller.0, hint: caller.1 + ["trunkctl reload"], at: hq, what)
        Incidents.expect(called.0, hint: called.1, at: berlin, what)
        // Every attempt is one incident, and not made at once again.
        #expect(wait { Incidents(hq).all.count > 1 && Incidents(berlin).all.count > 1 }, "\(what)")
        #expect(Incidents(hq).gaps.allSatisfy { $0 > 0.9 }, "\(what): \(Incidents(hq).gaps)")
        #expect(!hq.events.contains("-secret") && !berlin.events.contains("-secret"), "no password in any event")
        try mistake.mend()
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(what): \(hq.events)")
        #expect(hq.stop() && berlin.stop())
    }

    private static let refusedHere = [1290, 289, 301]
    private static let refusedHereOverLine = [10005, 10006, 1290, 10007, 289, 301]

    @Test(
        "The caller's name is another than the called side has: 9322 and 1293 there with both, 1290, 289 and 301 here",
        arguments: [
            ("Hq", "upper and lower case only"), ("H Q", "blanks only"), ("HR", "one letter"),
            ("HEADQUARTERS", "same MTA"),
        ], [false, true])
    func callerName(configured: (name: String, difference: String), dialled: Bool) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder, dialled: dialled)
        let mistake = try Mistake(berlin, "hq", "[Connector]\nRemoteMTA=\(configured.name)")
        try Self.run(
            hq, berlin, mistake,
            caller: (dialled ? Self.refusedHereOverLine : Self.refusedHere, ["BERLIN", "\"HQ\"", "RemoteMTA="]),
            called: (
                [9322, 1293],
                ["\"HQ\"", "\"\(configured.name)\"", configured.difference, "RemoteMTA=HQ", "trunkctl reload"]
            ),
            configured.name)
        #expect(!berlin.events.contains("Z 51 "))
    }

    @Test("A caller whom no connector fits: 51 there, and no 9322") func unknownCaller() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let mistake = try Mistake(
            berlin, "hq", "[Connector]\nRemoteMTA=NAIROBI\n[Credentials]\nRemotePassword=of another")
        try Self.run(
            hq, berlin, mistake, caller: (Self.refusedHere, ["BERLIN", "event 9322, 51 or 37"]),
            called: ([51], ["RemoteMTA=HQ", "trunkctl connector list"]), "unknown")
        #expect(!berlin.events.contains("Z 9322 ") && !berlin.events.contains("Z 1293 "))
    }

    @Test(
        "The MTA that answers has another name: 9316 with error 9301, 1294, 289 and 301 here, 1294 there",
        arguments: [
            ("Berlin", "upper and lower case only"), ("BER LIN", "blanks only"), ("BERLIM", "one letter"),
            ("CAPITAL", "calls itself \"BERLIN\""),
        ], [false, true])
    func answeringName(configured: (name: String, difference: String), dialled: Bool) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder, dialled: dialled)
        let mistake = try Mistake(hq, "berlin", "[Connector]\nRemoteMTA=\(configured.name)")
        try Self.run(
            hq, berlin, mistake,
            caller: (
                dialled ? [10005, 10006, 9316, 1294, 10007, 289, 301] : [9316, 1294, 289, 301],
                ["\"BERLIN\"", "\"\(configured.name)\"", configured.difference, "RemoteMTA=BERLIN"]
            ),
            called: ([10003, 1294], ["HQ called", "\"BERLIN\"", "9316 or 48"]), configured.name)
        #expect(hq.events.contains("Error: 9301"))
    }

    @Test(
        "The caller's password is another: 9322 and 1293 there, which say how far it differs, and no letter of it",
        arguments: [
            ("hq-SECRET", "upper and lower case only"), ("HQ- secret", "blanks only"), ("zebra", "Make it equal"),
            ("", "none is configured"),
        ])
    func callerPassword(configured: String, difference: String) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let mistake = try Mistake(berlin, "hq", "[Credentials]\nRemotePassword=\(configured)")
        try Self.run(
            hq, berlin, mistake, caller: (Self.refusedHere, ["LocalPassword="]),
            called: ([9322, 1293], ["RemotePassword=", "connector hq", difference, "trunkctl reload"]), configured)
        #expect(!berlin.events.contains("zebra"))
    }

    @Test(
        "The MTA that answers gives another password: 48, 1294, 289 and 301 here, 1294 there",
        arguments: [
            ("berlin-SECRET", "upper and lower case only"), ("BERLIN -secret", "blanks only"),
            ("zebra", "Make it equal"),
        ])
    func answeringPassword(configured: String, difference: String) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let mistake = try Mistake(hq, "berlin", "[Credentials]\nRemotePassword=\(configured)")
        try Self.run(
            hq, berlin, mistake,
            caller: ([48, 1294, 289, 301], ["RemotePassword=", "connector berlin", difference]),
            called: ([10003, 1294], ["HQ called", "LocalPassword="]), configured)
    }

    @Test("Names that no configuration file can have, from a caller: empty, blanks around, look-alikes")
    func foreignNames() throws {
        let folder = try TemporaryFolder()
        let (_, berlin) = try Self.sites(folder)
        try berlin.start()
        let right = "HQ-secret"
        let calls: [(name: String, password: String, numbers: [Int], words: [String])] = [
            ("HQ ", right, [9322, 1293], ["\"HQ \"", "blanks only", "Mend LocalName= at the caller"]),
            (" HQ", "guess", [9322, 1293], ["\" HQ\"", "blanks only", "Mend LocalName="]),
            ("H\u{51}\u{200B}", right, [9322, 1293], ["\\u{200b}", "look alike", "Mend LocalName="]),
            ("\u{FF28}\u{FF31}", right, [9322, 1293], ["\\u{ff28}", "look alike", "\"HQ\""]),
            ("", right, [9322, 1293], ["\"\"", "password is that of connector hq", "Mend LocalName="]),
            ("", "", [51], ["gave no name"]), ("HQ", "", [9322, 1293], ["it gave none"]),
            ("HQ", "hq-Secret", [9322, 1293], ["upper and lower case only"]),
            ("WASHINGTON", "guess", [51], ["RemoteMTA=WASHINGTON", "trunkctl connector list"]),
        ]
        for (index, call) in calls.enumerated() {
            #expect(P1Caller(berlin.p1).bind(name: call.name, password: call.password) == 12, "\(call)")
            #expect(wait { Incidents(berlin).all.count == index + 1 }, "\(call): \(berlin.events)")
            #expect(wait { Incidents(berlin).all.last?.events.map(\.number) == call.numbers }, "\(call)")
            let hint = Incidents(berlin).all.last?.events.last?.hint ?? ""
            for word in call.words { #expect(hint.contains(word), "\(call): \(hint)") }
        }
        // Strangers take up no row of the table of neighbours, whatever they call themselves.
        let rows = Set(berlin.events.matches(of: #/LTAB index: (\d+)/#).map(\.output.1))
        #expect(rows.count == 1, "\(rows)")
        #expect(P1Caller(berlin.p1).bind(name: "HQ", password: right) == 14)
    }

    @Test("A caller that has not proved who it is learns nothing: each refusal is the same, octet by octet")
    func nothingDisclosed() throws {
        let folder = try TemporaryFolder()
        let (_, berlin) = try Self.sites(folder)
        let rome = try Site("ROME", in: folder.url)
        try berlin.answer(rome)
        _ = try Mistake(berlin, "rome", "[Connector]\nSchedule=never\n[Stack]\nRemoteHost=127.0.0.1")
        try berlin.start()
        let calls = [
            ("WASHINGTON", "guess"), ("Hq", "guess"), ("Hq", "HQ-secret"), ("HQ", "guess"), ("HQ", ""), ("", ""),
            ("ANOTHER", "HQ-secret"), ("ROME", "guess"), ("ROME", "ROME-secret"),
        ]
        let answers = calls.map { name, password in
            let caller = P1Caller(berlin.p1)
            #expect(caller.bind(name: name, password: password) == 12, "\(name)")
            return caller.answer
        }
        #expect(Set(answers).count == 1 && answers[0].count > 20, "\(answers)")
        #expect(wait { Incidents(berlin).all.count == calls.count })
    }

    @Test("Schedule never: 37 and 1293 there, 1290, 289 and 301 here") func scheduleNever() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let mistake = try Mistake(berlin, "hq", "[Connector]\nSchedule=never\n[Stack]\nRemoteHost=127.0.0.1")
        try Self.run(
            hq, berlin, mistake, caller: (Self.refusedHere, ["37"]),
            called: ([37, 1293], ["schedule of connector hq", "Schedule=", "trunkctl reload"]), "never")
    }

    @Test("Two-way alternate that is not permitted: 55 and 1293 there, 1290, 289 and 301 here") func linkOption() throws
    {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let mistake = try Mistake(berlin, "hq", "[Connector]\nTwoWayAlternate=no")
        try Self.run(
            hq, berlin, mistake, caller: (Self.refusedHere, ["TwoWayAlternate=no"]),
            called: ([55, 1293], ["TwoWayAlternate=yes", "trunkctl reload"]), "two-way alternate")
    }

    @Test(
        "A selector that nobody answers to, at each layer: 10021 there, 1290, 289 and 301 here",
        arguments: ["TSelector", "SSelector", "PSelector"])
    func listenersSelector(key: String) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let port = try berlin.listen()
        try hq.connect(berlin, port: port)
        try berlin.write("mta.conf.d/tcp.conf", "[P1]\nListen=127.0.0.1:\(port)\n\(key)=MTA")
        try berlin.start()
        try hq.start()
        try hq.send(to: "bo@berlin.example")
        Incidents.expect(Self.refusedHere, hint: ["Called\(key)=", "BERLIN", "trunkctl reload"], at: hq, key)
        Incidents.expect([10021], hint: ["Called\(key)=", "[P1] here", "trunkctl reload"], at: berlin, key)
        try hq.connect(berlin, port: port, stack: "Called\(key)=MTA")
        #expect(try hq.control("reload").status == 0)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(key): \(hq.events)")
    }

    @Test("Selectors that the connector does not expect of its neighbour: 9322 and 1293 there, 1290, 289 and 301 here")
    func neighboursSelector() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        // A second neighbour of that name: the selectors tell them apart.
        let second = try String(
            contentsOf: berlin.folder.appending(path: "connectors/hq.connector"), encoding: .utf8)
        try berlin.write(
            "connectors/other.connector",
            second.replacingOccurrences(of: "SMTP:hq.example;1", with: "SMTP:other.example;1")
                .replacingOccurrences(of: "[Stack]", with: "[Stack]\nCalledTSelector=two"))
        let mistake = try Mistake(berlin, "hq", "[Stack]\nCalledTSelector=one")
        try Self.run(
            hq, berlin, mistake, caller: (Self.refusedHere, ["BERLIN"]),
            called: ([9322, 1293], ["selectors", "[Stack]", "trunkctl reload"]), "selectors")
    }
}
