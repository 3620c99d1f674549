import BER
import OSI
import P1
import Testing

/// One type of the modules in `asn1` and what this implementation has for it.
struct ASN1Codec: CustomTestStringConvertible, Sendable {
    /// `Module.Type`.
    let type: String
    /// Whether each of our encodings is the one that asn1ct writes: no default is written.
    var isMinimal = true
    /// The encoding of a random value.
    let make: @Sendable (inout RandomValues) throws -> [UInt8]
    /// Decodes, and encodes what was decoded.
    let again: @Sendable ([UInt8]) throws -> [UInt8]

    var testDescription: String { type }

    static let all = bind + names + transfer + reliableTransfer + associationControl + presentation
}

// MARK: P1

extension ASN1Codec {
    private static func bindForms(
        _ tagged: String, _ bare: String, _ make: @escaping @Sendable (inout RandomValues, BindForm) -> [UInt8],
        _ again: @escaping @Sendable ([UInt8], BindForm) throws -> [UInt8]
    ) -> [ASN1Codec] {
        [(tagged, BindForm.remoteOperations), (bare, .bare)].map { type, form in
            ASN1Codec(type: "P1.\(type)", make: { make(&$0, form) }, again: { try again($0, form) })
        }
    }

    private static let bind =
        bindForms("BindInvoke", "MTABindArgument") { random, form in
            (random.chance() ? MTABindArgument.unauthenticated : .authenticated(random.party(true))).encode(form)
        } _: {
            try MTABindArgument.decode($0[...]).encode($1)
        }
        + bindForms("BindResult", "MTABindResult") { random, form in
            (random.chance() ? MTABindResult.unauthenticated : .authenticated(random.party(false))).encode(form)
        } _: {
            try MTABindResult.decode($0[...]).encode($1)
        }
        + bindForms("BindError", "MTABindError") { random, form in
            MTABindError(code: random.number(0...256)).encode(form)
        } _: {
            try MTABindError.decode($0[...]).encode($1)
        }

    private static func encoded(_ write: (inout BERWriter) -> Void) -> [UInt8] {
        var writer = BERWriter()
        write(&writer)
        return writer.octets
    }

    private static let names = [
        ASN1Codec(type: "P1.ORName") { random in
            let name = try random.name()
            return encoded { name.write(to: &$0) }
        } again: {
            var reader = try BERReader($0[...])
            let name = try ORName(reader.next())
            // Every attribute has a text.
            guard name.address.attributes.allSatisfy({ !$0.key.isEmpty }) else { throw BERError(.invalidValue) }
            return encoded { name.write(to: &$0) }
        }
    ]

    private static let transfer = [
        ASN1Codec(type: "P1.MessageAPDU") {
            try message(&$0, nil)
        } again: {
            try apdu($0)
        },
        ASN1Codec(type: "P1.ReportAPDU") {
            try report(&$0, nil)
        } again: {
            try apdu($0)
        },
        ASN1Codec(type: "P1.ProbeAPDU") {
            try probe(&$0, nil)
        } again: {
            try apdu($0)
        },
        ASN1Codec(type: "P1.TransferredAPDU") { random in
            let context = 2 * random.number(0...63) + 1
            switch random.number(0...2) {
            case 0: return try message(&random, context)
            case 1: return try report(&random, context)
            default: return try probe(&random, context)
            }
        } again: {
            try apdu($0)
        },
    ]

    private static func message(_ random: inout RandomValues, _ context: Int?) throws -> [UInt8] {
        let content = random.octets(0...300)
        return MessageTransferAPDU.header(
            envelope: try random.message(), contentLength: content.count, contextIdentifier: context) + content
    }

    private static func report(_ random: inout RandomValues, _ context: Int?) throws -> [UInt8] {
        // None at all are the same as no returned content.
        let returned = random.perhaps { $0.octets(1...300) }
        let (head, tail) = ReportTransferAPDU.header(
            envelope: try random.reportEnvelope(), content: try random.reportContent(),
            returnedContentLength: returned?.count, contextIdentifier: context)
        return head + (returned ?? []) + tail
    }

    private static func probe(_ random: inout RandomValues, _ context: Int?) throws -> [UInt8] {
        ProbeTransferAPDU.encode(envelope: try random.probe(), contextIdentifier: context)
    }

    /// Through the streaming decoder, in two pieces.
    private static func apdu(_ octets: [UInt8]) throws -> [UInt8] {
        var decoder = MTSAPDUDecoder()
        var parts = try decoder.consume(octets[..<(octets.count / 2)])
        parts += try decoder.consume(octets[(octets.count / 2)...])
        try decoder.finish()
        let context = decoder.contextIdentifier
        var content: [UInt8] = []
        var returned: [UInt8]?
        var envelope: MessageTransferEnvelope?
        for part in parts {
            switch part {
            case .envelope(let value): envelope = value
            case .content(let octets): content += octets
            case .returnedContent(let octets): returned = (returned ?? []) + octets
            case .report(let envelope, let fields):
                try read(envelope.extensions + fields.extensions)
                for recipient in fields.perRecipientFields { try read(recipient.extensions) }
                let (head, tail) = ReportTransferAPDU.header(
                    envelope: envelope, content: fields, returnedContentLength: returned?.count,
                    contextIdentifier: context)
                return head + (returned ?? []) + tail
            case .probe(let envelope):
                try read(envelope.extensions)
                return ProbeTransferAPDU.encode(envelope: envelope, contextIdentifier: context)
            case .end: break
            }
        }
        guard let envelope else { throw BERError(.missingElement, "envelope") }
        try read(envelope.extensions)
        for recipient in envelope.perRecipientFields { try read(recipient.extensions) }
        return MessageTransferAPDU.header(
            envelope: envelope, contentLength: content.count, contextIdentifier: context) + content
    }

    /// Every extension that has a type here is of that type.
    private static func read(_ extensions: [ExtensionField]) throws {
        for name in StandardExtension.allCases where extensions.first(name) != nil {
            switch name {
            case .recipientReassignmentProhibited, .dlExpansionProhibited, .conversionWithLossProhibited,
                .physicalForwardingProhibited, .physicalForwardingAddressRequest, .proofOfSubmissionRequest,
                .proofOfDeliveryRequest:
                _ = try extensions.flag(name)
            case .originatorRequestedAlternateRecipient: _ = try extensions.originatorRequestedAlternateRecipient()
            case .latestDeliveryTime: _ = try extensions.latestDeliveryTime()
            case .requestedDeliveryMethod: _ = try extensions.requestedDeliveryMethod()
            case .physicalDeliveryModes: _ = try extensions.physicalDeliveryModes()
            case .registeredMailType: _ = try extensions.registeredMailType()
            case .recipientNumberForAdvice: _ = try extensions.recipientNumberForAdvice()
            case .physicalRenditionAttributes: _ = try extensions.physicalRenditionAttributes()
            case .originatorReturnAddress: _ = try extensions.originatorReturnAddress()
            case .physicalDeliveryReportRequest: _ = try extensions.physicalDeliveryReportRequest()
            case .contentCorrelator: _ = try extensions.contentCorrelator()
            case .redirectionHistory: _ = try extensions.redirectionHistory()
            case .dlExpansionHistory: _ = try extensions.dlExpansionHistory()
            case .physicalForwardingAddress: _ = try extensions.physicalForwardingAddress()
            case .originatorAndDLExpansionHistory: _ = try extensions.originatorAndDLExpansionHistory()
            case .reportingDLName: _ = try extensions.reportingDLName()
            case .traceInformation: _ = try extensions.traceInformation()
            case .internalTraceInformation: _ = try extensions.internalTraceInformation()
            case .reportingMTAName: _ = try extensions.reportingMTAName()
            case .dlExemptedRecipients: _ = try extensions.dlExemptedRecipients()
            default: break
            }
        }
    }
}
