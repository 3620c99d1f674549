import FuzzInput
import SMTP

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe trySMTP(FuzzInput(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// The server against any client, and the LMTP client against any server; the first octet says which.
///
/// Then steps: an octet that says what happens, and where it needs them two octets of length and octets.
private func trySMTP(_ input: FuzzInput) {
    var input = input
    if input.octet() & 1 == 0 { tryServer(&input) } else { tryClient(&input) }
}

private func tryServer(_ input: inout FuzzInput) {
    var limits = SMTPServerLimits()
    limits.messageOctets = 20_000
    limits.heldOctets = 8192
    limits.recipients = 5
    var server = SMTPServerMachine(configuration: SMTPServerConfiguration(hostname: "hq.example", limits: limits))
    var content = 0
    var waiting: [SMTPServerEvent] = [.connected]
    var steps = 0
    while steps < 5000 {
        if waiting.isEmpty {
            if input.isEmpty { break }
            let step = input.octet()
            switch step {
            case 0x80: waiting = [.timer(.idle)]
            case 0x81: waiting = [.timer(.content)]
            case 0x82: waiting = [.timer(.session)]
            case 0x83: waiting = [.closing]
            case 0x84: waiting = [.peerClosed]
            case 0x85: waiting = [.recipientVerdict(nil)]
            case 0x86: waiting = [.messageAccepted("1")]
            default: waiting = [.octets(input.piece())]
            }
        }
        steps += 1
        for action in server.handle(waiting.removeFirst()) {
            switch action {
            case .checkRecipient:
                waiting.append(.recipientVerdict(steps % 7 == 0 ? SMTPReply(550, "5.1.1", "no") : nil))
            case .beginMessage: content = 0
            case .content(let octets): content += octets.count
            case .endMessage:
                require(content <= limits.messageOctets, "no message is larger than the limit")
                waiting.append(.messageAccepted("1"))
            default: break
            }
        }
    }
}

private func tryClient(_ input: inout FuzzInput) {
    var client = LMTPClientMachine(hostname: "hq.example")
    var outcomes: Set<Int> = []
    var waiting: [LMTPClientEvent] = [.connected]
    var steps = 0
    while steps < 5000 {
        if waiting.isEmpty {
            if input.isEmpty { break }
            switch input.octet() {
            case 0x80: waiting = [.timer(.reply)]
            case 0x81: waiting = [.timer(.content)]
            case 0x82: waiting = [.timer(.delivery)]
            case 0x83: waiting = [.deliver(LMTPMessage(sender: nil, recipients: [], size: 10))]
            case 0x84: waiting = [.content(Array(".dot\r\n".utf8))]
            case 0x85: waiting = [.contentEnded]
            case 0x86: waiting = [.contentFailed("lost")]
            case 0x87: waiting = [.quit]
            case 0x88: waiting = [.peerClosed("reset")]
            default: waiting = [.octets(input.piece())]
            }
        }
        steps += 1
        for action in client.handle(waiting.removeFirst()) {
            switch action {
            case .wantContent: waiting += [.content(Array("text\r\n".utf8)), .contentEnded]
            case .outcome(let recipient, _): require(outcomes.insert(recipient).inserted, "one outcome for a recipient")
            case .finished: outcomes = []
            default: break
            }
        }
    }
}
