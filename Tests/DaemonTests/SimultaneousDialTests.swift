import Foundation
import Testing

/// P1: dialling several sites at the same instant (Q196045, S1).
@Suite("Simultaneous calls", .serialized) struct SimultaneousDialTests {
    @Test("Ten sites dialled at the same instant, over and over: each call reaches its own, and no event 51")
    func tenSites() throws {
        let rounds = Soak.scale(long: 1000, short: 3)
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        let sites = try (0..<10).map { try Site("S\($0)", in: folder.url) }
        for site in sites {
            try hq.dial(site, interval: "10ms")
            try site.answer(hq)
            try site.start()
        }
        try hq.start()
        let log = LogFollower(hq)
        let operatorsLine = Operator(hq)
        for round in 1...rounds {
            // One message in one transaction: the ten connectors hear of it together.
            let client = try SMTPClient(hq.smtp)
            let answer = client.submit(
                from: "ann@hq.example", to: sites.map { "bo@\($0.domain)" }, content: message("round \(round)"))
            #expect(answer.hasPrefix("250"), "\(answer)")
            let isDone = wait { log.count(271) >= 10 * round }
            #expect(isDone, "round \(round): \(hq.events.suffix(4000))")
            for site in sites { operatorsLine.hangUp(site.name.lowercased()) }
            let isOver = wait { log.count(10007) >= 10 * round }
            #expect(isOver, "round \(round): \(hq.events.suffix(4000))")
            if !isDone || !isOver { break }
        }
        #expect(log.count(10005) == 10 * rounds && log.count(10006) == 10 * rounds, "one call a message")
        for number in [51, 37, 9309, 9315, 9316, 9322, 290] { #expect(log.count(number) == 0, "event \(number)") }
        for site in sites {
            let there = LogFollower(site)
            for number in [51, 9316, 9322, 10020] { #expect(there.count(number) == 0, "\(site.name): \(number)") }
            #expect(there.count(10003) == rounds)
            let texts = site.mailbox("bo").map { String(decoding: $0, as: UTF8.self) }
            #expect(texts.count == rounds)
            #expect(Set(texts.compactMap(Self.subject)).count == rounds, "each round's, once")
        }
        let status = try hq.control("status", "--json").output
        #expect(status.contains("\"rasInUse\":0"), "\(status)")
        #expect(hq.stop())
    }

    private static func subject(_ text: String) -> String? {
        text.components(separatedBy: "Subject: ").dropFirst().first?.components(separatedBy: "\r\n").first
    }
}
