/// What the envelopes of a message and of a probe have in common: either is the subject of a report.
package protocol SubjectTransferEnvelope: Hashable, Sendable {
    var originatorName: ORName { get set }
    var originalEncodedInformationTypes: EncodedInformationTypes? { get set }
    var contentType: ContentType { get set }
    var perMessageIndicators: PerMessageIndicators { get set }
    var perDomainBilateralInformation: [PerDomainBilateralInformation] { get set }
    var traceInformation: [TraceInformationElement] { get set }
    var extensions: [ExtensionField] { get set }
    var perRecipientFields: [PerRecipientMessageTransferFields] { get set }
}

extension MessageTransferEnvelope: SubjectTransferEnvelope {}
extension ProbeTransferEnvelope: SubjectTransferEnvelope {}

extension SubjectTransferEnvelope {
    /// The envelope as a neighbour of 1984 understands it (X.419 annex B, RFC 1328).
    ///
    /// Critical extensions and interpersonal content of 1988 stop it for everybody; a recipient whom 1984 cannot name,
    /// or who has critical extensions of his own, is left out. An originator is named as well as can be.
    package func downgraded() -> Downgraded<Self> {
        var losses = DowngradeLosses()
        var obstacle: DowngradeObstacle?
        var result = self
        do throws(DowngradeObstacle) {
            try losses.extensions(extensions)
            result.contentType = try contentType.downgraded()
        } catch {
            obstacle = error
        }
        result.extensions = []
        result.originatorName = originatorName.nearest1984(&losses)
        result.originalEncodedInformationTypes = originalEncodedInformationTypes?.downgraded(&losses)
        result.perMessageIndicators = perMessageIndicators.downgraded(&losses)
        result.perDomainBilateralInformation = perDomainBilateralInformation.downgraded(&losses)
        result.traceInformation = traceInformation.map { $0.downgraded(&losses) }
        let recipients = DowngradedRecipients<Self>(perRecipientFields, obstacle: obstacle, &losses)
        result.perRecipientFields = recipients.kept
        return Downgraded(
            value: recipients.kept.isEmpty ? nil : result, lost: recipients.kept.isEmpty ? [] : losses.list,
            undeliverable: recipients.undeliverable)
    }

    /// What came from a neighbour of 1984 as 1988 has it: common names stand where they belong (RFC 1328 3.2).
    package func upgraded() -> Self {
        var result = self
        result.originatorName = originatorName.upgraded
        result.perRecipientFields = perRecipientFields.map(\.upgraded)
        return result
    }
}
