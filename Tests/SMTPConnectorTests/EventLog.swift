import Events
import Synchronization

/// Keeps every event.
final class EventLog: EventSink {
    private let records = Mutex<[EventRecord]>([])

    func emit(_ record: EventRecord) { records.withLock { $0.append(record) } }

    var refusals: [String] {
        records.withLock { records in
            records.compactMap { if case .smtpRefused(_, let problem) = $0.event { problem } else { nil } }
        }
    }
}
