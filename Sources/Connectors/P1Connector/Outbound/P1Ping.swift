import BER
package import IO
package import OSI
import P1

/// Opens an association, binds, and releases it at once: whether and how a neighbour answers. No message goes either
/// way; a neighbour that asks for the turn does not get it.
///
/// Owner: the queue of the connector's worker.
package final class P1Ping {
    /// What was found. Times are monotonic microseconds since `start`.
    package struct Result: Sendable {
        /// The neighbour's first octet.
        package var heard: Int64?
        /// The bind was answered.
        package var opened: Int64?
        package var releaseAsked: Int64?
        package var released: Int64?
        package var negotiated: NegotiatedParameters?
        /// What the MTA that answered calls itself.
        package var answeredBy: String?
        /// nil: all went well.
        package var failure: P1OpenFailure?
        /// Where it failed: a layer, `MTS bind` or `release`.
        package var failedLayer: String?
    }

    private let configuration: P1SessionConfiguration
    private let channel: StreamChannel
    private let timers: TimerSet<AssociationTimer>
    private let request: OpenRequest
    private var association: Association
    private var began: Int64 = 0
    private var result = Result()
    private var lineError: String?
    private var waiting: [AssociationEvent] = []
    private var isPerforming = false

    /// Told once; called on the owner's queue.
    package var handler: ((Result) -> Void)?
    /// The neighbour's first octet has come.
    package var onHeard: (() -> Void)?

    package init(
        over channel: StreamChannel, called: ProtocolSelectors, calling: ProtocolSelectors,
        configuration: P1SessionConfiguration, executor: QueueExecutor
    ) {
        self.configuration = configuration
        self.channel = channel
        timers = TimerSet(executor)
        association = Association(role: .initiator, configuration: configuration.association)
        request = configuration.openRequest(called: called, calling: calling)
    }

    /// Begins, once the owner has set `handler`.
    package func start() {
        began = SystemClock.monotonicMicroseconds()
        channel.onOctets = { [weak self] octets in
            guard let self else { return }
            if result.heard == nil {
                result.heard = elapsed
                onHeard?()
            }
            submit(.octets(octets))
        }
        channel.onClosed = { [weak self] error in
            self?.lineError = error?.description
            self?.submit(.transportClosed)
        }
        channel.start()
        submit(.transportConnected)
        submit(.open(request))
    }

    /// Ends now, as when the service stops.
    package func cut(why: String) {
        for case .send(let octets) in association.handle(.abort(.temporaryProblem)) { channel.write(octets) }
        end(.cut(why: why), layer: layer)
    }

    /// What has gone over its line.
    package var octets: (out: Int, in: Int) { (channel.octetsWritten, channel.octetsRead) }

    private var elapsed: Int64 { SystemClock.monotonicMicroseconds() - began }

    /// Where silence, or an end without a word, leaves us.
    private var layer: String {
        if result.releaseAsked != nil { return "release" }
        return result.heard == nil ? Self.name(.transport) : Self.name(.session)
    }

    private static func name(_ layer: ProtocolLayer) -> String {
        layer == .reliableTransfer ? "reliable transfer" : layer.rawValue
    }

    /// An event that an action brings about comes after the actions.
    private func submit(_ event: AssociationEvent) {
        waiting.append(event)
        if isPerforming { return }
        isPerforming = true
        while !waiting.isEmpty, handler != nil {
            for action in association.handle(waiting.removeFirst()) { perform(action) }
        }
        isPerforming = false
    }

    private func perform(_ action: AssociationAction) {
        switch action {
        case .send(let octets): channel.write(octets)
        case .startTimer(let timer, let seconds):
            timers.start(timer, after: Double(seconds)) { [weak self] in self?.submit(.timerFired(timer)) }
        case .cancelTimer(let timer): timers.cancel(timer)
        case .openConfirm(let confirm): confirmed(confirm)
        case .openRefused(let refusal): refused(refusal)
        case .aborted(let information): aborted(information)
        case .closed:
            result.released = elapsed
            end(nil, layer: nil)
        case .disconnect: channel.closeAfterWriting()
        default: break
        }
    }

    private func confirmed(_ confirm: OpenConfirm) {
        result.opened = elapsed
        result.negotiated = association.negotiated
        let agreed = NegotiatedAssociation(confirm)
        if case .authenticated(let party) = try? MTABindResult.decode(confirm.userData[...]) {
            result.answeredBy = party.name
        }
        if let failure = BindCheck.failure(of: confirm.userData, expecting: configuration) {
            sayAbort(.userError)
            end(failure, layer: "MTS bind")
        } else if agreed.lacksTransferContext {
            sayAbort(.permanentProblem)
            let why = "the neighbour refused the presentation context of messages"
            end(.protocolViolation(why: why), layer: Self.name(.presentation))
        } else if confirm.initialTurn == .responder {
            // Without the turn nobody can release (X.228 8.2.2): the abort is no failure of the neighbour's.
            sayAbort(.userError)
            end(nil, layer: nil)
        } else {
            result.releaseAsked = elapsed
            submit(.close)
        }
    }

    private func sayAbort(_ reason: RTSEAbortReason) {
        for case .send(let octets) in association.handle(.abort(reason)) { channel.write(octets) }
    }

    private func refused(_ refusal: OpenRefusal) {
        let failure = P1OpenFailure(refusal, configuration.applicationContext)
        switch failure {
        case .authenticationError, .busy: end(failure, layer: "MTS bind")
        default: end(failure, layer: Self.name(refusal.layer))
        }
    }

    private func aborted(_ information: AbortInformation) {
        let why = lineError ?? information.description
        let failure = P1OpenFailure(information, why: why)
        switch (failure, information.source) {
        case (.protocolViolation, _), (_, .peer): end(failure, layer: Self.name(information.layer))
        default: end(failure, layer: layer)
        }
    }

    private func end(_ failure: P1OpenFailure?, layer: String?) {
        guard let handler else { return }
        self.handler = nil
        timers.cancelAll()
        result.failure = failure
        result.failedLayer = layer
        channel.closeAfterWriting()
        handler(result)
    }
}
