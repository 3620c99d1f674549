package import BER

/// What the extensions of a message, a report or a recipient say, read where it is asked for. Each throws what is wrong
/// with that extension alone. Where it is absent, the result is nil, empty, false or 0.
extension [ExtensionField] {
    /// The extension of this type, or nil.
    package func first(_ type: ExtensionField.ExtensionType) -> ExtensionField? { first { $0.type == type } }

    package func first(_ name: StandardExtension) -> ExtensionField? { first(.standard(name.rawValue)) }

    /// Puts `field` in the place of the one of its type, or at the end.
    package mutating func replace(with field: ExtensionField) {
        if let index = firstIndex(where: { $0.type == field.type }) {
            self[index] = field
        } else {
            append(field)
        }
    }

    private func value<Value>(
        _ name: StandardExtension, _ read: (BERElement) throws(BERError) -> Value
    ) throws(BERError) -> Value? {
        guard let field = first(name) else { return nil }
        return try read(field.valueElement())
    }

    private func list<Value>(
        _ name: StandardExtension, of tag: BERTag = .sequence, limit: Int = ValueLimit.list,
        _ read: (BERElement) throws(BERError) -> Value
    ) throws(BERError) -> [Value] {
        guard let field = first(name) else { return [] }
        return try field.valueElement().list(of: tag, limit: limit, read)
    }

    private func name(_ name: StandardExtension) throws(BERError) -> ORName? {
        try value(name) { (element) throws(BERError) in
            guard element.tag == .orName else {
                throw BERError(.unexpectedTag, "\(element.tag) as O/R name", at: element.offset)
            }
            return try ORName(element)
        }
    }

    /// An extension that only says yes or no; see `ExtensionField.flag`. Absent: false.
    package func flag(_ name: StandardExtension) throws(BERError) -> Bool {
        try value(name) { (element) throws(BERError) in try element.integer() != 0 } ?? false
    }

    package func originatorRequestedAlternateRecipient() throws(BERError) -> ORName? {
        try name(.originatorRequestedAlternateRecipient)
    }

    package func latestDeliveryTime() throws(BERError) -> UTCTime? {
        try value(.latestDeliveryTime) { (element) throws(BERError) in try UTCTime(element) }
    }

    /// The most preferred first; empty: any.
    package func requestedDeliveryMethod() throws(BERError) -> [Int] {
        try list(.requestedDeliveryMethod, of: .integer) { (item) throws(BERError) in try item.integer() }
    }

    package func physicalDeliveryModes() throws(BERError) -> NamedBitList? {
        try value(.physicalDeliveryModes) { (element) throws(BERError) in try NamedBitList(element) }
    }

    package func registeredMailType() throws(BERError) -> Int {
        try value(.registeredMailType) { (element) throws(BERError) in try element.integer() } ?? 0
    }

    package func recipientNumberForAdvice() throws(BERError) -> String? {
        try value(.recipientNumberForAdvice) { (element) throws(BERError) in try element.teletex() }
    }

    package func physicalRenditionAttributes() throws(BERError) -> ObjectIdentifierValue? {
        try value(.physicalRenditionAttributes) { (element) throws(BERError) in try element.objectIdentifier() }
    }

    package func originatorReturnAddress() throws(BERError) -> ORAddress? {
        try value(.originatorReturnAddress) { (element) throws(BERError) in
            var reader = try element.children()
            let address = try ORAddress(&reader)
            try reader.expectEnd()
            return address
        }
    }

    package func physicalDeliveryReportRequest() throws(BERError) -> Int {
        try value(.physicalDeliveryReportRequest) { (element) throws(BERError) in try element.integer() } ?? 0
    }

    /// The octets of either form, IA5String or OCTET STRING.
    package func contentCorrelator() throws(BERError) -> [UInt8]? {
        try value(.contentCorrelator) { (element) throws(BERError) in try element.octets(limit: ValueLimit.string) }
    }

    package func redirectionHistory() throws(BERError) -> [Redirection] {
        try list(.redirectionHistory) { (item) throws(BERError) in try Redirection(item) }
    }

    package func dlExpansionHistory() throws(BERError) -> [DLExpansion] {
        try list(.dlExpansionHistory) { (item) throws(BERError) in try DLExpansion(item) }
    }

    package func physicalForwardingAddress() throws(BERError) -> ORName? { try name(.physicalForwardingAddress) }

    /// The originator first, then the lists.
    package func originatorAndDLExpansionHistory() throws(BERError) -> [OriginatorAndDLExpansion] {
        try list(.originatorAndDLExpansionHistory, limit: ValueLimit.originatorAndLists) {
            (item) throws(BERError) in try OriginatorAndDLExpansion(item)
        }
    }

    package func reportingDLName() throws(BERError) -> ORName? { try name(.reportingDLName) }

    package func traceInformation() throws(BERError) -> [TraceInformationElement] {
        try value(.traceInformation) { (element) throws(BERError) in
            var reader = try BERReader(contentsOf: element)
            return try TraceInformationElement.list(&reader)
        } ?? []
    }

    package func internalTraceInformation() throws(BERError) -> [InternalTraceInformationElement] {
        try list(.internalTraceInformation) { (item) throws(BERError) in try InternalTraceInformationElement(item) }
    }

    package func reportingMTAName() throws(BERError) -> ReportingMTAName? {
        try value(.reportingMTAName) { (element) throws(BERError) in try ReportingMTAName(element) }
    }

    package func dlExemptedRecipients() throws(BERError) -> [ORName] {
        try list(.dlExemptedRecipients, of: .orName) { (item) throws(BERError) in try ORName(item) }
    }
}
