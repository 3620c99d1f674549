import OSI

/// What both ends agreed on below P1.
struct NegotiatedAssociation {
    let applicationContext: ApplicationContext
    /// Presentation context that the EXTERNAL around an MTS-APDU names; nil in X.410 mode, which has none.
    let transferContext: Int?
    let sessionConnectionIdentifier: SessionConnectionIdentifier?
    let dialogueMode: DialogueMode

    init(_ confirm: OpenConfirm) {
        applicationContext = confirm.applicationContext
        transferContext = Self.transferContext(confirm.mtseContextIdentifier, applicationContext)
        sessionConnectionIdentifier = confirm.sessionConnectionIdentifier
        dialogueMode = confirm.dialogueMode
    }

    init(_ indication: OpenIndication) {
        applicationContext = indication.applicationContext
        transferContext = Self.transferContext(indication.mtseContextIdentifier, applicationContext)
        sessionConnectionIdentifier = indication.sessionConnectionIdentifier
        dialogueMode = indication.dialogueMode
    }

    /// In normal mode no APDU can go without its presentation context.
    var lacksTransferContext: Bool { !applicationContext.isX410Mode && transferContext == nil }

    private static func transferContext(_ identifier: Int?, _ context: ApplicationContext) -> Int? {
        context.isX410Mode ? nil : identifier
    }
}
