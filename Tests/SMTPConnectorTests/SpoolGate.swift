import IO
import Message
import SMTP
import SMTPConnector
import Spool
import Synchronization

/// A gate onto a real spool: takes `*.hq.example` from everybody, everything from those who may relay, and queues all
/// for a connector called `out`.
final class SpoolGate: SMTPGate {
    let directory: String
    let spool: SQLiteSpool
    let submissions = Mutex<[SMTPSubmission]>([])
    /// Thrown by `stage` when set.
    let trouble = Mutex<SpoolError?>(nil)
    /// Answers are kept from `hold` to `release`.
    private let held = Mutex<(holds: Bool, answers: [@Sendable () -> Void])>((false, []))

    init() throws {
        directory = try Files.makeTemporaryDirectory(prefix: "trunkline-smtp")
        spool = try SQLiteSpool(directory: directory + "/spool")
    }

    deinit {
        let directory = directory
        spool.close { try? Files.removeTree(directory) }
    }

    func refusal(of recipient: Mailbox, client: String, mayRelay: Bool) -> SMTPReply? {
        if recipient.domain == "none.example" { return SMTPReply(550, "5.1.2", "No route") }
        return mayRelay || recipient.domain.hasSuffix("hq.example") ? nil : SMTPReply(550, "5.7.1", "Relaying denied")
    }

    func stage() throws(SpoolError) -> ContentWriter {
        if let error = trouble.withLock({ $0 }) { throw error }
        return try spool.stage()
    }

    func submit(
        _ submission: SMTPSubmission, content: StagedContent, now: Timestamp,
        reply: @escaping @Sendable (SMTPVerdict) -> Void
    ) {
        submissions.withLock { $0.append(submission) }
        let identifier = MTSIdentifier(
            domain: GlobalDomain(country: "GB", admd: " ", prmd: "HQ"), localIdentifier: "HQ-\(spool.takeSerial())")
        let envelope = Envelope(
            mtsIdentifier: identifier, originator: submission.originator, priority: submission.priority,
            submitted: now, recipients: submission.recipients)
        let routes = Dictionary(uniqueKeysWithValues: submission.recipients.map { ($0.number, "out") })
        spool.accept(SpoolAcceptance(envelope: envelope, content: content, routes: routes, now: now)) { result in
            let verdict: SMTPVerdict =
                switch result {
                case .success: .accepted("Ok: \(identifier.localIdentifier)")
                case .failure(let error): .refused(SMTPReply(452, "4.3.1", "\(error)"))
                }
            let isHeld = self.held.withLock { held in
                if held.holds { held.answers.append { reply(verdict) } }
                return held.holds
            }
            if !isHeld { reply(verdict) }
        }
    }

    func hold() { held.withLock { $0.holds = true } }

    func release() {
        let answers = held.withLock { held in
            let answers = held.answers
            held = (false, [])
            return answers
        }
        for answer in answers { answer() }
    }

    /// Contents in the spool, oldest first.
    func contents() throws -> [[UInt8]] {
        try spool.queueEntries(connector: "out").map {
            let reader = try spool.content(of: $0.message)
            return try reader.read(offset: 0, count: reader.count)
        }
    }
}
