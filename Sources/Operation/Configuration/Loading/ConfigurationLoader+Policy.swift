import Links
import Message

extension ConfigurationLoader {
    private static var windowForm: String { "[DAYS] HH:MM-HH:MM, as Mon-Fri 22:00-06:00" }

    // MARK: [Connector]

    /// `Schedule=selected` and what belongs to it.
    mutating func selectedTimes(_ connector: inout ConnectorConfiguration, _ reader: inout ConfigurationReader) {
        let section = "Connector"
        let windows = windows(&reader, section)
        let zone = zone(&reader, section)
        connector.urgentIgnoresSchedule = reader.boolean(section, "UrgentIgnoresSchedule", default: false)
        if connector.schedule == .selected {
            connector.windows = CallWindows(windows, zone: zone)
            if reader.isUnset(section, "Window") { reader.missing(section, "Window", expected: Self.windowForm) }
        } else {
            reader.meaningless(
                section, ["Window", "TimeZone", "UrgentIgnoresSchedule"], because: "without Schedule=selected")
        }
    }

    private func windows(_ reader: inout ConfigurationReader, _ section: String) -> [CallWindow] {
        reader.values(section, "Window", expected: Self.windowForm) { CallWindow($0) }
    }

    // MARK: [Policy] of a phonebook entry

    mutating func policy(_ reader: inout ConfigurationReader) -> LinkPolicy {
        let section = "Policy"
        var policy = LinkPolicy()
        policy.mode = reader.choice(section, "Mode") ?? policy.mode
        policy.zone = zone(&reader, section)
        schedules(&policy, &reader)
        policy.batch = batch(&reader)
        limits(&policy, &reader)
        lengths(&policy, &reader)
        costs(&policy, &reader)
        return policy
    }

    private func schedules(_ policy: inout LinkPolicy, _ reader: inout ConfigurationReader) {
        let section = "Policy"
        let windows = windows(&reader, section)
        let urgentIgnores = reader.boolean(section, "UrgentIgnoresSchedule", default: false)
        let isRemote = reader.boolean(section, "RemoteInitiated", default: false)
        if isRemote {
            policy.schedules = [.init(.remoteInitiated)]
        } else if !windows.isEmpty {
            policy.schedules = [
                .init(.selected(CallWindows(windows, zone: policy.zone)), urgentIgnores: urgentIgnores)
            ]
        }
        if isRemote || policy.mode == .receiveOnly {
            let because = isRemote ? "with RemoteInitiated=yes" : "with Mode=receive-only"
            reader.meaningless(section, ["Window", "UrgentIgnoresSchedule"], because: because)
        } else if reader.isUnset(section, "Window") {
            reader.meaningless(section, ["UrgentIgnoresSchedule"], because: "without Window=")
        }
        if isRemote, policy.mode == .attended {
            reader.meaningless(section, ["RemoteInitiated"], because: "with Mode=attended")
        }
    }

    private func batch(_ reader: inout ConfigurationReader) -> BatchThresholds {
        let section = "Policy"
        var batch = BatchThresholds()
        batch.messages = optional(&reader, section, "BatchMessages", "a number from 1 to 1000000") {
            ConfigurationValue.integer($0).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
        }
        batch.octets = optional(&reader, section, "BatchSize", "a size from 1 to 1024G, as 64K or 50M", Self.size)
        batch.time = optional(&reader, section, "BatchTime", "a time, as 30s, 10min, 2h or 2d", Self.time)
        // A few messages shall not wait until they are too old.
        if batch.messages != nil || batch.octets != nil { batch.time = batch.time ?? Self.longestBatch }
        batch.urgentOverrides = reader.boolean(section, "UrgentOverridesBatch", default: true)
        if batch.time == nil {
            reader.meaningless(
                section, ["UrgentOverridesBatch"], because: "without BatchMessages=, BatchSize= or BatchTime=")
        }
        return batch
    }

    private static var longestBatch: Interval { .seconds(6 * 3600) }

    private func limits(_ policy: inout LinkPolicy, _ reader: inout ConfigurationReader) {
        let section = "Policy"
        policy.sizeLimits = reader.values(
            section, "MaximumSize", expected: "SIZE [WINDOW], as 200K or 2M Sat,Sun 00:00-24:00"
        ) { text in
            guard let (size, window) = Self.limit(text), let octets = Self.size(size) else { return nil }
            return LinkPolicy.SizeLimit(octets: octets, window: window)
        }
        policy.priorityRules = reader.values(
            section, "Priorities", expected: "some of urgent,normal,non-urgent [WINDOW], as urgent Mon-Fri 08:00-18:00"
        ) { text in
            guard let (list, window) = Self.limit(text) else { return nil }
            let names = list.split(separator: ",", omittingEmptySubsequences: false)
            let priorities = names.compactMap { name in Priority.allCases.first { $0.name == name } }
            guard priorities.count == names.count else { return nil }
            return LinkPolicy.PriorityRule(PrioritySet(priorities), window: window)
        }
    }

    /// What stands before the first blank, and the window behind it.
    private static func limit(_ text: String) -> (String, CallWindow?)? {
        guard let blank = text.firstIndex(of: " ") else { return (text, nil) }
        guard let window = CallWindow(String(text[text.index(after: blank)...])) else { return nil }
        return (String(text[..<blank]), window)
    }

    private func lengths(_ policy: inout LinkPolicy, _ reader: inout ConfigurationReader) {
        let section = "Policy"
        let least = reader.duration(section, "MinimumCall", default: 0)
        policy.minimumCall = interval(least)
        if reader.isUnset(section, "MaximumCall") {
            _ = reader.scalar(section, "MaximumCall")
            return
        }
        policy.maximumCall = interval(
            reader.duration(section, "MaximumCall", from: max(1, least), default: max(1, least)))
    }

    private func costs(_ policy: inout LinkPolicy, _ reader: inout ConfigurationReader) {
        let section = "Policy"
        let amount = "an amount with at most six digits behind the point, as 0.25"
        let money = { (key: String, reader: inout ConfigurationReader) in
            reader.value(section, key, expected: amount) { Money($0) }
        }
        policy.tariff = CallTariff(
            perCall: money("CostPerCall", &reader) ?? .zero, perMinute: money("CostPerMinute", &reader) ?? .zero,
            perKilobyte: money("CostPerKilobyte", &reader) ?? .zero)
        policy.currency =
            reader.value(section, "Currency", expected: "at most 8 letters, as EUR") { text in
                (1...8).contains(text.count) && text.allSatisfy(\.isLetter) ? text : nil
            } ?? ""
        policy.dailyBudget = money("DailyBudget", &reader)
        policy.monthlyBudget = money("MonthlyBudget", &reader)
        if policy.tariff == .free {
            reader.meaningless(
                section, ["Currency", "DailyBudget", "MonthlyBudget"],
                because: "without CostPerCall=, CostPerMinute= or CostPerKilobyte=")
        }
        for (key, budget) in [("DailyBudget", policy.dailyBudget), ("MonthlyBudget", policy.monthlyBudget)] {
            guard let budget, budget < policy.tariff.entrance, policy.tariff != .free,
                let assignment = reader.scalar(section, key)
            else { continue }
            reader.add(
                assignment.problem(
                    "does not pay for one call",
                    expected: "at least \(policy.tariff.entrance), what its first minute costs"))
        }
    }

    // MARK: Values

    private func optional<T>(
        _ reader: inout ConfigurationReader, _ section: String, _ key: String, _ expected: String,
        _ read: (String) -> T?
    ) -> T? {
        reader.value(section, key, expected: expected, read)
    }

    private static func size(_ text: String) -> Int? {
        ConfigurationValue.size(text).flatMap { (1...(1 << 40)).contains($0) ? $0 : nil }
    }

    private static func time(_ text: String) -> Interval? { ConfigurationValue.duration(text).map(interval) }

    private static func interval(_ seconds: Double) -> Interval { Interval(microseconds: Int64(seconds * 1_000_000)) }

    private func interval(_ seconds: Double) -> Interval { Self.interval(seconds) }

    /// `TimeZone=`, by its file; UTC where it is not set or wrong.
    private mutating func zone(_ reader: inout ConfigurationReader, _ section: String) -> TimeZoneRules {
        guard let assignment = reader.scalar(section, "TimeZone") else { return .utc }
        let name = assignment.value
        if let known = zones[name] { return known }
        guard Self.isZoneName(name) else {
            reader.add(
                assignment.problem("\(reader.quoted(name)) is not valid", expected: "a time zone, as Europe/London"))
            return .utc
        }
        do {
            let rules = try zone(named: name)
            zones[name] = rules
            return rules
        } catch let error as ConfigurationSourceError {
            let isAbsent = error.code == .notFound || error.code == .notAFile
            reader.add(
                assignment.problem(
                    isAbsent
                        ? "there is no time zone \(name)" : "\(Self.zoneFolder)/\(name) cannot be read: \(error.text)",
                    nearest: isAbsent ? nearestZone(to: name) : nil))
        } catch {
            reader.add(
                assignment.problem(
                    "\(Self.zoneFolder)/\(name) is no usable time zone (\(error))", expected: "one without leap seconds"
                ))
        }
        return .utc
    }

    private func zone(named name: String) throws -> TimeZoneRules {
        try TimeZoneRules(tzif: source.file(at: "\(Self.zoneFolder)/\(name)").octets)
    }

    private static var zoneFolder: String { "/usr/share/zoneinfo" }

    private static func isZoneName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && !part.hasPrefix(".")
                    && part.utf8.allSatisfy { octet in
                        (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet | 0x20) || octet == 0x2B
                            || octet == 0x2D || octet == 0x5F
                    }
            }
    }

    private func nearestZone(to name: String) -> String? {
        let parts = name.split(separator: "/")
        let folder = parts.dropLast().map { "\($0)/" }.joined()
        guard let last = parts.last,
            let names = try? source.names(in: "\(Self.zoneFolder)/\(folder)".trimmingSlash)
        else { return nil }
        return EditDistance.nearest(to: String(last), among: names.filter { $0 != last }).map { folder + $0 }
    }
}

extension String {
    fileprivate var trimmingSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
