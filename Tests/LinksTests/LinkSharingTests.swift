import Links
import Message
import Testing

@Suite("Connectors that share lines and slots")
struct LinkSharingTests {
    @Test("three connectors of one phonebook entry: each dials its line in its turn, when the one before has hung up")
    func oneDial() {
        let site = LinkSite(entries: ["isdn", "isdn", "isdn"], slots: 1)
        site.mailArrives(0)
        site.mailArrives(1)
        site.mailArrives(2, urgent: true)
        site.runUntilQuiet()
        #expect(site.dials == ["isdn": 3])
        #expect(site.workers.allSatisfy { $0.mail == 0 && $0.machine.state == .down && $0.program == 0 })
        #expect(site.table.inUse == 0)
        #expect(site.registry.holder(of: "isdn") == nil)
        #expect(site.faults.isEmpty)
    }

    @Test("two entries and one slot: the second waits for the first to hang up, and no retry is used up")
    func oneSlot() {
        let site = LinkSite(entries: ["isdn", "hf"], slots: 1)
        site.mailArrives(0)
        site.mailArrives(1)
        #expect(site.workers[1].machine.state == .waitingForLine(.slotToBeFree))
        site.runUntilQuiet()
        #expect(site.dials == ["isdn": 1, "hf": 1])
        #expect(site.workers.allSatisfy { $0.mail == 0 && $0.machine.state == .down && $0.machine.failedAttempts == 0 })
        #expect(site.table.inUse == 0)
    }

    @Test(
        "ten connectors over four entries and two slots, mail at random for a long time: all of it goes, all comes back"
    )
    func manyConnectors() {
        let entries = (0..<10).map { "entry \($0 % 4)" }
        let site = LinkSite(entries: entries, slots: 2)
        var random: UInt64 = 7
        for _ in 0..<3000 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            site.mailArrives(Int(random >> 33) % 10, urgent: random >> 50 & 7 == 0)
            if random >> 55 & 15 == 0 { site.runUntilQuiet() }
            site.now = site.now + .seconds(Int(random >> 40) % 10)
        }
        site.runUntilQuiet()
        #expect(site.faults.isEmpty, "\(site.faults.prefix(3))")
        #expect(site.workers.allSatisfy { $0.mail == 0 && $0.machine.state == .down })
        #expect(site.table.inUse == 0 && site.table.waiters.isEmpty)
        #expect(site.table.snapshot().allSatisfy { $0.state == .free })
    }
}
