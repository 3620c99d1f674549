import Foundation
import Testing

/// What an operator does with a link by `trunkctl`, and what he reads of it, against a real daemon.
@Suite("trunkctl link and trunkctl plan", .timeLimit(.minutes(2)))
struct LinkCommandTests {
    @Test("A pause holds what waits, over a restart, until it is resumed; then the link shows its call and its worth")
    func pauseAndResume() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try LinkPolicyTests.pair(in: folder, policy: "CostPerCall=0.25\nCurrency=EUR")
        #expect(try hq.control("link", "pause", "berlin", "--reason", "storm").status == 0)
        #expect(hq.events.contains("link pause berlin") && hq.events.contains("storm"))
        try LinkPolicyTests.submit(hq, "one")
        #expect(wait { (try? hq.control("link").output.contains("paused")) ?? false })
        let plan = try hq.control("plan", "berlin")
        #expect(plan.output.contains("an operator has paused the link"), "\(plan.output)")
        #expect(plan.output.contains("0 of 1 message go whole."), "\(plan.output)")
        hq.kill()
        try hq.start()
        #expect(wait { (try? hq.control("link", "status", "berlin").output.contains("Mode: paused")) ?? false })
        #expect(LinkPolicyTests.subjects(berlin).isEmpty && hq.count(10005) == 0)
        #expect(try hq.control("link", "resume", "berlin").status == 0)
        #expect(wait { LinkPolicyTests.subjects(berlin) == ["one"] }, "\(hq.events)")
        #expect(wait { hq.count(10007) == 1 })
        #expect(wait { (try? hq.control("link", "status", "berlin").output.contains("631 ")) ?? false })
        let status = try hq.control("link", "status", "berlin").output
        #expect(status.contains("Mode: enabled") && status.contains("Spent today: 0.25 EUR"), "\(status)")
        let cost = try hq.control("link", "cost").output
        #expect(cost.contains("berlin  0.25  EUR           1"), "\(cost)")
        hq.kill()
        try hq.start()
        #expect(
            wait { (try? hq.control("link", "status", "berlin").output.contains("631 ")) ?? false }, "calls are kept")
    }

    @Test("A ping over a dialled line costs what a call costs, and both ends keep it among their past calls")
    func pingIsACall() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try LinkPolicyTests.pair(
            in: folder, policy: "CostPerCall=0.25\nCostPerKilobyte=0.01\nCurrency=EUR")
        #expect(try hq.control("association", "ping", "berlin").status == 0, "\(hq.events)")
        #expect(wait { hq.events.contains("Z 10044 ") }, "its cost is told\n\(hq.events)")
        #expect(try hq.control("link", "cost").output.contains("berlin  0.26  EUR           1"))
        #expect(wait { (try? hq.control("link", "status", "berlin").output.contains("  us ")) ?? false })
        #expect(
            wait { (try? berlin.control("link", "status", "hq").output.contains("  them ")) ?? false })
    }

    /// `trunkctl association ping berlin`, while other things happen.
    private static func beginPing(_ hq: Site) throws -> (process: Process, output: Pipe) {
        let (process, output) = (Process(), Pipe())
        process.executableURL = Site.program("trunkctl")
        process.arguments = ["--socket", hq.folder.appending(path: "admin.sock").path, "association", "ping", "berlin"]
        process.standardOutput = output
        try process.run()
        return (process, output)
    }

    @Test("A ping without an answer is charged while it stands, and ended by hangup")
    func pingWithoutAnswer() throws {
        let folder = try TemporaryFolder()
        // Its transport layer answers, and no other.
        let ghost = try Site("GHOST", in: folder.url)
        let hole = DeadEnd(.session, before: ghost.p1)
        defer { hole.close() }
        try ghost.start()
        let (hq, _) = try LinkPolicyTests.pair(
            in: folder, policy: "CostPerCall=1\nCurrency=EUR",
            line: { _ in "/usr/bin/socat - TCP:127.0.0.1:\(hole.port)" }, override: "OpenTimeout=10min")
        let ping = try Self.beginPing(hq)
        let cost = { (try? hq.control("link", "cost").output.contains("berlin  1.00  EUR           1")) ?? false }
        #expect(wait { cost() }, "\(hq.events)")
        #expect(try hq.control("ras").output.contains(" up "))
        #expect(try hq.control("link", "hangup", "berlin").status == 0)
        ping.process.waitUntilExit()
        #expect(ping.process.terminationStatus == 5)
        #expect(wait { hq.count(10007) == 1 } && cost(), "\(hq.events)")
    }

    @Test(
        "A ping whose line never comes up: its incident ends with 9309; a hangup is no fault of the line"
    )
    func pingWithoutLine() throws {
        let folder = try TemporaryFolder()
        let (hq, _) = try LinkPolicyTests.pair(in: folder, policy: "", line: { _ in "/bin/false" })
        #expect(try hq.control("association", "ping", "berlin").status == 5)
        #expect(wait { Incidents(hq).first == [10005, 9309] }, "\(hq.events)")
        try hq.write("phonebook/berlin.ras.d/line.conf", "[Entry]\nCommand=/bin/sleep 600")
        #expect(try hq.control("reload").status == 0)
        let ping = try Self.beginPing(hq)
        #expect(wait { hq.count(10005) == 2 }, "\(hq.events)")
        #expect(try hq.control("link", "hangup", "berlin").status == 0)
        ping.process.waitUntilExit()
        let said = String(decoding: try ping.output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(ping.process.terminationStatus == 5 && said.contains("an operator hung up"), "\(said)")
        #expect(wait { (try? hq.control("ras").output.contains("berlin")) == false })
        #expect(hq.count(9309) == 1, "\(hq.events)")
    }

    @Test("What an earlier call has brought over is not planned again, also after a restart")
    func planAfterCut() throws {
        let folder = try TemporaryFolder()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "slow-line.py").path
        let (hq, berlin) = try LinkPolicyTests.pair(
            in: folder, policy: "", line: { "/usr/bin/python3 \(script) \($0.p1) 250000" },
            override: "CheckpointSize=8K")
        try LinkPolicyTests.submit(hq, "long", octets: 1_500_000)
        let isUnderWay = {
            (try? hq.control("connector", "status", "berlin").output.contains(#/[3-9][0-9] % of/#)) ?? false
        }
        #expect(wait { isUnderWay() }, "\(hq.events)")
        berlin.kill()
        #expect(wait { hq.count(10009) == 1 }, "\(hq.events)")
        for _ in 0..<2 {
            let plan = try hq.control("plan", "berlin", "--speed", "10000", "--json").output
            let object = try JSONSerialization.jsonObject(with: Data(plan.utf8)) as? [String: Any]
            let begins = try #require(object?["begins"] as? Double, "\(plan)")
            let row = try #require((object?["rows"] as? [[String: Any]])?.first, "\(plan)")
            // All of it would take 150 s.
            let seconds = try #require(row["done"] as? Double, "\(plan)") - begins
            #expect(seconds / 1_000_000 < 115, "\(plan)")
            #expect(hq.stop())
            try hq.start()
        }
    }

    @Test("A limit lets urgent mail pass alone; a grant lets an attended link call")
    func limitAndGrant() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try LinkPolicyTests.pair(in: folder, policy: "Mode=attended")
        #expect(try hq.control("link", "limit", "berlin", "--priority", "urgent", "--for", "1h").status == 0)
        #expect(try hq.control("link", "status", "berlin").output.contains("Mode: limited, ends in "))
        try LinkPolicyTests.submit(hq, "slow")
        try LinkPolicyTests.submit(hq, "fast", urgent: true)
        #expect(wait { (try? hq.control("queue", "berlin").output.contains("granted by an operator")) ?? false })
        #expect(try hq.control("link", "grant", "berlin", "--for", "10min").status == 0)
        #expect(wait { LinkPolicyTests.subjects(berlin) == ["fast"] }, "\(hq.events)")
        #expect(try hq.control("queue", "berlin").output.contains("an operator has limited the link to urgent mail"))
        #expect(try hq.control("link", "limit", "berlin", "--priority", "non-urgent").status == 0)
        #expect(wait { LinkPolicyTests.subjects(berlin) == ["fast", "slow"] }, "\(hq.events)")
    }

    @Test("What is not there is said, and a dry run changes nothing")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let (hq, _) = try LinkPolicyTests.pair(in: folder, policy: "")
        #expect(try hq.control("link", "pause", "nowhere").status == 1)
        #expect(try hq.control("link", "pause", "local").status == 4)
        #expect(try hq.control("plan", "local").status == 4)
        #expect(try hq.control("link", "limit", "berlin").status == 2)
        let dry = try hq.control("link", "pause", "berlin", "--dry-run")
        #expect(dry.status == 0 && dry.output.contains("would be paused"), "\(dry.output)")
        #expect(try hq.control("link", "status", "berlin").output.contains("Mode: enabled"))
        #expect(try hq.control("plan", "berlin").output.contains("Nothing waits."))
        #expect(try hq.control("link", "cost").output == "Nothing was spent.\n")
    }
}
