import OSI

/// What both ends agreed on below P1.
struct NegotiatedAssociation {
    /// Presentation context that the EXTERNAL around an MTS-APDU names.
    let transferContext: Int?
    let sessionConnectionIdentifier: SessionConnectionIdentifier?
    let dialogueMode: DialogueMode

    init(_ confirm: OpenConfirm) {
        transferContext = confirm.mtseContextIdentifier
        sessionConnectionIdentifier = confirm.sessionConnectionIdentifier
        dialogueMode = confirm.dialogueMode
    }

    init(_ indication: OpenIndication) {
        transferContext = indication.mtseContextIdentifier
        sessionConnectionIdentifier = indication.sessionConnectionIdentifier
        dialogueMode = indication.dialogueMode
    }
}
