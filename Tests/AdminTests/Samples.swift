import Admin
import Message

/// One value of each type of the interface.
enum Samples {
    static let time = Timestamp(seconds: 1_795_223_838)

    static let status = AdminStatus(
        version: "0.1.0", localName: "HQ", globalDomain: "C=GB;A= ;P=ACME", hostname: "mail.hq.example", processID: 7,
        configurationDirectory: "/etc/trunkline", now: time, started: time, configured: time, spoolProblem: "full",
        queued: 1, queuedOctets: 2, urgent: 3, normal: 4, nonUrgent: 5, held: 6, oldest: time,
        oldestConnector: "nairobi", connectors: 8, connectorsUp: 9, connectorsBarred: 10, associations: 11,
        rasInUse: 12, rasConfigured: 13, nextCall: time, nextCallConnector: "berlin", messagesIn: 14, messagesOut: 15,
        messagesDelivered: 16, messagesFailed: 17)

    static let connector = AdminConnector(
        name: "nairobi", kind: "dynamic-ras", remoteMTA: "NAIROBI", state: .waiting, why: "busy", queued: 1,
        queuedOctets: 2, urgent: 3, held: 13, oldest: time, nextTry: time, failedOpens: 4, openRetries: 5,
        lastError: "RAS 676",
        lastErrorAt: time, lastSuccess: time, associations: 6, localityIndex: 7, phonebookEntry: "satphone",
        rasSlot: 8, address: "x", schedule: "always", addressSpaces: ["SMTP:nairobi.example;1"], messagesOut: 9,
        messagesIn: 10, octetsOut: 11, octetsIn: 12)

    static let entry = AdminQueueEntry(
        entry: 1, message: "0badcafe", mtsIdentifier: "C=GB;A= ;P=ACME;L=HQ-1", connector: "nairobi",
        priority: "urgent", state: .unknown, octets: 2, submitted: time, enqueued: time, attempts: 3, why: "window",
        until: time, expires: time, originator: "a@hq.example", firstRecipient: "b@nairobi.example", recipients: 4,
        eta: time)

    static let hold = AdminHold(
        message: "0badcafe", mtsIdentifier: "C=GB;A= ;P=ACME;L=HQ-1", isHeld: true, connectors: ["lan", "nairobi"],
        inTransfer: ["lan"])

    static let slot = AdminRASSlot(
        slot: 1, generation: 2, connector: "nairobi", entry: "satphone", state: .hangingUp, since: time, octetsOut: 3,
        octetsIn: 4)

    static let association = AdminAssociation(
        connector: "nairobi", number: 3, remoteMTA: "NAIROBI", isInitiator: true, state: .sending, since: time,
        application: "1984", twoWayAlternate: true, address: "x", octetsOut: 4, octetsIn: 5)

    static let incomingCall = AdminAssociation(
        connector: nil, number: 3, isInitiator: false, state: .calling, since: time, address: "x")

    static let ping = AdminPing(
        connector: "nairobi", remoteMTA: "NAIROBI", through: "satphone", connectTime: 1, openTime: 2, releaseTime: 3,
        layers: [AdminPing.Layer(name: "transport", values: [AdminPing.Value("TPDU size", "65531")])])

    static let failedPing = AdminPing(
        connector: "nairobi", remoteMTA: "NAIROBI", through: "satphone", connectTime: 1, failedLayer: "session",
        problem: "refused", hint: "ask")

    static let probe = AdminProbe(
        mtsIdentifier: "C=GB;A= ;P=ACME;L=HQ-1", state: .notDelivered,
        recipients: [
            AdminProbe.Recipient(
                recipient: "b@nairobi.example", isDelivered: false, reason: 1, diagnostic: 0, why: "no such name")
        ], time: 9)

    static let event = AdminEvent(
        time: time, number: 289, severity: "warning", category: "X.400 Service", text: "not opened",
        connector: "nairobi", entity: "NAIROBI", incident: "i-1", mtsIdentifier: "m", rasCode: 676, retryAt: time,
        hint: "wait")

    static let incident = AdminIncident(
        id: "i-1", began: time, ended: time, connector: "nairobi", entity: "NAIROBI", numbers: [289],
        cause: "not opened", hint: "wait", retryAt: time, omitted: 2, events: [event])

    static let diagnosis = AdminDiagnosis(
        connector: "nairobi", remoteMTA: "NAIROBI", through: "satphone",
        steps: [
            AdminDiagnosis.Step("configuration", .passed, "no mistakes"),
            AdminDiagnosis.Step("dial", .failed, "RAS 676", advice: "wait"),
            AdminDiagnosis.Step("bind", .skipped, ""),
        ])

    static let link = AdminLink(
        name: "nairobi", remoteMTA: "NAIROBI", medium: "pppd", phonebookEntry: "satphone", state: .hangingUp,
        mode: .paused, modeUntil: time, queued: 1, queuedOctets: 2, oldest: time, nextCall: time, why: "paused",
        schedule: "05:00-07:00 UTC", rules: ["calls of 10 messages", "a limit"], speed: 3, setUp: 4, failures: 5,
        spentToday: "1.00 of 2.00 USD", spentThisMonth: "1.00 USD")

    static let calls = [
        AdminCall(
            began: time, setUp: 1, duration: 2, octetsOut: 3, octetsIn: 4, code: 631, result: "ended here",
            isInbound: true),
        AdminCall(began: time, setUp: nil, duration: 0, octetsOut: 0, octetsIn: 0, code: 676, result: "line busy"),
    ]

    static let cost = AdminLinkCost(
        entry: "satphone", day: "2026-11-21", cost: "1.25", currency: "USD", calls: 1, seconds: 2, octets: 3)

    static let plan = AdminPlan(
        connector: "nairobi", begins: time, why: "outside the schedule", ends: time, closes: time, speed: 120,
        calls: 3,
        rows: [
            AdminPlan.Row(
                message: "0badcafe", priority: "urgent", octets: 1, originator: "a@hq.example",
                firstRecipient: "b@nairobi.example", done: time, cutAt: 5, stays: "too long")
        ])

    static let explanation = AdminExplanation(code: "289", title: "t", text: "x\ny\n")
}
