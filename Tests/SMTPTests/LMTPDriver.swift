import SMTP

/// An owner of an LMTP client machine, with a server that answers from a script.
///
/// The script is the server's whole stream, cut into answers: one for the connection, one for each command line, and
/// one for the end of the content.
struct LMTPDriver {
    var machine = LMTPClientMachine(hostname: "hq.example")
    var sent: [UInt8] = []
    var outcomes: [Int: LMTPOutcome] = [:]
    var finished = 0
    /// Outcomes by the place of their message.
    var told: [Int: [LMTPOutcome]] = [:]
    var isClosed = false
    var timers: [LMTPClientTimer] = []
    var violations: [String] = []
    /// Pieces of content to give, in order.
    var content: [[UInt8]]
    /// Answers of the server that are still to come.
    var script: [String]
    private var toServer: [UInt8] = []
    private var inContent = false
    /// Octets of each of the server's sends; 0 is whole answers.
    let pieces: Int

    init(script: [String], content: [String], pieces: Int = 0) {
        self.script = script
        self.content = content.map { Array($0.utf8) }
        self.pieces = pieces
    }

    var text: String { String(decoding: sent, as: UTF8.self) }

    mutating func run(_ messages: [LMTPMessage], separately: Bool = false) {
        var queue: [LMTPClientEvent] = [.connected]
        var messages = messages[...]
        if let first = messages.popFirst() { queue.insert(.deliver(first), at: 0) }
        queue += serverSpeaks(1)
        while !queue.isEmpty {
            for action in machine.handle(queue.removeFirst()) {
                if isClosed { violations.append("after close: \(action)") }
                switch action {
                case .send(let octets):
                    sent += octets
                    toServer += octets
                    queue += serverReads()
                case .wantContent:
                    queue.append(content.isEmpty ? .contentEnded : .content(content.removeFirst()))
                case .outcome(let recipient, let outcome):
                    if outcomes[recipient] != nil { violations.append("two outcomes for \(recipient)") }
                    outcomes[recipient] = outcome
                    told[finished, default: []].append(outcome)
                case .finished:
                    finished += 1
                    if separately { outcomes = [:] }
                    queue.append(messages.popFirst().map { .deliver($0) } ?? .quit)
                case .startTimer(let timer, _): timers.append(timer)
                case .stopTimer: break
                case .close: isClosed = true
                }
            }
        }
    }

    private mutating func serverSpeaks(_ count: Int) -> [LMTPClientEvent] {
        var events: [LMTPClientEvent] = []
        for answer in script.prefix(count) {
            if answer == "CLOSE" {
                events.append(.peerClosed("connection closed"))
                continue
            }
            let octets = Array(answer.utf8)
            var start = 0
            while start < octets.count {
                let end = pieces == 0 ? octets.count : min(octets.count, start + pieces)
                events.append(.octets(Array(octets[start..<end])))
                start = end
            }
            if answer.hasPrefix("354") { inContent = true }
        }
        script.removeFirst(min(count, script.count))
        return events
    }

    private mutating func serverReads() -> [LMTPClientEvent] {
        var events: [LMTPClientEvent] = []
        while let end = toServer.firstIndex(of: 0x0A) {
            let line = Array(toServer[...end])
            toServer.removeFirst(end + 1)
            if inContent {
                guard line == Array(".\r\n".utf8) else { continue }
                inContent = false
            }
            events += serverSpeaks(1)
        }
        return events
    }
}
