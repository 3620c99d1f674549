extension ExtensionField {
    package func isCritical(for criticality: Criticality) -> Bool { self.criticality[criticality.rawValue] }

    /// Whether this implementation does what the extension asks for at that stage.
    package func isSupported(for criticality: Criticality) -> Bool {
        switch type {
        case .standard(let number):
            StandardExtension(rawValue: number)?.isSupported(for: criticality) ?? false
        case .private(let identifier):
            identifier == InternetEnvelopeExtension.objectIdentifier
                || identifier == InternetRecipientExtension.objectIdentifier
                || identifier == InternetReportExtension.objectIdentifier
        }
    }
}

extension [ExtensionField] {
    /// Those that are critical at that stage and that this implementation does not know, in their order.
    ///
    /// Where there is one among a message's extensions, none of its recipients gets the message; among a recipient's,
    /// that recipient does not: the report says unable-to-transfer (1), unsupported-critical-function (18). All others
    /// go on as they came (X.411 9.1).
    package func unsupportedCriticalExtensions(
        for criticality: Criticality = .transfer
    ) -> [ExtensionField.ExtensionType] {
        filter { $0.isCritical(for: criticality) && !$0.isSupported(for: criticality) }.map(\.type)
    }
}

extension ExtensionField.ExtensionType: CustomStringConvertible {
    /// `dlExpansionProhibited (3)`, `99`, `2.25.1`.
    package var description: String {
        switch self {
        case .standard(let number): StandardExtension(rawValue: number).map { "\($0) (\(number))" } ?? "\(number)"
        case .private(let identifier): "\(identifier)"
        }
    }
}
