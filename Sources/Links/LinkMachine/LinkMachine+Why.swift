package import Message

extension LinkMachine {
    /// Why a message for this connector waits, for the WHY column; nil while the line is up.
    package var why: String? {
        switch state {
        case .down: "no call has been asked for yet"
        case .waitingForWindow: "the connector's schedule is closed"
        case .waitingForLine(.line): "another call has the line"
        case .waitingForLine(.slot), .waitingForLine(.slotToBeFree): "every entry of the RAS table is taken"
        case .dialling(let attempt): attempt > 1 ? "dialling, attempt \(attempt)" : "dialling"
        case .up: nil
        case .idleHold: nil
        case .hangingUp: "the line is being hung up"
        case .barred(_, .inOrder): "the next call has its time"
        case .barred(_, .hungUpLocally): "the last call was as long as it may be"
        case .barred(_, let code): "call failed: RAS \(code)"
        }
    }

    /// The earliest time at which something happens by itself; nil: not known, or at once.
    package var until: Timestamp? {
        switch state {
        case .idleHold(let until), .barred(let until, _): until
        case .down, .waitingForWindow, .waitingForLine, .dialling, .up, .hangingUp: nil
        }
    }
}
