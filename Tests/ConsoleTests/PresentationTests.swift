import Admin
import Console
import Message
import Testing

@Suite("trunkctl's output for people")
struct PresentationTests {
    static let now = Timestamp(seconds: 1_795_223_838)

    private func ago(_ seconds: Int) -> Timestamp { Self.now + .seconds(-seconds) }
    private let people = Presentation(HumanFormat(now: now))
    private let exact = Presentation(HumanFormat(bytes: true, utc: true, now: now))

    @Test(
        "Sizes have two digits that matter",
        arguments: [
            (0, "0"), (1023, "1023"), (1024, "1.0K"), (1177, "1.1K"), (10239, "9.9K"), (10240, "10K"),
            (655_360, "640K"),
            (1_048_575, "1023K"), (1_048_576, "1.0M"), (5_500_000, "5.2M"), (1 << 40, "1024G"),
            (Int.max, "8589934591G"),
        ])
    func size(octets: Int, text: String) {
        #expect(HumanFormat(now: Self.now).size(octets) == text)
        #expect(HumanFormat(bytes: true, now: Self.now).size(octets) == "\(octets)")
    }

    @Test(
        "Ages have their two greatest units",
        arguments: [
            (-5, "0s"), (0, "0s"), (59, "59s"), (60, "1m"), (65, "1m 5s"), (599, "9m 59s"), (720, "12m"), (725, "12m"),
            (3600, "1h"), (7800, "2h 10m"), (86400, "1d"), (97200, "1d 3h"), (86400 * 12, "12d"),
        ])
    func span(seconds: Int, text: String) {
        #expect(HumanFormat.span(.seconds(seconds)) == text)
    }

    @Test("Points of time are relative, or exact where asked")
    func until() {
        let format = HumanFormat(now: Self.now)
        #expect(format.until(Self.now + .seconds(540)) == "in 9m" && format.until(ago(1)) == "now")
        #expect(HumanFormat(utc: true, now: Self.now).until(Self.now) == "2026-11-21T01:17:18Z")
    }

    @Test("Foreign text cannot command the terminal")
    func clean() {
        #expect(HumanFormat.clean("a\u{1B}[2Jb\u{9B}c\n\u{202E}d é→") == "a?[2Jb?c??d é→")
    }

    @Test("The queue shows why each message waits and until when")
    func queue() {
        let entries = [
            AdminQueueEntry(
                entry: 1, message: "8f3a21c0", mtsIdentifier: "", connector: "nairobi", priority: "urgent",
                state: .sending, octets: 1126, submitted: ago(240), enqueued: ago(240), why: "61%",
                originator: "o@hq.example", firstRecipient: "cy@ke.example", recipients: 1),
            AdminQueueEntry(
                entry: 2, message: "0badcafe", mtsIdentifier: "", connector: "berlin", priority: "non-urgent",
                state: .queued, octets: 215_040, submitted: ago(187_200), enqueued: ago(9), attempts: 12,
                why: "busy", until: Self.now + .seconds(540), originator: "",
                firstRecipient: "bo@de.example", recipients: 4),
        ]
        #expect(
            people.queue(entries, total: 3, connector: nil) == """
                MESSAGE   PRIORITY    SIZE    AGE  STATE    TRIES  UNTIL  CONNECTOR  FROM → TO                     WHY
                8f3a21c0  urgent      1.0K     4m  sending      0  –      nairobi    o@hq.example → cy@ke.example  61%
                0badcafe  non-urgent  210K  2d 4h  queued      12  in 9m  berlin     <> → bo@de.example +3         busy

                2 messages, 211K, of 3 that wait.

                """)
        let lines = exact.queue([entries[1]], total: 1, connector: "berlin").split(separator: "\n")
        #expect(
            lines[1] == "0badcafe  non-urgent  215040  2026-11-18T21:17:18Z  queued     12  2026-11-21T01:26:18Z  "
                + "<> → bo@de.example +3  busy")
        #expect(lines[2] == "1 message, 215040.")
        #expect(people.queue([], total: 0, connector: nil) == "No messages wait.\n")
    }

    @Test("The connectors show what they do and what waits")
    func connectors() {
        let connectors = [
            AdminConnector(name: "berlin", kind: "x400", remoteMTA: "BERLIN", state: .idle),
            AdminConnector(
                name: "nairobi", kind: "dynamic-ras", remoteMTA: "NAIROBI", state: .waiting, why: "line busy",
                queued: 36,
                queuedOctets: 1_782_580, oldest: ago(97200), nextTry: Self.now + .seconds(60)),
        ]
        #expect(
            people.connectors(connectors) == """
                CONNECTOR  TYPE         REMOTE MTA  STATE    QUEUE  SIZE  OLDEST  NEXT TRY  WHY
                berlin     x400         BERLIN      idle         0     0       –  –         –
                nairobi    dynamic-ras  NAIROBI     waiting     36  1.7M   1d 3h  in 1m     line busy

                2 connectors listed.

                """)
        #expect(
            people.connector(connectors[1]) == """
                ● nairobi (dynamic-ras) to NAIROBI
                            State: waiting: line busy
                         Schedule: always
                    Address space: none
                     Associations: 0
                           Queued: 36 messages, 1.7M, 0 urgent, oldest 1d 3h
                         Next try: in 1m
                     Failed opens: 0 of 144
                  Out since start: 0 messages, 0
                   In since start: 0 messages, 0

                """)
        var holding = connectors[1]
        (holding.queued, holding.queuedOctets, holding.urgent, holding.held) = (3, 2048, 1, 2)
        #expect(people.connector(holding).contains("Queued: 3 messages, 2.0K, 1 urgent, 2 held"))
    }

    private var wrongName: AdminIncident? {
        func event(_ tenths: Int64, _ number: Int, _ text: String, severity: String = "warning") -> AdminEvent {
            AdminEvent(
                time: Self.now + Interval(microseconds: tenths * 100_000) + .seconds(-60), number: number,
                severity: severity, category: "", text: "\(text) [BASE IL PIPE RAS 0 230] (12)", connector: "berlin",
                entity: "BERLIN", incident: "4f2a0b1c9", retryAt: number == 301 ? Self.now + .seconds(540) : nil,
                hint: number == 301 ? "set RemoteMTA=BERLIN" : nil)
        }
        return AdminIncident(
            id: "4f2a0b1c9",
            events: [
                event(0, 10005, "Dials.", severity: "information"), event(3, 9316, "The bind failed."),
                event(12, 289, "Not opened."), event(12, 301, "Another attempt.", severity: "information"),
            ], omitted: 2)
    }

    @Test("An incident is a story: when, where, what, and what to do; a list has a line for each")
    func incident() throws {
        let incident = try #require(wrongName)
        #expect(incident.cause.hasPrefix("The bind failed."))
        #expect(
            people.incident(incident) == """
                Incident 4f2a0b1c9, connector berlin, neighbour BERLIN
                Began 2026-11-21T01:16:18Z, 1m ago, lasted 1.20 s

                 AFTER  EVENT  WHERE      WHAT HAPPENED
                0.00 s  10005  line       Dials.
                0.30 s   9316  bind       The bind failed.
                1.20 s    289  connector  Not opened.
                1.20 s    301  timer      Another attempt.
                2 events between them not kept; see the journal.

                What to do: set RemoteMTA=BERLIN
                Next try: in 9m

                """)
        #expect(
            people.incidents([incident]) == """
                INCIDENT  AGO  CONNECTOR  NEIGHBOUR  EVENTS              WHAT TO DO
                4f2a0b1c   1m  berlin     BERLIN     10005 9316 289 301  set RemoteMTA=BERLIN

                1 incident; trunkctl incident ID tells the story of one.

                """)
        #expect(people.incidents([]) == "No incidents.\n")
        #expect(AdminIncident(id: "x", events: [], omitted: 0) == nil)
    }

    @Test("A diagnosis shows each step, and what to do where one failed")
    func diagnosis() {
        let steps = [
            AdminDiagnosis.Step("configuration", .passed, "no mistakes"),
            AdminDiagnosis.Step("dial", .failed, "RAS 676\u{1B}", advice: "wait"),
            AdminDiagnosis.Step("bind", .skipped, "not looked at"),
        ]
        let failed = AdminDiagnosis(connector: "nairobi", remoteMTA: "NAIROBI", through: "satphone", steps: steps)
        #expect(!failed.hasPassed)
        #expect(
            people.diagnosis(failed) == """
                nairobi to NAIROBI through satphone
                  ok      configuration  no mistakes
                  FAILED  dial           RAS 676?
                          → wait
                  -       bind           not looked at
                It fails at: dial.

                """)
        let right = AdminDiagnosis(connector: "n", remoteMTA: "N", through: "s", steps: [steps[0], steps[2]])
        #expect(right.hasPassed && people.diagnosis(right).hasSuffix("Nothing is wrong.\n"))
    }

    @Test("The RAS table shows its slots")
    func ras() {
        let slot = AdminRASSlot(
            slot: 0, generation: 17, connector: "nairobi", entry: "satphone", state: .up, since: ago(65),
            octetsOut: 5000,
            octetsIn: 12)
        #expect(
            people.ras([slot], configured: 10) == """
                SLOT  GENERATION  CONNECTOR  ENTRY     STATE  SINCE   OUT  IN
                   0          17  nairobi    satphone  up     1m 5s  4.8K  12

                1 of 10 slots in use.

                """)
        #expect(people.ras([], configured: 1) == "0 of 1 slot in use.\n")
    }

    @Test("The status says all at a glance")
    func status() {
        let status = AdminStatus(
            version: "0.1.0", localName: "HQ", globalDomain: "C=GB;A= ;P=ACME", hostname: "mail.hq.example",
            processID: 7, configurationDirectory: "/etc/trunkline", now: Self.now, started: ago(260_000),
            configured: ago(3600), queued: 41, queuedOctets: 2_000_000, urgent: 1, normal: 33, nonUrgent: 7,
            oldest: ago(187_200), oldestConnector: "nairobi", connectors: 3, connectorsUp: 1, associations: 2,
            rasInUse: 1, rasConfigured: 10, nextCall: Self.now + .seconds(7920), nextCallConnector: "nairobi",
            messagesIn: 5)
        #expect(
            people.status(status) == """
                ● trunkd 0.1.0: HQ (C=GB;A= ;P=ACME) on mail.hq.example, running for 3d, process 7
                          Spool: takes messages
                  Configuration: /etc/trunkline, read 1h ago
                         Queued: 41 messages, 1.9M (urgent 1, normal 33, non-urgent 7), held 0
                         Oldest: 2d 4h, waits for nairobi
                     Connectors: 3: 1 connected, 0 barred; 2 associations
                            RAS: 1 of 10 slots in use
                      Next call: nairobi in 2h 12m
                    Since start: 5 in, 0 out, 0 delivered, 0 not delivered

                """)
    }

    @Test("An event is one line, with its hint on the next")
    func event() {
        let event = AdminEvent(
            time: Self.now, number: 289, severity: "warning", category: "", text: "not opened", connector: "nairobi",
            hint: "trunkctl link call nairobi")
        #expect(
            people.event(event) == """
                01:17:18   289 warning nairobi: not opened
                               → trunkctl link call nairobi

                """)
        #expect(exact.event(event).hasPrefix("2026-11-21T01:17:18Z   289"))
    }
}
