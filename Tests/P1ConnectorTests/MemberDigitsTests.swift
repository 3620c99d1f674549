import P1
import P1Connector
import Testing

@Suite("Numbers of distribution lists' members")
struct MemberDigitsTests {
    private static func name(_ index: Int) -> ORName { Gate.user("member-\(index)") }

    @Test("whatever the hashes, each gets the next digits that are free, as if all were tried one by one")
    func probing() {
        var numbers = Numbers(seed: 9)
        var digits = MemberDigits()
        var taken: [Int: [Int: Int]] = [:]
        for _ in 0..<3000 {
            let member = Int(numbers.next() % 1500)
            let (number, hash) = (member % 2 + 1, member / 7 % 20 - 10)
            var expected = hash & (1 << 46 - 1) | 1 << 46
            while let other = taken[number]?[expected], other != member {
                expected = (expected + 1) & (1 << 46 - 1) | 1 << 46
            }
            taken[number, default: [:]][expected] = member
            #expect(digits.take(for: Self.name(member), of: number, preferring: hash) == expected)
        }
    }

    @Test(
        "as many members as X.411 permits, with hashes all one or each in front of a run, are numbered in no time",
        .timeLimit(.minutes(1)), arguments: [0, 1, -1])
    func crafted(step: Int) {
        let names = (0..<32_767).map(Self.name)
        let begin = ContinuousClock.now
        var digits = MemberDigits()
        var seen: Set<Int> = []
        for (index, name) in names.enumerated() {
            // By turns at the start of the run that there is, and at its own place before or behind it.
            let hash = index % 2 == 0 ? 0 : step * index
            #expect(seen.insert(digits.take(for: name, of: 1, preferring: hash)).inserted)
        }
        #expect(ContinuousClock.now - begin < .seconds(10))
    }
}
