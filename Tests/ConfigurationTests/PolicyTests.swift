import Configuration
import Links
import Message
import Testing

/// A TZif file of version 2 with a rule and nothing else.
private func zoneFile(_ rule: String) -> ConfigurationFile {
    let block =
        Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15 + 16) + [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    return ConfigurationFile(octets: block + block + Array("\n\(rule)\n".utf8), mode: 0o644, owner: 0)
}

private func addZones(_ source: inout MemorySource) {
    source.files["/usr/share/zoneinfo/Europe/London"] = zoneFile("GMT0BST,M3.5.0/1,M10.5.0")
    source.files["/usr/share/zoneinfo/Europe/Broken"] = MemorySource.file("no zone")
}

@Suite("Schedules and policies in files")
struct PolicyTests {
    @Test("Without [Policy] a link carries everything at any time")
    func defaults() throws {
        let read = try configuration()
        #expect(read.phonebookEntry(named: "sat")?.policy == LinkPolicy())
        #expect(read.connector(named: "berlin")?.windows == nil)
    }

    @Test("Every key of [Policy]")
    func everyKey() throws {
        let text = """
            [Policy]
            Mode=attended
            TimeZone=Europe/London
            Window=Mon-Fri 22:00-06:00
            Window=Sat,Sun 00:00-24:00
            UrgentIgnoresSchedule=yes
            BatchMessages=10
            BatchSize=20K
            BatchTime=2h
            UrgentOverridesBatch=no
            MaximumSize=200K
            MaximumSize=2M Sun 00:00-24:00
            Priorities=urgent,normal 08:00-18:00
            MinimumCall=30s
            MaximumCall=10min
            CostPerCall=0.10
            CostPerMinute=1.25
            CostPerKilobyte=0.001
            Currency=EUR
            DailyBudget=20
            MonthlyBudget=300.50

            """
        let read = try configuration(["phonebook/sat.ras": Good.sat + text], addZones)
        let policy = try #require(read.phonebookEntry(named: "sat")?.policy)
        #expect(policy.mode == .attended && policy.urgentIgnoresSchedule && !policy.callsNever)
        guard case .selected(let windows) = policy.schedules.first?.schedule else {
            Issue.record("no windows")
            return
        }
        #expect(windows.windows.map(\.description) == ["Mon,Tue,Wed,Thu,Fri 22:00-06:00", "Sat,Sun 00:00-24:00"])
        // Summer: an hour ahead of UTC.
        let july = Timestamp(seconds: 1_782_900_000)
        #expect(windows.zone.offset(at: july) == 3600 && policy.zone.offset(at: july) == 3600)
        #expect(
            policy.batch
                == BatchThresholds(messages: 10, octets: 20480, time: .seconds(7200), urgentOverrides: false))
        #expect(policy.sizeLimits.map(\.octets) == [204_800, 2_097_152])
        #expect(policy.sizeLimits.map { $0.window?.description } == [nil, "Sun 00:00-24:00"])
        #expect(policy.priorityRules.map(\.priorities) == [PrioritySet(atLeast: .normal)])
        #expect(policy.minimumCall == .seconds(30) && policy.maximumCall == .seconds(600))
        #expect(policy.tariff.perMinute == Money("1.25") && policy.tariff.perKilobyte == Money("0.001"))
        #expect(policy.currency == "EUR" && policy.dailyBudget == Money("20") && policy.monthlyBudget == Money("300.5"))
    }

    @Test("A batch without a time has one; a link that is called only does not call")
    func special() throws {
        let batch = try configuration(["phonebook/sat.ras": Good.sat + "[Policy]\nBatchMessages=3\n"])
        #expect(batch.phonebookEntry(named: "sat")?.policy.batch.time == .seconds(21600))
        let remote = try configuration(["phonebook/sat.ras": Good.sat + "[Policy]\nRemoteInitiated=yes\n"])
        #expect(remote.phonebookEntry(named: "sat")?.policy.callsNever == true)
    }

    @Test(
        "Selected times of a connector",
        arguments: ["connectors/berlin.connector", "connectors/nairobi.connector", "connectors/local.connector"])
    func selected(file: String) throws {
        let good = try #require(Good.all[file])
        let lines =
            "[Connector]\nSchedule=selected\nWindow=05:00-07:00\nTimeZone=Europe/London\nUrgentIgnoresSchedule=yes\n"
        let read = try configuration([file: good + lines], addZones)
        let connector = try #require(read.connectors.first { "connectors/\($0.name).connector" == file })
        #expect(connector.schedule == .selected && connector.urgentIgnoresSchedule)
        #expect(connector.windows?.windows.map(\.description) == ["05:00-07:00"])
        #expect(connector.windows?.zone.offset(at: Timestamp(seconds: 1_782_900_000)) == 3600)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var lines: String
        var said: [String]
        var testDescription: String { lines }
        init(_ lines: String, _ said: String...) { (self.lines, self.said) = (lines, said) }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            "Mode=atended",
            "5: [Policy] Mode: \"atended\" is not valid; expected automatic, attended, receive-only; did "
                + "you mean attended?"
        ),
        Mistake("Windows=05:00-07:00", "5: [Policy] Windows: unknown key; did you mean Window?"),
        Mistake(
            "Window=5-7",
            "5: [Policy] Window: \"5-7\" is not valid; expected [DAYS] HH:MM-HH:MM, as Mon-Fri 22:00-06:00"),
        Mistake(
            "Window=Mon 05:00-05:00",
            "5: [Policy] Window: \"Mon 05:00-05:00\" is not valid; expected [DAYS] HH:MM-HH:MM, as Mon-Fri "
                + "22:00-06:00"),
        Mistake(
            "TimeZone=Europe/Londn",
            "5: [Policy] TimeZone: there is no time zone Europe/Londn; did you mean Europe/London?"),
        Mistake("TimeZone=Europe", "5: [Policy] TimeZone: there is no time zone Europe"),
        Mistake(
            "TimeZone=../../etc/passwd",
            "5: [Policy] TimeZone: \"../../etc/passwd\" is not valid; expected a time zone, as Europe/London"),
        Mistake(
            "TimeZone=Europe/Broken",
            "5: [Policy] TimeZone: /usr/share/zoneinfo/Europe/Broken is no usable time zone (notTZif); "
                + "expected one without leap seconds"
        ),
        Mistake(
            "UrgentIgnoresSchedule=perhaps\nWindow=05:00-07:00",
            "5: [Policy] UrgentIgnoresSchedule: \"perhaps\" is not valid; expected yes or no"),
        Mistake("UrgentIgnoresSchedule=yes", "5: [Policy] UrgentIgnoresSchedule: has no meaning without Window="),
        Mistake(
            "RemoteInitiated=yes\nWindow=05:00-07:00", "6: [Policy] Window: has no meaning with RemoteInitiated=yes"),
        Mistake("Mode=receive-only\nWindow=05:00-07:00", "6: [Policy] Window: has no meaning with Mode=receive-only"),
        Mistake("Mode=attended\nRemoteInitiated=yes", "6: [Policy] RemoteInitiated: has no meaning with Mode=attended"),
        Mistake(
            "BatchMessages=0", "5: [Policy] BatchMessages: \"0\" is not valid; expected a number from 1 to 1000000"),
        Mistake(
            "BatchSize=much",
            "5: [Policy] BatchSize: \"much\" is not valid; expected a size from 1 to 1024G, as 64K or 50M"),
        Mistake(
            "BatchTime=noon", "5: [Policy] BatchTime: \"noon\" is not valid; expected a time, as 30s, 10min, 2h or 2d"),
        Mistake(
            "UrgentOverridesBatch=no",
            "5: [Policy] UrgentOverridesBatch: has no meaning without BatchMessages=, BatchSize= or BatchTime="),
        Mistake(
            "MaximumSize=0",
            "5: [Policy] MaximumSize: \"0\" is not valid; expected SIZE [WINDOW], as 200K or 2M Sat,Sun 00:00-24:00"),
        Mistake(
            "MaximumSize=2M Son 00:00-24:00",
            "5: [Policy] MaximumSize: \"2M Son 00:00-24:00\" is not valid; expected SIZE [WINDOW], as 200K "
                + "or 2M Sat,Sun 00:00-24:00"
        ),
        Mistake(
            "Priorities=urgent,loud",
            "5: [Policy] Priorities: \"urgent,loud\" is not valid; expected some of "
                + "urgent,normal,non-urgent [WINDOW], as urgent Mon-Fri 08:00-18:00"
        ),
        Mistake(
            "MaximumCall=0.5s",
            "5: [Policy] MaximumCall: \"0.5s\" is not valid; expected a time of at least 1s, as 30s, 10min, 2h or 2d"),
        Mistake(
            "MinimumCall=60s\nMaximumCall=30s",
            "6: [Policy] MaximumCall: \"30s\" is not valid; expected a time of at least 60s, as 30s, 10min, 2h or 2d"),
        Mistake(
            "CostPerMinute=1,25",
            "5: [Policy] CostPerMinute: \"1,25\" is not valid; expected an amount with at most six digits "
                + "behind the point, as 0.25"
        ),
        Mistake(
            "CostPerCall=1\nCurrency=E U R",
            "6: [Policy] Currency: \"E U R\" is not valid; expected at most 8 letters, as EUR"),
        Mistake(
            "DailyBudget=5",
            "5: [Policy] DailyBudget: has no meaning without CostPerCall=, CostPerMinute= or CostPerKilobyte="),
        Mistake(
            "CostPerCall=1\nDailyBudget=0.99",
            "6: [Policy] DailyBudget: does not pay for one call; expected at least 1.00, what its first minute costs"),
        Mistake(
            "CostPerCall=1\nMonthlyBudget=-5",
            "6: [Policy] MonthlyBudget: \"-5\" is not valid; expected an amount with at most six digits "
                + "behind the point, as 0.25"
        ),
    ]

    @Test("Each mistake in [Policy] is named with its place and what is right", arguments: mistakes)
    func mistake(mistake: Mistake) {
        let said = problems(["phonebook/sat.ras": Good.sat + "[Policy]\n\(mistake.lines)\n"], addZones)
        #expect(said == mistake.said.map { "phonebook/sat.ras:\($0)" })
    }

    static let connectorMistakes: [Mistake] = [
        Mistake(
            "Schedule=selected", "6: [Connector] Window: missing; expected [DAYS] HH:MM-HH:MM, as Mon-Fri 22:00-06:00"),
        Mistake("Window=05:00-07:00", "7: [Connector] Window: has no meaning without Schedule=selected"),
        Mistake("Schedule=always\nTimeZone=UTC", "8: [Connector] TimeZone: has no meaning without Schedule=selected"),
        Mistake(
            "UrgentIgnoresSchedule=yes",
            "7: [Connector] UrgentIgnoresSchedule: has no meaning without Schedule=selected"),
        Mistake(
            "Schedule=selected\nWindow=7",
            "8: [Connector] Window: \"7\" is not valid; expected [DAYS] HH:MM-HH:MM, as Mon-Fri 22:00-06:00"),
        Mistake(
            "Schedule=select\nWindow=05:00-07:00",
            "7: [Connector] Schedule: \"select\" is not valid; expected always, selected, "
                + "remote-initiated, never; did you mean selected?",
            "8: [Connector] Window: has no meaning without Schedule=selected"),
    ]

    @Test("Each mistake in a connector's schedule is named", arguments: connectorMistakes)
    func connectorMistake(mistake: Mistake) {
        let said = problems(["connectors/berlin.connector": Good.berlin + "[Connector]\n\(mistake.lines)\n"], addZones)
        #expect(said == mistake.said.map { "connectors/berlin.connector:\($0)" })
    }
}
