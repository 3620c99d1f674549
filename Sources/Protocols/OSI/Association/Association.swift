/// One association with all its layers: octets and requests in, octets and indications out.
///
/// ## Overview
/// A value without clock, closure or descriptor; one owner holds it on one serial queue. Each layer is a machine of its
/// own and knows nothing of its neighbours; this value calls them in order, from below for octets, from above for
/// requests, and maps the actions of one to the events of the next. Nothing is queued between layers, so nothing can
/// be reordered (`+Layers`).
///
/// ## Function
/// The initiator gives `transportConnected` and `open` in either order, the responder `transportConnected`. The last
/// action is always `disconnect`; every event after it does nothing. An association that has not come to be ends
/// with `openRefused` or `aborted`, one that has with `closed` or `aborted`, before that.
///
/// ## Limits
/// Octets held: one TPKT, one TSDU (an RTTR and what is about it), one RTTR to be sent, and while the owner decides
/// about a resumption as many RTTRs as the window has.
package struct Association: Sendable {
    package let role: AssociationRole
    package let configuration: AssociationConfiguration

    var framer = TPKTDecoder()
    var transport = TransportProtocolMachine()
    var sessionCodec = SPDUCodec()
    var session = SessionProtocolMachine()
    var presentation = PresentationProtocolMachine()
    var control = AssociationControlProtocolMachine()
    var reliableTransfer: ReliableTransferProtocolMachine

    var facts = AssociationFacts()
    var stage = Stage.unconnected
    var isConnected = false
    /// What is wanted of the owner for the event at hand, and behind it the TPDUs that have not joined it yet.
    private var output: [AssociationAction] = []
    private var tpdus: [UInt8] = []
    private var runningTimers = Timers()

    /// How far the association as a whole has come.
    enum Stage: Equatable, Sendable {
        /// Neither connected nor asked to open.
        case unconnected
        /// Being opened.
        case opening
        case open
        /// Released; the transport connection is to go.
        case released
        case ended
    }

    package init(role: AssociationRole, configuration: AssociationConfiguration) {
        self.role = role
        self.configuration = configuration
        reliableTransfer = ReliableTransferProtocolMachine(RTSEOffer(role: role, configuration))
    }

    /// Whether `disconnect` has been given out.
    package var isEnded: Bool { stage == .ended }

    /// A transfer can begin: the turn is here, and no activity is under way or being stopped.
    package var mayTransfer: Bool {
        switch reliableTransfer {
        case .holding: true
        case .idle, .openWait, .openResponse, .sending, .givingTurn, .listening, .receiving, .releasing, .ended: false
        }
    }

    /// Handles one event; the actions are to be performed in order.
    package mutating func handle(_ event: AssociationEvent) -> [AssociationAction] {
        if stage == .ended { return [] }
        var isAlive = false
        switch event {
        case .octets(let octets):
            isAlive = true
            receive(octets)
        case .data:
            isAlive = true
            request(event)
        case .transportConnected: connected()
        case .transportClosed: perform(transport.handle(.networkClosed))
        case .timerFired(let timer): fired(timer)
        case .open(let request): open(request)
        case .close: if role == .initiator { request(event) }
        case .acceptOpen, .refuseOpen, .transfer, .resume, .interruptTransfer, .discardTransfer, .resumeAccepted,
            .resumeRefused, .checkpointSecured, .transferSecured, .refuseTransfer, .turnPlease, .turnGive, .abort:
            request(event)
        }
        adjustTimers(isAlive: isAlive)
        if stage == .ended { put(.disconnect) }
        joinTPDUs()
        var actions: [AssociationAction] = []
        swap(&actions, &output)
        return actions
    }

    // MARK: Output

    mutating func put(_ action: consuming AssociationAction) {
        joinTPDUs()
        append(action)
    }

    /// TPDUs with nothing between them are one `send`.
    mutating func put(_ octets: consuming [UInt8]) {
        if tpdus.isEmpty { tpdus = octets } else { tpdus += octets }
    }

    private mutating func joinTPDUs() {
        if tpdus.isEmpty { return }
        var joined: [UInt8] = []
        swap(&joined, &tpdus)
        append(.send(joined))
    }

    private mutating func append(_ action: consuming AssociationAction) {
        // Mostly two or three: one allocation does.
        if output.isEmpty { output.reserveCapacity(4) }
        output.append(action)
    }

    /// What to keep when the checkpoint `serial` of the transfer under way is secured, `octets` octets of the APDU
    /// standing before it. nil: no transfer, or the peer has not named the session connection.
    package func recovery(serial: Int, octets: Int) -> ActivityRecovery? {
        guard let identifier = reliableTransfer.activityIdentifier, let session = facts.sessionConnectionIdentifier
        else { return nil }
        return ActivityRecovery(session: session, activityIdentifier: identifier, serial: serial, octets: octets)
    }

    // MARK: From the transport

    private mutating func connected() {
        isConnected = true
        if stage == .unconnected { stage = .opening }
        perform(transport.handle(.networkConnected))
    }

    private mutating func receive(_ octets: [UInt8]) {
        framer.append(octets)
        while stage != .ended {
            do {
                guard let tpdu = try framer.next() else { return }
                do {
                    perform(transport.handle(.tpdu(try TPDU.decode(tpdu))))
                } catch {
                    invalid(error, tpdu)
                }
            } catch {
                invalid(error, [])
            }
        }
        framer.clear()
    }

    private mutating func invalid(_ error: OSIError, _ tpdu: ArraySlice<UInt8>) {
        perform(transport.handle(.invalidTPDU(error, tpdu)))
        if stage != .ended { end(.aborted(.init(source: .us, layer: .transport, reason: 0))) }
    }

    // MARK: Timers

    private mutating func fired(_ timer: AssociationTimer) {
        // A timer that was cancelled while it fired.
        guard runningTimers.remove(timer) else { return }
        switch timer {
        case .open: giveUp(.temporaryProblem, "no association within \(configuration.openTimeout) s")
        case .inactivity:
            giveUp(.temporaryProblem, "nothing from the peer for \(configuration.inactivityTimeout) s")
        case .disconnect:
            if stage == .released {
                end(nil)
            } else {
                giveUp(.temporaryProblem, "no release within \(configuration.disconnectTimeout) s")
            }
        }
    }

    /// Aborts with whatever the layers can still say, then ends.
    private mutating func giveUp(_ reason: RTSEAbortReason, _ why: String) {
        perform(reliableTransfer.handle(.request(.abort(reason, why))))
        replaceAbort(
            AbortInformation(source: .us, layer: .reliableTransfer, reason: reason.rawValue, detail: why))
    }

    /// The words of the abort that has just been put out, or the end where none was.
    private mutating func replaceAbort(_ information: AbortInformation) {
        if let index = output.lastIndex(where: { if case .aborted = $0 { true } else { false } }) {
            output[index] = .aborted(information)
        } else {
            end(.aborted(information))
        }
    }

    /// Which timers ought to run follows from the state alone; the difference to those that do is put out.
    private mutating func adjustTimers(isAlive: Bool) {
        var wanted = Timers()
        switch stage {
        case .unconnected, .ended: break
        case .opening: if isConnected { wanted.insert(.open) }
        case .open:
            if reliableTransfer.isReleasing { wanted.insert(.disconnect) }
            if reliableTransfer.isPeerOwing { wanted.insert(.inactivity) }
        case .released: wanted.insert(.disconnect)
        }
        if wanted == runningTimers, !(isAlive && wanted.contains(.inactivity)) { return }
        for timer in AssociationTimer.allCases {
            switch (wanted.contains(timer), runningTimers.contains(timer)) {
            case (true, false): put(.startTimer(timer, seconds: seconds(of: timer)))
            case (false, true): put(.cancelTimer(timer))
            case (true, true):
                if isAlive, timer == .inactivity {
                    put(.startTimer(timer, seconds: seconds(of: timer)))
                }
            case (false, false): break
            }
        }
        runningTimers = wanted
    }

    /// A set of timers that costs nothing to make: it is made with every event.
    private struct Timers: Equatable {
        private var bits: UInt8 = 0

        func contains(_ timer: AssociationTimer) -> Bool { bits & Self.bit(timer) != 0 }
        mutating func insert(_ timer: AssociationTimer) { bits |= Self.bit(timer) }

        /// False: it was not there.
        mutating func remove(_ timer: AssociationTimer) -> Bool {
            defer { bits &= ~Self.bit(timer) }
            return contains(timer)
        }

        private static func bit(_ timer: AssociationTimer) -> UInt8 {
            switch timer {
            case .open: 1
            case .inactivity: 2
            case .disconnect: 4
            }
        }
    }

    private func seconds(of timer: AssociationTimer) -> Int {
        switch timer {
        case .open: configuration.openTimeout
        case .inactivity: configuration.inactivityTimeout
        case .disconnect: configuration.disconnectTimeout
        }
    }

    // MARK: The end

    /// Puts out the last word, if there is one, and ends.
    mutating func end(_ last: AssociationAction?) {
        guard stage != .ended else { return }
        if let last { put(last) }
        stage = .ended
    }
}

/// What the layers have told about the association.
struct AssociationFacts: Equatable, Sendable {
    var request: OpenRequest?
    var applicationContext = ApplicationContext.mtsTransfer
    var sessionConnectionIdentifier: SessionConnectionIdentifier?
    var initialTurn: AssociationRole = .initiator
    var tpduSize = TPDUSize.greatest
    var sessionVersion = 2
    var functionalUnits = FunctionalUnits.reliableTransfer
    var contexts: [NegotiatedParameters.Context] = []
    var called = ProtocolSelectors()
    var calling = ProtocolSelectors()
    /// Contexts as proposed until they are agreed upon, then as agreed.
    var acseContext = 1
    var rtseContext = 3
    var mtseContext: Int?
    var mode: PresentationMode { applicationContext.mode }
    var agreement: RTSEAgreement?
    /// What AARE says of a refusal, until RTORJ has been read.
    var refusal: OpenRefusal?
}
