import Message
import Routing
import Spool

/// What is to become of one message: its envelope, a connector or a reason for each recipient. A pure decision.
struct AcceptancePlan: Sendable {
    let envelope: Envelope
    let source: SubmissionSource
    private(set) var routes: [Int: String] = [:]
    private(set) var failures: [Int: NonDelivery] = [:]
    /// Recipients that no connector serves.
    private(set) var unroutable: Set<Int> = []
    private(set) var isLoop = false

    init(
        _ submission: Submission, octets: Int, rules: AcceptanceGate.Rules, now: Timestamp, serial: () -> Int64
    ) {
        source = submission.source
        envelope = Self.envelope(submission, rules.policy, now: now, serial: serial)
        let whole = Self.wholeFailure(submission, octets: octets, rules.policy)
        isLoop = whole?.diagnostic == .loopDetected
        for recipient in envelope.recipients {
            if let known = whole ?? submission.failures[recipient.number] {
                failures[recipient.number] = known
                continue
            }
            let routes = rules.routing.routes(for: recipient.mailbox)
            if let connector = routes.first(where: { $0 != connector }) {
                self.routes[recipient.number] = connector
            } else if routes.isEmpty {
                unroutable.insert(recipient.number)
                failures[recipient.number] = Self.noRoute
            } else {
                // The only way on leads back to where it comes from.
                isLoop = true
                failures[recipient.number] = Self.loop
            }
        }
    }

    func acceptance(content: StagedContent, now: Timestamp) -> SpoolAcceptance {
        switch source {
        case .smtp:
            return SpoolAcceptance(envelope: envelope, content: content, routes: routes, failures: failures, now: now)
        case .p1(let neighbour):
            let handover = Handover(peer: neighbour.peer, mtsIdentifier: neighbour.mtsIdentifier)
            return SpoolAcceptance(
                envelope: envelope, content: content, routes: routes, failures: failures, handover: handover, now: now)
        case .here:
            return SpoolAcceptance(envelope: envelope, content: content, routes: routes, failures: failures, now: now)
        case .report(let replaces):
            return SpoolAcceptance(
                envelope: envelope, content: content, routes: routes, failures: failures, replaces: replaces, now: now)
        }
    }

    /// The connector by which it came, for P1.
    var connector: String? {
        if case .p1(let neighbour) = source { return neighbour.connector }
        return nil
    }

    /// Who gave it, as in `MTA_ENTITY`.
    var entity: String {
        switch source {
        case .smtp(let client): client.address
        case .p1(let neighbour): neighbour.peer
        case .report, .here: "this MTA"
        }
    }

    private static func envelope(
        _ submission: Submission, _ policy: AcceptancePolicy, now: Timestamp, serial: () -> Int64
    ) -> Envelope {
        var trace: [TraceElement] = []
        var submitted = now
        var recipients = submission.recipients
        let mtsIdentifier: MTSIdentifier
        switch submission.source {
        case .p1(let neighbour):
            mtsIdentifier = neighbour.mtsIdentifier
            trace = neighbour.trace
            // A sender whose clock is ahead must not make a message younger than it is, nor unborn.
            submitted = min(neighbour.submitted, now)
        case .smtp, .report, .here:
            mtsIdentifier = MTSIdentifier.made(policy.localName, policy.domain, now: now, serial: serial())
            for index in recipients.indices { recipients[index].number = index + 1 }
        }
        trace.append(TraceElement(domain: policy.domain, mtaName: policy.localName, arrival: now))
        return Envelope(
            mtsIdentifier: mtsIdentifier, originator: submission.originator, priority: submission.priority,
            bodyType: submission.bodyType, needsSMTPUTF8: submission.needsSMTPUTF8, envelopeID: submission.envelopeID,
            dsnReturn: submission.dsnReturn, submitted: submitted, trace: trace,
            recipients: recipients.sorted { $0.number < $1.number })
    }

    /// What keeps a neighbour's message from every recipient.
    private static func wholeFailure(
        _ submission: Submission, octets: Int, _ policy: AcceptancePolicy
    ) -> NonDelivery? {
        guard case .p1(let neighbour) = submission.source else { return nil }
        let wasHere = neighbour.trace.contains { $0.domain == policy.domain && $0.mtaName == policy.localName }
        if wasHere || neighbour.trace.count > policy.maximumTraceElements { return loop }
        if octets > policy.maximumSize {
            return NonDelivery(
                reason: .unableToTransfer, diagnostic: .contentTooLong, status: "5.3.4",
                text: "The message is longer than the \(policy.maximumSize) octets that \(policy.localName) takes")
        }
        if submission.recipients.count > policy.maximumRecipients {
            return NonDelivery(
                reason: .unableToTransfer, diagnostic: .tooManyRecipients, status: "5.5.3",
                text: "The message has more than \(policy.maximumRecipients) recipients")
        }
        return nil
    }

    private static let loop = NonDelivery(
        reason: .unableToTransfer, diagnostic: .loopDetected, status: "5.4.6",
        text: "The message goes round in a circle")

    private static let noRoute = NonDelivery(
        reason: .unableToTransfer, diagnostic: .unrecognisedORName, status: "5.1.2",
        text: "No way to the recipient's domain is known")
}
