import Events
import Journal
import Message
import Synchronization
import Testing

@Suite("JournalSink", .timeLimit(.minutes(1)))
struct JournalSinkTests {
    static let dialError = EventRecord(
        .rasDialError(connector: "Nairobi", code: 676, index: 2), entity: "MTA-NBO", incident: "i-7",
        mtsIdentifier: "[c=KE;a= ;p=HQ;l=X1]", rasIndex: 2, localityIndex: 4,
        retryAt: Timestamp(seconds: 1_800_000_000), hint: "the line is busy")

    /// A sink that writes lines into a list.
    func listing() -> (JournalSink, Collected<String>) {
        let lines = Collected<String>()
        return (JournalSink(.lines { lines.append($0) }), lines)
    }

    func flushed(_ sink: JournalSink) async {
        await withCheckedContinuation { c in sink.flush { c.resume() } }
    }

    @Test("an entry has every field that its record has, and none that it has not")
    func fields() {
        let entry = JournalEntry(Self.dialError, time: Timestamp(seconds: 0))
        let expected = [
            "MTA_EVENT": "9309", "MTA_CONNECTOR": "Nairobi", "MTA_ENTITY": "MTA-NBO", "MTA_INCIDENT": "i-7",
            "MTA_MTSID": "[c=KE;a= ;p=HQ;l=X1]", "MTA_RAS_CODE": "676", "MTA_RAS_INDEX": "2", "MTA_LTAB": "4",
            "MTA_RETRY_AT": "2027-01-15T08:00:00Z", "MTA_HINT": "the line is busy",
        ]
        for (name, value) in expected { #expect(entry.value(of: name) == value, "\(name)") }
        #expect(entry.value(of: "MESSAGE_ID")?.count == 32)
        #expect(entry.value(of: "MTA_CATEGORY") != nil)

        let bare = JournalEntry(EventRecord(.spoolAvailable), time: Timestamp(seconds: 0))
        for name in ["MTA_CONNECTOR", "MTA_ENTITY", "MTA_INCIDENT", "MTA_MTSID", "MTA_RAS_CODE", "MTA_RETRY_AT"] {
            #expect(bare.value(of: name) == nil, "\(name)")
        }
    }

    @Test("a line has priority, time, number, text and hint, and no control character")
    func line() {
        let record = EventRecord(.lineProgramOutput(entry: "e", text: "a\u{1B}[2Jb\nc"), hint: "x\ty\u{9B}z")
        let entry = JournalEntry(record, time: Timestamp(seconds: 1_800_000_000))
        #expect(entry.line.hasPrefix("<\(entry.priority)>2027-01-15T08:00:00Z 10016 "))
        #expect(entry.line.hasSuffix("; x\\x9y\\x9bz\n"))
        let controls = entry.line.dropLast().unicodeScalars.filter { $0.value < 32 || (0x7F..<0xA0) ~= $0.value }
        #expect(controls.isEmpty)
    }

    @Test("events are written in the order in which they were emitted")
    func order() async {
        let (sink, lines) = listing()
        for n in 0..<500 { sink.emit(EventRecord(.connectFailed(connector: "c", address: "a", error: n))) }
        await flushed(sink)
        #expect(lines.values.count == 500)
        for (n, line) in lines.values.enumerated() { #expect(line.contains("\(n)")) }
    }

    @Test("a sink that is stuck keeps ten thousand events, drops the rest without blocking, and tells how many")
    func overflow() async {
        let gate = Mutex<Bool>(false)
        let lines = Collected<String>()
        let entered = Collected<Int>()
        let sink = JournalSink(
            .lines { line in
                entered.append(1)
                while !gate.withLock({ $0 }) {}
                lines.append(line)
            })
        sink.emit(EventRecord(.spoolAvailable))
        await entered.wait { !$0.isEmpty }
        for _ in 0..<12_000 { sink.emit(EventRecord(.spoolAvailable)) }
        gate.withLock { $0 = true }
        await lines.wait { $0.last?.contains("dropped") ?? false }
        let kept = lines.values.filter { $0.contains(" 10013 ") }.count
        #expect(kept == JournalSink.greatestBacklog)
        #expect(lines.values.last?.contains("2001 events were dropped") == true)
        #expect(lines.values.filter { $0.contains("dropped") }.count == 1)
        sink.emit(EventRecord(.spoolAvailable))
        await lines.wait { $0.last?.contains(" 10013 ") ?? false }
    }

    @Test("a subscriber gets what comes, one batch at a time, and nothing after it has gone")
    func subscription() async {
        let (sink, _) = listing()
        let batches = Collected<JournalBatch>()
        sink.emit(EventRecord(.spoolAvailable))
        await flushed(sink)
        sink.subscribe(1) { batches.append($0) }
        sink.emit(EventRecord(.connectFailed(connector: "c", address: "a", error: 1)))
        await batches.wait { $0.count == 1 }
        for n in 2..<5 { sink.emit(EventRecord(.connectFailed(connector: "c", address: "a", error: n))) }
        await flushed(sink)
        #expect(batches.values.count == 1)
        sink.proceed(1)
        let two = await batches.wait { $0.count == 2 }
        #expect(two.map(\.entries.count) == [1, 3])
        sink.proceed(1)
        sink.unsubscribe(1)
        sink.emit(EventRecord(.spoolAvailable))
        await flushed(sink)
        #expect(batches.values.count == 2)
    }

    @Test("a slow subscriber is told how many entries it missed, and holds up nobody")
    func slowSubscriber() async {
        let (sink, lines) = listing()
        let batches = Collected<JournalBatch>()
        sink.subscribe(1) { batches.append($0) }
        sink.emit(EventRecord(.spoolAvailable))
        await batches.wait { $0.count == 1 }
        for _ in 0..<2500 { sink.emit(EventRecord(.spoolAvailable)) }
        await flushed(sink)
        #expect(lines.values.count == 2501)
        sink.proceed(1)
        let second = await batches.wait { $0.count == 2 }[1]
        #expect(second.entries.count == JournalSink.greatestSubscriptionBacklog)
        #expect(second.dropped == 1500)
    }
}
