/// One association, all its layers: octets and requests in, octets and indications out.
package struct Association: Sendable {
    package let role: AssociationRole
    package let configuration: AssociationConfiguration

    package init(role: AssociationRole, configuration: AssociationConfiguration) {
        self.role = role
        self.configuration = configuration
    }

    /// Handles one event; the actions are to be performed in order.
    package mutating func handle(_ event: AssociationEvent) -> [AssociationAction] { [] }

    /// What to keep when the checkpoint `serial` of the transfer under way is secured, `octets` octets of the APDU
    /// standing before it. nil: no transfer, or no session connection identifier.
    package func recovery(serial: Int, octets: Int) -> ActivityRecovery? { nil }
}
