import Foundation
import Links
import Message
import Testing

/// P4 at scale, the part without a process: link machines, table, registry and locality table in virtual time.
@Suite("Calls that fail without end")
struct FailedCallTests {
    private static let calls = Soak.isLong ? 1_000_000 : 8000

    /// Every RAS code in each of the three ways in which a call can end with one, and the two without a code.
    private static let kinds: [CallOutcome] =
        RASCode.all.flatMap { [.exits($0), .fails($0), .isLost($0)] } + [.hangs, .isRefused]

    @Test(
        "failed calls of every kind: slots, lines, rows and memory are back where they began, then mail flows (Q260167)"
    )
    func everyKind() {
        let site = LinkSite(entries: (0..<24).map { "entry \($0 % 16)" }, slots: 6)
        let localities = LocalityTable(capacity: 4096)
        let kinds = Self.kinds
        var seen: Set<CallOutcome> = []
        site.outcome = { number in
            // A step that has no divisor in common with their number: each connector meets each kind.
            let kind = kinds[number * 7919 % kinds.count]
            seen.insert(kind)
            _ = localities.index(of: "MTA \(number % 24)", now: Timestamp(seconds: 0))
            return kind
        }
        for index in site.workers.indices { site.mailArrives(index, urgent: index % 5 == 0) }
        var memory = 0
        while site.failures < Self.calls, site.faults.isEmpty {
            if !site.step() { break }
            if memory == 0, site.failures > Self.calls / 10 { memory = residentOctets() }
        }
        #expect(site.failures >= Self.calls && seen.count == kinds.count, "\(site.failures) \(seen.count)")
        if Soak.isLong {
            let after = residentOctets()
            #expect(after * 100 <= memory * 105, "\(memory) octets before, \(after) after")
        }
        #expect(localities.snapshot().count == 24)
        // What stands in the way is mended.
        site.outcome = { _ in .up }
        site.runUntilQuiet()
        #expect(site.faults.isEmpty, "\(site.faults.prefix(3))")
        #expect(
            site.workers.allSatisfy {
                $0.mail == 0 && $0.machine.state == .down && $0.program == 0 && $0.timer == nil
            })
        #expect(site.table.inUse == 0 && site.table.waiters.isEmpty)
        #expect(site.table.snapshot().count == 6)
        for number in 0..<16 {
            #expect(site.registry.holder(of: "entry \(number)") == nil)
            #expect(site.registry.waiters(for: "entry \(number)").isEmpty)
        }
    }

    /// What of this process is in memory.
    private func residentOctets() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
    }
}
