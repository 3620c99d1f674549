extension PerRecipientMessageTransferFields {
    /// Values that 1984 has: IA5 text to teletex, teletex to telex.
    private static let conversionsOf1984 = 0...1

    /// - Throws: when the recipient cannot be served.
    func downgraded(_ losses: inout DowngradeLosses) throws(DowngradeObstacle) -> Self {
        try losses.extensions(extensions)
        if let explicitConversion, !(Self.conversionsOf1984 ~= explicitConversion) {
            throw DowngradeObstacle(why: "explicit conversion \(explicitConversion)")
        }
        var result = self
        result.recipientName = try recipientName.downgraded(&losses)
        result.perRecipientIndicators = perRecipientIndicators.downgraded
        result.extensions = []
        return result
    }

    var upgraded: Self {
        var result = self
        result.recipientName = recipientName.upgraded
        return result
    }
}

/// The recipients of a message or probe, parted into those that 1984 can serve and those that it cannot.
struct DowngradedRecipients<Value: Hashable & Sendable> {
    private(set) var kept: [PerRecipientMessageTransferFields] = []
    private(set) var undeliverable: [Downgraded<Value>.Undeliverable] = []

    /// - Parameter obstacle: why none can be served, if so.
    init(
        _ recipients: [PerRecipientMessageTransferFields], obstacle: DowngradeObstacle?,
        _ losses: inout DowngradeLosses
    ) {
        for (index, recipient) in recipients.enumerated() {
            let before = losses
            losses.recipient = recipient.originallySpecifiedRecipientNumber
            do throws(DowngradeObstacle) {
                if let obstacle { throw obstacle }
                kept.append(try recipient.downgraded(&losses))
            } catch {
                losses = before
                refuse(recipient, at: index, error, &losses)
            }
        }
        losses.recipient = nil
        // Somebody else answers for those who are left: nobody is served by sending it.
        if !kept.contains(where: \.perRecipientIndicators.responsibility) { kept = [] }
    }

    /// Nobody is told of a recipient for whom another MTA answers: he is left out.
    private mutating func refuse(
        _ recipient: PerRecipientMessageTransferFields, at index: Int, _ obstacle: DowngradeObstacle,
        _ losses: inout DowngradeLosses
    ) {
        guard recipient.perRecipientIndicators.responsibility else {
            losses.recipient = recipient.originallySpecifiedRecipientNumber
            losses.add("the recipient: \(obstacle.why)")
            return
        }
        undeliverable.append(
            Downgraded<Value>.Undeliverable(
                number: recipient.originallySpecifiedRecipientNumber, index: index,
                reason: DowngradeObstacle.unableToTransfer, diagnostic: obstacle.diagnostic, why: obstacle.why))
    }
}
