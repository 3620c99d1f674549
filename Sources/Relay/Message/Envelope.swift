/// X.411 Priority, with its integer values on the wire.
package enum Priority: Int, Sendable, CaseIterable {
    case normal = 0
    case nonUrgent = 1
    case urgent = 2

    /// 0 goes first.
    package var rank: Int {
        switch self {
        case .urgent: 0
        case .normal: 1
        case .nonUrgent: 2
        }
    }

    package var name: String {
        switch self {
        case .normal: "normal"
        case .nonUrgent: "non-urgent"
        case .urgent: "urgent"
        }
    }
}

/// How the content's octets may look (RFC 6152, RFC 6531).
package enum BodyType: Int, Sendable {
    case sevenBit = 0
    case eightBitMIME = 1
}

/// RFC 3461 NOTIFY, per recipient. An empty set with `never` false means that the sender did not say.
package struct DSNNotify: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let never = DSNNotify(rawValue: 1)
    package static let success = DSNNotify(rawValue: 2)
    package static let failure = DSNNotify(rawValue: 4)
    package static let delay = DSNNotify(rawValue: 8)
}

/// RFC 3461 RET.
package enum DSNReturn: Int, Sendable {
    case full = 0
    case headers = 1
}

/// X.411 TraceInformationElement: one domain that the message entered (clause 12.2.1.1.1).
package struct TraceElement: Hashable, Sendable {
    package var domain: GlobalDomain
    /// MTA within the domain, where internal trace information says so.
    package var mtaName: String?
    package var arrival: Timestamp
    package var rerouted: Bool

    package init(domain: GlobalDomain, mtaName: String?, arrival: Timestamp, rerouted: Bool = false) {
        self.domain = domain
        self.mtaName = mtaName
        self.arrival = arrival
        self.rerouted = rerouted
    }
}

/// X.411 originating-MTA-report-request (12.2.1.1.1.6), with the values of its two bits.
package enum MTAReportRequest: Int, Hashable, Sendable {
    case nonDelivery = 1
    case report = 2
    /// Both bits: a report with the trace of the subject.
    case audited = 3
}

/// One recipient for whom this MTA is responsible.
package struct Recipient: Hashable, Sendable {
    /// X.411 originally-specified-recipient-number, 1...32767. Unique within the message.
    package var number: Int
    package var mailbox: Mailbox
    package var notify: DSNNotify
    /// RFC 3461 ORCPT, as it was received: `type;xtext`.
    package var originalRecipient: String?
    /// Set for a recipient whose address is no mailbox's: `mailbox` is then only what SMTP and people may call it.
    package var x400Address: X400Address?
    /// What the originating MTA asked for besides its user's `notify`; nil: nothing, as for Internet mail.
    package var mtaReportRequest: MTAReportRequest?

    package init(
        number: Int, mailbox: Mailbox, notify: DSNNotify = [], originalRecipient: String? = nil,
        x400Address: X400Address? = nil, mtaReportRequest: MTAReportRequest? = nil
    ) {
        self.number = number
        self.mailbox = mailbox
        self.notify = notify
        self.originalRecipient = originalRecipient
        self.x400Address = x400Address
        self.mtaReportRequest = mtaReportRequest
    }

    /// For people.
    package var name: String { x400Address?.description ?? mailbox.description }

    /// The originator wants to hear of this result (RFC 3461 4.1).
    package func isNotified(of result: DeliveryReport.Result) -> Bool {
        if notify.contains(.never) { return false }
        switch result {
        case .delivered: return notify.contains(.success)
        case .failed: return notify.isDisjoint(with: [.success, .delay]) || notify.contains(.failure)
        case .delayed: return notify.isEmpty || notify.contains(.delay)
        }
    }

    /// The originator or its MTA wants to hear of this result.
    package func isReportDue(_ result: DeliveryReport.Result) -> Bool {
        if isNotified(of: result) { return true }
        switch result {
        case .delivered: return mtaReportRequest == .report || mtaReportRequest == .audited
        case .failed: return mtaReportRequest != nil
        case .delayed: return false
        }
    }
}

/// All that is known of a message beside its content.
package struct Envelope: Hashable, Sendable {
    package var mtsIdentifier: MTSIdentifier
    /// nil is the null reverse path: a report, to which no report is ever sent.
    package var originator: Mailbox?
    package var priority: Priority
    package var bodyType: BodyType
    /// The envelope or the header needs SMTPUTF8 (RFC 6531).
    package var needsSMTPUTF8: Bool
    /// RFC 3461 ENVID, as received (xtext).
    package var envelopeID: String?
    package var dsnReturn: DSNReturn?
    /// When this MTS took the message from its originator; the message's lifetime runs from here.
    package var submitted: Timestamp
    /// Oldest first.
    package var trace: [TraceElement]
    /// In ascending order of number.
    package var recipients: [Recipient]
    package var kind = MessageKind.message
    /// Set besides `originator` for one whose address is no mailbox's; see `Recipient.x400Address`.
    package var originatorX400Address: X400Address?
    /// What the content is, as people call it (`P22`, `1.2.840…`); nil: an Internet message (RFC 5322), or none.
    package var x400ContentType: String?
    /// X.411 deferred-delivery-time: not to be delivered before.
    package var deferredDelivery: Timestamp?
    /// X.411 latest-delivery-time: not to be delivered after; its lifetime ends here if not earlier.
    package var latestDelivery: Timestamp?
    /// The envelope as an X.400 neighbour gave it, so that the next one gets what no other field here says. Written
    /// and read by the P1 connector alone.
    package var transferEnvelope: [UInt8]?

    package init(
        mtsIdentifier: MTSIdentifier, originator: Mailbox?, priority: Priority = .normal,
        bodyType: BodyType = .sevenBit, needsSMTPUTF8: Bool = false, envelopeID: String? = nil,
        dsnReturn: DSNReturn? = nil, submitted: Timestamp, trace: [TraceElement] = [], recipients: [Recipient]
    ) {
        self.mtsIdentifier = mtsIdentifier
        self.originator = originator
        self.priority = priority
        self.bodyType = bodyType
        self.needsSMTPUTF8 = needsSMTPUTF8
        self.envelopeID = envelopeID
        self.dsnReturn = dsnReturn
        self.submitted = submitted
        self.trace = trace
        self.recipients = recipients
    }

    /// Whether a report must say this of the recipient: never of a report, and never without an originator.
    package func isReportDue(_ recipient: Recipient, _ result: DeliveryReport.Result) -> Bool {
        kind.name != .report && originator != nil && recipient.isReportDue(result)
    }
}
