import Foundation
import Testing

/// `trunkctl incident` and `trunkctl diagnose`, with real daemons at both ends.
@Suite("Incidents and diagnoses for operators", .serialized) struct IncidentCommandTests {
    private static func sites(_ folder: TemporaryFolder) throws -> (hq: Site, berlin: Site) {
        (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
    }

    @Test("A failed open is listed with its events and its hint, and told as a story by the beginning of its name")
    func story() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try berlin.answer(hq)
        try hq.connect(berlin, port: try berlin.listen(), interval: "60s")
        let mistake = try Mistake(hq, "berlin", "[Connector]\nRemoteMTA=Berlin")
        try berlin.start()
        try hq.start()
        #expect(try hq.control("incident").output == "No incidents.\n")
        try hq.send(to: "bo@berlin.example")
        #expect(wait { Incidents(hq).first == [9316, 1294, 289, 301] }, "\(hq.events)")
        let list = try hq.control("incident")
        #expect(list.output.contains("9316 1294 289 301") && list.output.contains("set RemoteMTA=BERLIN"))
        let id = try #require(Incidents(hq).all.first?.id)
        let story = try hq.control("incident", String(id.prefix(8)))
        #expect(story.status == 0 && story.output.hasPrefix("Incident \(id), connector berlin, neighbour Berlin"))
        let lines = story.output.split(separator: "\n").map(String.init)
        let levels = ["bind", "association", "connector", "timer"].compactMap { level in
            lines.firstIndex { $0.contains("  \(level)  ") }
        }
        #expect(levels.count == 4 && levels == levels.sorted(), "\(story.output)")
        #expect(story.output.contains("What to do: The MTA that answered calls itself \"BERLIN\""), "\(story.output)")
        #expect(lines.last?.hasPrefix("Next try: in") == true, "\(story.output)")
        let json = try hq.control("incident", id, "--json")
        #expect(json.output.contains("\"numbers\":[9316,1294,289,301]") && json.output.contains("\"retryAt\":"))
        #expect(try hq.control("incident", "--connector", "local").output == "No incidents.\n")
        let none = try hq.control("incident", "ffff")
        #expect(none.status == 1 && none.output.contains("MTA_INCIDENT=ffff"), "\(none.output)")
        // The other end has its own story of the same cause.
        #expect(try berlin.control("incident").output.contains("10003 1294"))
        // What goes well is no incident, and can be asked for all the same.
        try mistake.mend()
        #expect(try hq.control("link", "call", "berlin").status == 0)
        #expect(wait { berlin.mailbox("bo").count == 1 })
        #expect(try hq.control("incident").output.contains("1 incident;"))
        let good = try #require(Incidents(hq).all.last { $0.events.contains { $0.number == 10003 } }?.id)
        #expect(try hq.control("incident", good).output.contains("10003"))
    }

    @Test("Strangers that call under name after name do not push out the incidents of connectors") func flood() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.connect(berlin, port: freePort(), interval: "60s")
        try hq.start()
        try hq.send(to: "bo@berlin.example")
        #expect(wait { Incidents(hq).first == [9215, 289, 301] })
        for number in 0..<300 { #expect(P1Caller(hq.p1).bind(name: "WASHINGTON-\(number)", password: "x") == 12) }
        let isTold = { (try? hq.control("incident", "--lines", "1000"))?.output.contains("WASHINGTON-299") ?? false }
        #expect(wait { isTold() })
        let list = try hq.control("incident", "--lines", "1000", "--connector", "berlin")
        #expect(list.output.contains("9215 289 301"), "\(list.output)")
        #expect(try hq.control("incident", "--lines", "1000").output.contains("256 incidents;"))
    }

    struct Rung: Sendable {
        var kind: String
        /// The step that fails; nil: none.
        var failed: String?
        var advice: String
    }

    private static let order = [
        "configuration", "line", "dial", "address", "reach", "transport", "session", "bind", "names", "credentials",
    ]

    /// The steps as (name, state), and the whole output.
    private static func diagnose(_ site: Site, _ connector: String) throws -> (
        status: Int32, steps: [(String, String)], output: String
    ) {
        let people = try site.control("diagnose", connector)
        let json = try site.control("diagnose", connector, "--json")
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let steps = (object?["steps"] as? [[String: Any]] ?? []).map {
            ($0["name"] as? String ?? "", $0["state"] as? String ?? "")
        }
        #expect(json.status == people.status)
        return (people.status, steps, people.output)
    }

    @Test(
        "Over TCP each step passes or fails with what to do, and what stands behind a failed one is not looked at",
        arguments: [
            Rung(kind: "right", failed: nil, advice: "Nothing is wrong."),
            Rung(kind: "never", failed: "configuration", advice: "Schedule=always"),
            Rung(kind: "no address", failed: "address", advice: "RemoteHost="),
            Rung(kind: "nobody", failed: "reach", advice: "Listen="),
            Rung(kind: "silence", failed: "transport", advice: "No MTA answers"),
            Rung(kind: "T-selector", failed: "transport", advice: "CalledTSelector="),
            Rung(kind: "half", failed: "session", advice: "No MTA answers"),
            Rung(kind: "S-selector", failed: "session", advice: "CalledSSelector="),
            Rung(kind: "P-selector", failed: "bind", advice: "CalledPSelector="),
            Rung(kind: "dialogue", failed: "bind", advice: "TwoWayAlternate=no"),
            Rung(kind: "name", failed: "names", advice: "set RemoteMTA=BERLIN"),
            Rung(kind: "password there", failed: "credentials", advice: "9322, 51 or 37"),
            Rung(kind: "password here", failed: "credentials", advice: "RemotePassword="),
        ])
    func ladder(rung: Rung) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try berlin.answer(
            hq, remotePassword: rung.kind == "password there" ? "another" : nil,
            connector: rung.kind == "dialogue" ? "TwoWayAlternate=no" : "")
        if rung.kind.hasSuffix("selector") {
            try berlin.write("mta.conf.d/p1.conf", "[P1]\n\(rung.kind.prefix(1))Selector=MTA")
        }
        let confirm: [UInt8] = [3, 0, 0, 14, 9, 0xD0, 0, 1, 0, 1, 0, 0xC0, 1, 0x0D]
        let call: Proxy.Call =
            switch rung.kind {
            case "silence": .silence
            case "half": .say(confirm)
            default: .forward(rate: 10_000_000)
            }
        let proxy = Proxy(to: berlin.p1, [call])
        defer { proxy.close() }
        try hq.connect(
            berlin, port: rung.kind == "nobody" ? freePort() : proxy.port, override: "OpenTimeout=1s")
        let mistakes = [
            "never": "[Connector]\nSchedule=never", "no address": "[Stack]\nRemoteHost=berlin.invalid",
            "name": "[Connector]\nRemoteMTA=Berlin", "password here": "[Credentials]\nRemotePassword=another",
        ]
        if let text = mistakes[rung.kind] { _ = try Mistake(hq, "berlin", text) }
        try berlin.start()
        try hq.start()
        let found = try Self.diagnose(hq, "berlin")
        #expect(found.steps.map(\.0) == Self.order, "\(found.output)")
        #expect(found.steps.first { $0.1 == "failed" }?.0 == rung.failed, "\(found.output)")
        #expect(found.status == (rung.failed == nil ? 0 : 5))
        #expect(found.output.contains(rung.advice), "\(found.output)")
        if let failed = rung.failed, let index = Self.order.firstIndex(of: failed) {
            #expect(found.steps.dropFirst(index + 1).allSatisfy { $0.1 == "skipped" }, "\(found.output)")
            #expect(!found.steps.prefix(index).contains { $0.1 == "failed" }, "\(found.output)")
        }
        #expect(!hq.events.contains("Z 289 "), "a diagnosis counts as no open")
    }

    @Test("Over a dialled line: dial with its RAS code, a call that is up, a right one; slot and line are given back")
    func dialled() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try berlin.answer(hq)
        try berlin.start()
        try hq.dial(berlin, through: "/bin/sh -c 'exit 75'")
        try hq.start()
        let busy = try Self.diagnose(hq, "berlin")
        #expect(busy.status == 5 && busy.steps.first { $0.1 == "failed" }?.0 == "dial", "\(busy.output)")
        #expect(busy.output.contains("RAS 676"), "\(busy.output)")
        try hq.dial(berlin, idleHangUp: 60)
        #expect(try hq.control("reload").status == 0)
        let right = try Self.diagnose(hq, "berlin")
        #expect(right.status == 0 && right.steps.map(\.0) == Self.order, "\(right.output)")
        #expect(right.steps.filter { $0.1 == "skipped" }.map(\.0) == ["address", "reach"], "\(right.output)")
        #expect(try hq.control("ras").output.hasPrefix("0 of"))
        try hq.send(to: "bo@berlin.example")
        #expect(wait { berlin.mailbox("bo").count == 1 })
        let up = try Self.diagnose(hq, "berlin")
        #expect(up.status == 0 && up.output.contains("is up") && up.output.contains("trunkctl link hangup berlin"))
    }

    @Test("A mistake in the files is told with its place, and the rest is looked at as it is in force")
    func mistakeInFiles() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try berlin.answer(hq)
        try hq.connect(berlin, port: try berlin.listen())
        try berlin.start()
        try hq.start()
        try hq.write("connectors/bad.connector", "[Connector]\nTipe=x400")
        let found = try Self.diagnose(hq, "berlin")
        #expect(found.status == 5 && found.output.contains("bad.connector:1"), "\(found.output)")
        #expect(found.steps.filter { $0.1 == "failed" }.map(\.0) == ["configuration"], "\(found.output)")
        #expect(found.steps.last?.1 == "passed", "\(found.output)")
        // Where the neighbour calls, there is nothing to call.
        let other = try Self.diagnose(berlin, "hq")
        #expect(other.status == 0 && other.output.contains("calls us"), "\(other.output)")
        #expect(try hq.control("diagnose", "local").status == 4)
        #expect(try hq.control("diagnose", "none").status == 1)
    }
}
