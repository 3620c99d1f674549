import Acceptance
import Admin
import Configuration
import IO
import Message
import P1Connector
import Spool

/// Probes that clients of the administration socket wait for.
///
/// Owner of: who waits for which answer, in memory; a probe itself is in the spool as any message.
actor ProbeDesk: QueueOwner {
    private struct Waiting {
        let since: Timestamp
        let reply: Administration.Reply
    }

    /// Clients that may wait at one time.
    static let limit = 100

    nonisolated let executor = QueueExecutor(label: "trunkline.probes")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private var waiting: [MTSIdentifier: Waiting] = [:]
    /// Probes at the gate, whose names are not known yet, and answers that may be theirs.
    private var atGate = 0
    private var early: [MTSIdentifier: [DeliveryReport.RecipientReport]] = [:]

    func submit(
        _ submission: Submission, to gate: AcceptanceGate, wait: Int, _ reply: @escaping Administration.Reply
    ) {
        if waiting.count + atGate >= Self.limit {
            _ = reply(.failed(.refused(why: "\(Self.limit) probes wait for their answers already")), true)
            return
        }
        do {
            let content = try gate.stage().finish()
            atGate += 1
            gate.submit(submission, content: content, now: now()) { result in
                self.post { $0.submitted(result, wait: wait, reply) }
            }
        } catch {
            _ = reply(.failed(.refused(why: "the spool cannot take it: \(error)")), true)
        }
    }

    private func submitted(_ result: AcceptanceResult, wait: Int, _ reply: @escaping Administration.Reply) {
        atGate -= 1
        defer { if atGate == 0 { early = [:] } }
        switch result {
        case .accepted(_, let name):
            waiting[name] = Waiting(since: now(), reply: reply)
            _ = reply(.probe(AdminProbe(mtsIdentifier: name.description, state: .submitted)), false)
            if let results = early.removeValue(forKey: name) { return answered(name, results) }
            post(after: Double(wait)) { $0.timeIsOver(name) }
        case .refused(let refusal): _ = reply(.failed(.refused(why: refusal.text)), true)
        case .unavailable(let why): _ = reply(.failed(.refused(why: "the spool takes no messages: \(why)")), true)
        case .duplicate: _ = reply(.failed(.refused(why: "it has been taken before")), true)
        }
    }

    /// The gate knows what became of a message, report or probe; most are nobody's here.
    func answered(_ subject: MTSIdentifier, _ results: [DeliveryReport.RecipientReport]) {
        guard let client = waiting.removeValue(forKey: subject) else {
            if atGate > 0, early.count < Self.limit { early[subject] = results }
            return
        }
        let recipients = results.compactMap(AdminProbe.Recipient.init)
        let state: AdminProbe.State = recipients.allSatisfy(\.isDelivered) ? .delivered : .notDelivered
        let time = Int((now() - client.since).microseconds)
        let probe = AdminProbe(
            mtsIdentifier: subject.description, state: state, recipients: recipients, time: time)
        _ = client.reply(.probe(probe), true)
    }

    private func timeIsOver(_ name: MTSIdentifier) {
        guard let client = waiting.removeValue(forKey: name) else { return }
        _ = client.reply(.probe(AdminProbe(mtsIdentifier: name.description, state: .noAnswer)), true)
    }
}

extension AdminProbe.Recipient {
    init?(_ report: DeliveryReport.RecipientReport) {
        switch report.result {
        // It waits still.
        case .delayed: return nil
        case .delivered: self.init(recipient: report.recipient.name, isDelivered: true)
        case .failed(let why):
            let words = [why.reason.description, why.diagnostic?.description, why.text].compactMap(\.self)
            self.init(
                recipient: report.recipient.name, isDelivered: false, reason: why.reason.rawValue,
                diagnostic: why.diagnostic?.rawValue,
                why: words.filter { !$0.isEmpty }.joined(separator: ", "))
        }
    }
}

/// `trunkctl probe`
extension MTAService {
    func submitProbe(_ request: AdminProbeRequest, _ caller: AdminCaller, _ reply: @escaping Administration.Reply) {
        let submission: Submission
        do throws(AdminFailure) {
            submission = try self.submission(of: request)
        } catch {
            _ = reply(.failed(error), true)
            return
        }
        note(caller, "probe \(request.recipient)", nil)
        let gate = rooms.gate
        probes.post { $0.submit(submission, to: gate, wait: request.wait, reply) }
    }

    /// X.411 content-length, up to ub-content-length.
    private static var contentLengths: ClosedRange<Int> { 0...0x7FFF_FFFF }

    private func submission(of request: AdminProbeRequest) throws(AdminFailure) -> Submission {
        guard let priority = Priority.allCases.first(where: { $0.name == request.priority }) else {
            throw .refused(why: "there is no priority \(request.priority); there are urgent, normal, non-urgent")
        }
        guard Self.contentLengths ~= request.octets else {
            throw .refused(why: "no content has a length of \(request.octets) octets")
        }
        var originator: Mailbox?
        if let text = request.originator {
            originator = Mailbox(text)
            if originator == nil { throw .refused(why: "\(text) is no mailbox") }
        }
        var submission = Submission(
            originator: originator, recipients: [try recipient(request.recipient)], priority: priority, source: .here)
        submission.kind = .probe
        submission.probedLength = request.octets
        submission.transferEnvelope =
            OwnProbe(contentLength: request.octets, asker: configuration.general.postmaster).encoded
        return submission
    }

    /// A mailbox, or an O/R address in text form.
    private func recipient(_ text: String) throws(AdminFailure) -> Recipient {
        let both: DSNNotify = [.success, .failure]
        if !text.contains("="), let mailbox = Mailbox(text) {
            return Recipient(number: 1, mailbox: mailbox, notify: both)
        }
        do {
            let address = try X400Address(parsing: text)
            // Its mailbox is nobody's: routes and names go by the address.
            let stand = Mailbox(localPart: "x400", domain: configuration.general.hostname)
            return Recipient(number: 1, mailbox: stand, notify: both, x400Address: address)
        } catch {
            throw .refused(why: "\(text) is neither a mailbox nor an O/R address: \(error)")
        }
    }
}
