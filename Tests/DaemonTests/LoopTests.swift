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

    @Test("Three who serve a dead neighbour directly and through each other: mail waits, and none goes round")
    func waits() throws {
        let folder = try TemporaryFolder()
        let sites = try ["HQ", "LIMA", "ROME"].map { try Site($0, in: folder.url) }
        let far = try Site("FAR", in: folder.url)
        try far.answer(sites[2])
        let ports = try sites.map { try $0.listen() }
        let dead = sites.map { _ in Proxy(to: far.p1, [.reset]) }
        defer { for proxy in dead { proxy.close() } }
        for (index, site) in sites.enumerated() {
            try site.connect(far, port: dead[index].port, interval: "1h", override: "OpenRetries=1")
            for step in 1...2 {
                let other = (index + step) % sites.count
                try site.connect(
                    sites[other], port: ports[other], connector: "AddressSpace=SMTP:far.example;\(step + 1)")
            }
        }
        for site in sites + [far] { try site.start() }
        let submit = { (site: Site) throws in
            let client = try SMTPClient(site.smtp)
            let answer = client.submit(from: "ann@\(site.domain)", to: ["bo@far.example"], content: message("x"))
            #expect(answer.hasPrefix("250"), "\(answer)")
        }
        let log = { sites.map(\.events).joined() }
        // One that every site gives up.
        try submit(sites[2])
        #expect(wait { sites[2].mailbox("ann").count == 1 && dead.map(\.accepted) == [1, 1, 1] }, "\(log())")
        try submit(sites[0])
        let isQueued = {
            ((try? sites[2].control("queue", "far", "--json"))?.output ?? "").contains("bo@far.example")
        }
        #expect(wait { isQueued() }, "\(log())")
        dead[2].set(.forward(rate: 1_000_000))
        #expect(try sites[2].control("link", "call", "far").status == 0)
        #expect(wait { far.mailbox("bo").count == 1 }, "\(log())")
        #expect(sites[0].mailbox("ann").isEmpty)
    }
}
