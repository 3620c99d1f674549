import OSI
import P1
import Testing

/// What other implementations put on the wire, and our decoders.
@Suite("Captures of other implementations")
struct CapturedPDUTests {
    private static let opening: [PDUKind] = [.cr, .cc, .dt, .cn]
    private static let x410 = opening + [.cp, .rtorq, .bindArgument, .dt, .ac, .cpa, .rtoac, .bindResult]
    private static let bound =
        opening + [.cp, .aarq, .rtorq, .bindArgument, .dt]
        + [.ac, .cpa, .aare, .rtoac, .bindResult]
    private static let transfer: [PDUKind] = [.dt, .as, .dt, .dataTransfer, .rttr, .message, .dt, .ae, .dt, .aea]
    private static let released: [PDUKind] = [.dt, .fn, .rlrq, .dt, .dn, .rlre, .dr]

    /// Each capture and the PDUs of each of its calls, layer by layer.
    static let captures: [(name: String, calls: [[PDUKind]])] = [
        ("pp-ping-88", [bound + released]),
        ("pp-a2b-88", [bound + transfer + released]),
        ("pp-a2b-88-twa", [bound + transfer + released]),
        (
            "pp-a2b-88-ndr",
            [bound + transfer + released, bound + transfer.map { $0 == .message ? .report : $0 } + released]
        ),
        (
            "pp-badpw-88",
            [
                opening + [.cp, .aarq, .rtorq, .bindArgument, .dt, .rf, .cpr, .aare, .rtorj, .bindError, .dr]
            ]
        ),
        ("pp-a2b-88x410", [x410 + transfer + [.dt, .fn, .dt, .dn, .dr]]),
        ("pp-a2b-84", [x410 + transfer + [.dt, .fn, .dt, .dn, .dr]]),
    ]

    @Test("Every PDU of every layer of an MTA decodes, in this order", arguments: captures)
    func decodes(_ name: String, _ expected: [[PDUKind]]) throws {
        let calls = try Captures.calls(name).map { try PDUWalk($0).kinds }
        #expect(calls == expected)
    }

    /// Programs that exercise ISODE's layers: how often each PDU is there.
    static let exercises: [(name: String, kinds: [PDUKind: Int])] = [
        ("isoc-acse", [.cn: 1, .ac: 1, .fn: 1, .dn: 1, .aarq: 1, .aare: 1, .rlrq: 1, .rlre: 1]),
        (
            "isoc-rtse-normal",
            [
                .as: 20, .dataTransfer: 80, .rttr: 80, .mip: 60, .mia: 60, .ae: 20, .aea: 20, .pt: 21, .rttp: 21,
                .gtc: 21,
            ]
        ),
        (
            "isoc-rtse-x410",
            [
                .as: 20, .dataTransfer: 80, .rttr: 80, .mip: 60, .mia: 60, .ae: 20, .aea: 20, .pt: 21, .rttp: 21,
                .gtc: 21,
            ]
        ),
        ("isoc-ssap", [.cn: 1, .ac: 1, .as: 1, .dataTransfer: 20, .pt: 20, .gt: 21, .ae: 1, .aea: 1, .fn: 1, .dn: 1]),
    ]

    @Test("Every PDU of an exercise of one layer decodes", arguments: exercises)
    func exercise(_ name: String, _ expected: [PDUKind: Int]) throws {
        let kinds = try PDUWalk(
            Captures.call(name), carriesMessages: false, carriesPresentation: name != "isoc-ssap"
        ).kinds
        for (kind, count) in expected { #expect(kinds.filter { $0 == kind }.count == count, "\(kind)") }
    }
}
