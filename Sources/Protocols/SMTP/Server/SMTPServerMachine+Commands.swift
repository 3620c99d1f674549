extension SMTPServerMachine {
    mutating func perform(_ command: SMTPCommand) {
        switch command {
        case .ehlo(let name): greet(name, extended: true)
        case .helo(let name): greet(name, extended: false)
        case .mail(let argument): mail(argument)
        case .rcpt(let argument): rcpt(argument)
        case .data: data()
        case .bdat(let octets, let last): bdat(octets, last)
        case .rset:
            reset()
            reply(SMTPReply(250, "2.0.0", "Ok"))
            wasted()
        case .noop:
            reply(SMTPReply(250, "2.0.0", "Ok"))
            wasted()
        case .vrfy:
            reply(SMTPReply(252, "2.5.0", "Send mail to it and see"))
            wasted()
        case .help:
            reply(SMTPReply(214, "2.0.0", "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT; see RFC 5321"))
            wasted()
        case .quit:
            close(SMTPReply(221, "2.0.0", "\(configuration.hostname) closing connection"), nil)
        case .malformed(let why):
            bad(SMTPReply(501, "5.5.4", why))
        case .foreign:
            close(SMTPReply(421, "4.7.0", "This is SMTP"), "commands of another protocol")
        case .unknown:
            bad(SMTPReply(500, "5.5.1", "Command not known"))
        }
    }

    private mutating func greet(_ name: String, extended: Bool) {
        reset()
        clientName = name
        isExtended = extended
        if extended {
            reply(
                SMTPReply(
                    250,
                    lines: [
                        configuration.hostname, "PIPELINING", "SIZE \(limits.messageOctets)", "8BITMIME",
                        "ENHANCEDSTATUSCODES", "CHUNKING", "SMTPUTF8", "DSN", "MT-PRIORITY MIXER", "HELP",
                    ]))
        } else {
            reply(SMTPReply(250, nil, configuration.hostname))
        }
        wasted()
    }

    /// Ends the transaction, and throws away a message begun by BDAT.
    mutating func reset() {
        if let receipt, receipt.refusal == nil { actions.append(.discardMessage) }
        receipt = nil
        transaction = nil
        recipientKeys = []
    }

    // RFC 5321 4.1.1.2
    private mutating func mail(_ argument: ArraySlice<UInt8>) {
        guard let clientName else { return bad(SMTPReply(503, "5.5.1", "EHLO or HELO first")) }
        if transaction != nil { return bad(SMTPReply(503, "5.5.1", "A transaction is open: RSET ends it")) }
        let sender: SMTPPath?
        let parameters: MailParameters
        do throws(SMTPSyntaxError) {
            let (path, rest) = try SMTPPathReader.read(argument)
            parameters = try MailParameters(rest)
            switch path {
            case .null: sender = nil
            case .mailbox(let mailbox): sender = mailbox
            case .postmaster: sender = configuration.postmaster
            }
            if !parameters.smtpUTF8, sender?.needsSMTPUTF8 ?? false {
                throw SMTPSyntaxError(.pathNeedsSMTPUTF8, "")
            }
        } catch {
            return bad(SMTPServerMachine.reply(for: error, pathStatus: "5.1.7"))
        }
        if let size = parameters.size, size > limits.messageOctets {
            reply(SMTPReply(552, "5.3.4", "Message larger than \(limits.messageOctets) octets"))
            return wasted()
        }
        transaction = SMTPTransaction(
            clientName: clientName, isExtended: isExtended, sender: sender, parameters: parameters)
        reply(SMTPReply(250, "2.1.0", "Sender ok"))
        wasted()
    }

    // RFC 5321 4.1.1.3
    private mutating func rcpt(_ argument: ArraySlice<UInt8>) {
        guard let transaction else { return bad(SMTPReply(503, "5.5.1", "MAIL first")) }
        if receipt != nil { return bad(SMTPReply(503, "5.5.1", "Content has begun")) }
        let recipient: SMTPTransaction.Recipient
        do throws(SMTPSyntaxError) {
            let (path, rest) = try SMTPPathReader.read(argument)
            let parameters = try RecipientParameters(rest)
            switch path {
            case .null: throw SMTPSyntaxError(.path, "the null path is no recipient")
            case .mailbox(let mailbox): recipient = .init(path: mailbox, parameters: parameters)
            case .postmaster: recipient = .init(path: configuration.postmaster, parameters: parameters)
            }
            if !transaction.parameters.smtpUTF8, recipient.path.needsSMTPUTF8 {
                throw SMTPSyntaxError(.pathNeedsSMTPUTF8, "")
            }
        } catch {
            return bad(SMTPServerMachine.reply(for: error, pathStatus: "5.1.3"))
        }
        if recipientKeys.contains(recipient.path) {
            reply(SMTPReply(250, "2.1.5", "Recipient ok, named before"))
            return wasted()
        }
        if transaction.recipients.count >= limits.recipients {
            reply(SMTPReply(452, "4.5.3", "Too many recipients"))
            return wasted()
        }
        state = .checkingRecipient(recipient)
        actions.append(.checkRecipient(recipient.path))
    }

    mutating func recipientVerdict(_ refusal: SMTPReply?) {
        guard case .checkingRecipient(let recipient) = state else { return }
        state = .command
        if let refusal {
            reply(refusal)
            return wasted()
        }
        transaction?.recipients.append(recipient)
        recipientKeys.insert(recipient.path)
        reply(SMTPReply(250, "2.1.5", "Recipient ok"))
    }

    // RFC 5321 4.1.1.4
    private mutating func data() {
        if receipt != nil { return refuseData(SMTPReply(503, "5.5.1", "BDAT has begun; DATA cannot follow")) }
        guard let transaction else { return refuseData(SMTPReply(503, "5.5.1", "MAIL first")) }
        if transaction.recipients.isEmpty { return refuseData(SMTPReply(554, "5.5.1", "No recipients")) }
        receipt = Receipt(checker: ChunkChecker(lineLimit: limits.textLine))
        state = .data(DataDecoder(lineLimit: limits.textLine))
        actions.append(.beginMessage(transaction))
        reply(SMTPReply(354, nil, "Go on; end with CR LF . CR LF"))
    }

    /// A client may send nothing behind DATA before its reply (RFC 2920 3.1): what is there already is content, and
    /// must not be read as commands.
    private mutating func refuseData(_ answer: SMTPReply) {
        bad(answer)
        guard state == .command, offset < input.count else { return }
        close(
            SMTPReply(421, "4.7.0", "Content was sent before it was asked for"), "content sent before it was asked for")
    }

    // RFC 3030 2
    private mutating func bdat(_ octets: Int?, _ last: Bool) {
        guard let octets else {
            // How much content follows is not known, so that nothing behind this line can be read as a command.
            return close(SMTPReply(501, "5.5.4", "BDAT octets [LAST]"), "malformed BDAT")
        }
        let refusal: SMTPReply
        if let transaction {
            if transaction.recipients.isEmpty {
                refusal = SMTPReply(554, "5.5.1", "No recipients")
            } else {
                return beginChunk(octets, last, transaction)
            }
        } else {
            refusal = SMTPReply(503, "5.5.1", "MAIL first")
        }
        if octets > limits.drainedOctets { return close(refusal, "oversized BDAT out of place") }
        state = .readingOver(remaining: octets, refusal)
    }

    private mutating func beginChunk(_ octets: Int, _ last: Bool, _ transaction: SMTPTransaction) {
        if receipt == nil {
            receipt = Receipt(checker: ChunkChecker(lineLimit: limits.textLine))
            actions.append(.beginMessage(transaction))
        }
        state = .chunk(remaining: octets, last: last)
        if octets > limits.messageOctets - (receipt?.octets ?? 0) {
            refuseContent(SMTPReply(552, "5.3.4", "Message larger than \(limits.messageOctets) octets"))
            if octets > limits.drainedOctets {
                close(SMTPReply(552, "5.3.4", "Message larger than \(limits.messageOctets) octets"), "oversized BDAT")
            }
        }
    }

    private static func reply(for error: SMTPSyntaxError, pathStatus: String) -> SMTPReply {
        switch error.code {
        case .path: SMTPReply(501, pathStatus, "Path: \(error.detail)")
        case .pathNeedsSMTPUTF8: SMTPReply(553, "5.6.7", "Addresses beyond ASCII need SMTPUTF8")
        case .parameterUnknown: SMTPReply(555, "5.5.4", error.detail)
        case .parameter, .parameterRepeated, .xtext: SMTPReply(501, "5.5.4", error.detail)
        }
    }
}
