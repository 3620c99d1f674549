import Admin
import Events
import Journal
import Message

/// `trunkctl events --follow`: the journal's own stream, as values.
extension MTAService {
    /// Keeps what happens, for those who ask later.
    func keepRecentEvents() {
        let journal = self.journal
        let recent = self.recent
        journal.subscribe(0) { batch in
            recent.add(batch.entries)
            journal.proceed(0)
        }
    }

    func follow(backlog: Int, _ reply: @escaping Administration.Reply) {
        for event in recent.last(backlog) {
            if !reply(.event(event), false) { return }
        }
        lastFollower += 1
        let number = lastFollower
        let journal = self.journal
        journal.subscribe(number) { batch in
            for entry in batch.entries {
                guard let event = AdminEvent(entry) else { continue }
                if !reply(.event(event), false) {
                    journal.unsubscribe(number)
                    return
                }
            }
            journal.proceed(number)
        }
    }
}

extension AdminEvent {
    /// nil for the journal's own notices.
    init?(_ entry: JournalEntry) {
        guard let number = entry.number else { return nil }
        self.init(
            time: entry.time, number: number, severity: Self.severity(entry.priority),
            category: entry.value(of: "MTA_CATEGORY") ?? "", text: entry.text,
            connector: entry.value(of: "MTA_CONNECTOR"), entity: entry.value(of: "MTA_ENTITY"),
            incident: entry.value(of: "MTA_INCIDENT"), mtsIdentifier: entry.value(of: "MTA_MTSID"),
            rasCode: entry.value(of: "MTA_RAS_CODE").flatMap { Int($0) }, retryAt: entry.retryAt,
            hint: entry.value(of: "MTA_HINT"))
    }

    private static func severity(_ priority: Int) -> String {
        priority <= 3 ? "error" : priority == 4 ? "warning" : "information"
    }
}
