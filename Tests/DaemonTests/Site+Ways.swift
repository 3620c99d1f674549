import Foundation
import Testing

/// HQ and BERLIN, several ways from the one to the other, and mail for them.
extension Site {
    static func hqAndBerlin(_ folder: TemporaryFolder) throws -> (hq: Site, berlin: Site) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        return (hq, berlin)
    }

    /// A way to BERLIN's domain over TCP, by BERLIN or by another MTA.
    func way(
        _ name: String, by neighbour: String = "BERLIN", port: Int, cost: Int, retries: Int = 2,
        interval: String = "200ms", override: String = ""
    ) throws {
        try write(
            "connectors/\(name).connector",
            """
            [Connector]
            Type=x400
            RemoteMTA=\(neighbour)
            AddressSpace=SMTP:berlin.example;\(cost)
            [Stack]
            RemoteHost=127.0.0.1
            Port=\(port)
            CallingTSelector=\(name)
            [Credentials]
            LocalPassword=\(self.name)-secret
            RemotePassword=\(neighbour)-secret
            [Override]
            OpenInterval=\(interval)
            RetryFloor=200ms
            OpenTimeout=1s
            OpenRetries=\(retries)
            \(override)
            """)
    }

    /// A message of `ann`'s here.
    func submit(to recipients: [String] = ["bo@berlin.example"], octets: Int = 200) throws {
        let client = try SMTPClient(smtp)
        let answer = client.submit(from: "ann@\(domain)", to: recipients, content: message("x", octets: octets))
        #expect(answer.hasPrefix("250"), "\(answer)")
    }

    /// How often an event stands in the log.
    func count(_ event: Int) -> Int { events.components(separatedBy: "Z \(event) ").count - 1 }
}
