import Foundation
import Testing

/// P3: neighbours that are of no use slow nobody else (Q193760, Q169691).
@Suite("Dead neighbours", .serialized) struct DeadNeighbourTests {
    static let faults: [Hub.Fault] = DeadEnd.Layer.allCases.map { .dead($0) } + [.refused, .neverDials]

    @Test(
        "While 25 of 30 neighbours hang at one layer, all mail for the other five arrives", arguments: faults)
    func most(fault: Hub.Fault) throws {
        try Self.check(healthy: 5, dead: 25, fault)
    }

    @Test(
        "While five of ten hang at one layer, all mail for the others arrives",
        arguments: Soak.isLong ? faults : [.dead(.connection), .neverDials])
    func half(fault: Hub.Fault) throws {
        try Self.check(healthy: 5, dead: 5, fault)
    }

    private static func check(healthy: Int, dead: Int, _ fault: Hub.Fault) throws {
        let hub = try Hub(healthy: healthy, dead: dead, fault)
        try hub.start()
        let log = LogFollower(hub.hq)
        let messages = Soak.scale(long: 100, short: 5)
        try hub.hang(messages)
        _ = try hub.deliver(messages)
        #expect(wait { hub.queued == messages * dead }, "what cannot go waits: \(hub.queued ?? -1)")
        for number in [290, 51, 9316, 9322] { #expect(log.count(number) == 0, "event \(number)") }
        #expect(hub.hq.stop())
    }

    @Test(
        "One neighbour hangs in mid-transfer, one resets each call, one takes 500 octets a second: the rest is served")
    func mixed() throws {
        let hub = try Hub(healthy: 3, [.dead(.transfer), .reset, .slow(500)])
        try hub.start()
        try hub.hang(3)
        _ = try hub.deliver(5)
        #expect(LogFollower(hub.hq).count(290) == 0)
        #expect(hub.hq.stop())
    }

    @Test("The five take at most 1.1 times as long as alone", .enabled(if: Soak.isLong), arguments: faults, [5, 25])
    func time(fault: Hub.Fault, dead: Int) throws {
        let alone = try Hub(healthy: 5, dead: 0, fault)
        let among = try Hub(healthy: 5, dead: dead, fault)
        try alone.start()
        try among.start()
        try among.hang(100)
        var ratios: [Double] = []
        var (here, there): ([Double], [Double]) = ([], [])
        for pair in 0..<9 {
            // By turns, the one first and the other first, so that what else the machine does falls on both.
            if pair % 2 == 0 { here.append(try alone.deliver(100)) }
            there.append(try among.deliver(100))
            if pair % 2 == 1 { here.append(try alone.deliver(100)) }
            ratios.append((there.last ?? 0) / (here.last ?? 1))
        }
        let median = ratios.sorted()[ratios.count / 2]
        print("\(fault.testDescription): alone \(here.sorted()[4]) s, among \(dead) \(there.sorted()[4]) s, \(median)")
        #expect(median <= 1.1, "\(ratios)")
    }

    @Test(
        "A table of two entries, and six lines that never finish dialling: two more get through all the same, by turns")
    func fullTable() throws {
        let hub = try Hub(healthy: 2, dead: 6, .neverDials)
        try hub.hq.write("mta.conf.d/ras.conf", "[RAS]\nConcurrentConnections=2")
        try hub.start()
        let log = LogFollower(hub.hq, keeping: [9315])
        try hub.hang(1)
        #expect(wait { log.count(9315) >= 4 }, "\(hub.hq.events)")
        _ = try hub.deliver(3)
        #expect(wait { log.count(9309) >= 12 }, "the others are called over and over")
        // Once a wait: each call that was made had been waited for at most once, and each connector may wait now.
        #expect(log.count(9315) <= log.count(10005) + 8, "\(hub.hq.events)")
        #expect(log.count(290) == 0)
        #expect(hub.hq.stop())
    }
}
