import Links
import Testing

/// Of the row itself; what stands in it is seen through the line's registry.
@Suite("The row of those who wait")
struct WaitingRowTests {
    private static func registry(_ claims: [(String, urgent: Bool)]) -> LineRegistry {
        let registry = LineRegistry()
        _ = registry.claim(entry: "hf", connector: "holder", urgent: false)
        for (connector, urgent) in claims { _ = registry.claim(entry: "hf", connector: connector, urgent: urgent) }
        return registry
    }

    @Test("an ordinary one lets four later urgent ones past it, and no fifth")
    func bounded() {
        let urgent = (1...7).map { ("u\($0)", urgent: true) }
        let registry = Self.registry([("n1", false), ("n2", false)] + urgent)
        #expect(registry.waiters(for: "hf") == ["u1", "u2", "u3", "u4", "n1", "n2", "u5", "u6", "u7"])
    }

    @Test("one that becomes urgent stands by its age among the urgent, and passes nobody twice")
    func becomesUrgent() {
        let registry = Self.registry([("n1", false), ("n2", false), ("n3", false), ("u1", true)])
        _ = registry.claim(entry: "hf", connector: "n2", urgent: true)
        #expect(registry.waiters(for: "hf") == ["n2", "u1", "n1", "n3"])
        for _ in 0..<10 { _ = registry.claim(entry: "hf", connector: "n2", urgent: true) }
        #expect(registry.waiters(for: "hf") == ["n2", "u1", "n1", "n3"])
        // n1 had let two past it; n3, which came later than n2, one.
        for number in 2...5 { _ = registry.claim(entry: "hf", connector: "u\(number)", urgent: true) }
        #expect(registry.waiters(for: "hf") == ["n2", "u1", "u2", "u3", "n1", "u4", "n3", "u5"])
    }

    @Test("who is no longer urgent keeps the place, and can be passed from then on")
    func noLongerUrgent() {
        let registry = Self.registry([("u1", true), ("n1", false)])
        _ = registry.claim(entry: "hf", connector: "u1", urgent: false)
        #expect(registry.waiters(for: "hf") == ["u1", "n1"])
        _ = registry.claim(entry: "hf", connector: "u2", urgent: true)
        #expect(registry.waiters(for: "hf") == ["u2", "u1", "n1"])
    }

    @Test("whatever comes and goes, each is passed by at most four later urgent ones, and everybody is served")
    func random() {
        var random: UInt64 = 11
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        let registry = Self.registry([])
        var holder = "holder"
        var arrived: [String: Int] = [:]
        var passed: [String: Int] = [:]
        for number in 0..<20_000 {
            let name = "c\(number)"
            let urgent = next(3) > 0
            if registry.claim(entry: "hf", connector: name, urgent: urgent) == .wait { arrived[name] = number }
            if arrived.count < 12, next(2) == 0 { continue }
            guard let served = registry.release(entry: "hf", by: holder), let age = arrived[served] else {
                Issue.record("nobody waits")
                return
            }
            holder = served
            arrived[served] = nil
            for (waiter, arrival) in arrived where arrival < age { passed[waiter, default: 0] += 1 }
            #expect((passed.removeValue(forKey: served) ?? 0) <= 4)
        }
        #expect(arrived.count < 20 && passed.values.allSatisfy { $0 <= 4 })
    }
}
