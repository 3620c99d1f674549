import Admin
import Configuration
import Events
import IO
import Lines
import Links
import Message
import OSI
import P1Connector

/// One `trunkctl association ping`. Owner: the queue of the connector's worker.
final class PingInProgress {
    /// Names it where only a word of it can go, and its events.
    let incident = newIncident()
    let began = SystemClock.monotonicMicroseconds()
    var answer: AdminPing
    var ping: P1Ping?
    /// The dialled line, with its slot.
    var call: LineCall?
    /// We hung up; the carrier has nothing of its own to say.
    var isHangingUp = false
    /// It was ended before it was done: by whom or what.
    var ended: String?
    /// How the opening failed.
    var failure: P1OpenFailure?
    private var reply: Reply?
    /// Told when nothing of it is left.
    var whenGone: (() -> Void)?

    /// With the failure as a value, where there was one.
    typealias Reply = @Sendable (AdminReply, P1OpenFailure?) -> Void

    init(_ answer: AdminPing, reply: @escaping Reply) {
        self.answer = answer
        self.reply = reply
    }

    var elapsed: Int { Int(SystemClock.monotonicMicroseconds() - began) }

    func answerNow() {
        reply?(.ping(answer), failure)
        reply = nil
    }

    func refuse(_ why: String) {
        reply?(.failed(.refused(why: why)), nil)
        reply = nil
    }
}

/// Pings: an association of its own, which nothing else here knows of. It disturbs none that stands, counts as no open,
/// and over a dialled line takes line and slot as any call, if both are free, and costs what a call costs.
extension ConnectorWorker {
    func ping(reply: @escaping PingInProgress.Reply) {
        if let why = reasonNotToPing { return reply(.failed(.refused(why: why)), nil) }
        let through = settings.entry?.name ?? settings.address.map { "\($0)" } ?? ""
        let ping = PingInProgress(
            AdminPing(connector: name, remoteMTA: settings.session.remoteName, through: through), reply: reply)
        if settings.entry != nil { return pingOverLine(ping) }
        guard let address = settings.address else {
            return reply(.failed(.notDialled(name: name, kind: settings.kind.rawValue)), nil)
        }
        pinging = ping
        let incident = ping.incident
        Dialer.connect(to: address, timeout: Self.pingTimeout, executor: executor) { result in
            self.post { $0.pingConnected(result, of: incident) }
        }
    }

    /// The ping that was meant, if it still is under way: what comes late is not for the next one.
    private func ping(of incident: String) -> PingInProgress? {
        pinging.flatMap { $0.incident == incident ? $0 : nil }
    }

    private var reasonNotToPing: String? {
        if isStopping { return "the service stops" }
        return pinging == nil ? nil : "a ping of \(name) is under way"
    }

    /// Seconds that each step may take: connecting, opening, releasing.
    private static var pingTimeout: Double { 30 }

    private func pingConnected(_ result: Result<DescriptorBox, IOError>, of incident: String) {
        guard let ping = ping(of: incident), ping.ended == nil else { return }
        switch result {
        case .success(let box):
            guard let descriptor = box.take() else { return }
            ping.answer.connectTime = ping.elapsed
            begin(ping, over: StreamChannel(descriptor, executor: executor))
        case .failure(let error):
            ping.answer.failedLayer = error.isUnresolved ? "address" : "network"
            ping.answer.problem = "\(error)"
            let reached = ping.call?.network.flatMap(settings.address(over:))
            ping.answer.hint = hint(of: error, at: reached ?? settings.address)
            if ping.call == nil { finish(ping) } else { endPingCall() }
        }
    }

    private func begin(_ ping: PingInProgress, over channel: StreamChannel) {
        var configuration = ping.call?.network == nil ? settings.openingConfiguration : settings.session
        configuration.association.disconnectTimeout = Int(Self.pingTimeout)
        let association = P1Ping(
            over: channel, called: settings.called, calling: settings.calling, configuration: configuration,
            executor: executor)
        ping.ping = association
        association.handler = { result in self.pingEnded(ping, result) }
        if let call = ping.call, call.network == nil { association.onHeard = { self.pingIsUp(call) } }
        association.start()
    }

    /// Its line costs from now on, and stands no longer than any call's.
    private func pingIsUp(_ call: LineCall) {
        call.connect(now: now())
        call.setState(.up, in: rooms.rasTable, now: now())
        startMeter(call)
        guard let maximum = settings.entry?.timing.callMaximum else { return }
        let incident = call.incident
        post(after: Double(maximum.microseconds) / 1_000_000) {
            if $0.ping(of: incident) != nil { $0.endPing(why: "the call was as long as it may be") }
        }
    }

    /// By an operator, or by the end of its time.
    func endPing(why: String) {
        pinging?.ended = why
        if let association = pinging?.ping { association.cut(why: why) } else { endPingCall() }
    }

    private func pingEnded(_ ping: PingInProgress, _ result: P1Ping.Result) {
        // Over octets the line and the association come up together; its network is up before.
        let isLine = ping.call?.channel != nil
        if isLine { ping.answer.connectTime = result.heard.map { Int($0) } }
        if let opened = result.opened { ping.answer.openTime = Int(opened - (isLine ? result.heard ?? 0 : 0)) }
        if let asked = result.releaseAsked, let released = result.released {
            ping.answer.releaseTime = Int(released - asked)
        }
        ping.answer.layers =
            (result.negotiated?.words(called: settings.called, calling: settings.calling) ?? []).map { layer in
                AdminPing.Layer(name: layer.layer, values: layer.values.map { AdminPing.Value($0.name, $0.value) })
            }
        if let name = result.answeredBy {
            ping.answer.layers.append(AdminPing.Layer(name: "MTS bind", values: [AdminPing.Value("MTA name", name)]))
        }
        ping.failure = result.failure
        if let failure = result.failure {
            ping.answer.failedLayer = result.failedLayer
            ping.answer.problem = failure.description
            let hint = hint(of: failure)
            ping.answer.hint = failure.description.hasSuffix(hint) ? nil : hint
        }
        guard let call = ping.call else { return finish(ping) }
        if !isLine, let association = ping.ping { call.settledOctets = association.octets }
        // The program knows best why nothing came over its line.
        if isLine, result.heard == nil, !call.isOver {
            let incident = ping.incident
            post(after: 1) { if $0.ping(of: incident) != nil { $0.endPingCall() } }
        } else {
            endPingCall()
        }
    }

    private func finish(_ ping: PingInProgress) {
        ping.answerNow()
        pinging = nil
        ping.whenGone?()
    }

    // MARK: Over a dialled line

    /// In the registry of lines a ping is a claimant of its own, so that the connector's mail waits for it.
    private var claimant: String { "\(name) (ping)" }

    private func pingOverLine(_ ping: PingInProgress) {
        guard let entry = settings.entry else { return }
        func refuse(_ why: String) { ping.refuse(why) }
        if let why = reasonNotToDial { return refuse(why) }
        if line != nil { return refuse("connector \(name) has a call up; hang up first, or wait until it is over") }
        if let holder = rooms.lines.holder(of: entry.name) {
            return refuse("the line of phonebook entry \(entry.name) is in use by \(holder)")
        }
        guard rooms.lines.claim(entry: entry.name, connector: claimant, urgent: false) == .yours else {
            rooms.lines.withdraw(entry: entry.name, connector: claimant)
            // It may have become free, and ours, in between.
            releaseLine(of: entry.name, by: claimant)
            return refuse("the line of phonebook entry \(entry.name) is in use")
        }
        guard let slot = rooms.rasTable.take(connector: name, entry: entry.name, waits: false, now: now()) else {
            releaseLine(of: entry.name, by: claimant)
            return refuse("all \(rooms.rasTable.size) entries of the RAS synchronization table are in use")
        }
        let call = LineCall(
            slot: slot, entry: entry.name, incident: ping.incident, policy: settings.policy, now: now())
        rasIndexes[call.incident] = call.index
        pinging = ping
        ping.call = call
        emit(.rasDialling(connector: name, entry: call.entry, index: call.index), incident: call.incident)
        let carrier = carrier(for: entry.medium, call: call, attempt: 1)
        call.carrier = carrier
        carrier.onEvent = { event in self.pingLineTold(ping, call, event) }
        carrier.start()
        if entry.medium.isNetwork {
            let seconds = Double(entry.timing.dialTimeout.microseconds) / 1_000_000
            let incident = ping.incident
            post(after: seconds) { $0.pingDialIsOver(incident) }
        }
    }

    private func pingLineTold(_ ping: PingInProgress, _ call: LineCall, _ event: LineEvent) {
        switch event {
        case .channel(let channel):
            call.channel = channel
            begin(ping, over: channel)
        case .network(let network): connectPing(ping, call, network)
        case .output(let text):
            emit(.lineProgramOutput(entry: call.entry, text: text), incident: call.incident)
        case .ended:
            call.isOver = true
            if call.network != nil { ping.ping?.cut(why: "the line was lost: RAS \(call.carrier?.code ?? .noAnswer)") }
            endPingCall()
        }
    }

    private func connectPing(_ ping: PingInProgress, _ call: LineCall, _ network: NetworkLine) {
        call.network = network
        pingIsUp(call)
        guard let address = settings.address(over: network) else {
            lineFailed(ping, RASCode(738))
            return endPingCall()
        }
        ping.answer.through += ", \(address)"
        let incident = ping.incident
        Dialer.connect(to: address, over: network.end, timeout: Self.pingTimeout, executor: executor) { result in
            self.post { $0.pingConnected(result, of: incident) }
        }
    }

    /// The line's network has not come up in time.
    private func pingDialIsOver(_ incident: String) {
        guard let ping = ping(of: incident), ping.call?.network == nil else { return }
        lineFailed(ping, .negotiationTimedOut)
        endPingCall()
    }

    /// Association and carrier both have to end before the line is free again.
    private func endPingCall() {
        guard let ping = pinging, let call = ping.call else { return }
        guard call.isOver else {
            // It may have ended without having been heard of: then its association ends by that.
            if ping.ping?.handler == nil {
                ping.isHangingUp = true
                call.carrier?.hangUp()
            }
            return
        }
        if ping.ping?.handler != nil { return }
        let isLineAtFault =
            ping.ping == nil
            ? ping.answer.failedLayer == nil
            : call.network == nil && ping.answer.connectTime == nil && ping.answer.failedLayer != nil
        if let why = ping.ended {
            if ping.answer.problem == nil { (ping.answer.failedLayer, ping.answer.problem) = ("line", why) }
        } else if isLineAtFault {
            lineFailed(ping, ping.isHangingUp ? .noAnswer : call.carrier?.code ?? .noAnswer)
        }
        gone(call, ping)
    }

    private func lineFailed(_ ping: PingInProgress, _ code: RASCode) {
        ping.answer.failedLayer = "line"
        ping.answer.problem = "the call failed: RAS \(code)"
        ping.answer.hint = code.advice
        ping.call?.code = code
    }

    private func gone(_ call: LineCall, _ ping: PingInProgress) {
        if call.connected == nil, let code = call.code, !isStopping {
            emit(
                .rasDialError(connector: name, code: code.number, index: call.index), incident: call.incident,
                rasCode: code, hint: code.advice)
        }
        callIsDone(call)
        giveBack(call)
        releaseLine(of: call.entry, by: claimant)
        finish(ping)
    }

    // MARK: The service stops

    /// `then` comes when nothing of a ping is left.
    func cutPing(then: @escaping () -> Void) {
        guard let ping = pinging else { return then() }
        if let association = ping.ping {
            ping.whenGone = then
            association.cut(why: "this MTA stops")
        } else if ping.call != nil {
            ping.whenGone = then
            endPingCall()
        } else {
            finish(ping)
            then()
        }
    }
}
