/// The client's side of one LMTP connection (RFC 2033), for one message after the other.
///
/// ## Function
/// Commands go out together where PIPELINING is offered. Each recipient gets exactly one outcome: the server's own
/// word, or `deferred` when the connection fails before the server has given it.
///
/// ## Owner
/// A value of the connection's owner. It has no clock; timers go out as actions and come back as events.
package struct LMTPClientMachine: Sendable {
    private enum Step: Equatable, Sendable {
        case mail
        case recipient(Int)
        case data
    }

    private let hostname: String
    private let limits: LMTPClientLimits
    private var state = LMTPClientState.fresh
    private var reader = SMTPReplyReader()
    private var extensions: [String: String] = [:]
    private var message: LMTPMessage?
    /// Recipients whose outcome is not told yet.
    private var open: Set<Int> = []
    private var accepted: [Int] = []
    /// Sent and not answered.
    private var awaited: [Step] = []
    /// Not sent yet.
    private var waiting: [Step] = []
    private var quits = false
    private var actions: [LMTPClientAction] = []

    package init(hostname: String, limits: LMTPClientLimits = LMTPClientLimits()) {
        self.hostname = hostname
        self.limits = limits
    }

    /// Another message can follow on this connection.
    package var isUsable: Bool { state != .closed }

    package mutating func handle(_ event: LMTPClientEvent) -> [LMTPClientAction] {
        switch event {
        case .connected:
            if state == .fresh { enter(.greeting, .reply, limits.replySeconds) }
        case .octets(let octets): take(octets)
        case .deliver(let message): deliver(message)
        case .content(let octets): content(octets)
        case .contentEnded: contentEnded()
        case .contentFailed(let why), .peerClosed(let why): fail(why)
        case .timer(let timer): timerFired(timer)
        case .quit:
            quits = true
            quitIfIdle()
        }
        defer { actions = [] }
        return actions
    }

    private mutating func enter(_ next: LMTPClientState, _ timer: LMTPClientTimer, _ seconds: Int) {
        state = next
        actions.append(.startTimer(timer, seconds: seconds))
    }

    private mutating func send(_ line: String) { actions.append(.send(Array("\(line)\r\n".utf8))) }

    private mutating func timerFired(_ timer: LMTPClientTimer) {
        switch (state, timer) {
        case (.greeting, .reply), (.hello, .reply), (.envelope, .reply), (.resetting, .reply):
            fail("no reply in \(limits.replySeconds) s")
        case (.content, .content): fail("content not taken for \(limits.contentSeconds) s")
        case (.deliveries, .delivery): fail("no reply to the message in \(limits.deliverySeconds) s")
        case (.fresh, _), (.ready, _), (.closed, _), (.content, _), (.deliveries, _), (.greeting, _), (.hello, _),
            (.envelope, _), (.resetting, _):
            break  // stopped while its event was on the way
        }
    }

    private mutating func take(_ octets: [UInt8]) {
        var offset = 0
        while state != .closed {
            switch reader.consume(octets, &offset) {
            case .needsMore: return
            case .malformed(let why): fail("the server answers no LMTP: \(why)")
            case .reply(let reply): answered(reply)
            }
        }
    }

    private mutating func answered(_ reply: SMTPReply) {
        if reply.code == 421 { return fail(reply.summary) }
        switch state {
        case .greeting:
            if reply.code / 100 != 2 { return fail("greeted with \(reply.summary)") }
            send("LHLO \(hostname)")
            enter(.hello, .reply, limits.replySeconds)
        case .hello:
            if reply.code / 100 != 2 { return fail("LHLO answered with \(reply.summary)") }
            for line in reply.lines.dropFirst() {
                let words = line.split(separator: " ", maxSplits: 1)
                if let keyword = words.first {
                    extensions[keyword.uppercased()] = words.count > 1 ? String(words[1]) : ""
                }
            }
            becomeReady()
        case .envelope: envelopeAnswered(reply)
        case .deliveries(let recipients): delivered(recipients, reply)
        case .resetting:
            if reply.code / 100 != 2 { return fail("RSET answered with \(reply.summary)") }
            messageDone()
        case .content: fail("answered within the content: \(reply.summary)")
        case .fresh, .ready: fail("unasked: \(reply.summary)")
        case .closed: break
        }
    }

    private mutating func becomeReady() {
        state = .ready
        actions.append(.stopTimer)
        if let message { begin(message) }
        quitIfIdle()
    }

    private mutating func quitIfIdle() {
        guard quits, message == nil else { return }
        switch state {
        case .ready:
            send("QUIT")
            end()
        case .fresh, .greeting, .hello: end()
        case .envelope, .content, .deliveries, .resetting, .closed: break
        }
    }

    // MARK: The envelope

    private mutating func deliver(_ new: LMTPMessage) {
        open = Set(new.recipients.indices)
        if state == .closed || message != nil {
            for recipient in new.recipients.indices { tell(recipient, .deferred("no connection to the LMTP server")) }
            return
        }
        message = new
        if state == .ready { begin(new) }
    }

    private mutating func begin(_ message: LMTPMessage) {
        if message.needsSMTPUTF8, extensions["SMTPUTF8"] == nil {
            return refuseAll(SMTPReply(553, "5.6.7", "The server does not offer SMTPUTF8"))
        }
        if let limit = extensions["SIZE"].flatMap({ Int($0) }), limit > 0, message.size > limit {
            return refuseAll(SMTPReply(552, "5.3.4", "The server takes messages of \(limit) octets at most"))
        }
        guard let sender = LMTPClientMachine.written(message.sender) else {
            return refuseAll(SMTPReply(501, "5.1.7", "The sender's address cannot be written in SMTP"))
        }
        accepted = []
        waiting = [.mail]
        for (place, path) in message.recipients.enumerated() {
            if LMTPClientMachine.written(path) == nil {
                tell(place, .failed(SMTPReply(501, "5.1.3", "The address cannot be written in SMTP")))
            } else {
                waiting.append(.recipient(place))
            }
        }
        if waiting.count == 1 {
            waiting = []
            return messageDone()
        }
        waiting.append(.data)
        state = .envelope
        sendSteps(message, sender)
    }

    /// All that may go out now: everything, or one command where PIPELINING is not offered.
    private mutating func sendSteps(_ message: LMTPMessage, _ sender: String) {
        let count = extensions["PIPELINING"] == nil ? min(1, waiting.count) : waiting.count
        var lines = ""
        for step in waiting[..<count] {
            switch step {
            case .mail:
                lines += "MAIL FROM:\(sender)"
                if extensions["SIZE"] != nil { lines += " SIZE=\(message.size)" }
                if message.isEightBit, extensions["8BITMIME"] != nil { lines += " BODY=8BITMIME" }
                if message.needsSMTPUTF8 { lines += " SMTPUTF8" }
            case .recipient(let place): lines += "RCPT TO:<\(message.recipients[place])>"
            case .data: lines += "DATA"
            }
            lines += "\r\n"
        }
        awaited += waiting[..<count]
        waiting.removeFirst(count)
        if count > 0 { actions.append(.send(Array(lines.utf8))) }
        actions.append(.startTimer(.reply, seconds: limits.replySeconds))
    }

    /// A path between angle brackets, nil where it is no path by the grammar: it may have come from anywhere.
    private static func written(_ path: SMTPPath?) -> String? {
        guard let path else { return "<>" }
        let text = "<\(path)>"
        guard let (read, rest) = try? SMTPPathReader.read(Array(text.utf8)[...]), rest.isEmpty else { return nil }
        if case .mailbox = read { return text }
        return nil
    }

    private mutating func envelopeAnswered(_ reply: SMTPReply) {
        guard let message, !awaited.isEmpty else { return fail("unasked: \(reply.summary)") }
        switch awaited.removeFirst() {
        case .mail:
            if reply.code / 100 != 2 { tellAll(reply) }
        case .recipient(let place):
            if reply.code / 100 != 2 {
                tell(place, LMTPClientMachine.outcome(reply))
            } else if open.contains(place) {
                accepted.append(place)
            }
        case .data:
            return dataAnswered(reply)
        }
        if awaited.isEmpty, waiting == [.data], accepted.isEmpty {
            return resetAfterRefusal()
        }
        if awaited.isEmpty, open.isEmpty { return resetAfterRefusal() }
        sendSteps(message, LMTPClientMachine.written(message.sender) ?? "<>")
    }

    private mutating func dataAnswered(_ reply: SMTPReply) {
        if reply.code / 100 != 3 {
            tellAll(reply)
            return resetAfterRefusal()
        }
        if accepted.isEmpty { return fail("asked for content with no recipient left") }
        enter(.content(DotStuffer()), .content, limits.contentSeconds)
        actions.append(.wantContent)
    }

    private mutating func resetAfterRefusal() {
        waiting = []
        awaited = []
        send("RSET")
        enter(.resetting, .reply, limits.replySeconds)
    }

    // MARK: The content

    private mutating func content(_ octets: [UInt8]) {
        guard case .content(var stuffer) = state else { return }
        actions.append(.send(stuffer.encode(octets)))
        enter(.content(stuffer), .content, limits.contentSeconds)
        actions.append(.wantContent)
    }

    private mutating func contentEnded() {
        guard case .content(var stuffer) = state else { return }
        actions.append(.send(stuffer.end()))
        enter(.deliveries(accepted[...]), .delivery, limits.deliverySeconds)
    }

    private mutating func delivered(_ recipients: ArraySlice<Int>, _ reply: SMTPReply) {
        guard let recipient = recipients.first else { return fail("unasked: \(reply.summary)") }
        tell(recipient, LMTPClientMachine.outcome(reply))
        if recipients.count == 1 { return messageDone() }
        enter(.deliveries(recipients.dropFirst()), .delivery, limits.deliverySeconds)
    }

    // MARK: Outcomes

    private static func outcome(_ reply: SMTPReply) -> LMTPOutcome {
        switch reply.code / 100 {
        case 2: .delivered
        case 5: .failed(reply)
        default: .deferred(reply.summary)
        }
    }

    private mutating func tell(_ recipient: Int, _ outcome: LMTPOutcome) {
        if open.remove(recipient) != nil { actions.append(.outcome(recipient: recipient, outcome)) }
    }

    /// The same for every recipient that is still open. A success out of place is none.
    private mutating func tellAll(_ reply: SMTPReply) {
        let outcome: LMTPOutcome = reply.code / 100 == 5 ? .failed(reply) : .deferred(reply.summary)
        for recipient in open.sorted() { tell(recipient, outcome) }
    }

    private mutating func refuseAll(_ reply: SMTPReply) {
        tellAll(reply)
        messageDone()
    }

    private mutating func messageDone() {
        message = nil
        state = .ready
        actions.append(.stopTimer)
        actions.append(.finished)
        quitIfIdle()
    }

    /// The connection is of no more use.
    private mutating func fail(_ why: String) {
        if state == .closed { return }
        for recipient in open.sorted() { tell(recipient, .deferred(why)) }
        end()
    }

    private mutating func end() {
        state = .closed
        message = nil
        actions.append(.stopTimer)
        actions.append(.close)
    }
}
