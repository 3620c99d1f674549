package import BER

/// What the layers of an association have agreed on, from below.
package struct NegotiatedParameters: Hashable, Sendable {
    /// Greatest TPDU in octets, both ways.
    package var tpduSize: Int
    /// 1 or 2.
    package var sessionVersion: Int
    /// The session functional units, bits as in X.225 session user requirements.
    package var functionalUnits: UInt16
    package var sessionConnectionIdentifier: SessionConnectionIdentifier?
    package var applicationContext: ApplicationContext
    /// The defined context set, by identifier; empty in X.410-1984 mode.
    package var contexts: [Context]
    package var dialogueMode: DialogueMode
    /// Who had the turn first.
    package var initialTurn: AssociationRole
    /// In units of 1024 octets; 0: no checkpoints.
    package var checkpointSize: Int
    package var windowSize: Int

    package var mode: PresentationMode { applicationContext.mode }

    /// A presentation context; the transfer syntax is always BER.
    package struct Context: Hashable, Sendable {
        package var identifier: Int
        package var abstractSyntax: ObjectIdentifierValue

        package init(identifier: Int, abstractSyntax: ObjectIdentifierValue) {
            self.identifier = identifier
            self.abstractSyntax = abstractSyntax
        }
    }

    /// The functional units by their names in X.225, in the order of their bits.
    package var functionalUnitNames: [String] {
        Self.unitNames.enumerated().compactMap { functionalUnits & 1 << UInt16($0.offset) == 0 ? nil : $0.element }
    }

    private static let unitNames = [
        "half-duplex", "duplex", "expedited data", "minor synchronize", "major synchronize", "resynchronize",
        "activity management", "negotiated release", "capability data exchange", "exceptions", "typed data",
        "symmetric synchronize", "data separation",
    ]
}

extension Association {
    /// nil until RTORQ has been read (responder) or RTOAC (initiator); kept after the end.
    package var negotiated: NegotiatedParameters? {
        guard let agreement = facts.agreement else { return nil }
        return NegotiatedParameters(
            tpduSize: facts.tpduSize, sessionVersion: facts.sessionVersion, functionalUnits: facts.functionalUnits,
            sessionConnectionIdentifier: facts.sessionConnectionIdentifier,
            applicationContext: facts.applicationContext, contexts: facts.contexts,
            dialogueMode: agreement.dialogueMode, initialTurn: facts.initialTurn,
            checkpointSize: agreement.checkpointSize, windowSize: agreement.windowSize)
    }
}
