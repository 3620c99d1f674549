import Foundation
import OSI
import Testing

/// What the analyser says of all exchanges, asked once.
enum Judgement {
    static let findings: Result<[Analyser.Findings], any Error> = Result { try analyse(Exchanges.all) }

    /// All fields that somebody wants to know of.
    private static let fields = Set(Exchanges.all.flatMap(\.meant.keys)).union(WireList.fields).sorted()

    /// One run for each depth.
    private static func analyse(_ exchanges: [Exchange]) throws -> [Analyser.Findings] {
        var results = [Analyser.Findings](repeating: Analyser.Findings(), count: exchanges.count)
        for depth in Exchange.Depth.allCases {
            var writer = PcapWriter()
            let chosen = exchanges.indices.filter { exchanges[$0].depth == depth }
            for index in chosen { writer.add(exchanges[index].recording) }
            let analyser = Analyser(
                capture: writer.octets, knownIdentifiers: Exchanges.ownIdentifiers,
                withoutProtocols: depth == .session ? ["pres"] : [])
            if let folder = ProcessInfo.processInfo.environment["TRUNKLINE_WIRE"] {
                try Data(writer.octets).write(
                    to: URL(fileURLWithPath: folder).appending(path: depth.rawValue + ".pcap"))
            }
            let streams = try analyser.streams(fields)
            #expect(streams.count == chosen.count)
            for (index, found) in zip(chosen, streams) { results[index] = found }
        }
        return results
    }
}

/// One analysis of everything that we can send.
@Suite("Our exchanges under an independent analyser", .enabled(if: Analyser.isInstalled))
struct WireTests {
    @Test("is well formed and means what was meant", arguments: Exchanges.all.indices)
    func exchange(_ index: Int) throws {
        let exchange = Exchanges.all[index]
        let found = try Judgement.findings.get()[index]
        let complaints = Analyser.complaints(found)
        #expect(complaints == [], "\(exchange)")
        for (field, values) in exchange.meant {
            #expect(found.values[field] ?? [] == values, "\(field) of \(exchange)")
        }
    }

    @Test("and none of them is left out because it could not be written")
    func complete() {
        #expect(Exchanges.of1984.map(\.description) == ["message", "report", "probe"].map { "a \($0) of 1984" })
        #expect(Exchanges.apdus.count == 7)
    }

    @Test("and the analyser does see a fault: a wrong tag in the envelope, a wrong octet in the bind")
    func plantedFaults() throws {
        let apdu = Exchanges.message(try Exchanges.envelope(), [])
        let wrong = Array(apdu.split(separator: [0x4A, 5], maxSplits: 1).joined(separator: [0x5A, 5]))
        var request = Ends.request("fault")
        request.userData[4] = 0x85
        var exchange = WireExchange()
        exchange.open(request, answer: .acceptOpen(userData: Ends.result))
        var writer = PcapWriter()
        for recording in [Exchanges.carrying(wrong, "fault"), exchange.recording] { writer.add(recording) }
        let streams = try Analyser(capture: writer.octets).streams([])
        #expect(streams.count == 2)
        for stream in streams { #expect(stream.complaints.contains { $0.contains("BER Error") }, "\(stream)") }
    }
}
