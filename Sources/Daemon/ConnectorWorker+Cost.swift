import Events
import IO
import Links
import Message
import Queue

/// What calls cost: measured while they stand, booked at once, and ended when the budget is used up.
extension ConnectorWorker {
    /// The line has come up: from now on it costs.
    func startMeter(_ call: LineCall) {
        if call.meter != nil { tick(call) }
    }

    private func tick(_ call: LineCall) {
        guard !isStopping, call.meter != nil else { return }
        let cost = advanceMeter(call)
        if cost > .zero { book(cost, of: call) }
        let isPing = pinging?.call === call
        if let period = budgetUsedUp(call), !isCalledByHand, !isPing {
            emit(
                .linkBudgetUsedUp(
                    connector: name, entry: call.entry, period: period.rawValue, spent: spent(in: period)),
                incident: call.incident)
            reviewPolicy(now())
            tellLink(.callLimitReached)
            return
        }
        timers.start(isPing ? .pingMeter : .meter, after: 1) { self.tick(call) }
    }

    /// The line has gone: books what is left, and tells what the call has cost.
    func stopMeter(_ call: LineCall) {
        timers.cancel(pinging?.call === call ? .pingMeter : .meter)
        guard call.meter != nil else { return }
        book(advanceMeter(call), of: call)
        let cost = call.meter?.cost ?? .zero
        call.meter = nil
        // The ledger of an entry that a reload has put in another's place is the desk's alone.
        let today = call.entry == linkName ? spent(in: .day) : priced(cost, call.policy)
        emit(
            .callCharged(connector: name, entry: call.entry, cost: priced(cost, call.policy), today: today),
            incident: call.incident)
    }

    private func advanceMeter(_ call: LineCall) -> Money {
        call.meter?.advance(to: call.elapsed, octets: total(call)) ?? .zero
    }

    /// With what the ledger has not of it yet: the call itself, its time and its octets.
    private func book(_ cost: Money, of call: LineCall) {
        let sum = (calls: 1, seconds: call.elapsed.wholeSeconds, octets: total(call))
        var expense = LinkExpense(cost: cost, day: call.policy.zone.day(at: now()))
        expense.calls = sum.calls - call.booked.calls
        expense.seconds = sum.seconds - call.booked.seconds
        expense.octets = sum.octets - call.booked.octets
        call.booked = sum
        book(expense, on: call.entry)
    }

    /// Octets over the line, both ways.
    private func total(_ call: LineCall) -> Int {
        let (out, inward) = octets(of: call)
        return out + inward
    }

    private func book(_ expense: LinkExpense, on link: String) {
        if link == linkName {
            linkRecord?.ledger.book(expense)
            review = nil
        }
        bookings += 1
        rooms.links.post { $0.book(expense, on: link, by: self.name) }
    }

    /// By the desk. A booking of an earlier worker of this name is none of ours.
    func booked() { bookings = max(0, bookings - 1) }

    /// A budget that does not last for what the call costs in the next seconds.
    private func budgetUsedUp(_ call: LineCall) -> LinkObstacle.BudgetPeriod? {
        guard let meter = call.meter, let ledger = linkRecord?.ledger else { return nil }
        let tariff = meter.tariff
        let soon = tariff.cost(of: call.elapsed + Self.foresight, octets: total(call)) - meter.cost
        let today = settings.policy.zone.day(at: now())
        let isUsedUp = { (spent: Money, budget: Money?) in
            budget.map { spent + soon > $0 || (spent == $0 && tariff.perKilobyte > .zero) } ?? false
        }
        if isUsedUp(ledger.spent(inMonthOf: today), settings.policy.monthlyBudget) { return .month }
        return isUsedUp(ledger.spent(on: today), settings.policy.dailyBudget) ? .day : nil
    }

    /// The time that a call needs to come to an end before it costs another minute.
    private static var foresight: Interval { .seconds(15) }

    private func spent(in period: LinkObstacle.BudgetPeriod) -> String {
        let today = settings.policy.zone.day(at: now())
        let ledger = linkRecord?.ledger ?? CostLedger()
        return priced(period == .day ? ledger.spent(on: today) : ledger.spent(inMonthOf: today), settings.policy)
    }

    private func priced(_ cost: Money, _ policy: LinkPolicy) -> String {
        policy.currency.isEmpty ? "\(cost)" : "\(cost) \(policy.currency)"
    }
}
