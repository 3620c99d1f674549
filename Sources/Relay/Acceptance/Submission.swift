package import Message

/// A message at the gate, beside its content.
package struct Submission: Sendable {
    /// nil: the null reverse path.
    package var originator: Mailbox?
    /// Those that this MTA becomes responsible for. Over P1 with their numbers; over SMTP they are numbered here, from
    /// 1 in this order, whatever numbers they bear.
    package var recipients: [Recipient]
    package var priority: Priority
    package var bodyType: BodyType
    package var needsSMTPUTF8: Bool
    /// RFC 3461 ENVID, xtext as received.
    package var envelopeID: String?
    package var dsnReturn: DSNReturn?
    package var source: SubmissionSource
    /// A report's recipient is the originator of its subject. One with no recipient is for this MTA itself, and so is
    /// one whose recipient is this MTA's bare domain.
    package var kind = MessageKind.message
    /// X.411 content-length of a probe: how long the message would be.
    package var probedLength: Int?
    /// The next five as in `Envelope`. Of a report the content type is that of the content it returns.
    package var originatorX400Address: X400Address?
    package var x400ContentType: String?
    package var deferredDelivery: Timestamp?
    package var latestDelivery: Timestamp?
    package var transferEnvelope: [UInt8]?
    /// A function that this MTA does not have and without which the message may not go on (X.411 9.2: critical for
    /// transfer), in words; every recipient fails with unsupported-critical-function.
    package var unsupportedCriticalFunction: String?
    /// Functions that this MTA does not have and without which there may be no delivery (X.411 9.2: critical for
    /// delivery), in words, by recipient's number: one whom no X.400 connector serves fails as above.
    package var unsupportedForDelivery: [Int: String] = [:]
    /// Recipients, by number, that fail whatever their route is, since the door knows why already.
    package var failures: [Int: NonDelivery] = [:]

    package init(
        originator: Mailbox?, recipients: [Recipient], priority: Priority = .normal, bodyType: BodyType = .sevenBit,
        needsSMTPUTF8: Bool = false, envelopeID: String? = nil, dsnReturn: DSNReturn? = nil, source: SubmissionSource
    ) {
        self.originator = originator
        self.recipients = recipients
        self.priority = priority
        self.bodyType = bodyType
        self.needsSMTPUTF8 = needsSMTPUTF8
        self.envelopeID = envelopeID
        self.dsnReturn = dsnReturn
        self.source = source
    }
}
