import Admin
import Console
import Message
import Testing

@Suite("trunkctl's links, costs and plans for people")
struct LinkPresentationTests {
    static let now = Timestamp(seconds: 1_795_223_838)
    private let people = Presentation(HumanFormat(now: now))
    private func later(_ seconds: Int) -> Timestamp { Self.now + .seconds(seconds) }

    private var link: AdminLink {
        AdminLink(
            name: "hf", remoteMTA: "GATEWAY", medium: "command", phonebookEntry: "radio", state: .waiting,
            mode: .paused, modeUntil: later(7200), queued: 36, queuedOctets: 1_782_580, oldest: later(-97200),
            nextCall: later(7200), why: "an operator has paused the link", schedule: "05:00-07:00 UTC",
            rules: ["calls at 10 messages", "messages up to 200K"], speed: 180, setUp: 14_600_000, failures: 2,
            spentToday: "3.20 of 10.00 USD", spentThisMonth: "41.00 USD")
    }

    @Test("A row a link: state, mode, what waits and why")
    func list() {
        let tcp = AdminLink(name: "berlin", remoteMTA: "BERLIN", medium: "tcp", state: .down)
        #expect(
            people.links([tcp, link]) == """
                LINK    MEDIUM   STATE    MODE     QUEUE  SIZE  OLDEST  NEXT CALL  WHY
                berlin  tcp      down     enabled      0     0       –  –          –
                hf      command  waiting  paused      36  1.7M   1d 3h  in 2h      an operator has paused the link

                2 links listed.

                """)
    }

    @Test("All of one link, with its last calls")
    func status() {
        let calls = [
            AdminCall(
                began: later(-7260), setUp: 12_000_000, duration: 2_460_000_000, octetsOut: 411_648, octetsIn: 900,
                code: 631, result: "hung up here"),
            AdminCall(
                began: later(-60), setUp: nil, duration: 0, octetsOut: 0, octetsIn: 0, code: 676, result: "line busy"),
        ]
        #expect(
            people.link(link, calls: calls) == """
                ● hf to GATEWAY (command, phonebook entry radio)
                          State: waiting: an operator has paused the link
                           Mode: paused, ends in 2h
                       Schedule: 05:00-07:00 UTC
                          Rules: calls at 10 messages; messages up to 200K
                         Queued: 36 messages, 1.7M, oldest 1d 3h
                      Next call: in 2h
                  By experience: 180 a second, up after 15s
                   Failed calls: 2 since the last that came up
                    Spent today: 3.20 of 10.00 USD
                     This month: 41.00 USD

                BEGAN      BY  UP AFTER  LASTED   OUT   IN  ENDED WITH
                2h 1m ago  us       12s     41m  402K  900  631 hung up here
                1m ago     us         –       –     0    0  676 line busy

                """)
    }

    @Test("What was spent, a row a day")
    func costs() {
        let cost = AdminLinkCost(
            entry: "radio", day: "2026-11-21", cost: "1.25", currency: "USD", calls: 2, seconds: 125, octets: 2048)
        #expect(
            people.linkCosts([cost]) == """
                DAY         ENTRY  COST  CURRENCY  CALLS   TIME  OCTETS
                2026-11-21  radio  1.25  USD           2  2m 5s    2.0K

                """)
        #expect(people.linkCosts([]) == "Nothing was spent.\n")
    }

    @Test("A plan says what goes, when it is done, and what stays behind and why")
    func plan() {
        func row(_ id: String, done: Int? = nil, cut: Int? = nil, stays: String? = nil) -> AdminPlan.Row {
            AdminPlan.Row(
                message: id, priority: "normal", octets: 18432, originator: "", firstRecipient: "hq@hq.example",
                done: done.map { later($0) }, cutAt: cut, stays: stays)
        }
        let plan = AdminPlan(
            connector: "hf", begins: later(3600), why: "outside the link's schedule", ends: later(7200),
            closes: later(7200), speed: 180, calls: 14,
            rows: [row("77be01aa", done: 3720), row("51c0ffee", cut: 9216), row("0badcafe", stays: "over 200K")])
        #expect(
            people.plan(plan) == """
                Next call of hf: begins in 1h (outside the link's schedule); 180 a second, by 14 past calls.
                It has to end in 2h.

                MESSAGE   PRIORITY  SIZE  DONE         FROM → TO           STAYS BEHIND
                77be01aa  normal     18K  in 1h 2m     <> → hq@hq.example  –
                51c0ffee  normal     18K  cut at 9.0K  <> → hq@hq.example  –
                0badcafe  normal     18K  –            <> → hq@hq.example  over 200K

                1 of 3 messages go whole.

                """)
        let nothing = AdminPlan(
            connector: "hf", begins: nil, ends: Self.now, speed: 1200, calls: 0, rows: [])
        #expect(
            people.plan(nothing)
                == "Next call of hf: its time is not known; 1.1K a second, assumed; --speed gives another.\n"
                + "Nothing waits.\n")
    }
}
