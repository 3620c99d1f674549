import Events
import IO
import Links
import Message
import OSI
import P1Connector

/// What goes wrong with an association, as operators read it: the events of docs/incidents.md, in their order, with the
/// hint.
extension ConnectorWorker {
    /// An association could not be opened, for a reason above the line.
    func openFailed(_ failure: P1OpenFailure, controlBlock: Int, incident: String) {
        noteBindFailure(failure, controlBlock: controlBlock, incident: incident)
        openWasInVain(failure, incident: incident)
    }

    /// The bind, then the association: 9316, 9318 or 48, then 1290 or 1294.
    func noteBindFailure(_ failure: P1OpenFailure, controlBlock: Int, incident: String) {
        let hint = hint(of: failure)
        switch failure {
        case .wrongName:
            emit(
                .bindCommunicationsError(connector: name, ltab: locality, error: BindError.wrongName),
                incident: incident, hint: hint)
            endedAbnormally(controlBlock, incident, reason: BindError.wrongName, hint)
        case .wrongPassword:
            emit(.peerCredentialsRejected(connector: name, association: controlBlock), incident: incident, hint: hint)
            endedAbnormally(controlBlock, incident, reason: 48, hint)
        case .authenticationError: refused(controlBlock, incident, reason: 2, hint)
        case .busy: refused(controlBlock, incident, reason: 0, hint)
        case .refused(_, let reason, _): refused(controlBlock, incident, reason: reason, hint)
        case .noAnswer: cannotBind(controlBlock, incident, error: BindError.noAnswer, hint)
        case .lineLost, .protocolViolation:
            // Of a dialled line 9311 has told it.
            let error = if case .lineLost = failure { BindError.noAnswer } else { BindError.notUnderstood }
            if settings.entry == nil {
                cannotBind(controlBlock, incident, error: error, hint)
            } else {
                endedAbnormally(controlBlock, incident, reason: error, hint)
            }
        case .cut: endedAbnormally(controlBlock, incident, reason: 0, hint)
        }
    }

    /// The message layer and the timer: 289 and 301. A further association that fails harms nobody.
    func openWasInVain(_ failure: P1OpenFailure, incident: String) {
        if isStopping { return }
        if hasUsefulAssociation { return furtherOpenFailed() }
        let hint = hint(of: failure)
        // A line that failed with it starts the timer itself.
        if link?.state.isBarred ?? false {
            noteFailedOpen(failure.description, incident: incident, counts: failure.counts, hint: hint)
        } else {
            openDidFail(failure.description, incident: incident, counts: failure.counts, hint: hint)
        }
    }

    private func cannotBind(_ controlBlock: Int, _ incident: String, error: Int, _ hint: String) {
        emit(
            .cannotBind(
                connector: name, ltab: locality, error: error, commsError: 0, bindError: 0,
                remoteServer: settings.session.remoteName), incident: incident, hint: hint)
        endedAbnormally(controlBlock, incident, reason: error, hint)
    }

    private func refused(_ controlBlock: Int, _ incident: String, reason: Int, _ hint: String) {
        emit(
            .localAssociationRefused(connector: name, provider: 0, reason: reason, controlBlock: controlBlock),
            incident: incident, hint: hint)
    }

    private func endedAbnormally(_ controlBlock: Int, _ incident: String, reason: Int, _ hint: String) {
        emit(
            .associationEndedAbnormally(
                connector: name, controlBlock: controlBlock, type: 1, provider: 0, reason: reason),
            incident: incident, hint: hint)
    }

    // MARK: Hints: what is wrong, on which end, what to type

    func hint(of failure: P1OpenFailure) -> String {
        let (remote, local) = (settings.session.remoteName, settings.session.localName)
        switch failure {
        case .wrongName(let answered): return wrongNameHint(answered)
        case .wrongPassword(let difference):
            return "\(remote) answered with another password than RemotePassword= of connector \(name)"
                + "\(difference.words). Make it equal to LocalPassword= at \(remote), and type `trunkctl reload` here."
        case .authenticationError:
            return "\(remote) refuses the name \"\(local)\" with our password, or takes no calls from it. Compare "
                + "LocalName= and LocalPassword= of connector \(name) with RemoteMTA= and RemotePassword= there, put "
                + "right what differs, and type `trunkctl reload`; the journal of \(remote) has event 9322, 51 or 37 "
                + "with what it saw."
        case .busy: return "\(remote) takes nothing now: see its spool. Nothing need be done here."
        case .refused(let layer, let reason, let why): return refusalHint(layer, reason, why)
        case .noAnswer(let why):
            return "No MTA answers \(place): \(why). See that trunkd runs there; `trunkctl diagnose \(name)` "
                + "looks again."
        case .lineLost(let why):
            if settings.entry != nil, let callHint { return callHint }
            return "The other end closed the connection \(place) before the bind was answered: \(why). See the journal "
                + "of \(remote); `trunkctl diagnose \(name)` looks again."
        case .protocolViolation(let why):
            let keys = settings.entry == nil ? "RemoteHost= and Port=" : "the phonebook entry"
            return "What answers \(place) is no MTA that we understand: \(why). Compare \(keys) of connector \(name) "
                + "with Listen= of [P1] there; `trunkctl diagnose \(name)` looks again."
        case .cut(let why): return why
        }
    }

    private var place: String {
        settings.entry.map { "over the line of \($0.name)" } ?? "at \(settings.addressText)"
    }

    private func refusalHint(_ layerName: String, _ reason: Int, _ why: String) -> String {
        let remote = settings.session.remoteName
        let layer = ProtocolLayer(rawValue: layerName)
        if let key = layer.flatMap({ unknownSelector($0, reason: reason) }) {
            return "Nobody there answers to the \(layerName) address that we call: compare Called\(key)= of connector "
                + "\(name) with \(key)= of [P1] at \(remote), and type `trunkctl reload` where you change it."
        }
        if layer == .reliableTransfer, reason == RefuseReason.unacceptableDialogueMode.rawValue {
            return "\(remote) does not permit two-way alternate dialogue. Set TwoWayAlternate=no in connector \(name) "
                + "and type `trunkctl reload`, or have it permitted there."
        }
        return "\(remote) refused in the \(layerName) layer, reason \(reason)\(why.isEmpty ? "" : ": \(why)"). "
            + "`trunkctl diagnose \(name)` looks at each layer."
    }

    private func wrongNameHint(_ answered: String) -> String {
        let expected = settings.session.remoteName
        if answered.isEmpty {
            return "The MTA that answered gave no name, connector \(name) expects \(spelled(expected)): set LocalName= "
                + "there."
        }
        let difference = NameDifference(expected, answered).map { ": \($0.description)" } ?? ""
        let both =
            "The MTA that answered calls itself \(spelled(answered)), connector \(name) expects \(spelled(expected))"
            + "\(difference). "
        if !isConfigurableName(answered) { return both + "Its LocalName= has to be mended there." }
        return both + "If it is the right one, set RemoteMTA=\(answered) in connector \(name) here and type "
            + "`trunkctl reload`."
    }

    func hint(of error: IOError, at reached: SocketAddress?) -> String {
        let address = reached.map { "\($0)" } ?? ""
        if Self.isLocal(error) {
            return "This host has no descriptor, port or memory to spare (\(error.reason)); nothing is wrong with "
                + "\(settings.session.remoteName)."
        }
        if error.isUnresolved {
            return "The name does not lead to an address: mend RemoteHost= of connector \(name) and type `trunkctl "
                + "reload`, or mend the name service."
        }
        if error.isRefused || error.isNotFound {
            return "Nothing answers at \(address): see that trunkd runs there, and compare RemoteHost= and Port= of "
                + "connector \(name) with Listen= of [P1] there."
        }
        return "\(address) is not reached (\(error.reason)): the network or a packet filter between here and "
            + "\(settings.session.remoteName). `trunkctl diagnose \(name)` looks again."
    }

    /// Of a failed call or line.
    func hint(of code: RASCode) -> String {
        "The line of phonebook entry \(claimedEntry), RAS \(code). \(code.advice) `trunkctl diagnose \(name)` tries "
            + "each step."
    }
}

/// `MTA_ERROR` of a bind that failed: Exchange's number for a neighbour that is not the one meant, and those of Windows
/// that it gave for the rest.
enum BindError {
    static let wrongName = 9301
    /// Access denied.
    static let denied = 5
    /// RPC server unavailable.
    static let noAnswer = 1722
    /// Bad stub data.
    static let notUnderstood = 1783
}

extension P1OpenFailure {
    /// It uses up an open retry.
    var counts: Bool {
        switch self {
        case .busy, .cut: false
        case .noAnswer, .lineLost, .refused, .authenticationError, .wrongName, .wrongPassword, .protocolViolation: true
        }
    }

    /// For the queue's WHY and for `trunkctl connector status`.
    var description: String {
        switch self {
        case .noAnswer(let why), .lineLost(let why): "no association: \(why)"
        case .cut(let why): "the opening was ended: \(why)"
        case .refused(let layer, let reason, let why): "refused by the \(layer) layer, reason \(reason) \(why)"
        case .authenticationError: "our name or password was refused"
        case .busy: "the neighbour is busy"
        case .wrongName(let answered): "the MTA that answered calls itself \(spelled(answered))"
        case .wrongPassword: "the neighbour's password is wrong"
        case .protocolViolation(let why): "the neighbour broke the protocol: \(why)"
        }
    }
}
