extension SMTPServerMachine {
    mutating func readData(_ before: DataDecoder) {
        var decoder = before
        let start = offset
        let content = decoder.consume(input, &offset)
        hasProgressed = true
        give(content, read: offset - start, decoder.fault)
        if isClosed { return }
        if decoder.hasEnded {
            endMessage()
        } else {
            state = .data(decoder)
        }
    }

    mutating func readChunk(_ remaining: Int, _ last: Bool) {
        let count = min(remaining, input.count - offset)
        let piece = input[offset..<offset + count]
        offset += count
        hasProgressed = true
        receipt?.checker.consume(piece)
        if remaining == count, last { receipt?.checker.end() }
        give(receipt?.refusal == nil ? Array(piece) : [], read: count, receipt?.checker.fault)
        if isClosed { return }
        if remaining > count {
            state = .chunk(remaining: remaining - count, last: last)
        } else if last {
            endMessage()
        } else if let refusal = receipt?.refusal {
            finishTransaction(refusal)
        } else {
            state = .command
            reply(SMTPReply(250, "2.0.0", "\(receipt?.octets ?? 0) octets so far"))
            if count == 0 { wasted() }
        }
    }

    mutating func readOver(_ remaining: Int, _ answer: SMTPReply) {
        let count = min(remaining, input.count - offset)
        offset += count
        hasProgressed = true
        if remaining > count {
            state = .readingOver(remaining: remaining - count, answer)
        } else {
            state = .command
            bad(answer)
        }
    }

    /// Passes content on, unless the message is or becomes refused.
    private mutating func give(_ content: [UInt8], read: Int, _ fault: ContentFault?) {
        guard let before = receipt else { return }
        if before.refusal != nil {
            receipt?.drained += read
            if before.drained + read > limits.drainedOctets, let refusal = before.refusal {
                close(refusal, "content went on after it was refused")
            }
            return
        }
        if let fault { return refuseContent(fault.reply, because: "content with a fault: \(fault)") }
        receipt?.octets += content.count
        if content.count > limits.messageOctets - before.octets {
            return refuseContent(SMTPReply(552, "5.3.4", "Message larger than \(limits.messageOctets) octets"))
        }
        if !content.isEmpty { actions.append(.content(content)) }
    }

    /// From here on the content is read over.
    mutating func refuseContent(_ answer: SMTPReply, because problem: String? = nil) {
        guard receipt != nil, receipt?.refusal == nil else { return }
        receipt?.refusal = answer
        actions.append(.discardMessage)
        actions.append(.refused(problem ?? answer.summary))
    }

    private mutating func endMessage() {
        if let refusal = receipt?.refusal { return finishTransaction(refusal) }
        state = .committing(closing: false)
        actions.append(.endMessage)
    }

    private mutating func finishTransaction(_ answer: SMTPReply) {
        state = .command
        receipt = nil
        transaction = nil
        recipientKeys = []
        reply(answer)
        wasted()
    }

    mutating func messageAccepted(_ text: String) {
        guard case .committing(let closing) = state else { return }
        wastedCommands = 0
        finishTransaction(SMTPReply(250, "2.0.0", text))
        if closing { close(SMTPReply(421, "4.3.2", "\(configuration.hostname) closing connection"), nil) }
    }

    mutating func messageRefused(_ answer: SMTPReply) {
        switch state {
        case .committing(let closing):
            finishTransaction(answer)
            if closing { close(SMTPReply(421, "4.3.2", "\(configuration.hostname) closing connection"), nil) }
        case .data, .chunk, .command:
            if receipt?.refusal == nil { receipt?.refusal = answer }
        case .fresh, .checkingRecipient, .readingOver, .closed:
            break
        }
    }
}
