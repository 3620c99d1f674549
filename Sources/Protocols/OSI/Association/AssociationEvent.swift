/// X.228 dialogue-mode.
package enum DialogueMode: Int, Hashable, Sendable {
    case monologue = 0
    case twoWayAlternate = 1
}

/// Parameters of an association to be opened (RT-OPEN.request and the addresses below it).
package struct OpenRequest: Hashable, Sendable {
    /// The bind APDU in the form of the application context, one complete encoding. Not sent when `recover` is set.
    package var userData: [UInt8]
    package var dialogueMode: DialogueMode
    /// Who has the turn first.
    package var initialTurn: AssociationRole
    package var called: ProtocolSelectors
    package var calling: ProtocolSelectors
    /// Names this session connection; never used twice by one MTA.
    package var sessionConnectionIdentifier: SessionConnectionIdentifier
    /// Set: recover the association of this name instead of binding (X.228, connectionDataRQ recover).
    package var recover: SessionConnectionIdentifier?
    /// The mode of all layers follows from it.
    package var applicationContext: ApplicationContext

    package init(
        userData: [UInt8], dialogueMode: DialogueMode = .monologue, initialTurn: AssociationRole = .initiator,
        called: ProtocolSelectors = ProtocolSelectors(), calling: ProtocolSelectors = ProtocolSelectors(),
        sessionConnectionIdentifier: SessionConnectionIdentifier, recover: SessionConnectionIdentifier? = nil,
        applicationContext: ApplicationContext = .mtsTransfer
    ) {
        self.userData = userData
        self.dialogueMode = dialogueMode
        self.initialTurn = initialTurn
        self.called = called
        self.calling = calling
        self.sessionConnectionIdentifier = sessionConnectionIdentifier
        self.recover = recover
        self.applicationContext = applicationContext
    }
}

/// Why an association is refused (X.228 RefuseReason). It travels as it is in X.410-1984 mode; in normal mode the
/// reason stands in the user data (bind-error), and this one says whether the refusal is meant to last.
package enum RefuseReason: Int, Hashable, Sendable {
    case busy = 0
    case cannotRecover = 1
    case validationFailure = 2
    case unacceptableDialogueMode = 3
}

/// Why a receiver stops a transfer (X.225 S-U-EXCEPTION-REPORT reasons).
package enum ExceptionReason: UInt8, Hashable, Sendable {
    case noSpecificReason = 0
    /// The sender interrupts and may resume later.
    case receivingAbilityJeopardized = 1
    case sequenceError = 3
    case localUserError = 5
    /// The sender discards the activity.
    case unrecoverableProceduralError = 6
    case demandDataToken = 128
}

/// Why a receiver does not go on with a transfer that was cut.
package enum ResumeRefusal: Hashable, Sendable {
    /// The activity is unknown, or what was kept of it is lost: the sender discards it and may start afresh.
    case unknownActivity
    /// All of it had been secured: the association is aborted with transferCompleted, which the sender takes as
    /// success.
    case alreadyCompleted
}

/// X.228 AbortReason.
package enum RTSEAbortReason: Int, Hashable, Sendable {
    case localSystemProblem = 0
    case invalidParameter = 1
    case unrecognizedActivity = 2
    case temporaryProblem = 3
    case protocolError = 4
    case permanentProblem = 5
    case userError = 6
    case transferCompleted = 7
}

/// What an association is told. An event that is out of place does nothing, except where the text says otherwise.
package enum AssociationEvent: Hashable, Sendable {
    // MARK: From the transport and the clock
    /// The octet stream is there. May come before or after `open`.
    case transportConnected
    case octets([UInt8])
    case transportClosed
    case timerFired(AssociationTimer)

    // MARK: Opening
    indirect case open(OpenRequest)
    /// Answers `openIndication`: the bind result, one complete encoding (empty when the association is recovered).
    case acceptOpen(userData: [UInt8])
    /// Answers `openIndication`: the bind error, one complete encoding or empty; not sent in X.410-1984 mode.
    case refuseOpen(RefuseReason, userData: [UInt8])

    // MARK: Sending an APDU; needs the turn
    /// Starts an activity; `transferFailed(.notPermitted)` without the turn or while another is under way. The
    /// identifier is 1...2^31-1 and never used twice by one MTA.
    case transfer(activityIdentifier: Int)
    /// Goes on with a cut transfer under a new activity identifier, from `ActivityRecovery.octets` on.
    indirect case resume(ActivityRecovery, newActivityIdentifier: Int)
    /// Answers `wantData` with at most its maximum; may be shorter. `isLast` ends the APDU. `isCheckpoint` asks for a
    /// checkpoint behind it, sooner than the agreed size does, which is the most between two (X.228 6.2).
    case data(octets: [UInt8], isLast: Bool, isCheckpoint: Bool = false)
    /// Stops an activity so that it can be resumed. Without a confirmed checkpoint it is discarded.
    case interruptTransfer
    case discardTransfer

    // MARK: Receiving an APDU
    /// Answers `transferIndication(resumed:)`: data behind the first `octets` octets may come.
    case resumeAccepted(octets: Int)
    case resumeRefused(ResumeRefusal)
    /// Everything up to this checkpoint is durable. Confirms the earlier ones too.
    case checkpointSecured(serial: Int)
    /// Answers `transferEndIndication`: responsibility is taken.
    case transferSecured
    /// The transfer cannot be received.
    case refuseTransfer(ExceptionReason)

    // MARK: The turn; two-way alternate only
    /// Asks for the turn; 0 is the highest priority.
    case turnPlease(priority: Int)
    /// Gives the turn, outside an activity.
    case turnGive

    // MARK: Ending
    /// Releases the association: initiator only, with the turn, outside an activity.
    case close
    case abort(RTSEAbortReason)
}
