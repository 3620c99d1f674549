import Admin
import Events
import IO
import Message
import Spool

/// `trunkctl queue hold` and `trunkctl queue release`.
extension MTAService {
    /// The spool keeps the hold with each of the message's entries, and so over restarts and on every way. Workers are
    /// told from its queue, in the order in which it commits: none can have moved the message on in between.
    func changeHold(
        _ text: String, hold: Bool, _ reason: String?, _ caller: AdminCaller, _ reply: @escaping Administration.Reply
    ) {
        guard let message = MessageID(text) else {
            _ = reply(.failed(.noSuchMessage(message: text)), true)
            return
        }
        let (journal, workers) = (self.journal, rooms.workers)
        rooms.spool.hold(message, reason: hold ? reason ?? "" : nil) { result in
            switch result {
            case .failure(let error):
                _ = reply(.failed(.refused(why: "the spool cannot be written: \(error)")), true)
            case .success(let result) where result.entries.isEmpty:
                _ = reply(.failed(.noSuchMessage(message: text)), true)
            case .success(let result) where !hold && !result.wasHeld:
                _ = reply(.failed(.refused(why: "message \(message) is not held by an operator")), true)
            case .success(let result):
                Self.tell(result.entries, workers) { inTransfer in
                    Self.noteHold(of: result.entries[0], hold, reason, caller, journal)
                    let row = AdminHold(
                        message: message.description, mtsIdentifier: result.entries[0].mtsIdentifier.description,
                        isHeld: hold, connectors: result.entries.map(\.connector), inTransfer: inTransfer.sorted())
                    _ = reply(.hold(row), true)
                }
            }
        }
    }

    /// - Parameter end: with the connectors in whose transfer the message is.
    private static func tell(
        _ entries: [StoredEntry], _ workers: WorkerDirectory, _ end: @escaping @Sendable ([String]) -> Void
    ) {
        let moving = Gathering<String>(end: end)
        let latch = Latch(entries.count) { moving.finish() }
        for entry in entries {
            // A worker that begins later reads it from the spool.
            guard let worker = workers[entry.connector] else {
                latch.countDown()
                continue
            }
            ask(worker) { worker in
                if worker.holdChanged(entry) { moving.add(entry.connector) }
                latch.countDown()
            }
        }
    }

    /// Who did it, as of every change, and what it means for the message.
    private static func noteHold(
        of entry: StoredEntry, _ isHeld: Bool, _ reason: String?, _ caller: AdminCaller, _ events: any EventSink
    ) {
        let (identifier, reason) = (entry.mtsIdentifier.description, reason ?? "")
        let command = "queue \(isHeld ? "hold" : "release") \(entry.message)"
        events.emit(EventRecord(.administered(user: Int(caller.user), command: command, reason: reason)))
        let event: Event =
            isHeld
            ? .messageHeld(mtsIdentifier: identifier, reason: reason)
            : .messageReleased(mtsIdentifier: identifier, reason: reason)
        events.emit(EventRecord(event, mtsIdentifier: identifier))
    }
}
