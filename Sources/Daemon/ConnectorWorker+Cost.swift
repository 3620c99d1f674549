import Events
import IO
import Links
import Message
import Queue

/// What calls cost: measured while they stand, booked at once, and ended when the budget is used up.
extension ConnectorWorker {
    /// The line has come up: from now on it costs.
    func startMeter() {
        if line?.meter != nil { tick() }
    }

    private func tick() {
        guard !isStopping, let line, line.meter != nil else { return }
        let expense = advanceMeter(line)
        if expense.cost > .zero { book(expense, on: line.entry) }
        if let period = budgetUsedUp(line), !isCalledByHand {
            emit(
                .linkBudgetUsedUp(
                    connector: name, entry: line.entry, period: period.rawValue, spent: spent(in: period)),
                incident: line.incident)
            reviewPolicy(now())
            tellLink(.callLimitReached)
            return
        }
        timers.start(.meter, after: 1) { self.tick() }
    }

    /// The line has gone: books what is left, and tells what the call has cost.
    func stopMeter(_ call: LineCall) {
        // A ping's call is not looked at while it stands.
        if pinging?.call !== call { timers.cancel(.meter) }
        guard call.meter != nil else { return }
        var expense = advanceMeter(call)
        let cost = call.meter?.cost ?? .zero
        call.meter = nil
        expense.calls = 1
        expense.seconds = call.elapsed.wholeSeconds
        expense.octets = total(call)
        book(expense, on: call.entry)
        emit(
            .callCharged(
                connector: name, entry: call.entry, cost: priced(cost),
                today: spent(in: .day)), incident: call.incident)
    }

    private func advanceMeter(_ call: LineCall) -> LinkExpense {
        let cost = call.meter?.advance(to: call.elapsed, octets: total(call)) ?? .zero
        return LinkExpense(cost: cost, day: settings.policy.zone.day(at: now()))
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
        return priced(period == .day ? ledger.spent(on: today) : ledger.spent(inMonthOf: today))
    }

    private func priced(_ cost: Money) -> String {
        settings.policy.currency.isEmpty ? "\(cost)" : "\(cost) \(settings.policy.currency)"
    }
}
