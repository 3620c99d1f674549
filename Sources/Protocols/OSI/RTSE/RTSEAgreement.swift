/// What this end offers or grants.
package struct RTSEOffer: Equatable, Sendable {
    package var role: AssociationRole
    /// Who has the turn first; known before RTORQ or RTOAC arrives, since the session layer carries it.
    package var initialTurn: AssociationRole = .initiator
    package var checkpointSize: Int
    package var windowSize: Int
    package var pieceSize: Int

    /// Sizes are brought into a range in which everything can be computed: checkpoints up to 16 MiB.
    package init(role: AssociationRole, _ configuration: AssociationConfiguration) {
        self.role = role
        let least = configuration.allowsNoCheckpoints ? 0 : 1
        checkpointSize = min(max(configuration.checkpointSize, least), 16_384)
        windowSize = min(max(configuration.windowSize, 1), 255)
        pieceSize = max(configuration.pieceSize, 1)
    }

    /// What is granted to an RTORQ: both sizes may be lowered by the answer, never raised.
    func agreement(asked rtorq: RTORQ) -> RTSEAgreement {
        agreement(rtorq.dialogueMode, rtorq.checkpointSize, rtorq.windowSize)
    }

    func agreement(_ rtorq: RTORQ, answered rtoac: RTOAC) -> RTSEAgreement {
        agreement(rtorq.dialogueMode, rtoac.checkpointSize, rtoac.windowSize)
    }

    private func agreement(_ mode: DialogueMode, _ checkpointSize: Int, _ windowSize: Int) -> RTSEAgreement {
        RTSEAgreement(
            role: role, checkpointSize: min(self.checkpointSize, checkpointSize),
            windowSize: max(min(self.windowSize, windowSize), 1), dialogueMode: mode, pieceSize: pieceSize)
    }
}

/// What was agreed for an association's transfers.
package struct RTSEAgreement: Equatable, Sendable {
    package var role: AssociationRole
    /// In units of 1024 octets; 0: none.
    package var checkpointSize: Int
    package var windowSize: Int
    package var dialogueMode: DialogueMode
    /// The most octets that one `wantData` asks for.
    package var pieceSize: Int

    package init(
        role: AssociationRole, checkpointSize: Int, windowSize: Int, dialogueMode: DialogueMode, pieceSize: Int
    ) {
        self.role = role
        self.checkpointSize = checkpointSize
        self.windowSize = windowSize
        self.dialogueMode = dialogueMode
        self.pieceSize = pieceSize
    }

    /// Octets of one RTTR, the last of an APDU may have fewer.
    package var chunk: Int {
        checkpointSize == 0 ? AssociationConfiguration.greatestUncheckpointedAPDU : checkpointSize * 1024
    }

    /// Unconfirmed checkpoints that a sender is let have: some know no other window than the default, whatever was
    /// agreed.
    var toleratedWindow: Int { max(windowSize, RTORQ.defaultWindowSize) }
}
