package import BER

/// The extensions of X.411 whose values an MTA has to do with, as fields. Each has the criticality that X.411
/// recommends. Those of security, and of bodies, travel as octets: `ExtensionField(.messageToken, encoding)`.
extension ExtensionField {
    /// - Parameter value: the value's whole encoding.
    package init(_ name: StandardExtension, _ value: [UInt8]) {
        self.init(type: .standard(name.rawValue), criticality: name.recommendedCriticality, value: value)
    }

    private init(_ name: StandardExtension, _ body: (inout BERWriter) -> Void) {
        var writer = BERWriter()
        body(&writer)
        self.init(name, writer.octets)
    }

    /// An extension that only says yes or no: recipientReassignmentProhibited, dlExpansionProhibited,
    /// conversionWithLossProhibited, physicalForwardingProhibited, physicalForwardingAddressRequest,
    /// proofOfSubmissionRequest, proofOfDeliveryRequest.
    package static func flag(_ name: StandardExtension, _ value: Bool = true) -> ExtensionField {
        ExtensionField(name) { $0.integer(value ? 1 : 0, tag: .enumerated) }
    }

    package static func originatorRequestedAlternateRecipient(_ name: ORName) -> ExtensionField {
        ExtensionField(.originatorRequestedAlternateRecipient) { name.write(to: &$0) }
    }

    package static func latestDeliveryTime(_ time: UTCTime) -> ExtensionField {
        ExtensionField(.latestDeliveryTime) { time.write(to: &$0) }
    }

    /// - Parameter methods: 0 any, 1 MHS, 2 physical, 3 telex, 4 teletex, 5 and 6 facsimile, 7 IA5 terminal,
    ///   8 videotex, 9 telephone; the most preferred first.
    package static func requestedDeliveryMethod(_ methods: [Int]) -> ExtensionField {
        ExtensionField(.requestedDeliveryMethod) { writer in
            writer.sequence { list in for method in methods { list.integer(method) } }
        }
    }

    /// - Parameter modes: bits 0 ordinary, 1 special, 2 express, 3 to 6 collection, 7 bureau fax.
    package static func physicalDeliveryModes(_ modes: NamedBitList) -> ExtensionField {
        ExtensionField(.physicalDeliveryModes) { modes.write(to: &$0, tag: .bitString) }
    }

    /// - Parameter type: 0 not registered, 1 registered, 2 registered to the addressee in person.
    package static func registeredMailType(_ type: Int) -> ExtensionField {
        ExtensionField(.registeredMailType) { $0.integer(type) }
    }

    package static func recipientNumberForAdvice(_ number: String) -> ExtensionField {
        ExtensionField(.recipientNumberForAdvice) { $0.teletex(number) }
    }

    package static func physicalRenditionAttributes(_ attributes: ObjectIdentifierValue) -> ExtensionField {
        ExtensionField(.physicalRenditionAttributes) { $0.objectIdentifier(attributes) }
    }

    package static func originatorReturnAddress(_ address: ORAddress) -> ExtensionField {
        ExtensionField(.originatorReturnAddress) { writer in writer.sequence { address.write(to: &$0) } }
    }

    /// - Parameter request: 0 undeliverable mail comes back by post; 1, 2, 3 notification by post, MHS, both.
    package static func physicalDeliveryReportRequest(_ request: Int) -> ExtensionField {
        ExtensionField(.physicalDeliveryReportRequest) { $0.integer(request) }
    }

    /// The content correlator as an OCTET STRING.
    package static func contentCorrelator(_ octets: [UInt8]) -> ExtensionField {
        ExtensionField(.contentCorrelator) { $0.octetString(octets) }
    }

    package static func redirectionHistory(_ history: [Redirection]) -> ExtensionField {
        ExtensionField(.redirectionHistory) { writer in
            writer.sequence { list in for redirection in history { redirection.write(to: &list) } }
        }
    }

    package static func dlExpansionHistory(_ history: [DLExpansion]) -> ExtensionField {
        ExtensionField(.dlExpansionHistory) { writer in
            writer.sequence { list in for expansion in history { expansion.write(to: &list) } }
        }
    }

    package static func physicalForwardingAddress(_ name: ORName) -> ExtensionField {
        ExtensionField(.physicalForwardingAddress) { name.write(to: &$0) }
    }

    /// - Parameter history: the originator first, then the lists. Two at least.
    package static func originatorAndDLExpansionHistory(_ history: [OriginatorAndDLExpansion]) -> ExtensionField {
        ExtensionField(.originatorAndDLExpansionHistory) { writer in
            writer.sequence { list in for expansion in history { expansion.write(to: &list) } }
        }
    }

    package static func reportingDLName(_ name: ORName) -> ExtensionField {
        ExtensionField(.reportingDLName) { name.write(to: &$0) }
    }

    package static func traceInformation(_ trace: [TraceInformationElement]) -> ExtensionField {
        ExtensionField(.traceInformation) { TraceInformationElement.write(trace, to: &$0) }
    }

    package static func internalTraceInformation(_ trace: [InternalTraceInformationElement]) -> ExtensionField {
        ExtensionField(.internalTraceInformation) { writer in
            writer.sequence { list in for element in trace { element.write(to: &list) } }
        }
    }

    package static func reportingMTAName(_ name: ReportingMTAName) -> ExtensionField {
        ExtensionField(.reportingMTAName) { name.write(to: &$0) }
    }

    package static func dlExemptedRecipients(_ names: [ORName]) -> ExtensionField {
        ExtensionField(.dlExemptedRecipients) { writer in
            writer.set { list in for name in names { name.write(to: &list) } }
        }
    }
}
