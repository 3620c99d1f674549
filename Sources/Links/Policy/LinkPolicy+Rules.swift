import Message

extension LinkPolicy {
    /// What holds beside the schedule, a fact each, for people.
    package var rules: [String] {
        var rules: [String] = []
        let thresholds = [
            batch.messages.map { "\($0) messages" }, batch.octets.map { "\($0) octets" },
            batch.time.map { "\($0.wholeSeconds) s of waiting" },
        ].compactMap { $0 }
        if !thresholds.isEmpty {
            let urgent = batch.urgentOverrides ? ", or an urgent one" : ""
            rules.append("a call is worth \(thresholds.joined(separator: ", or "))\(urgent)")
        }
        for limit in sizeLimits { rules.append("messages up to \(limit.octets) octets\(Self.within(limit.window))") }
        for rule in priorityRules { rules.append("\(rule.priorities) mail\(Self.within(rule.window))") }
        if minimumCall > .seconds(0) { rules.append("calls last \(minimumCall.wholeSeconds) s at least") }
        if let maximumCall { rules.append("calls last \(maximumCall.wholeSeconds) s at most") }
        let prices = [("call", tariff.perCall), ("minute", tariff.perMinute), ("kilobyte", tariff.perKilobyte)]
            .filter { $0.1 != .zero }.map { "\($0.1) a \($0.0)" }
        if !prices.isEmpty {
            rules.append("costs \(prices.joined(separator: ", "))" + (currency.isEmpty ? "" : " (\(currency))"))
        }
        return rules
    }

    private static func within(_ window: CallWindow?) -> String { window.map { " within \($0)" } ?? "" }
}

extension LinkPolicy.ScheduleRule: CustomStringConvertible {
    /// For people.
    package var description: String {
        let text: String
        switch schedule {
        case .always: text = "always"
        case .never: text = "never"
        case .remoteInitiated: text = "remote-initiated"
        case .selected(let windows): text = windows.windows.map(\.description).joined(separator: ", ")
        }
        return urgentIgnores ? "\(text); urgent mail at any time" : text
    }
}
