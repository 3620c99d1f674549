import Foundation
import Testing

/// Mail that is sent round in a circle.
@Suite("Loops", .serialized) struct LoopTests {
    @Test("Within one domain a circle is seen also where P1 of 1984 names no MTA, and the originator is told once")
    func of1984() throws {
        let folder = try TemporaryFolder()
        let sites = try ["HQ", "LIMA", "ROME"].map { try Site($0, in: folder.url) }
        for (index, site) in sites.enumerated() {
            let next = sites[(index + 1) % sites.count]
            try site.answer(sites[(index + 2) % sites.count])
            try site.connect(next, port: try next.listen(), connector: "Application=1984\nAddressSpace=SMTP:*;9")
        }
        for site in sites { try site.start() }
        let client = try SMTPClient(sites[0].smtp)
        let answer = client.submit(from: "ann@hq.example", to: ["bo@far.example"], content: message("x"))
        #expect(answer.hasPrefix("250"))
        let log = { sites.map(\.events).joined() }
        #expect(wait { sites[0].mailbox("ann").count == 1 }, "\(log())")
        let report = sites[0].mailbox("ann").first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(report.contains("bo@far.example") && report.contains("(loop-detected)"), "\(report)")
        #expect(log().components(separatedBy: "Z 201 ").count == 2)
        #expect(!log().contains("Z 10020 "), "nothing is dropped as a repeat")
    }
}
