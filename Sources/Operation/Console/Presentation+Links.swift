package import Admin
internal import Message

/// Links, their costs, and plans.
extension Presentation {
    package func links(_ links: [AdminLink]) -> String {
        var table = Table([
            Table.Column("LINK"), Table.Column("MEDIUM"), Table.Column("STATE"), Table.Column("MODE"),
            Table.Column("QUEUE", .right), Table.Column("SIZE", .right), Table.Column("OLDEST", .right),
            Table.Column("NEXT CALL"), Table.Column("WHY"),
        ])
        for link in links {
            table.add([
                link.name, link.medium, link.state.rawValue, link.mode.rawValue, "\(link.queued)",
                format.size(link.queuedOctets), link.oldest.map(format.age), link.nextCall.map(format.until), link.why,
            ])
        }
        return table.text + "\n\(HumanFormat.count(links.count, "link")) listed.\n"
    }

    package func link(_ link: AdminLink, calls: [AdminCall]) -> String {
        let entry = link.phonebookEntry.map { ", phonebook entry \($0)" } ?? ""
        var lines = [
            ("", "\(link.name) to \(link.remoteMTA) (\(link.medium)\(entry))"),
            ("State", link.state.rawValue + (link.why.map { ": \($0)" } ?? "")),
            ("Mode", link.mode.rawValue + (link.modeUntil.map { ", ends \(format.until($0))" } ?? "")),
            ("Schedule", link.schedule),
        ]
        if !link.rules.isEmpty { lines.append(("Rules", link.rules.joined(separator: "; "))) }
        let oldest = link.oldest.map { ", oldest \(format.age($0))" } ?? ""
        lines.append(
            ("Queued", "\(HumanFormat.count(link.queued, "message")), \(format.size(link.queuedOctets))\(oldest)"))
        if let next = link.nextCall { lines.append(("Next call", format.until(next))) }
        if let speed = link.speed {
            let setUp = link.setUp.map { ", up after \(Self.seconds($0))" } ?? ""
            lines.append(("By experience", "\(format.size(speed)) a second\(setUp)"))
        }
        if link.failures > 0 { lines.append(("Failed calls", "\(link.failures) since the last that came up")) }
        if let today = link.spentToday { lines.append(("Spent today", today)) }
        if let month = link.spentThisMonth { lines.append(("This month", month)) }
        return Self.block(lines) + (calls.isEmpty ? "" : "\n" + self.calls(calls))
    }

    private func calls(_ calls: [AdminCall]) -> String {
        var table = Table([
            Table.Column("BEGAN"), Table.Column("BY"), Table.Column("UP AFTER", .right),
            Table.Column("LASTED", .right), Table.Column("OUT", .right), Table.Column("IN", .right),
            Table.Column("ENDED WITH"),
        ])
        for call in calls {
            table.add([
                format.ago(call.began), call.isInbound ? "them" : "us", call.setUp.map(Self.seconds),
                call.setUp == nil ? nil : Self.seconds(call.duration), format.size(call.octetsOut),
                format.size(call.octetsIn), "\(call.code) \(call.result)",
            ])
        }
        return table.text
    }

    package func linkCosts(_ costs: [AdminLinkCost]) -> String {
        if costs.isEmpty { return "Nothing was spent.\n" }
        var table = Table([
            Table.Column("DAY"), Table.Column("ENTRY"), Table.Column("COST", .right), Table.Column("CURRENCY"),
            Table.Column("CALLS", .right), Table.Column("TIME", .right), Table.Column("OCTETS", .right),
        ])
        for cost in costs {
            table.add([
                cost.day, cost.entry, cost.cost, cost.currency, "\(cost.calls)",
                HumanFormat.span(.seconds(cost.seconds)), format.size(cost.octets),
            ])
        }
        return table.text
    }

    /// - Parameter isTold: the speed was given.
    package func plan(_ plan: AdminPlan, isTold: Bool = false) -> String {
        let assumed = isTold ? "as you say" : "assumed; --speed gives another"
        let basis = plan.calls > 0 ? "by \(HumanFormat.count(plan.calls, "past call"))" : assumed
        let begins = plan.begins.map { "begins \(format.until($0))" } ?? "its time is not known"
        let why = plan.why.map { " (\($0))" } ?? ""
        var text =
            HumanFormat.clean(
                "Next call of \(plan.connector): \(begins)\(why); \(format.size(plan.speed)) a second, \(basis).")
            + "\n"
        if let closes = plan.closes { text += "It has to end \(format.until(closes)).\n" }
        if plan.rows.isEmpty { return text + "Nothing waits.\n" }
        var table = Table([
            Table.Column("MESSAGE"), Table.Column("PRIORITY"), Table.Column("SIZE", .right), Table.Column("DONE"),
            Table.Column("FROM → TO"), Table.Column("STAYS BEHIND"),
        ])
        for row in plan.rows {
            let from = row.originator.isEmpty ? "<>" : row.originator
            table.add([
                row.message, row.priority, format.size(row.octets),
                row.done.map(format.until) ?? row.cutAt.map { "cut at \(format.size($0))" },
                "\(from) → \(row.firstRecipient)", row.stays,
            ])
        }
        let done = plan.rows.count { $0.done != nil }
        return text + "\n" + table.text + "\n\(done) of \(HumanFormat.count(plan.rows.count, "message")) go whole.\n"
    }

    /// Microseconds as `4s` or `2m 5s`.
    private static func seconds(_ microseconds: Int) -> String {
        HumanFormat.span(Interval(microseconds: Int64(microseconds) + 500_000))
    }
}
