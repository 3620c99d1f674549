import SMTP

/// An owner of a server machine that takes every message and, unless told otherwise, every recipient.
struct ServerDriver {
    struct Message: Equatable {
        var transaction: SMTPTransaction
        var content: [UInt8]
        var text: String { String(decoding: content, as: UTF8.self) }
    }

    var machine: SMTPServerMachine
    var replies = ""
    var accepted: [Message] = []
    var discarded = 0
    var problems: [String] = []
    var isClosed = false
    var armed: [SMTPServerTimer: Int] = [:]
    var isPaused = false
    /// Local part → refusal.
    var refusals: [String: SMTPReply] = [:]
    var answersMessages = true
    var answersRecipients = true
    var refusesAtBegin: SMTPReply?
    private var open: Message?
    /// Broken rules of the order of actions.
    var violations: [String] = []

    init(_ change: (inout SMTPServerLimits) -> Void = { _ in }) {
        var limits = SMTPServerLimits()
        change(&limits)
        machine = SMTPServerMachine(configuration: SMTPServerConfiguration(hostname: "mx.hq.example", limits: limits))
    }

    mutating func handle(_ event: SMTPServerEvent) {
        var events = [event]
        while !events.isEmpty {
            let next = events.removeFirst()
            for action in machine.handle(next) { perform(action, &events) }
        }
    }

    private mutating func perform(_ action: SMTPServerAction, _ events: inout [SMTPServerEvent]) {
        if isClosed { violations.append("after close: \(action)") }
        switch action {
        case .reply(let octets): replies += String(decoding: octets, as: UTF8.self)
        case .checkRecipient(let path):
            if answersRecipients { events.append(.recipientVerdict(refusals[path.localPart])) }
        case .beginMessage(let transaction):
            if open != nil { violations.append("begin within a message") }
            open = Message(transaction: transaction, content: [])
            if let refusesAtBegin {
                open = nil
                events.append(.messageRefused(refusesAtBegin))
            }
        case .content(let octets):
            if open == nil, refusesAtBegin == nil { violations.append("content without a message") }
            open?.content += octets
        case .endMessage:
            guard let message = open else {
                violations.append("end without a message")
                return
            }
            open = nil
            accepted.append(message)
            if answersMessages { events.append(.messageAccepted("Ok \(accepted.count)")) }
        case .discardMessage:
            if open == nil { violations.append("discard without a message") }
            open = nil
            discarded += 1
        case .startTimer(let timer, let seconds): armed[timer] = seconds
        case .cancelTimer(let timer): armed[timer] = nil
        case .pauseInput: isPaused = true
        case .resumeInput: isPaused = false
        case .refused(let problem): problems.append(problem)
        case .close:
            if open != nil { violations.append("close with an open message") }
            isClosed = true
        }
    }

    mutating func say(_ text: String) { handle(.octets(Array(text.utf8))) }

    /// The codes of all replies' last lines.
    var codes: [Int] {
        replies.split(separator: "\r\n").filter { $0.dropFirst(3).first == " " }.compactMap { Int($0.prefix(3)) }
    }

    /// Greeting, EHLO, MAIL and one RCPT said and answered; the replies so far forgotten.
    static func ready(_ change: (inout SMTPServerLimits) -> Void = { _ in }) -> ServerDriver {
        var driver = ServerDriver(change)
        driver.handle(.connected)
        driver.say("EHLO client.example\r\nMAIL FROM:<a@hq.example>\r\nRCPT TO:<b@berlin.example>\r\n")
        driver.replies = ""
        return driver
    }
}
