/// One recipient of a probe: the same fields as of a message, with fewer extensions
/// (X.411 PerRecipientProbeTransferFields).
package typealias PerRecipientProbeTransferFields = PerRecipientMessageTransferFields
