import Acceptance
import BER
import Message
import P1
import Spool

/// An APDU that came in whole: decoded, with its content staged. That of a report is what it returns; a probe has none.
struct ReceivedAPDU {
    enum Kind {
        case message(MessageTransferEnvelope)
        case report(ReportTransferEnvelope, ReportTransferContent)
        case probe(ProbeTransferEnvelope)
    }

    private(set) var kind: Kind
    let content: StagedContent
    /// The first octets of the content.
    let beginning: [UInt8]

    /// What a neighbour of 1984 sent, as 1988 has it.
    mutating func upgrade() {
        switch kind {
        case .message(let envelope): kind = .message(envelope.upgraded())
        case .report(let envelope, let content): kind = .report(envelope.upgraded(), content.upgraded())
        case .probe(let envelope): kind = .probe(envelope.upgraded())
        }
    }

    func submission(from origin: P1Origin) -> Submission {
        switch kind {
        case .message(let envelope): EnvelopeMapping.submission(of: envelope, beginning: beginning, from: origin)
        case .report(let envelope, let content):
            EnvelopeMapping.submission(of: envelope, content, beginning: beginning, from: origin)
        case .probe(let envelope): EnvelopeMapping.submission(of: envelope, from: origin)
        }
    }
}

enum ReceptionProblem: Error {
    case undecodable(BERError)
    case spool(SpoolError)

    var description: String {
        switch self {
        case .undecodable(let error): "the APDU cannot be decoded: \(error)"
        case .spool(let error): error.description
        }
    }
}

/// Takes an APDU apart, piece by piece: the envelope into values, the content into the spool.
struct APDUReception {
    /// More than the name of a header field and its colon.
    private static let beginningOctets = 128

    private let gate: AcceptanceGate
    private var decoder = MTSAPDUDecoder()
    private var kind: ReceivedAPDU.Kind?
    private var writer: ContentWriter?
    private var beginning: [UInt8] = []
    private var isComplete = false
    private var problem: ReceptionProblem?

    init(gate: AcceptanceGate) { self.gate = gate }

    /// False when there is no use in more.
    mutating func consume(_ octets: [UInt8]) -> Bool {
        if problem != nil { return false }
        do throws(BERError) {
            for part in try decoder.consume(octets[...]) { take(part) }
        } catch {
            problem = .undecodable(error)
        }
        return problem == nil
    }

    private mutating func take(_ part: DecodedPart) {
        switch part {
        case .envelope(let envelope): kind = .message(envelope)
        case .report(let envelope, let content): kind = .report(envelope, content)
        case .probe(let envelope): kind = .probe(envelope)
        case .content(let octets), .returnedContent(let octets): append(octets)
        case .end: isComplete = true
        }
    }

    private mutating func append(_ octets: ArraySlice<UInt8>) {
        if beginning.count < Self.beginningOctets { beginning += octets.prefix(Self.beginningOctets - beginning.count) }
        do throws(SpoolError) {
            if writer == nil { writer = try gate.stage() }
            try writer?.append(octets)
        } catch {
            problem = .spool(error)
        }
    }

    func finish() -> Result<ReceivedAPDU, ReceptionProblem> {
        if let problem { return .failure(problem) }
        guard isComplete, let kind else { return .failure(.undecodable(BERError(.truncated))) }
        return staged(kind)
    }

    /// A message that breaks off behind its envelope, or whose envelope could be read elsewhere: with the content that
    /// there is.
    func remains(of envelope: MessageTransferEnvelope?) -> Result<ReceivedAPDU, ReceptionProblem>? {
        if let envelope { return staged(.message(envelope)) }
        guard case .message(let envelope)? = kind else { return nil }
        return staged(.message(envelope))
    }

    private func staged(_ kind: ReceivedAPDU.Kind) -> Result<ReceivedAPDU, ReceptionProblem> {
        do throws(SpoolError) {
            // Not by `??`, whose error has no type.
            let writer = if let writer { writer } else { try gate.stage() }
            return .success(ReceivedAPDU(kind: kind, content: try writer.finish(), beginning: beginning))
        } catch {
            return .failure(.spool(error))
        }
    }
}
