import Acceptance
import BER
import Message
import P1
import Spool

/// A message that came in whole: its envelope decoded, its content staged.
struct ReceivedMessage {
    let envelope: MessageTransferEnvelope
    let content: StagedContent
}

enum ReceptionProblem: Error {
    case undecodable(BERError)
    /// A report or a probe.
    case unsupported(String)
    case spool(SpoolError)

    var description: String {
        switch self {
        case .undecodable(let error): "the APDU cannot be decoded: \(error)"
        case .unsupported(let kind): "\(kind) is not supported"
        case .spool(let error): error.description
        }
    }
}

/// Takes an APDU apart, piece by piece: the envelope into values, the content into the spool.
struct MessageReception {
    private let gate: AcceptanceGate
    private var decoder = MTSAPDUDecoder()
    private var envelope: MessageTransferEnvelope?
    private var writer: ContentWriter?
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
        do throws(SpoolError) {
            switch part {
            case .envelope(let value):
                envelope = value
                writer = try gate.stage()
            case .content(let octets):
                try writer?.append(octets)
            case .end:
                isComplete = true
            case .returnedContent, .report:
                problem = .unsupported("a report")
            case .probe:
                problem = .unsupported("a probe")
            }
        } catch {
            problem = .spool(error)
        }
    }

    func finish() -> Result<ReceivedMessage, ReceptionProblem> {
        if let problem { return .failure(problem) }
        guard isComplete, let envelope, let writer else { return .failure(.undecodable(BERError(.truncated))) }
        do throws(SpoolError) {
            return .success(ReceivedMessage(envelope: envelope, content: try writer.finish()))
        } catch {
            return .failure(.spool(error))
        }
    }
}
