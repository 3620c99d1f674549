import Message

extension Event {
    /// The line that people read: our wording, Exchange's parameters in Exchange's order, and the closing bracket
    /// `[component worker index procedure] (severity)`. One line, without control characters, of limited length.
    package var text: String {
        let description = kind.description
        let numbers = leadingNumbers.map { "\($0) " }.joined()
        return "\(sentence) [\(numbers)\(description.origin.worker) 0 \(description.origin.procedure)] "
            + "(\(description.severity.rawValue))"
    }

    /// Insertion numbers that Exchange prints in front of the component.
    private var leadingNumbers: [Int] {
        switch self {
        case .peerCredentialsRejected(_, let association): [association]
        case .associationEndedAbnormally(_, let controlBlock, let type, let provider, let reason):
            [controlBlock, type, provider, reason]
        default: []
        }
    }

    private var sentence: String {
        switch kind.rawValue {
        case ..<1000: messageSentence
        case ..<10000: interfaceSentence
        default: ownSentence
        }
    }

    private var messageSentence: String {
        switch self {
        case .openedWhileSuspended(let connector):
            "The neighbour of connector \(quoted(connector)) opened an association, but the connector's schedule is "
                + "never."
        case .peerCredentialsRejected(let connector, let association):
            "The MTA called for connector \(quoted(connector)) answered with a password that is not the configured "
                + "one. Association index: \(association)."
        case .bindByUnknownMTA(let name, let address, let association):
            "A bind came from an MTA that no connector fits. MTA name: \(quoted(name)). Presentation address: "
                + "\(printable(address)). Association index: \(association)."
        case .linkOptionNotPermitted(let connector, let association):
            "The neighbour of connector \(quoted(connector)) asked for two-way alternate dialogue, which the connector "
                + "does not permit. Association index: \(association)."
        case .reportCannotBeRouted(let mtsIdentifier, let recipient):
            "The report about message \(printable(mtsIdentifier)) to \(printable(recipient)) cannot be routed and is "
                + "dropped."
        case .recipientCannotBeRouted(let recipient, let mtsIdentifier, let number):
            "Recipient \(printable(recipient)) of message \(printable(mtsIdentifier)) cannot be routed. Recipient "
                + "number: \(number)."
        case .apduCannotBeDecoded(let error, let offset):
            "A received APDU cannot be decoded: \(printable(error)), at offset \(offset)."
        case .loopDetected(let mtsIdentifier):
            "Message \(printable(mtsIdentifier)) has been here before, and is not passed on (loop-detected)."
        case .lifetimeEnded(let mtsIdentifier, let minutes):
            "The lifetime of message \(printable(mtsIdentifier)) has ended after \(minutes) minutes."
        case .deferredDeliveryStarted(let mtsIdentifier, let until):
            "Message \(printable(mtsIdentifier)) is not to be delivered before \(printable(until)): it waits."
        case .messageTransferredOut(let entity, let priority, let mtsIdentifier, let octets):
            transferSentence("handed to", entity, priority, mtsIdentifier, octets)
        case .messageReceived(let entity, let priority, let mtsIdentifier, let octets):
            transferSentence("taken from", entity, priority, mtsIdentifier, octets)
        case .connectionNotOpened(let connector):
            "The connection to connector \(quoted(connector)) could not be opened."
        case .nonDelivery(let reason, let diagnostic, let mtsIdentifier, let recipient, let number):
            "Non-delivery, reason \(reason), diagnostic \(diagnostic.map(String.init) ?? "none"), of message "
                + "\(printable(mtsIdentifier)) to \(printable(recipient)). Recipient number: \(number)."
        case .openRetryTimerStarted(let connector, let controlBlock, let seconds):
            "The open-retry timer of connector \(quoted(connector)) was started (control block \(controlBlock)): "
                + "another attempt in \(seconds) seconds."
        default: kind.description.title + "."
        }
    }

    private var interfaceSentence: String {
        switch self {
        case .localAssociationRefused(let connector, let provider, let reason, let controlBlock):
            "The association that this MTA opened for connector \(quoted(connector)) was refused. Provider: "
                + "\(provider). Reason: \(reason). Control block: \(controlBlock)."
        case .remoteAssociationRefused(let connector, let provider, let reason, let controlBlock):
            "An association that the neighbour opened for connector \(quoted(connector)) was refused. Provider: "
                + "\(provider). Reason: \(reason). Control block: \(controlBlock)."
        case .associationEndedAbnormally(let connector, _, _, _, _):
            "An association of connector \(quoted(connector)) ended abnormally."
        case .connectFailed(let connector, let address, let error):
            "Connector \(quoted(connector)) could not connect to \(printable(address)): error \(error)."
        case .localityTableFull(let configured):
            "The locality table is full: all \(configured) rows are taken."
        case .started(let version, let localName):
            "Trunkline \(printable(version)) has started as MTA \(quoted(localName))."
        case .stopped(let version):
            "Trunkline \(printable(version)) has stopped."
        case .rasDialError(let connector, let code, let index):
            "RAS dial error on connector \(quoted(connector)): RAS code \(code). RAS table index: \(index)."
        case .rasCommunicationsError(let connector, let code, let index):
            "RAS communications error on connector \(quoted(connector)): RAS code \(code). RAS table index: \(index). "
                + "The line will be brought up again."
        case .rasTableFull(let connector, let configured):
            "Connector \(quoted(connector)) waits: all \(configured) entries of the RAS synchronization table are "
                + "taken."
        case .bindCommunicationsError(let connector, let ltab, let error):
            "The bind for connector \(quoted(connector)) failed and no data was sent. LTAB index: \(ltab). Error: "
                + "\(error). It will be tried again."
        case .cannotBind(let connector, let ltab, let error, let comms, let bind, let remoteServer):
            "Connector \(quoted(connector)) cannot bind. LTAB index: \(ltab). Error: \(error). Comms error: \(comms). "
                + "Bind error: \(bind). Remote server name: \(quoted(remoteServer)). It will be tried again."
        case .bindBackFailed(let ltab, let error, let comms, let bind, let remoteServer, let binding):
            "The caller's bind was refused. LTAB index: \(ltab). Error: \(error). Comms error: \(comms). Bind error: "
                + "\(bind). Remote server name: \(quoted(remoteServer)). Binding: \(printable(binding))."
        default: kind.description.title + "."
        }
    }

    private func transferSentence(
        _ verb: String, _ entity: String, _ priority: Priority, _ mtsIdentifier: String, _ octets: Int
    ) -> String {
        "A message was \(verb) \(quoted(entity)). Priority: \(priority.name). MTS-ID: \(printable(mtsIdentifier)). "
            + "Length: \(octets) octets."
    }
}

extension Event {
    private var ownSentence: String {
        switch self {
        case .messageDelivered(let mtsIdentifier, let recipient, let octets):
            "Message \(printable(mtsIdentifier)) was delivered to \(printable(recipient)), \(octets) octets."
        case .deliveryDeferred(let connector, let mtsIdentifier, let seconds, let why):
            "Connector \(quoted(connector)) tries message \(printable(mtsIdentifier)) again in \(seconds) seconds: "
                + "\(printable(why))."
        case .associationOpened(let connector, let controlBlock, let initiated):
            "An association of connector \(quoted(connector)) was opened by "
                + "\(initiated ? "this MTA" : "the neighbour"). Control block: \(controlBlock)."
        case .associationClosed(let connector, let controlBlock, let out, let `in`):
            "An association of connector \(quoted(connector)) was closed. Control block: \(controlBlock). Octets out: "
                + "\(out). Octets in: \(`in`)."
        case .rasDialling(let connector, let entry, let index):
            "Connector \(quoted(connector)) dials \(quoted(entry)). RAS table index: \(index)."
        case .rasConnected(let connector, let entry, let index, let milliseconds):
            "The line of connector \(quoted(connector)) over \(quoted(entry)) is up after \(milliseconds) ms. RAS "
                + "table index: \(index)."
        case .rasHungUp(let connector, let entry, let index, let out, let `in`, let seconds):
            (connector.isEmpty
                ? "Line \(quoted(entry)) is free again" : "Connector \(quoted(connector)) hung up \(quoted(entry))")
                + " after \(seconds) s. RAS table index: \(index). Octets out: \(out). Octets in: \(`in`)."
        case .rasAnswered(let entry, let index):
            "A call came in over line \(quoted(entry)). RAS table index: \(index)."
        case .transferResumed(let mtsIdentifier, let checkpoint, let octets):
            "The transfer of message \(printable(mtsIdentifier)) goes on behind checkpoint \(checkpoint); \(octets) "
                + "octets need not be sent again."
        case .transferInterrupted(let mtsIdentifier, let checkpoint, let octets):
            "The transfer of message \(printable(mtsIdentifier)) was cut; checkpoint \(checkpoint) is confirmed, "
                + "\(octets) octets are safe."
        case .messageNotTaken(let entity, let problem):
            "A message from \(quoted(entity)) was not taken: \(printable(problem)). The neighbour keeps it."
        case .downgraded(let mtsIdentifier, let lost):
            "Message \(printable(mtsIdentifier)) went to a neighbour of 1984 without: \(printable(lost))."
        case .cutTransferDropped(let connector, let octets):
            "A cut transfer of connector \(quoted(connector)), \(octets) octets on disk, made room for later ones."
        case .messageRerouted(let mtsIdentifier, let from, let to, let recipients):
            "Message \(printable(mtsIdentifier)) goes on by connector \(quoted(to)) for \(recipients) recipient(s); "
                + "connector \(quoted(from)) has given it up."
        case .messageDelayed(let connector, let mtsIdentifier, let minutes, let why):
            "Message \(printable(mtsIdentifier)) has waited at connector \(quoted(connector)) for \(minutes) minutes: "
                + "\(printable(why))."
        case .messageHeld(let mtsIdentifier, let reason):
            "Message \(printable(mtsIdentifier)) is held by an operator" + because(reason)
        case .messageReleased(let mtsIdentifier, let reason):
            "Message \(printable(mtsIdentifier)) was released by an operator" + because(reason)
        case .messageNotForLink(let connector, let mtsIdentifier, let why):
            "Connector \(quoted(connector)) holds message \(printable(mtsIdentifier)): \(printable(why))."
        case .linkBudgetUsedUp(let connector, let entry, let period, let spent):
            "The budget of \(quoted(entry)) for this \(period) is used up (\(printable(spent))): the call of connector "
                + "\(quoted(connector)) ends."
        case .callTooLong(let connector, let entry, let seconds):
            "The call of connector \(quoted(connector)) over \(quoted(entry)) has lasted \(seconds) s, as long as it "
                + "may: it ends."
        case .linkConditionEnded(let link, let what):
            "The \(what) that an operator had set for link \(quoted(link)) has ended."
        case .callCharged(let connector, let entry, let cost, let today):
            "The call of connector \(quoted(connector)) over \(quoted(entry)) has cost \(printable(cost)); today "
                + "\(printable(today)) in all."
        case .linkBarred(let connector, let entry, let code):
            "Connector \(quoted(connector)) does not dial \(quoted(entry)) again by itself: RAS code \(code)."
        case .reportComposed(let mtsIdentifier, let recipients):
            "A report on message \(printable(mtsIdentifier)) was sent: it tells of \(recipients) recipient(s)."
        case .reportArrived(let entity, let mtsIdentifier, let delivered, let failed):
            "A report on message \(printable(mtsIdentifier)) came from \(quoted(entity)): \(delivered) recipient(s) "
                + "delivered, \(failed) not."
        default: serviceSentence
        }
    }

    private var serviceSentence: String {
        switch self {
        case .configurationLoaded(let directory, let connectors):
            "Configuration loaded from \(printable(directory)): \(connectors) connectors."
        case .configurationRefused(let file, let line, let problem):
            "Configuration refused: \(printable(file))\(line > 0 ? ":\(line)" : ""): \(printable(problem))"
        case .configurationDoubtful(let file, let line, let problem):
            "Configuration is doubtful: \(printable(file))\(line > 0 ? ":\(line)" : ""): \(printable(problem))"
        case .spoolUnavailable(let problem):
            "The spool cannot take messages: \(printable(problem))."
        case .spoolAvailable: "The spool takes messages again."
        case .smtpRefused(let client, let problem):
            "SMTP client \(printable(client)) was turned away: \(printable(problem))."
        case .workerStuck(let worker, let seconds):
            "Worker \(quoted(worker)) has not answered for \(seconds) seconds."
        case .lineProgramOutput(let entry, let text):
            "The line program of \(quoted(entry)) says: \(printable(text))"
        case .administered(let user, let command, let reason):
            "User \(user) did \(quoted(command))" + because(reason)
        case .listening(let service, let address):
            "Listening for \(printable(service)) on \(printable(address))."
        case .listenerFailed(let service, let address, let problem):
            "The listener for \(printable(service)) on \(printable(address)) failed: \(printable(problem))."
        case .duplicateDropped(let entity, let mtsIdentifier):
            "Message \(printable(mtsIdentifier)) came again from \(quoted(entity)); the repeat was dropped."
        case .callDropped(let address, let problem):
            "A call from \(printable(address)) was dropped before its bind: \(printable(problem))."
        default: kind.description.title + "."
        }
    }
}

/// How a sentence ends that may have an operator's reason.
private func because(_ reason: String) -> String { reason.isEmpty ? "." : ", reason: \(printable(reason))." }

/// Longest parameter in a text, in characters; names and addresses are far shorter, foreign text need not be.
private let longestParameter = 512

/// A parameter that may have come from outside, made fit for one line of a log.
func printable(_ text: String) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
        if count == longestParameter { return result + "…" }
        count += 1
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

func quoted(_ text: String) -> String { "\"\(printable(text))\"" }
