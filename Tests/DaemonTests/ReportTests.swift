import Foundation
import Testing

/// Reports of X.411 between real daemons, and what the sender at the other end makes of them.
@Suite("Reports between sites", .serialized) struct ReportTests {
    /// HQ, BERLIN, NAIROBI in a row; each link may be dialled from either end.
    private static func row(in folder: TemporaryFolder) throws -> [Site] {
        let sites = try ["HQ", "BERLIN", "NAIROBI"].map { try Site($0, in: folder.url) }
        for (left, right) in zip(sites, sites.dropFirst()) {
            try left.dial(right)
            try right.dial(left)
        }
        try extend(sites[0], "berlin", ["nairobi.example", "nowhere.example"])
        try extend(sites[1], "nairobi", ["nowhere.example"])
        try extend(sites[2], "berlin", ["hq.example"])
        for site in sites.reversed() { try site.start() }
        return sites
    }

    private static func extend(_ site: Site, _ connector: String, _ domains: [String]) throws {
        let file = "connectors/\(connector).connector"
        let text = try String(contentsOf: site.folder.appending(path: file), encoding: .utf8)
        let spaces = domains.map { "AddressSpace=SMTP:\($0);1" }.joined(separator: "\n")
        try site.write(file, text.replacingOccurrences(of: "[Link]", with: spaces + "\n[Link]"))
    }

    private static func submit(_ site: Site, to recipient: String, parameters: String) throws {
        let client = try SMTPClient(site.smtp)
        _ = client.command("EHLO client.example")
        _ = client.command("MAIL FROM:<ann@hq.example> ENVID=id+2B7")
        #expect(client.command("RCPT TO:<\(recipient)> \(parameters)").hasPrefix("250"))
        _ = client.command("DATA")
        client.send(message("there") + Data(".\r\n".utf8))
        #expect(client.reply().hasPrefix("250"))
    }

    private static func report(at site: Site) -> String {
        #expect(wait { site.mailbox("ann").count == 1 }, "\(site.events)")
        return site.mailbox("ann").first.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    @Test("A delivery three sites away is told to the sender who asked, by a report that passed through the middle one")
    func delivery() throws {
        let folder = try TemporaryFolder()
        let sites = try Self.row(in: folder)
        try Self.submit(sites[0], to: "bo@nairobi.example", parameters: "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b+2Bo@x")
        #expect(wait { sites[2].mailbox("bo").count == 1 }, "\(sites.map(\.events))")
        let text = Self.report(at: sites[0])
        #expect(text.contains("Action: delivered") && text.contains("Final-Recipient: rfc822; bo@nairobi.example"))
        #expect(text.contains("Original-Recipient: rfc822; b+o@x") && text.contains("Original-Envelope-Id: id+7"))
        #expect(text.contains("Reporting-MTA: x400; ") && text.contains("NAIROBI"), "\(text)")
        #expect(text.contains("Subject: there"))
        #expect(wait { sites[0].events.contains("Z 10025 ") })
        #expect(sites[2].events.contains("Z 10023 ") && !sites[1].events.contains("Z 10023 "))
        for site in sites { #expect(site.stop()) }
    }

    @Test("What nobody serves two links on comes back as a failure, with the header; nothing else is sent about it")
    func failure() throws {
        let folder = try TemporaryFolder()
        let sites = try Self.row(in: folder)
        try Self.submit(sites[0], to: "x@nowhere.example", parameters: "NOTIFY=FAILURE")
        let text = Self.report(at: sites[0])
        #expect(text.contains("Action: failed") && text.contains("Final-Recipient: rfc822; x@nowhere.example"))
        #expect(text.contains("reason 1 (unable-to-transfer), diagnostic 0"), "\(text)")
        #expect(text.contains("text/rfc822-headers") && text.contains("Subject: there"), "\(text)")
        #expect(sites[2].events.contains("Z 290 ") && !sites[0].events.contains("Z 290 "))
        for site in sites {
            let queue = try site.control("queue", "--json")
            #expect(queue.status == 0 && !queue.output.contains("nowhere"), "\(queue.output)")
            #expect(site.stop())
        }
        let composed = sites.map { $0.events.components(separatedBy: "Z 10023 ").count - 1 }
        #expect(composed == [0, 0, 1], "one report, by the MTA where it failed")
    }
}
