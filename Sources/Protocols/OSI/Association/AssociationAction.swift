/// What an association has been asked to be (RT-OPEN.indication).
package struct OpenIndication: Hashable, Sendable {
    package var applicationContext = ApplicationContext.mtsTransfer
    /// The bind APDU; empty when the association is to be recovered.
    package var userData: [UInt8]
    package var dialogueMode: DialogueMode
    package var initialTurn: AssociationRole
    /// The association whose place this one takes; set only where nothing is bound anew.
    package var recover: SessionConnectionIdentifier?
    package var called: ProtocolSelectors
    package var calling: ProtocolSelectors
    package var sessionConnectionIdentifier: SessionConnectionIdentifier?
    /// As it will be granted, in units of 1024 octets; 0: no checkpoints.
    package var checkpointSize: Int
    package var windowSize: Int
    package var tpduSize: Int
    /// The presentation context of the MTS-APDU's abstract syntax (2.6.0.2.7); nil: not offered.
    package var mtseContextIdentifier: Int?
}

/// An open association, seen by the end that asked for it (positive RT-OPEN.confirm).
package struct OpenConfirm: Hashable, Sendable {
    package var applicationContext = ApplicationContext.mtsTransfer
    /// The bind result.
    package var userData: [UInt8]
    package var dialogueMode: DialogueMode
    package var initialTurn: AssociationRole
    /// In units of 1024 octets; 0: no checkpoints.
    package var checkpointSize: Int
    package var windowSize: Int
    package var tpduSize: Int
    /// The presentation context that the EXTERNAL around an MTS-APDU names; nil: the peer refused it.
    package var mtseContextIdentifier: Int?
    package var sessionConnectionIdentifier: SessionConnectionIdentifier
}

/// The layers, from below.
package enum ProtocolLayer: String, Hashable, Sendable {
    case transport, session, presentation, association, reliableTransfer
}

/// Why no association came about.
package struct OpenRefusal: Hashable, Sendable {
    /// The layer whose answer said no.
    package var layer: ProtocolLayer
    /// The reason in that layer's own numbering.
    package var reason: Int
    /// Whether the peer says that another attempt may succeed.
    package var isTransient: Bool
    /// The bind error, where there is one.
    package var userData: [UInt8]
    package var detail: String

    package init(
        layer: ProtocolLayer, reason: Int, isTransient: Bool = false, userData: [UInt8] = [], detail: String = ""
    ) {
        self.layer = layer
        self.reason = reason
        self.isTransient = isTransient
        self.userData = userData
        self.detail = detail
    }
}

/// Why a transfer ended without the peer's confirmation.
package enum TransferFailure: Hashable, Sendable {
    /// The receiver reported an exception; the activity was interrupted if resumable, else discarded.
    case peerException(reason: Int, isResumable: Bool)
    /// Receiver's side: the sender interrupted and may resume.
    case interruptedByPeer(reason: Int)
    /// Receiver's side: the sender discarded; what was received is void.
    case discardedByPeer(reason: Int)
    /// `interruptTransfer` is done, resumable at the last confirmed checkpoint.
    case interrupted
    /// `discardTransfer` is done, or an interrupt without a confirmed checkpoint, or a reported exception.
    case discarded
    /// The receiver had secured the whole APDU already: a success.
    case alreadyCompleted
    /// The receiver does not know the activity that was to be resumed.
    case cannotResume
    /// No checkpoints were granted and the APDU is over the limit.
    case tooLarge
    /// Without the turn, or another activity is under way, or the association is not open.
    case notPermitted
}

/// An association that ended otherwise than by release.
package struct AbortInformation: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        case peer
        case us
        /// The octet stream ended.
        case transport
    }

    package var source: Source
    package var layer: ProtocolLayer
    /// The reason in that layer's own numbering.
    package var reason: Int
    package var detail: String

    package init(source: Source, layer: ProtocolLayer, reason: Int, detail: String = "") {
        self.source = source
        self.layer = layer
        self.reason = reason
        self.detail = detail
    }
}

/// What an association wants done, in this order. The last action of every association is `disconnect`, once.
package enum AssociationAction: Hashable, Sendable {
    case send([UInt8])
    case startTimer(AssociationTimer, seconds: Int)
    case cancelTimer(AssociationTimer)

    indirect case openIndication(OpenIndication)
    indirect case openConfirm(OpenConfirm)
    indirect case openRefused(OpenRefusal)

    /// An activity begins. With `resumed` the owner answers `resumeAccepted` or `resumeRefused`; its `octets` are 0,
    /// since only the owner knows them.
    indirect case transferIndication(activityIdentifier: Int, resumed: ActivityRecovery?)
    case dataIndication([UInt8])
    /// The owner answers `checkpointSecured` when all octets so far are durable. Not answering holds the peer back.
    case checkpointIndication(serial: Int)
    /// The APDU is complete; the owner answers `transferSecured` or `refuseTransfer`.
    case transferEndIndication

    /// The owner answers `data` when it can, with at most `maximum` octets.
    case wantData(maximum: Int)
    /// The peer has secured the first `octets` octets of the APDU.
    case checkpointConfirmed(serial: Int, octets: Int)
    /// The peer has taken responsibility for the whole APDU.
    case transferConfirmed
    case transferFailed(TransferFailure)

    case turnPleaseIndication(priority: Int)
    /// The turn is ours.
    case turnGiveIndication

    /// Released in good order.
    case closed
    indirect case aborted(AbortInformation)
    /// Write what was sent, then close the transport. Nothing follows.
    case disconnect
}
