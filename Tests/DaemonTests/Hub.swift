import Foundation
import Testing

/// One MTA with neighbours of two kinds: real ones that take what they get, and ones that are of no use.
final class Hub {
    /// How a neighbour is of no use.
    enum Fault: Sendable, CustomTestStringConvertible {
        case dead(DeadEnd.Layer)
        /// Nobody listens.
        case refused
        /// Each connection is reset.
        case reset
        /// So many octets a second pass.
        case slow(Int)
        /// A line whose program runs and says nothing.
        case neverDials

        var testDescription: String {
            switch self {
            case .dead(let layer): "black hole: \(layer.rawValue)"
            case .refused: "refused"
            case .reset: "reset"
            case .slow(let rate): "\(rate) octets a second"
            case .neverDials: "never finishes dialling"
            }
        }
    }

    let folder = try? TemporaryFolder()
    let hq: Site
    let healthy: [Site]
    /// What is real of the dead ones, up to the layer at which they end.
    private let ghost: Site?
    private var holes: [DeadEnd] = []
    private var proxies: [Proxy] = []
    private let dead: [String]
    private let isDialled: Bool

    /// - Parameter dead: so many neighbours beside the healthy ones.
    convenience init(healthy count: Int, dead number: Int, _ fault: Fault) throws {
        try self.init(healthy: count, Array(repeating: fault, count: number))
    }

    /// - Parameter faults: one neighbour for each, beside the healthy ones. All are dialled or none is.
    init(healthy count: Int, _ faults: [Fault]) throws {
        guard let folder else { throw POSIXError(.EIO) }
        hq = try Site("HQ", in: folder.url)
        healthy = try (0..<count).map { try Site("H\($0)", in: folder.url) }
        dead = faults.indices.map { "d\($0)" }
        if case .neverDials = faults.first { isDialled = true } else { isDialled = false }
        ghost = isDialled || faults.isEmpty ? nil : try Site("GHOST", in: folder.url)
        try hq.write(
            "mta.conf.d/ras.conf", "[RAS]\nConcurrentConnections=\(count + faults.count)")
        for site in healthy {
            try site.answer(hq)
            let port = try site.listen()
            if isDialled { try hq.dial(site) } else { try hq.connect(site, port: port) }
            // At once: none of those that are of no use may get its port.
            try site.start()
        }
        for (name, fault) in zip(dead, faults) { try add(name, fault) }
    }

    deinit {
        for hole in holes { hole.close() }
        for proxy in proxies { proxy.close() }
    }

    private func add(_ name: String, _ fault: Fault) throws {
        var port = 0
        switch fault {
        case .dead(let layer):
            let hole = DeadEnd(layer, before: ghost?.p1 ?? "")
            holes.append(hole)
            port = hole.port
        case .reset: port = proxy([.reset])
        case .slow(let rate): port = proxy([.forward(rate: rate)])
        case .refused: port = freePort()
        case .neverDials:
            try hq.write(
                "phonebook/\(name).ras", "[Entry]\nMedium=command\nCommand=/bin/sleep 1000\nDialTimeout=1s")
        }
        try ghost?.write(
            "connectors/\(name).connector",
            """
            [Connector]
            Type=x400
            LocalName=\(name)
            RemoteMTA=HQ
            AddressSpace=SMTP:\(name).example;1
            Schedule=remote-initiated
            [Stack]
            CallingSSelector=\(name)
            [Credentials]
            LocalPassword=secret
            RemotePassword=secret
            """)
        try hq.write(
            "connectors/\(name).connector",
            """
            [Connector]
            Type=\(isDialled ? "dynamic-ras" : "x400")
            RemoteMTA=\(name)
            AddressSpace=SMTP:\(name).example;1
            \(isDialled ? "[Link]\nPhonebookEntry=\(name)" : "[Stack]\nRemoteHost=127.0.0.1\nPort=\(port)")
            \(isDialled ? "" : "CalledSSelector=\(name)")
            [Credentials]
            LocalPassword=secret
            RemotePassword=secret
            [Override]
            OpenInterval=1s
            RetryFloor=1s
            OpenTimeout=2s
            InactivityTimeout=2s
            """)
    }

    private func proxy(_ calls: [Proxy.Call]) -> Int {
        let proxy = Proxy(to: ghost?.p1 ?? "", calls)
        proxies.append(proxy)
        return proxy.port
    }

    func start() throws {
        try ghost?.start()
        try hq.start()
    }

    private func submit(_ subject: String, to domains: [String]) throws {
        if domains.isEmpty { return }
        let client = try SMTPClient(hq.smtp)
        let recipients = domains.map { "bo@\($0)" }
        let answer = client.submit(
            from: "ann@hq.example", to: recipients, content: message(subject, octets: 4000))
        #expect(answer.hasPrefix("250"), "\(answer)")
    }

    /// Mail for those that are of no use; returns when each of them has been tried.
    func hang(_ messages: Int) throws {
        for number in 0..<messages { try submit("lost \(number)", to: dead.map { "\($0).example" }) }
        #expect(wait { holes.allSatisfy { $0.accepted > 0 || $0.layer == .connection } }, "\(hq.events.suffix(3000))")
    }

    /// Mail for the healthy ones; the seconds until all of it is there.
    func deliver(_ messages: Int) throws -> Double {
        let before = healthy.map { $0.mailbox("bo").count }
        let start = Date()
        for number in 0..<messages { try submit("sound \(number)", to: healthy.map(\.domain)) }
        var left = Array(healthy.indices)
        let isThere = wait(60) {
            left.removeAll { healthy[$0].count("bo") >= before[$0] + messages }
            return left.isEmpty
        }
        let seconds = Date().timeIntervalSince(start)
        #expect(isThere, "\(left.count) sites lack mail: \(hq.events.suffix(3000))")
        for (site, count) in zip(healthy, before) { #expect(site.count("bo") == count + messages) }
        return seconds
    }

    /// Messages that wait, each once for each neighbour; nil: no answer.
    var queued: Int? {
        guard let output = try? hq.control("status", "--json").output,
            let status = try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        else { return nil }
        return status["queued"] as? Int
    }
}
