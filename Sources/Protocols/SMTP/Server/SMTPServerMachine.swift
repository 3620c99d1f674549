/// The server's side of one SMTP connection: RFC 5321 with PIPELINING (RFC 2920), CHUNKING (RFC 3030), SIZE (RFC 1870),
/// 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531), ENHANCEDSTATUSCODES (RFC 2034), DSN (RFC 3461), MT-PRIORITY (RFC 6710).
///
/// ## Function
/// The owner feeds events and does the actions in their order. It answers `.checkRecipient` and `.endMessage` with
/// one event each, which it hands in after the actions of the event before are done. Until then the machine holds
/// back what the client sends, so that replies go out in the order of the commands; `.pauseInput` bounds that.
///
/// ## Owner
/// A value of the connection's owner. It has no clock; timers go out as actions and come back as events.
package struct SMTPServerMachine: Sendable {
    /// What is known of the message whose content comes in.
    struct Receipt: Equatable, Sendable {
        var octets = 0
        /// Octets read over since the message was refused.
        var drained = 0
        /// Once set, content is read over and this is replied at its end.
        var refusal: SMTPReply?
        var checker: ChunkChecker
    }

    let configuration: SMTPServerConfiguration
    var state = SMTPServerState.fresh
    var input: [UInt8] = []
    var offset = 0
    var lines: CommandLineReader
    var clientName: String?
    var isExtended = false
    var transaction: SMTPTransaction?
    var recipientKeys: Set<SMTPPath> = []
    var receipt: Receipt?
    var badCommands = 0
    var wastedCommands = 0
    private var inputIsPaused = false
    private var armed: SMTPServerTimer?
    /// A command was completed or content came in since the timer was started.
    var hasProgressed = false
    var actions: [SMTPServerAction] = []

    var limits: SMTPServerLimits { configuration.limits }

    package init(configuration: SMTPServerConfiguration) {
        self.configuration = configuration
        lines = CommandLineReader(limit: configuration.limits.commandLine)
    }

    /// Nothing more will come of this connection.
    package var isClosed: Bool { state == .closed }

    /// The owner owes an answer for a message; it is worth a moment before the connection is cut.
    package var isCommitting: Bool {
        if case .committing = state { true } else { false }
    }

    package mutating func handle(_ event: SMTPServerEvent) -> [SMTPServerAction] {
        switch event {
        case .connected: connected()
        case .octets(let octets): take(octets)
        case .recipientVerdict(let refusal): recipientVerdict(refusal)
        case .messageAccepted(let text): messageAccepted(text)
        case .messageRefused(let reply): messageRefused(reply)
        case .timer(let timer): timerFired(timer)
        case .closing: stop(SMTPReply(421, "4.3.2", "\(configuration.hostname) is stopping, closing connection"), nil)
        case .peerClosed: end()
        }
        process()
        settle()
        defer { actions = [] }
        return actions
    }

    private mutating func connected() {
        guard state == .fresh else { return }
        state = .command
        actions.append(.startTimer(.session, seconds: limits.sessionSeconds))
        reply(SMTPReply(220, nil, "\(configuration.hostname) ESMTP Trunkline"))
    }

    private mutating func take(_ octets: [UInt8]) {
        switch state {
        case .closed: return
        case .fresh, .command, .checkingRecipient, .data, .chunk, .readingOver, .committing: break
        }
        if offset == input.count {
            input = octets
            offset = 0
        } else {
            input.removeFirst(offset)
            offset = 0
            if octets.count > limits.heldOctets - input.count {
                close(SMTPReply(421, "4.7.0", "Too much input ahead of its replies"), "too much input ahead of replies")
                return
            }
            input.append(contentsOf: octets)
        }
    }

    /// Works through the input as far as the state allows.
    private mutating func process() {
        while true {
            switch state {
            case .command:
                if !readCommand() { return }
            case .data(let decoder):
                if offset == input.count { return }
                readData(decoder)
            case .chunk(let remaining, let last):
                if remaining > 0, offset == input.count { return }
                readChunk(remaining, last)
            case .readingOver(let remaining, let answer):
                if remaining > 0, offset == input.count { return }
                readOver(remaining, answer)
            case .fresh, .checkingRecipient, .committing, .closed:
                return
            }
        }
    }

    /// Reads one command line. False when there is none yet.
    private mutating func readCommand() -> Bool {
        switch lines.consume(input, &offset) {
        case .needsMore: return false
        case .line(let line): perform(SMTPCommand(line: line))
        case .fault(.bareLineFeed): bad(SMTPReply(500, "5.5.2", "LF without CR in a command"))
        case .fault(.bareCarriageReturn): bad(SMTPReply(500, "5.5.2", "CR without LF in a command"))
        case .fault(.tooLong): bad(SMTPReply(500, "5.5.2", "Line too long"))
        }
        hasProgressed = true
        return true
    }

    private mutating func timerFired(_ timer: SMTPServerTimer) {
        switch (state, timer) {
        case (.closed, _), (.fresh, _):
            break
        case (.committing, .session), (.checkingRecipient, .session), (.command, .session), (.data, .session),
            (.chunk, .session), (.readingOver, .session):
            stop(SMTPReply(421, "4.4.2", "Connection open for too long"), "connection open for too long")
        case (.command, .idle):
            close(SMTPReply(421, "4.4.2", "No command in time"), nil)
        case (.data, .content), (.chunk, .content), (.readingOver, .content):
            close(SMTPReply(421, "4.4.2", "No content in time"), "no content in time")
        case (.committing, .idle), (.checkingRecipient, .idle), (.data, .idle), (.chunk, .idle), (.readingOver, .idle),
            (.command, .content), (.committing, .content), (.checkingRecipient, .content):
            break  // a timer that was cancelled while its event was on the way
        }
    }

    /// Ends the connection from our side, but not over the head of a message that is being made safe.
    private mutating func stop(_ reply: SMTPReply, _ problem: String?) {
        switch state {
        case .committing: state = .committing(closing: true)
        case .fresh: end()
        case .command, .checkingRecipient, .data, .chunk, .readingOver: close(reply, problem)
        case .closed: break
        }
    }

    /// Says so and ends the connection.
    mutating func close(_ answer: SMTPReply, _ problem: String?) {
        reply(answer)
        if let problem { actions.append(.refused(problem)) }
        end()
    }

    /// Ends the connection; an unfinished message goes.
    mutating func end() {
        switch state {
        case .closed: return
        case .committing: break
        case .fresh, .command, .checkingRecipient, .data, .chunk, .readingOver:
            if let receipt, receipt.refusal == nil { actions.append(.discardMessage) }
        }
        state = .closed
        receipt = nil
        transaction = nil
        input = []
        offset = 0
        actions.append(.close)
    }

    /// Timers and flow after all input is worked through.
    private mutating func settle() {
        let wanted: (timer: SMTPServerTimer, seconds: Int)?
        let waits: Bool
        switch state {
        case .closed: return
        case .command: (wanted, waits) = ((.idle, limits.idleSeconds), false)
        case .data, .chunk, .readingOver: (wanted, waits) = ((.content, limits.contentIdleSeconds), false)
        case .fresh, .checkingRecipient, .committing: (wanted, waits) = (nil, true)
        }
        if let armed, armed != wanted?.timer { actions.append(.cancelTimer(armed)) }
        if let wanted, armed != wanted.timer || hasProgressed {
            actions.append(.startTimer(wanted.timer, seconds: wanted.seconds))
        }
        armed = wanted?.timer
        hasProgressed = false
        if waits, !inputIsPaused, offset < input.count {
            inputIsPaused = true
            actions.append(.pauseInput)
        } else if !waits, inputIsPaused {
            inputIsPaused = false
            actions.append(.resumeInput)
        }
    }

    mutating func reply(_ reply: SMTPReply) { actions.append(.reply(reply.octets)) }

    /// A command that cannot be: too many of them end the connection.
    mutating func bad(_ answer: SMTPReply) {
        reply(answer)
        badCommands += 1
        if badCommands >= limits.badCommands {
            close(SMTPReply(421, "4.7.0", "Too many bad commands"), "too many bad commands")
        }
    }

    /// A command that is right but brings no message nearer.
    mutating func wasted() {
        wastedCommands += 1
        if wastedCommands >= limits.wastedCommands {
            close(SMTPReply(421, "4.7.0", "Too many commands without a message"), "too many commands without a message")
        }
    }
}
