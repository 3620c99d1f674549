import Links
import Message
import Testing

private let noon = Timestamp(seconds: 1_795_953_600)

@Suite("What calls cost, and what operators set")
struct LinkCostTests {
    @Test(
        "Amounts as they are read and written",
        arguments: [
            ("0", 0, "0.00"), ("0.25", 250_000, "0.25"), ("12", 12_000_000, "12.00"),
            ("1.234567", 1_234_567, "1.234567"),
            ("0.1", 100_000, "0.10"), ("999999999999.999999", 999_999_999_999_999_999, "999999999999.999999"),
        ] as [(String, Int64, String)])
    func amounts(text: String, millionths: Int64, written: String) throws {
        let money = try #require(Money(text))
        #expect(money.millionths == millionths && money.description == written)
    }

    @Test(
        "What is no amount",
        arguments: ["", ".", "1.", ".5", "-1", "1,5", "1e3", "1.2345678", "1 EUR", "1000000000000000"])
    func noAmounts(text: String) { #expect(Money(text) == nil) }

    @Test("Minutes and kilobytes are paid for when they begin")
    func tariff() {
        let tariff = CallTariff(
            perCall: Money(millionths: 100), perMinute: Money(millionths: 10), perKilobyte: Money(millionths: 1))
        #expect(tariff.cost(of: .seconds(0), octets: 0).millionths == 110)
        #expect(tariff.cost(of: .seconds(59), octets: 1).millionths == 111)
        #expect(tariff.cost(of: .seconds(60), octets: 1024).millionths == 121)
        #expect(tariff.cost(of: .seconds(3600), octets: 1025).millionths == 100 + 610 + 2)
        #expect(tariff.cost(of: .seconds(-5), octets: -5).millionths == 110)
        #expect(CallTariff.nextMinute(after: .seconds(61)) == .seconds(120))
        let dear = CallTariff(perMinute: Money(millionths: .max / 2))
        #expect(dear.cost(of: .seconds(600), octets: 0).millionths == .max)
    }

    @Test("A meter gives what has come on top: the pieces make the whole, also when it is asked about the past")
    func meter() {
        let tariff = CallTariff(
            perCall: Money(millionths: 7), perMinute: Money(millionths: 11), perKilobyte: Money(millionths: 3))
        for _ in 0..<50 {
            var meter = CallMeter(tariff: tariff)
            var sum = Money.zero
            var most = (0, 0)
            for _ in 0..<20 {
                let (seconds, octets) = (Int.random(in: 0...900), Int.random(in: 0...9000))
                sum = sum + meter.advance(to: .seconds(max(seconds, most.0)), octets: max(octets, most.1))
                most = (max(seconds, most.0), max(octets, most.1))
                #expect(meter.advance(to: .seconds(0), octets: 0) == .zero)
            }
            #expect(sum == tariff.cost(of: .seconds(most.0), octets: most.1) && sum == meter.cost)
        }
    }

    @Test("The ledger keeps days apart, in whatever order they come, and adds up months")
    func ledger() {
        var ledger = CostLedger()
        let days = (0..<40).map { CalendarDay(number: CalendarDay(year: 2026, month: 1, day: 20).number + $0) }
        for day in days.shuffled() + days.shuffled() {
            ledger.book(Money(millionths: day.number), on: day, calls: 1, seconds: 2, octets: 3)
        }
        for day in days {
            #expect(ledger.spent(on: day).millionths == 2 * day.number)
            let month = days.filter { $0.month == day.month }.reduce(0) { $0 + 2 * $1.number }
            #expect(ledger.spent(inMonthOf: day).millionths == month)
        }
        #expect(ledger.rows.map(\.day) == days && ledger.rows.allSatisfy { $0.calls == 2 && $0.octets == 6 })
        #expect(CostLedger(text: ledger.text) == ledger)
        #expect(ledger.spent(on: CalendarDay(number: 5)) == .zero)
    }

    @Test("A clock that was years off leaves no day for ever, and today's are never lost")
    func ledgerLimit() {
        var ledger = CostLedger()
        let today = CalendarDay(year: 2026, month: 11, day: 28)
        ledger.book(Money(millionths: 1), on: CalendarDay(year: 2099, month: 1, day: 1))
        ledger.book(Money(millionths: 1), on: CalendarDay(year: 1970, month: 1, day: 1))
        for step in 0..<200 {
            let day = CalendarDay(number: today.number + Int64(step))
            ledger.book(Money(millionths: 5), on: day)
            #expect(ledger.rows.count <= CostLedger.greatestRows)
            #expect(ledger.spent(on: day).millionths == 5)
        }
        #expect(!ledger.rows.contains { $0.day.year == 2099 || $0.day.year == 1970 })
    }

    @Test("What operators set is kept as text; what is no such text sets nothing")
    func conditions() {
        let set = LinkConditions(
            pause: .until(noon), grant: .open, limit: .init(least: .nonUrgent, term: .until(noon + .seconds(5))))
        #expect(LinkConditions(text: set.text) == set)
        #expect(LinkConditions(text: LinkConditions().text) == LinkConditions())
        let odd =
            "pause\npause soon\ngrant 1 2\nlimit urgent\nlimit loud open\nlater thing\npause 99999999999999999999\n"
        #expect(LinkConditions(text: Array(odd.utf8) + [0xFF]) == LinkConditions())
        #expect(CostLedger(text: Array("1 2 3\nx 1 1 1 1\n1 -1 0 0 0\n".utf8)) == CostLedger())
    }

    @Test("What is over is taken out once, and the time of the next end is known")
    func expiry() {
        var set = LinkConditions(
            pause: .until(noon), grant: .until(noon + .seconds(60)), limit: .init(least: .urgent, term: .open))
        #expect(set.nextEnd == noon)
        #expect(set.expire(now: noon + .seconds(-1)) == [])
        #expect(set.expire(now: noon) == [.pause])
        #expect(set.expire(now: noon) == [])
        #expect(set.nextEnd == noon + .seconds(60))
        #expect(set.expire(now: noon + .seconds(90)) == [.grant])
        #expect(set.nextEnd == nil && set.limit?.term == .open)
    }

    @Test("A batch: any threshold that is reached suffices, an urgent message where that overrides")
    func batch() {
        let oldest = noon + .seconds(-600)
        func mail(_ messages: Int, _ octets: Int, urgent: Bool = false) -> WaitingMail {
            WaitingMail(messages: messages, octets: octets, oldest: oldest, hasUrgent: urgent)
        }
        #expect(BatchThresholds().verdict(mail(1, 1), now: noon) == .may)
        let all = BatchThresholds(messages: 10, octets: 20_000, time: .seconds(3600))
        #expect(all.verdict(mail(10, 1), now: noon) == .may)
        #expect(all.verdict(mail(1, 20_000), now: noon) == .may)
        #expect(all.verdict(mail(1, 1, urgent: true), now: noon) == .may)
        let waiting = all.verdict(mail(3, 2048), now: noon)
        guard case .notBefore(let time, let obstacle) = waiting else {
            Issue.record("\(waiting)")
            return
        }
        #expect(time == oldest + .seconds(3600))
        #expect(obstacle.description == "batch: 3 of 10 messages, 2048 of 20000 octets")
        #expect(all.verdict(mail(3, 2048), now: time) == .may)
        var strict = BatchThresholds(messages: 2)
        strict.urgentOverrides = false
        guard case .waits(.batch) = strict.verdict(mail(1, 1, urgent: true), now: noon) else {
            Issue.record("an urgent message calls")
            return
        }
        guard case .waits(.batch) = BatchThresholds(octets: 5).verdict(mail(1, 1), now: noon) else {
            Issue.record("no time, and yet one")
            return
        }
    }
}
