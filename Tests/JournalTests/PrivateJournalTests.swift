import Events
import Foundation
import IO
import Journal
import Message
import Testing

/// Records as journald has them. The outer test starts this same program again inside Tests/Harness/journal-ns.sh,
/// where the inner one runs.
@Suite("The journal", .timeLimit(.minutes(1)))
struct PrivateJournalTests {
    static let marker = "TRUNKLINE_TEST_PRIVATE_JOURNAL"
    static let isInside = EnvironmentVariables.value(marker) != nil
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    static let script = root + "/Tests/Harness/journal-ns.sh"
    static let canRun = !isInside && Files.exists("/lib/systemd/systemd-journald") && ProcessInformation.uid == 0

    @Test("events reach journald with all their fields", .enabled(if: canRun))
    func inPrivateJournal() async throws {
        let ran = try await run(
            [
                Self.script, try ownProgram(), "--testing-library", "swift-testing", "--filter",
                "PrivateJournalTests/inside",
            ],
            environment: [Self.marker: "1"])
        #expect(ran.status == .exited(0), "\(ran.text)\n\(ran.errors.joined(separator: "\n"))")
        #expect(ran.text.contains("inside passed"))
    }

    @Test("inside: the fields", .enabled(if: isInside))
    func insideFields() async throws {
        let sink = JournalSink()
        var record = JournalSinkTests.dialError
        record.hint = "first line\nsecond line é"
        sink.emit(record)
        sink.emit(EventRecord(.spoolAvailable))
        await withCheckedContinuation { c in sink.flush { c.resume() } }
        #expect(try await run(["journalctl", "--sync"]).status == .exited(0))
        let found = try await run(["journalctl", "--no-pager", "-o", "json", "SYSLOG_IDENTIFIER=trunkd"])
        let records = try found.text.split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
        try #require(records.count == 2)
        let entry = JournalEntry(record, time: Timestamp(seconds: 0))
        #expect(records[0]["MESSAGE"] as? String == entry.text)
        #expect(records[0]["PRIORITY"] as? String == "\(entry.priority)")
        for field in entry.fields { #expect(records[0][field.name] as? String == field.value, "\(field.name)") }
        #expect(records[0]["_PID"] as? String == "\(ProcessInformation.pid)")
        #expect(records[1]["MTA_EVENT"] as? String == "10013")
        #expect(records[1]["MTA_HINT"] == nil || records[1]["MTA_HINT"] is String)
        print("inside passed")
    }
}
