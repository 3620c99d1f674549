package import Message

/// A way into mailboxes on this host.
package protocol LocalDelivery: Sendable {
    /// Delivers messages, and says for each entry and each of its recipients what became of it.
    ///
    /// - Parameter reply: entry → recipient number → outcome, complete, once, on the delivery's own queue. The owner
    ///   notes the outcomes in the spool before it hands in one of these entries again.
    func deliver(_ batch: [LocalDeliveryItem], reply: @escaping @Sendable ([Int64: [Int: Outcome]]) -> Void)
}
