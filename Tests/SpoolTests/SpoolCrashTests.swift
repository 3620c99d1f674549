import Foundation
import Glibc
import IO
import Message
import Spool
import Testing

/// A second process of this very test program writes into a spool and is killed at a random instant; then this one
/// looks at what it left.
@Suite("Kill -9 at any instant", .serialized)
struct SpoolCrashTests {
    static let variable = "TRUNKLINE_SPOOL_CRASH"

    // Never in the second process: it would start a third.
    @Test(
        "Every message that was confirmed is there, whole; every one that was settled is gone; no number repeats",
        .enabled(if: EnvironmentVariables.value(SpoolCrashTests.variable) == nil))
    func killed() async throws {
        let folder = try TemporaryFolder()
        var numbers: Set<Int64> = []
        var confirmed: [Int64: Int64] = [:]
        for round in 0..<5 {
            let notes = "\(folder.path)/notes-\(round)"
            try await runAndKill(spool: folder.path + "/spool", notes: notes)
            var settling: Set<Int64> = []
            var settled: Set<Int64> = []
            for line in try noted(notes) {
                switch line.0 {
                case "a":
                    confirmed[line.1] = line.2
                    #expect(numbers.insert(line.2).inserted, "number \(line.2) came twice")
                case "t": settling.insert(line.1)
                default: settled.insert(line.1)
                }
            }
            let store = try SQLiteSpool(directory: folder.path + "/spool")
            let entries = try store.allEntries(limit: .max)
            #expect(Set(entries.map(\.message)).count == entries.count, "a message at two connectors")
            let present = Dictionary(entries.map { ($0.message.value, $0) }) { $1 }
            for (id, number) in confirmed {
                if settled.contains(id) {
                    #expect(present[id] == nil, "message \(id) was settled")
                    confirmed[id] = nil
                } else if !settling.contains(id) || present[id] != nil {
                    #expect(present[id]?.mtsIdentifier.localIdentifier == "\(number)", "message \(id) was confirmed")
                } else {
                    confirmed[id] = nil
                }
            }
            // What was committed and not confirmed is there whole as well, and may be handed over again.
            for entry in entries {
                let number = try #require(Int64(entry.mtsIdentifier.localIdentifier))
                let isWhole = try store.wholeContent(of: entry.message, pieces: 1 << 20) == CrashWriter.content(number)
                #expect(isWhole, "content of message \(entry.message)")
            }
            let long = entries.filter { $0.octets > ContentLimits.inlineOctets }
            #expect(try Files.list(folder.path + "/spool/content").count == long.count)
            #expect(try Files.list(folder.path + "/spool/tmp").isEmpty)
            #expect(numbers.insert(store.takeSerial()).inserted)
            await store.close()
        }
        #expect(numbers.count > 5)
    }

    @Test("(the process that is killed)", .enabled(if: EnvironmentVariables.value(SpoolCrashTests.variable) != nil))
    func writer() async throws {
        let words = try #require(EnvironmentVariables.value(Self.variable)).split(separator: "|").map(String.init)
        let writer = try CrashWriter(spool: words[0], notes: words[1])
        await writer.run()
    }

    private func runAndKill(spool: String, notes: String) async throws {
        let child = Process()
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        child.executableURL = URL(fileURLWithPath: program)
        child.arguments = ["--testing-library", "swift-testing", "--filter", "SpoolCrashTests/writer"]
        var environment = ProcessInfo.processInfo.environment
        environment[Self.variable] = "\(spool)|\(notes)"
        environment["SWIFT_BACKTRACE"] = "enable=no"
        child.environment = environment
        child.standardOutput = FileHandle.nullDevice
        child.standardError = FileHandle.nullDevice
        try child.run()
        defer {
            kill(child.processIdentifier, SIGKILL)
            child.waitUntilExit()
        }
        let began = await eventually { (try? Files.fileSize(notes)) ?? 0 > 200 }
        try #require(began, "the writer has written nothing")
        try await Task.sleep(nanoseconds: UInt64.random(in: 1_000_000...150_000_000))
    }

    private func noted(_ path: String) throws -> [(String, Int64, Int64)] {
        let text = String(decoding: try Files.readAll(path, limit: 1 << 28), as: UTF8.self)
        // A line without its end was not noted.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 3, let id = Int64(words[1]), let number = Int64(words[2]) else { return nil }
            return (String(words[0]), id, number)
        }
    }
}
