package import BER

/// The extensions that this implementation reads or writes, by the numbers of X.411.
extension ExtensionField {
    package static let latestDeliveryTimeNumber = 5
    package static let contentCorrelatorNumber = 23
    package static let redirectionHistoryNumber = 25
    package static let dlExpansionHistoryNumber = 26
    package static let internalTraceInformationNumber = 38

    /// Critical for delivery, as X.411 recommends.
    package static func latestDeliveryTime(_ time: UTCTime) -> ExtensionField {
        standard(latestDeliveryTimeNumber, criticality: NamedBitList([2])) { time.write(to: &$0) }
    }

    /// The content correlator as an OCTET STRING.
    package static func contentCorrelator(_ octets: [UInt8]) -> ExtensionField {
        standard(contentCorrelatorNumber) { $0.octetString(octets) }
    }

    package static func redirectionHistory(_ history: [Redirection]) -> ExtensionField {
        standard(redirectionHistoryNumber) { writer in
            writer.sequence { list in
                for redirection in history { redirection.write(to: &list) }
            }
        }
    }

    package static func dlExpansionHistory(_ history: [DLExpansion]) -> ExtensionField {
        standard(dlExpansionHistoryNumber) { writer in
            writer.sequence { list in
                for expansion in history { expansion.write(to: &list) }
            }
        }
    }

    package static func internalTraceInformation(_ trace: [InternalTraceInformationElement]) -> ExtensionField {
        standard(internalTraceInformationNumber) { writer in
            writer.sequence { list in
                for element in trace { element.write(to: &list) }
            }
        }
    }

    private static func standard(
        _ number: Int, criticality: NamedBitList = NamedBitList(), _ body: (inout BERWriter) -> Void
    ) -> ExtensionField {
        var writer = BERWriter()
        body(&writer)
        return ExtensionField(type: .standard(number), criticality: criticality, value: writer.octets)
    }
}

extension [ExtensionField] {
    /// The extension of this type, or nil.
    package func first(_ type: ExtensionField.ExtensionType) -> ExtensionField? { first { $0.type == type } }

    /// Puts `field` in the place of the one of its type, or at the end.
    package mutating func replace(with field: ExtensionField) {
        if let index = firstIndex(where: { $0.type == field.type }) {
            self[index] = field
        } else {
            append(field)
        }
    }

    package func latestDeliveryTime() throws(BERError) -> UTCTime? {
        guard let field = first(.standard(ExtensionField.latestDeliveryTimeNumber)) else { return nil }
        return try UTCTime(field.valueElement())
    }

    /// The octets of either form, IA5String or OCTET STRING.
    package func contentCorrelator() throws(BERError) -> [UInt8]? {
        guard let field = first(.standard(ExtensionField.contentCorrelatorNumber)) else { return nil }
        return try field.valueElement().octets(limit: ValueLimit.string)
    }

    /// Empty where the extension is absent.
    package func redirectionHistory() throws(BERError) -> [Redirection] {
        guard let field = first(.standard(ExtensionField.redirectionHistoryNumber)) else { return [] }
        return try field.valueElement().list(of: .sequence) { (item) throws(BERError) in try Redirection(item) }
    }

    /// Empty where the extension is absent.
    package func dlExpansionHistory() throws(BERError) -> [DLExpansion] {
        guard let field = first(.standard(ExtensionField.dlExpansionHistoryNumber)) else { return [] }
        return try field.valueElement().list(of: .sequence) { (item) throws(BERError) in try DLExpansion(item) }
    }

    /// Empty where the extension is absent.
    package func internalTraceInformation() throws(BERError) -> [InternalTraceInformationElement] {
        guard let field = first(.standard(ExtensionField.internalTraceInformationNumber)) else { return [] }
        return try field.valueElement().list(of: .sequence, limit: ValueLimit.trace) {
            (item) throws(BERError) in try InternalTraceInformationElement(item)
        }
    }
}
