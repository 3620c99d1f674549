import Links
import Message
import Testing

private let noon = Timestamp(seconds: 1_795_953_600)  // Sunday 2026-11-29T12:00:00Z

private func cargo(_ priority: Priority = .normal, _ octets: Int = 1000) -> LinkCargo {
    LinkCargo(priority: priority, octets: octets, enqueued: noon)
}

private func windows(_ texts: String..., zone: TimeZoneRules = .utc) -> Schedule {
    .selected(CallWindows(texts.compactMap { CallWindow($0) }, zone: zone))
}

private func hour(_ hours: Int) -> Timestamp { noon + .seconds(hours * 3600) }

@Suite("Link policy: what a link carries, and when")
struct LinkForecastTests {
    private func forecast(
        _ conditions: LinkConditions = LinkConditions(), _ ledger: CostLedger = CostLedger(), now: Timestamp = noon,
        _ change: (inout LinkPolicy) -> Void = { _ in }
    ) -> LinkForecast {
        var policy = LinkPolicy()
        change(&policy)
        return LinkForecast(policy, conditions, ledger, now: now)
    }

    @Test("Without a policy everything goes at once, for ever")
    func nothing() {
        let all = forecast()
        #expect(all.verdict(cargo(), in: .ours, now: noon) == .may)
        #expect(all.nextChange(after: noon) == nil)
        #expect(all.callObstacle(urgent: false, now: noon) == nil)
    }

    @Test(
        "A closed window: mail waits until it opens; urgent mail where that ignores it; the neighbour's call takes all")
    func window() {
        let strict = forecast { $0.schedules = [.init(windows("17:30-19:30"))] }
        let opens = noon + .seconds(5 * 3600 + 1800)
        #expect(strict.verdict(cargo(), in: .ours, now: noon) == .notBefore(opens, .window))
        #expect(strict.verdict(cargo(.urgent), in: .ours, now: noon) == .notBefore(opens, .window))
        #expect(strict.verdict(cargo(), in: .free, now: noon) == .may)
        #expect(strict.verdict(cargo(), in: .ours, now: opens) == .may)
        #expect(strict.nextChange(after: noon) == opens && strict.nextChange(after: opens) == opens + .seconds(7200))
        let lenient = forecast { $0.schedules = [.init(windows("17:30-19:30"), urgentIgnores: true)] }
        #expect(lenient.verdict(cargo(.urgent), in: .ours, now: noon) == .may)
        #expect(lenient.verdict(cargo(.nonUrgent), in: .ours, now: noon) == .notBefore(opens, .window))
        #expect(lenient.callObstacle(urgent: true, now: noon) == nil)
        #expect(lenient.callObstacle(urgent: false, now: noon) == .window)
    }

    @Test("The next call for ordinary mail: at once, when the window opens, or not before somebody permits it")
    func nextCall() {
        #expect(forecast().nextCall(from: hour(1)) == hour(1))
        let evening = forecast { $0.schedules = [.init(windows("17:30-19:30"), urgentIgnores: true)] }
        let opens = noon + .seconds(5 * 3600 + 1800)
        #expect(evening.nextCall(from: noon) == opens && evening.nextCall(from: opens) == opens)
        #expect(evening.nextCall(from: hour(7)) == hour(7))
        #expect(evening.nextCall(from: hour(8)) == opens + .seconds(86_400))
        let paused = forecast(LinkConditions(pause: .until(hour(1)))) { $0.schedules = [.init(windows("17:30-19:30"))] }
        #expect(paused.nextCall(from: noon) == opens)
        #expect(forecast { $0.mode = .attended }.nextCall(from: noon) == nil)
    }

    @Test("The longest message ever carried: of all hours, for each priority, and not in hours without a call")
    func longest() {
        func longest(_ change: (inout LinkPolicy) -> Void) -> [Int?] {
            let forecast = self.forecast { change(&$0) }
            return [Priority.urgent, .normal, .nonUrgent].map { forecast.longest($0) }
        }
        #expect(longest { _ in } == [.max, .max, .max])
        #expect(longest { $0.sizeLimits = [.init(octets: 500)] } == [500, 500, 500])
        let night = CallWindow("22:00-06:00")
        let sizes = [LinkPolicy.SizeLimit(octets: 500), .init(octets: 9000, window: night)]
        #expect(longest { $0.sizeLimits = sizes } == [9000, 9000, 9000])
        // The night's limit is of no use where calls are made by day, but for urgent mail.
        #expect(
            longest {
                $0.sizeLimits = sizes
                $0.schedules = [.init(windows("08:00-18:00"), urgentIgnores: true)]
            } == [9000, 500, 500])
        #expect(
            longest {
                $0.sizeLimits = sizes
                $0.priorityRules = [
                    .init(PrioritySet([.urgent])), .init(PrioritySet([.urgent, .normal]), window: night),
                ]
            } == [9000, 9000, nil])
        // What somebody may grant, or fetch, is not refused for good; what a link only receives is.
        for mode in [LinkPolicy.Mode.attended, .automatic] {
            #expect(
                longest {
                    $0.mode = mode
                    $0.schedules = [.init(.remoteInitiated)]
                    $0.sizeLimits = [.init(octets: 500)]
                } == [500, 500, 500])
        }
        #expect(longest { $0.mode = .receiveOnly } == [nil, nil, nil])
    }

    @Test("Two schedules: both have to be open, and one that holds for urgent mail too holds")
    func twoSchedules() {
        let both = forecast {
            $0.schedules = [.init(windows("13:00-15:00"), urgentIgnores: true), .init(windows("14:00-16:00"))]
        }
        #expect(both.verdict(cargo(), in: .ours, now: noon) == .notBefore(hour(2), .window))
        #expect(both.verdict(cargo(.urgent), in: .ours, now: noon) == .notBefore(hour(2), .window))
        #expect(both.verdict(cargo(.urgent), in: .ours, now: hour(3)) == .may)
        #expect(both.verdict(cargo(), in: .ours, now: hour(3)) == .notBefore(hour(26), .window))
        let never = forecast { $0.schedules = [.init(windows("13:00-14:00")), .init(windows("15:00-16:00"))] }
        #expect(never.verdict(cargo(), in: .ours, now: noon) == .never(.window))
    }

    @Test("A size limit: by itself, by the hour, and for what fits never")
    func size() {
        let plain = forecast { $0.sizeLimits = [.init(octets: 5000)] }
        #expect(plain.verdict(cargo(.normal, 5000), in: .ours, now: noon) == .may)
        #expect(plain.verdict(cargo(.normal, 5001), in: .free, now: noon) == .never(.size(5000)))
        let hourly = forecast {
            $0.sizeLimits = [.init(octets: 5000), .init(octets: 90_000, window: CallWindow("Mon 01:00-02:00"))]
        }
        #expect(hourly.verdict(cargo(.normal, 6000), in: .ours, now: noon) == .notBefore(hour(13), .size(5000)))
        #expect(hourly.verdict(cargo(.normal, 6000), in: .ours, now: hour(13)) == .may)
        #expect(hourly.verdict(cargo(.normal, 90_001), in: .ours, now: noon) == .never(.size(5000)))
        // The hour of the long ones is not one of calls.
        let useless = forecast {
            $0.sizeLimits = [.init(octets: 5000), .init(octets: 90_000, window: CallWindow("01:00-02:00"))]
            $0.schedules = [.init(windows("17:00-18:00"))]
        }
        #expect(useless.verdict(cargo(.normal, 6000), in: .ours, now: noon) == .never(.size(5000)))
        #expect(useless.verdict(cargo(.normal, 4000), in: .ours, now: noon) == .notBefore(hour(5), .window))
    }

    @Test("Priorities: by the file they may be refused for good, by an operator only until he takes it back")
    func priorities() {
        let file = forecast { $0.priorityRules = [.init(PrioritySet([.urgent, .normal]))] }
        let rest = PrioritySet(atLeast: .normal)
        #expect(file.verdict(cargo(.nonUrgent), in: .free, now: noon) == .never(.priority(rest)))
        #expect(file.verdict(cargo(.normal), in: .ours, now: noon) == .may)
        #expect(rest.description == "urgent and normal")
        let urgentOnly = PrioritySet(atLeast: .urgent)
        let open = forecast(LinkConditions(limit: .init(least: .urgent, term: .open)))
        #expect(open.verdict(cargo(), in: .ours, now: noon) == .waits(.limited(urgentOnly)))
        #expect(open.verdict(cargo(.urgent), in: .ours, now: noon) == .may)
        let timed = forecast(LinkConditions(limit: .init(least: .urgent, term: .until(hour(1)))))
        #expect(timed.verdict(cargo(), in: .ours, now: noon) == .notBefore(hour(1), .limited(urgentOnly)))
    }

    @Test("A pause: until its time, or until somebody ends it; no call of anybody's carries mail meanwhile")
    func pause() {
        let open = forecast(LinkConditions(pause: .open))
        #expect(open.verdict(cargo(.urgent), in: .free, now: noon) == .waits(.paused))
        let month = noon + .seconds(40 * 86400)
        let long = forecast(LinkConditions(pause: .until(month))) { $0.schedules = [.init(windows("Sat 10:00-11:00"))] }
        // 2027-01-08 is a Friday.
        #expect(long.verdict(cargo(), in: .ours, now: noon) == .notBefore(month + .seconds(22 * 3600), .paused))
        #expect(forecast(LinkConditions(pause: .until(noon))).verdict(cargo(), in: .ours, now: noon) == .may)
    }

    @Test(
        "An attended link calls while that is granted; a receiving one never sends; the neighbour's call is not ours"
    )
    func modes() {
        let attended = forecast { $0.mode = .attended }
        #expect(attended.verdict(cargo(.urgent), in: .ours, now: noon) == .waits(.attended))
        #expect(attended.verdict(cargo(), in: .free, now: noon) == .may)
        let granted = forecast(LinkConditions(grant: .until(hour(1)))) { $0.mode = .attended }
        #expect(granted.verdict(cargo(), in: .ours, now: noon) == .may)
        #expect(granted.verdict(cargo(), in: .ours, now: hour(1)) == .waits(.attended))
        #expect(forecast { $0.mode = .receiveOnly }.verdict(cargo(), in: .free, now: noon) == .never(.receiveOnly))
        let remote = forecast { $0.schedules = [.init(.remoteInitiated)] }
        #expect(remote.verdict(cargo(), in: .ours, now: noon) == .waits(.remoteInitiated))
    }

    @Test(
        "A budget that pays for no other call: until tomorrow, or until the month is over, by the zone's calendar"
    )
    func budget() throws {
        let india = try zone(Zones.india)
        var ledger = CostLedger()
        ledger.book(Money(millionths: 900_000), on: india.day(at: noon))
        let tariff = CallTariff(perMinute: Money(millionths: 100_000))
        let daily = { (limit: Int64) in
            forecast(LinkConditions(), ledger) {
                $0.zone = india
                $0.tariff = tariff
                $0.dailyBudget = Money(millionths: limit)
            }
        }
        #expect(daily(1_000_000).verdict(cargo(), in: .ours, now: noon) == .may)
        // Noon is half past five in the afternoon there.
        let midnight = noon + .seconds(6 * 3600 + 1800)
        #expect(daily(999_999).verdict(cargo(.urgent), in: .ours, now: noon) == .notBefore(midnight, .budget(.day)))
        #expect(daily(999_999).verdict(cargo(), in: .free, now: noon) == .may)
        #expect(daily(99_999).verdict(cargo(), in: .ours, now: noon) == .never(.budget(.day)))
        let monthly = forecast(LinkConditions(), ledger) {
            $0.zone = india
            $0.tariff = tariff
            $0.monthlyBudget = Money(millionths: 900_000)
            $0.schedules = [.init(windows("Tue 23:00-24:00"))]
        }
        // The month ends with Monday; the window follows.
        #expect(monthly.verdict(cargo(), in: .ours, now: noon) == .notBefore(hour(59), .window))
        #expect(monthly.callObstacle(urgent: true, now: noon) == .window)
        #expect(monthly.callObstacle(urgent: true, now: hour(59)) == nil)
    }

    @Test("A clock that jumps a day finds the answers of that day, and those of today when it is put right")
    func clockJump() {
        let weekly = forecast { $0.schedules = [.init(windows("Mon 11:00-13:00"))] }
        #expect(weekly.verdict(cargo(), in: .ours, now: noon) == .notBefore(hour(23), .window))
        #expect(weekly.verdict(cargo(), in: .ours, now: hour(24)) == .may)
        #expect(weekly.verdict(cargo(), in: .ours, now: noon) == .notBefore(hour(23), .window))
        // Before what it was made for, it answers as for its beginning.
        #expect(weekly.verdict(cargo(), in: .ours, now: hour(-24)) == .notBefore(hour(23), .window))
    }

    @Test("Random policies: the first minute that permits, as a scan finds it", arguments: 0..<24)
    func random(run: Int) throws {
        var random = SystemRandomNumberGenerator()
        var policy = LinkPolicy()
        let zones = try Zones.all.map(zone)
        policy.zone = zones.randomElement(using: &random) ?? .utc
        let pick = { (random: inout SystemRandomNumberGenerator) in
            CallWindow(
                days: UInt8.random(in: 1...127, using: &random), from: Int.random(in: 0...287, using: &random) * 5,
                to: Int.random(in: 1...288, using: &random) * 5)
        }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let some = (0..<Int.random(in: 1...3, using: &random)).map { _ in pick(&random) }
            policy.schedules.append(
                .init(.selected(CallWindows(some, zone: policy.zone)), urgentIgnores: Bool.random(using: &random)))
        }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            policy.sizeLimits.append(
                .init(
                    octets: Int.random(in: 1...4, using: &random) * 1000,
                    window: Bool.random(using: &random) ? pick(&random) : nil))
        }
        if Bool.random(using: &random) {
            policy.priorityRules = [.init(PrioritySet(atLeast: .normal), window: pick(&random))]
        }
        let now = Timestamp(seconds: 1_790_000_100 + Int64.random(in: 0...60_000, using: &random) * 300)
        var conditions = LinkConditions()
        if Bool.random(using: &random) {
            conditions.pause = .until(now + .seconds(300 * Int.random(in: -5...500, using: &random)))
        }
        let forecast = LinkForecast(policy, conditions, CostLedger(), now: now)
        for priority in Priority.allCases {
            let cargo = LinkCargo(priority: priority, octets: Int.random(in: 0...5000, using: &random), enqueued: now)
            let scan = (0..<(9 * 288 + 500)).lazy.map { now + .seconds(300 * $0) }
                .first { Self.permits(policy, conditions, cargo, at: $0) }
            switch forecast.verdict(cargo, in: .ours, now: now) {
            case .may: #expect(scan == now)
            case .notBefore(let time, _): #expect(scan == time && time > now)
            case .never, .waits: #expect(scan == nil || (scan ?? now) > now + .seconds(9 * 86400))
            }
        }
    }

    /// By the words of the manual, one instant at a time.
    private static func permits(
        _ policy: LinkPolicy, _ conditions: LinkConditions, _ cargo: LinkCargo, at time: Timestamp
    ) -> Bool {
        if let pause = conditions.pause, pause.holds(at: time) { return false }
        for rule in policy.schedules where !(rule.urgentIgnores && cargo.priority == .urgent) {
            if !rule.schedule.isOpen(at: time) { return false }
        }
        let holds = { (window: CallWindow?) in
            window.map { CallWindows([$0], zone: policy.zone).isOpen(at: time) }
        }
        let sizes = policy.sizeLimits.filter { holds($0.window) == true }
        let limits = sizes.isEmpty ? policy.sizeLimits.filter { $0.window == nil } : sizes
        if limits.contains(where: { cargo.octets > $0.octets }) { return false }
        let rules = policy.priorityRules.filter { holds($0.window) == true }
        return rules.allSatisfy { $0.priorities.contains(cargo.priority) }
    }
}
