import Foundation
import P1
import Testing

/// docs/wire.md against what we can send and against what the analyser saw.
@Suite("The list of what others have read of us", .enabled(if: Analyser.isInstalled))
struct WireListTests {
    @Test("names every PDU that we can send, and the exchanges hold each of them", arguments: PDUKind.allCases)
    func pdu(_ kind: PDUKind) throws {
        let names = WireList.rows.map(\.name) + WireList.unread
        #expect(names.contains(kind.rawValue), "docs/wire.md: no row \(kind.rawValue)")
        #expect(try Self.sent.get().contains(kind), "no exchange of ours holds \(kind.rawValue)")
    }

    private static let sent = Result { Set(try Exchanges.all.flatMap { try PDUWalk($0.recording).kinds }) }

    @Test("names every field of an envelope, and the exchanges hold each of them")
    func fields() {
        var fields = EnvelopeFields()
        for value in [Whole.message, Whole.probe, Whole.reportEnvelope] as [Any] { fields.add(value) }
        fields.add(Whole.report([.delivery(messageDeliveryTime: Whole.now, typeOfMTSUser: 1)]))
        fields.add(Whole.report([.nonDelivery(reason: 1, diagnostic: 1)]))
        #expect(fields.empty == [], "left out of the values that are sent")
        let names = Set(WireList.rows.map(\.name))
        #expect(fields.names.subtracting(names).sorted() == [], "docs/wire.md: no rows")
    }

    @Test("claims nothing that the analyser did not see", arguments: WireList.rows)
    func seen(_ row: WireList.Row) throws {
        let frames = try Judgement.findings.get().flatMap(\.frames).filter { row.matches($0) }
        #expect(!frames.isEmpty, "\(row.name): no frame has \(row.place)")
        for field in row.fields {
            #expect(frames.contains { $0[field]?.isEmpty == false }, "\(row.name): \(field) is in none of its frames")
        }
    }

    @Test("has each name once")
    func once() {
        let names = WireList.rows.map(\.name)
        #expect(Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted() == [])
        #expect(names.count > PDUKind.allCases.count)
    }

    @Test("names every extension, and those that are not ours to write as such")
    func extensions() {
        let carried = StandardExtension.allCases.filter { Whole.value(of: $0) == nil }.map { "\($0)" }
        #expect(WireList.unread == ["ER"] + carried)
        let written = Set(StandardExtension.allCases.map { "\($0)" }).subtracting(carried)
        #expect(written.subtracting(WireList.rows.map(\.name)).sorted() == [], "docs/wire.md: no rows")
    }
}
