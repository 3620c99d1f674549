import OSI

/// What both ends agreed on below P1.
struct NegotiatedAssociation {
    /// Presentation context that the EXTERNAL around an MTS-APDU names.
    let transferContext: Int?
    let sessionConnectionIdentifier: SessionConnectionIdentifier?

    init(_ confirm: OpenConfirm) {
        transferContext = confirm.mtseContextIdentifier
        sessionConnectionIdentifier = confirm.sessionConnectionIdentifier
    }

    init(_ indication: OpenIndication) {
        transferContext = indication.mtseContextIdentifier
        sessionConnectionIdentifier = indication.sessionConnectionIdentifier
    }
}
