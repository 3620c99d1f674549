import Foundation
import Links
import Testing

/// docs/ras-codes.md says what the code does.
@Suite("The tables of docs/ras-codes.md") struct RASCodeDocumentTests {
    /// The rows of the tables below a heading, their cells without blanks and backquotes.
    private static func rows(_ heading: String) throws -> [[String]] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: root.appending(path: "docs/ras-codes.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix(heading) })
        return section.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
        }
    }

    @Test("pppd: every exit status, and words of its log") func pppd() throws {
        let rows = try Self.rows("pppd")
        let statuses = rows.filter { Int32($0[0]) != nil }
        #expect(statuses.map { $0[0] } == (0...19).map(String.init) + ["126", "127"])
        for row in statuses {
            #expect(PPPExit.code(status: try #require(Int32(row[0])), isUp: false).number == Int(row[1]), "\(row)")
        }
        let words = rows.filter { $0.count == 2 && Int($0[1]) != nil }
        #expect(words.count > 10)
        for row in words {
            var log = PPPLog()
            log.read(row[0])
            #expect(log.code(status: 16).number == Int(row[1]), "\(row)")
        }
    }

    @Test("chat: every exit status, and what modems say") func chat() throws {
        let rows = try Self.rows("chat")
        for row in rows where row.count == 3 {
            guard let status = Int(row[0]), let code = Int(row[1]) else { continue }
            #expect(ChatScript("").code(status: status)?.number == code, "\(row)")
        }
        let words = rows.filter { $0.count == 2 && Int($0[1]) != nil }
        #expect(words.count > 10)
        for row in words { #expect(ChatScript.code(abortString: row[0]).number == Int(row[1]), "\(row)") }
    }

    @Test("programs: every exit status") func programs() throws {
        let rows = try Self.rows("A program").filter { Int32($0[0]) != nil }
        #expect(rows.count > 10)
        for row in rows {
            let status = try #require(Int32(row[0]))
            #expect(LineFailure.exitedWhileDialling(status: status).code.number == Int(row[1]), "\(row)")
        }
    }

    @Test("units: every result, and what the bus says") func units() throws {
        let rows = try Self.rows("A systemd unit")
        for row in rows where row.count == 3 {
            guard let up = Int(row[2]) else { continue }
            #expect(UnitFailure.ended(result: row[0], status: 1, isUp: true).code.number == up, "\(row)")
            guard let code = Int(row[1]) else { continue }
            #expect(UnitFailure.ended(result: row[0], status: 1, isUp: false).code.number == code, "\(row)")
        }
        for row in rows where row[0].hasPrefix("org.") {
            #expect(UnitFailure.refused(error: row[0]).code.number == Int(row[1]), "\(row)")
        }
    }

    @Test("serial ports: every way in which a call can go wrong") func ports() throws {
        let rows = try Self.rows("A serial port").compactMap { Int($0[1]) }
        let failures: [SerialFailure] = [
            .notLocked(errno: 16), .notLocked(errno: 13), .notOpened(errno: 2), .notOpened(errno: 13),
            .notOpened(errno: 25), .notOpened(errno: 22), .noScript, .carrierLost(isUp: false),
            .carrierLost(isUp: true), .silent(isUp: false), .silent(isUp: true), .endedByPeer,
        ]
        #expect(rows == failures.map(\.code.number))
        for failure in failures + [.begunAnew, .otherVersion] { #expect(failure.code.isKnown) }
    }
}
