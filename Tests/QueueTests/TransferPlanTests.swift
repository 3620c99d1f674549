import Message
import Queue
import Testing

@Suite("What goes in the next call")
struct TransferPlanTests {
    private let start = Timestamp(seconds: 1000)
    private let slow = TransferPlan.Assumptions(
        speed: 100, setUp: .seconds(10), octetsPerMessage: 100, pausePerMessage: .seconds(1))

    private func plan(_ candidates: [TransferPlan.Candidate], closesAfter seconds: Int? = nil) -> TransferPlan {
        TransferPlan(candidates, begins: start, closes: seconds.map { start + .seconds($0) }, slow)
    }

    @Test("Each goes after the one before it, at the link's speed")
    func inOrder() {
        let plan = plan([.init(entry: 1, octets: 900), .init(entry: 2, octets: 1900)])
        #expect(
            plan.rows.map(\.fate) == [.done(at: start + .seconds(20)), .done(at: start + .seconds(41))])
        #expect(plan.ends == start + .seconds(41) && plan.done == 2)
    }

    @Test("What the neighbour has secured does not go again")
    func resumed() {
        #expect(plan([.init(entry: 1, octets: 1900, secured: 1000)]).rows[0].fate == .done(at: start + .seconds(20)))
        #expect(plan([.init(entry: 1, octets: 900, secured: 5000)]).rows[0].fate == .done(at: start + .seconds(11)))
    }

    @Test("The window's end cuts what is under way and leaves the rest behind")
    func window() {
        let plan = plan(
            [.init(entry: 1, octets: 900), .init(entry: 2, octets: 9900, secured: 900), .init(entry: 3, octets: 1)],
            closesAfter: 41)
        #expect(plan.rows[0].fate == .done(at: start + .seconds(20)))
        #expect(plan.rows[1].fate == .cut(octets: 900 + 1900))
        #expect(plan.rows[2].fate == .stays("no time is left in the window"))
        #expect(plan.ends == start + .seconds(41) && plan.done == 1)
    }

    @Test("A message that ends with the window goes")
    func exactly() {
        #expect(plan([.init(entry: 1, octets: 900)], closesAfter: 20).done == 1)
        #expect(plan([.init(entry: 1, octets: 901)], closesAfter: 20).rows[0].fate == .cut(octets: 900))
        #expect(plan([.init(entry: 1, octets: 901)], closesAfter: 10).done == 0)
    }

    @Test("What may not go is passed over, and the next goes in its place")
    func obstacle() {
        let plan = plan([.init(entry: 1, octets: 900, obstacle: "over 200K"), .init(entry: 2, octets: 900)])
        #expect(plan.rows.map(\.fate) == [.stays("over 200K"), .done(at: start + .seconds(20))])
    }

    @Test("Nothing waits: the plan is empty and ends when it begins")
    func empty() {
        #expect(plan([]).rows.isEmpty && plan([]).ends == start)
    }

    @Test("Numbers at their limits do not trap")
    func extremes() {
        let assumptions = TransferPlan.Assumptions(
            speed: -1, setUp: .seconds(-1), octetsPerMessage: -1, pausePerMessage: .seconds(-1))
        let plan = TransferPlan(
            [.init(entry: 1, octets: .max), .init(entry: 2, octets: .max), .init(entry: 3, octets: -5)],
            begins: start, closes: nil, assumptions)
        #expect(plan.rows.count == 3 && plan.done == 3)
    }
}
