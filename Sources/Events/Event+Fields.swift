/// What the journal's fields say of an event; all of it comes from the catalogue's entry or from the parameters.
extension Event {
    package var number: Int { kind.rawValue }
    package var category: EventCategory { kind.description.category }
    package var type: EventType { kind.description.type }
    package var severity: EventSeverity { kind.description.severity }
    /// 3 error, 4 warning, 6 informational.
    package var syslogPriority: Int { type.syslogPriority }
    /// 32 lower-case hexadecimal digits.
    package var messageID: String { kind.messageID }

    /// `MTA_ERROR`: the error that the event carries as a parameter, where it carries one.
    package var errorCode: Int? {
        switch self {
        case .connectFailed(_, _, let error), .bindCommunicationsError(_, _, let error),
            .cannotBind(_, _, let error, _, _, _), .bindBackFailed(_, let error, _, _, _, _):
            error
        default: nil
        }
    }

    /// `MTA_RAS_CODE` for events that carry one and whose record does not say otherwise.
    package var rasCode: Int? {
        switch self {
        case .rasDialError(_, let code, _), .rasCommunicationsError(_, let code, _), .linkBarred(_, _, let code):
            code
        default: nil
        }
    }

    /// `MTA_CONNECTOR` for events that carry one and whose record does not say otherwise.
    package var connector: String? {
        switch self {
        case .openedWhileSuspended(let connector), .peerCredentialsRejected(let connector, _),
            .linkOptionNotPermitted(let connector, _), .cannotBind(let connector, _, _, _, _, _),
            .connectionNotOpened(let connector), .openRetryTimerStarted(let connector, _, _),
            .localAssociationRefused(let connector, _, _, _), .remoteAssociationRefused(let connector, _, _, _),
            .associationEndedAbnormally(let connector, _, _, _, _), .connectFailed(let connector, _, _),
            .rasDialError(let connector, _, _), .rasCommunicationsError(let connector, _, _),
            .rasTableFull(let connector, _), .bindCommunicationsError(let connector, _, _),
            .deliveryDeferred(let connector, _, _, _), .associationOpened(let connector, _, _),
            .associationClosed(let connector, _, _, _), .rasDialling(let connector, _, _),
            .rasConnected(let connector, _, _, _), .rasHungUp(let connector, _, _, _, _, _),
            .linkBarred(let connector, _, _), .cutTransferDropped(let connector, _),
            .messageNotForLink(let connector, _, _), .linkBudgetUsedUp(let connector, _, _, _),
            .callTooLong(let connector, _, _), .callCharged(let connector, _, _, _):
            connector.isEmpty ? nil : connector
        default: nil
        }
    }

    /// What to do about it in one line, for events that somebody must act on: the record's hint replaces it.
    package var hint: String? {
        switch self {
        case .rasDialError(_, let code, _), .rasCommunicationsError(_, let code, _), .linkBarred(_, _, let code):
            "See `trunkctl explain \(code)`."
        case .bindCommunicationsError(let connector, _, 9301):
            "The MTA that answered is not RemoteMTA= of connector \(printable(connector)): compare the names "
                + "octet by octet."
        case .bindBackFailed(_, _, _, _, let name, _):
            "The caller says that it is \(quoted(name)): compare with RemoteMTA= of its connector octet by octet, "
                + "then the passwords."
        case .bindByUnknownMTA(let name, _, _):
            "No connector has RemoteMTA=\(printable(name)) with this password."
        case .recipientCannotBeRouted(let recipient, _, _):
            "No connector has an address space for \(printable(recipient))."
        default:
            type == .information ? nil : kind.description.remedy.replacingField("MTA_CONNECTOR", with: connector)
        }
    }
}

extension EventKind {
    /// The journal's MESSAGE_ID: one fixed base, drawn at random once, whose last eight digits are the event's number.
    package var messageID: String {
        let digits = String(rawValue)
        return "310cc1e066d341e79add787a" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }
}
