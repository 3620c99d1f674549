import OSI
import Testing

/// What the other suites' tests send, before an analyser that is not ours: dialogue, recovery, refusal and violation in
/// each mode. What they give to our ends beyond what our ends say is no part of it.
@Suite("Exchanges of the other suites under an independent analyser", .enabled(if: Analyser.isInstalled))
struct WireTests {
    /// How far up the analyser can read.
    private enum Depth: CaseIterable {
        /// Normal mode, all but the activities: what these tests transfer is no EXTERNAL, as the analyser wants it.
        case whole
        /// X.410-1984 mode: the connect and its answer.
        case x410
        /// Every call to the session layer.
        case session
    }

    /// The binds of these tests are no binds of an MTA, so that the analyser is not to look into them.
    private static let tolerated = ["2.6.0.2.12", "applicationProtocol.1", "applicationProtocol.12"].map {
        "Dissector for OID \($0) not implemented"
    }

    private static func depths(_ recording: Recording) -> [(Depth, Recording)] {
        let tsdus = recording.tsdus.map(\.octets)
        let isX410 = tsdus.contains { $0.first == 0x0D && $0.contains(sequence: [0xA0, 0x03, 0x80, 0x01, 0x00]) }
        if isX410 { return [(.session, recording), (.x410, recording.opening)] }
        // Without the connect that defines the contexts there is nothing to be read in them.
        guard tsdus.contains(where: { $0.first == 0x0D }) else { return [(.session, recording)] }
        return [(.session, recording), (.whole, recording.withoutActivities)]
    }

    /// Every test whose exchanges are those of two sound ends, or what a sound end says to a violation.
    private static func everything() throws {
        try dialogues()
        try recoveries()
        cuts()
        try refusals()
        try violations()
    }

    private static func dialogues() throws {
        let dialogues = DialogueTests()
        dialogues.turnWantedBackAtOnce()
        dialogues.turn()
        dialogues.responderFirst()
        dialogues.turnWhileReceiving()
        for size in [128, 256, 2048, 8192] { dialogues.smallTPDUs(size) }
        dialogues.withoutCheckpoints()
        dialogues.empty()
        dialogues.inactivity()
        AssociationTests().small()
        for context in ApplicationContext.allCases {
            try AssociationTests().negotiated(context)
            X410Tests().small(context)
        }
        try X410Tests().bare()
        SessionAssociationTests().tokensOneByOne()
        try SessionAssociationTests().version1()
    }

    /// What is in segments, or in a connect with overflow, the analyser does not put together.
    private static func segments() throws {
        for context in ApplicationContext.allCases {
            for size in [150, 256, 700] { try SessionAssociationTests().segmented(size, context) }
            for count in [500, 5000, 30_000] { SessionAssociationTests().overflow(count, context) }
        }
    }

    private static func recoveries() throws {
        let recoveries = RecoveryTests()
        try recoveries.recoverAssociation()
        try recoveries.interrupt()
        recoveries.interruptTooEarly()
        recoveries.window()
        recoveries.exceptions()
        recoveries.unknownResumption()
        recoveries.heldBack()
    }

    /// Calls that are cut where whole TPKTs have passed, and those that go on with what was cut.
    private static func cuts() {
        for (context, recovers) in VirtualTimeTests.modes {
            for deliveries in stride(from: 4, through: 60, by: 7) {
                VirtualTimeTests.cut(behind: deliveries, context, recovers)
            }
        }
    }

    private static func refusals() throws {
        DialogueTests().refuse()
        DialogueTests().selectors()
        DialogueTests().abort()
        let refusals = RefusalTests()
        try refusals.providerReasons()
        try refusals.contexts()
        try refusals.association()
        for context in ApplicationContext.allCases where context.isX410Mode { try X410Tests().refuse(context) }
        for context in ApplicationContext.allCases { X410Tests().notPermitted(context) }
    }

    private static func violations() throws {
        let violations = ViolationTests()
        try violations.presentation()
        try violations.association()
        try violations.reliableTransfer()
        try violations.x410()
        for context in ApplicationContext.allCases { try violations.outOfPlace(context) }
        try RefusalTests().wrongAnswers()
        BadInputTests().outOfPlace()
        BadInputTests().wrongContext()
        BadInputTests().oversize()
        for violation in SessionAssociationTests.violations { SessionAssociationTests().holder(violation) }
        for violation in SessionAssociationTests.holdersViolations { SessionAssociationTests().other(violation) }
    }

    @Test("are well formed at every layer")
    func all() throws {
        let tape = Tape()
        try Tape.$current.withValue(tape) { try Self.everything() }
        let segments = Tape()
        try Tape.$current.withValue(segments) { try Self.segments() }
        let recordings = tape.recordings
        #expect(segments.recordings.count >= 18)
        #expect(recordings.count >= 220, "\(recordings.count)")
        var seen: Set<String> = []
        for depth in Depth.allCases {
            var writer = PcapWriter()
            let chosen =
                recordings.flatMap { Self.depths($0) }.filter { $0.0 == depth }.map(\.1)
                + (depth == .session ? segments.recordings : [])
            for recording in chosen { writer.add(recording) }
            let analyser = Analyser(
                capture: writer.octets, withoutProtocols: depth == .session ? ["pres", "p1"] : ["p1"])
            let streams = try analyser.streams(["ses.type", "cotp.type", "pres.provider_reason", "rtse.abortReason"])
            #expect(streams.count == chosen.count)
            for (index, findings) in streams.enumerated() {
                let complaints = findings.complaints.filter { complaint in
                    !Self.tolerated.contains { complaint.hasSuffix($0) }
                }
                #expect(complaints == [], "\(depth) \(index): \(chosen[index].tsdus.suffix(2))")
                for (field, values) in findings.values { seen.formUnion(values.map { "\(field)=\($0)" }) }
            }
        }
        let missing = Set(
            [9, 10, 12, 13, 14, 15, 16, 21, 22, 25, 26, 29, 41, 42, 45, 48, 49, 50, 57, 58].map { "ses.type=\($0)" })
        #expect(missing.subtracting(seen).sorted() == [])
    }
}

extension Recording {
    /// The connect and its answer.
    fileprivate var opening: Recording {
        var result = Recording()
        for packet in packets {
            let isData = packet.octets.count > 7 && packet.octets[5] == 0xF0
            if isData, ![0x0D, 0x0E, 0x0C].contains(packet.octets[7]) { break }
            result.add(isFromCaller: packet.isFromCaller, packet.octets)
        }
        return result
    }
}

extension Recording {
    /// Without what stands between the beginning and the end of each activity, and without these.
    fileprivate var withoutActivities: Recording {
        var result = Recording()
        var isInside = false
        for packet in packets {
            guard packet.octets.count > 9, packet.octets[5] == 0xF0 else {
                result.add(isFromCaller: packet.isFromCaller, packet.octets)
                continue
            }
            // GT or PT without parameters, and something behind it.
            let begins = !isInside && [1, 2].contains(packet.octets[7]) && packet.octets[8] == 0
            if !begins, !isInside { result.add(isFromCaller: packet.isFromCaller, packet.octets) }
            isInside = (begins || isInside) && packet.octets[6] & 0x80 == 0
        }
        return result
    }
}

extension [UInt8] {
    fileprivate func contains(sequence: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: sequence) }
    }
}
