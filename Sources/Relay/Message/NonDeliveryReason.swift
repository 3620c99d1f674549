/// X.411 NonDeliveryReasonCode.
///
/// A number that no edition names is kept, since another MTA may say what it likes.
package struct NonDeliveryReason: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let transferFailure = NonDeliveryReason(rawValue: 0)
    package static let unableToTransfer = NonDeliveryReason(rawValue: 1)
    package static let conversionNotPerformed = NonDeliveryReason(rawValue: 2)
    package static let physicalRenditionNotPerformed = NonDeliveryReason(rawValue: 3)
    package static let physicalDeliveryNotPerformed = NonDeliveryReason(rawValue: 4)
    package static let restrictedDelivery = NonDeliveryReason(rawValue: 5)
    package static let directoryOperationUnsuccessful = NonDeliveryReason(rawValue: 6)
    package static let deferredDeliveryNotPerformed = NonDeliveryReason(rawValue: 7)
    package static let transferFailureForSecurityReason = NonDeliveryReason(rawValue: 8)

    /// The standard's name, or the number.
    package var description: String {
        Self.names.indices.contains(rawValue) ? Self.names[rawValue] : "\(rawValue)"
    }

    private static let names = [
        "transfer-failure", "unable-to-transfer", "conversion-not-performed", "physical-rendition-not-performed",
        "physical-delivery-not-performed", "restricted-delivery", "directory-operation-unsuccessful",
        "deferred-delivery-not-performed", "transfer-failure-for-security-reason",
    ]
}
