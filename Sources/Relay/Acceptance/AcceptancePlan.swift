import Message
import Routing
import Spool

/// What is to become of one message, probe or report: its envelope, a connector or a result for each recipient. A pure
/// decision.
struct AcceptancePlan: Sendable {
    let envelope: Envelope
    let source: SubmissionSource
    private(set) var routes: [Int: String] = [:]
    /// Recipients for whom all is done here: what failed, and what a probe has asked.
    private(set) var results: [Int: DeliveryReport.Result] = [:]
    /// Recipients that no connector serves.
    private(set) var unroutable: Set<Int> = []
    private(set) var isLoop = false
    /// Only another X.400 MTA can do what its delivery requires.
    private let staysInX400: Bool

    init(
        _ submission: Submission, octets: Int, rules: AcceptanceGate.Rules, now: Timestamp, serial: () -> Int64
    ) {
        source = submission.source
        envelope = Self.envelope(submission, rules.policy, now: now, serial: serial)
        let whole = Self.wholeFailure(submission, octets: octets, rules.policy, now: now)
        isLoop = whole?.diagnostic == .loopDetected
        staysInX400 = !submission.unsupportedForDelivery.isEmpty
        // A probe begins on the way of the message that it stands for.
        let cargo = RouteCargo(priority: envelope.priority, octets: max(octets, submission.probedLength ?? 0))
        for recipient in envelope.recipients {
            if let known = whole ?? submission.failures[recipient.number] {
                results[recipient.number] = .failed(known)
            } else {
                let function = submission.unsupportedForDelivery[recipient.number]
                decide(recipient, cargo, rules, unsupported: function, now: now)
            }
        }
    }

    /// A report that has reached whom it is for: nothing is kept but its name in the ledger.
    init(absorbing submission: Submission, _ policy: AcceptancePolicy, now: Timestamp) {
        source = submission.source
        staysInX400 = false
        var submission = submission
        if submission.recipients.isEmpty {
            submission.recipients = [Recipient(number: 1, mailbox: policy.postmaster)]
        }
        envelope = Self.envelope(submission, policy, now: now) { 0 }
        for recipient in envelope.recipients { results[recipient.number] = .delivered(at: now) }
    }

    /// - Parameter function: what its delivery requires and is not known here.
    private mutating func decide(
        _ recipient: Recipient, _ cargo: RouteCargo, _ rules: AcceptanceGate.Rules, unsupported function: String?,
        now: Timestamp
    ) {
        let known = rules.routing.routes(for: recipient)
        let leadingOn = known.filter { $0 != connector }
        let x400 = rules.policy.x400Connectors
        // A report's content type is that of what it returns; it goes by P1 or not at all.
        let needsX400 = envelope.x400ContentType != nil || envelope.kind.name == .report
        if known.isEmpty {
            unroutable.insert(recipient.number)
            results[recipient.number] = .failed(Self.noRoute)
        } else if leadingOn.isEmpty {
            // The only way on leads back to where it comes from.
            isLoop = true
            results[recipient.number] = .failed(Self.loop)
        } else if let first = leadingOn.first(where: { !needsX400 || x400.contains($0) }) {
            if let function, !x400.contains(first) {
                // On its way to another X.400 system it is no concern of ours.
                results[recipient.number] = .failed(.unsupported(function, at: rules.policy.localName))
            } else if envelope.kind == .probe && !x400.contains(first) {
                results[recipient.number] = .delivered(at: now)
            } else {
                // The links decide which way it goes, and never whether there is one.
                let onlyByX400 = needsX400 || function != nil || envelope.kind == .probe
                let ways = rules.ways(for: recipient, carrying: cargo, now: now).map(\.connector)
                    .filter { $0 != connector && (!onlyByX400 || x400.contains($0)) }
                // It waits for a link that is down rather than go round to where it has been.
                routes[recipient.number] =
                    ways.first { !rules.policy.leadsBack($0, envelope.trace) } ?? ways.first
            }
        } else {
            results[recipient.number] = .failed(.contentTypeNotSupported(envelope.x400ContentType))
        }
    }

    func acceptance(content: StagedContent, now: Timestamp) -> SpoolAcceptance {
        var acceptance = SpoolAcceptance(
            envelope: envelope, content: content, routes: routes, results: results, now: now)
        acceptance.history.cameBy = connector
        acceptance.history.staysInX400 = staysInX400
        switch source {
        case .p1(let neighbour), .translatedReport(let neighbour):
            acceptance.handover = Handover(
                peer: neighbour.peer, mtsIdentifier: neighbour.mtsIdentifier, round: round(of: neighbour.trace))
        case .report(let replaces): acceptance.replaces = replaces
        case .smtp, .here: break
        }
        return acceptance
    }

    /// How often what has come this way may have been here. What a neighbour repeats has the trace of the first time;
    /// what comes round again has another, and must not be taken for a repeat that is dropped.
    private func round(of trace: [TraceElement]) -> Int {
        guard let here = envelope.trace.last else { return 0 }
        return trace.count {
            $0.domain == here.domain && ($0.mtaName == nil || $0.mtaName == here.mtaName) && !$0.rerouted
        }
    }

    /// A report, as such or as a message.
    var isReport: Bool {
        switch source {
        case .report, .translatedReport: true
        case .p1, .smtp, .here: envelope.kind.name == .report
        }
    }

    /// The connector by which it came, for P1.
    var connector: String? {
        switch source {
        case .p1(let neighbour), .translatedReport(let neighbour): neighbour.connector
        case .smtp, .report, .here: nil
        }
    }

    /// Who gave it, as in `MTA_ENTITY`.
    var entity: String {
        switch source {
        case .smtp(let client): client.address
        case .p1(let neighbour), .translatedReport(let neighbour): neighbour.peer
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
        case .smtp, .report, .translatedReport, .here:
            mtsIdentifier = MTSIdentifier.made(policy.localName, policy.domain, now: now, serial: serial())
            for index in recipients.indices { recipients[index].number = index + 1 }
        }
        trace.append(TraceElement(domain: policy.domain, mtaName: policy.localName, arrival: now))
        var envelope = Envelope(
            mtsIdentifier: mtsIdentifier, originator: submission.originator, priority: submission.priority,
            bodyType: submission.bodyType, needsSMTPUTF8: submission.needsSMTPUTF8, envelopeID: submission.envelopeID,
            dsnReturn: submission.dsnReturn, submitted: submitted, trace: trace,
            recipients: recipients.sorted { $0.number < $1.number })
        envelope.kind = submission.kind
        envelope.originatorX400Address = submission.originatorX400Address
        envelope.x400ContentType = submission.x400ContentType
        envelope.deferredDelivery = submission.deferredDelivery
        envelope.latestDelivery = submission.latestDelivery
        envelope.transferEnvelope = submission.transferEnvelope
        return envelope
    }

    /// What keeps it from every recipient. A report has nobody to be returned to, so that
    /// only what must not go on ends it.
    private static func wholeFailure(
        _ submission: Submission, octets: Int, _ policy: AcceptancePolicy, now: Timestamp
    ) -> NonDelivery? {
        guard case .p1(let neighbour) = submission.source else { return nil }
        if policy.isRound(neighbour.trace) { return loop }
        if let function = submission.unsupportedCriticalFunction {
            return .unsupported(function, at: policy.localName)
        }
        if submission.kind.name == .report { return nil }
        if let latest = submission.latestDelivery, latest <= now {
            return NonDelivery(
                reason: .unableToTransfer, diagnostic: .maximumTimeExpired, status: "4.4.7",
                text: "The message was not to be delivered after \(latest.iso8601)")
        }
        if max(octets, submission.probedLength ?? 0) > policy.maximumSize {
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

extension NonDelivery {
    /// X.411 9.2.
    fileprivate static func unsupported(_ function: String, at name: String) -> NonDelivery {
        NonDelivery(
            reason: .unableToTransfer, diagnostic: .unsupportedCriticalFunction, status: "5.3.3",
            text: "\(name) does not know what the message requires: \(function)")
    }
}
