import BER
package import IO
package import OSI
import P1

/// A call that came in, up to its bind or to what takes its place: nobody knows yet who it is, so no connector's queue
/// has it.
///
/// The listener asks `PeerDirectory` who the caller is and then hands the call over to the connector's worker, or
/// refuses it.
///
/// Owner: the listener's queue.
package final class P1Greeting {
    private let channel: StreamChannel
    private let timers: TimerSet<AssociationTimer>
    private var association: Association
    private var indication: OpenIndication?
    private var isOver = false

    /// Told once who calls, or that the call ended before that was known.
    package var handler: ((P1GreetingEvent) -> Void)?
    /// The line has gone, after a refusal or without one. Not told once the call was handed over or `close`d.
    package var onGone: (() -> Void)?

    package init(_ channel: StreamChannel, configuration: AssociationConfiguration, executor: QueueExecutor) {
        self.channel = channel
        timers = TimerSet(executor)
        association = Association(role: .responder, configuration: configuration)
        channel.onOctets = { [weak self] in self?.submit(.octets($0)) }
        channel.onClosed = { [weak self] _ in
            self?.submit(.transportClosed)
            self?.onGone?()
        }
        channel.start()
        submit(.transportConnected)
    }

    /// What has gone over the line so far.
    package var octets: (out: Int, in: Int) { (channel.octetsWritten, channel.octetsRead) }

    /// Refuses the association with a bind error; the line is closed.
    package func refuse(_ reason: RefuseReason) {
        handler = nil
        submit(.refuseOpen(reason, userData: reason.userData(in: context)))
        isOver = true
    }

    /// Gives the call away, to be answered on another queue. nil when the line has gone meanwhile.
    package func handOver() -> P1Call? {
        guard let indication, !isOver else { return nil }
        isOver = true
        handler = nil
        timers.cancelAll()
        guard let descriptor = channel.detach() else {
            channel.close()
            return nil
        }
        return P1Call(
            descriptor: DescriptorBox(descriptor), association: association, indication: indication)
    }

    /// Ends the call without a word, as when the service stops.
    package func close() {
        isOver = true
        handler = nil
        timers.cancelAll()
        channel.close()
    }

    private func submit(_ event: AssociationEvent) {
        if isOver { return }
        for action in association.handle(event) {
            switch action {
            case .send(let octets): channel.write(octets)
            case .startTimer(let timer, let seconds):
                timers.start(timer, after: Double(seconds)) { [weak self] in self?.submit(.timerFired(timer)) }
            case .cancelTimer(let timer): timers.cancel(timer)
            case .openIndication(let indication): called(indication)
            case .aborted(let information): end(information.description, information)
            case .closed: end("released before the bind")
            case .disconnect:
                timers.cancelAll()
                channel.closeAfterWriting()
                end("refused below the bind")
            default: break
            }
        }
    }

    private func called(_ indication: OpenIndication) {
        self.indication = indication
        if indication.recover != nil {
            handler?(.recovers(indication))
            return
        }
        do throws(BERError) {
            switch try MTABindArgument.decode(indication.userData[...]) {
            case .unauthenticated:
                handler?(.called(name: "", password: [], indication))
            case .authenticated(let party):
                guard let password = party.credentials.password else {
                    return refuse(.validationFailure, why: "\(party.name) gives strong credentials, not a password")
                }
                handler?(.called(name: party.name, password: password, indication))
            }
        } catch {
            refuse(.validationFailure, why: "the bind cannot be read: \(error)")
        }
    }

    private func refuse(_ reason: RefuseReason, why: String) {
        end(why)
        submit(.refuseOpen(reason, userData: reason.userData(in: context)))
    }

    /// The mode in which the caller asks, and is answered.
    private var context: ApplicationContext { indication?.applicationContext ?? .mtsTransfer }

    private func end(_ why: String, _ information: AbortInformation? = nil) {
        let handler = self.handler
        self.handler = nil
        let selector = information.flatMap { abort in
            abort.source == .us ? unknownSelector(abort.layer, reason: abort.reason) : nil
        }
        handler?(.ended(why: why, unknownSelector: selector))
    }
}

/// What becomes of a greeting.
package enum P1GreetingEvent {
    /// A bind: answer by `refuse` or `handOver`, not from within the handler.
    case called(name: String, password: [UInt8], OpenIndication)
    /// It asks to recover an association, and gives no name: the same.
    case recovers(OpenIndication)
    /// `unknownSelector`: it called a selector that is not the listener's, `TSelector`, `SSelector` or `PSelector`.
    case ended(why: String, unknownSelector: String?)
}

/// An incoming call on its way from the listener to the worker of its connector.
package struct P1Call: Sendable {
    package let descriptor: DescriptorBox
    package let association: Association
    package let indication: OpenIndication

    /// Refuses the association after all; on the queue of `executor`, on which `whenGone` comes with the line's end
    /// and the octets that went over it meanwhile.
    package func refuseBusy(executor: QueueExecutor, whenGone: @escaping (_ out: Int, _ in: Int) -> Void) {
        guard let descriptor = descriptor.take() else { return whenGone(0, 0) }
        var association = self.association
        let channel = StreamChannel(descriptor, executor: executor)
        let refusal = AssociationEvent.refuseOpen(
            .busy, userData: RefuseReason.busy.userData(in: indication.applicationContext))
        channel.onClosed = { [weak channel] _ in whenGone(channel?.octetsWritten ?? 0, channel?.octetsRead ?? 0) }
        for case .send(let octets) in association.handle(refusal) { channel.write(octets) }
        channel.closeAfterWriting()
    }
}

/// The selector that nobody answers to, by the reason of a refusal (X.224 13.5.3, X.225 8.3.5, X.226 6.2.5.8): the end
/// of its key in a configuration.
package func unknownSelector(_ layer: ProtocolLayer, reason: Int) -> String? {
    switch (layer, reason) {
    case (.transport, 2), (.transport, 3): "TSelector"
    case (.session, 0x81), (.session, 0x82): "SSelector"
    case (.presentation, 3): "PSelector"
    default: nil
    }
}
