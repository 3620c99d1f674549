import Events
import IO
import Lines
import Links
import Message
import P1Connector

/// Lines that bring up a network: associations go by TCP over the line's interface, bound to it and to its address,
/// whatever the routing table says. Each of ours leases the line; several may share a call.
extension ConnectorWorker {
    /// An association begins with a TCP connection, and not with the dial.
    var opensByTCP: Bool { settings.entry == nil || line?.network != nil }

    /// Opens an association over the line that stands.
    func connectOverLine() {
        guard let line, let network = line.network else { return }
        guard let address = settings.address(over: network) else { return tellLink(.lineFailed(RASCode(738))) }
        let call = line.incident
        tellLink(.leaseTaken)
        connecting += 1
        Dialer.connect(to: address, over: network.end, timeout: connectTimeout, executor: executor) { result in
            self.post { $0.connectedOverLine(result, to: address, call: call) }
        }
    }

    private func connectedOverLine(_ result: Result<DescriptorBox, IOError>, to address: SocketAddress, call: String) {
        connecting -= 1
        if isStopping { return }
        // The line may have gone meanwhile, and its leases with it.
        guard let line, line.incident == call, line.network != nil, link?.state.isUp ?? false else { return pump() }
        switch result {
        case .success(let box):
            guard let descriptor = box.take() else { return }
            openSession(on: StreamChannel(descriptor, executor: executor), incident: call, overLine: call)
        case .failure(let error):
            leaseEnded(of: call)
            connectDidFail(error, to: address, incident: call)
        }
    }

    /// What leased the line of that call is over; the line goes on.
    private func leaseEnded(of call: String) {
        if call == line?.incident { tellLink(.leaseReturned) }
    }

    /// An association is over: one over the line's network leaves it, and with one that came in its line is done with.
    func leftLine(_ record: SessionRecord) {
        if let answered = record.answered { hungUp(answered, record) }
        guard let line, isOverLine(record) else { return }
        let (out, inward) = record.session.octets
        line.settledOctets.out += out
        line.settledOctets.in += inward
        if record.session.isInitiator { leaseEnded(of: line.incident) }
    }

    private func hungUp(_ line: AnsweredLine, _ record: SessionRecord) {
        let (out, inward) = record.session.octets
        hungUp(line, out, inward)
    }

    /// A line of ours that the neighbour's call came over is free again.
    func hungUp(_ line: AnsweredLine, _ out: Int, _ inward: Int) {
        rooms.events.emit(line.hungUp(connector: name, octetsOut: out, octetsIn: inward, now: now()))
        line.giveBack(to: rooms.rasTable)
        rasIndexes[line.incident] = nil
    }

    func isOverLine(_ record: SessionRecord) -> Bool { record.overLine != nil && record.overLine == line?.incident }

    /// The call that a neighbour's association came over, where its address is the other end's of our line.
    func callCarrying(host: String) -> String? {
        guard let line, let peer = line.network?.peer, peer == host, link?.state.isUp ?? false else { return nil }
        return line.incident
    }

    /// What has gone over a line, out and in.
    func octets(of call: LineCall) -> (out: Int, in: Int) {
        if let channel = call.channel { return (channel.octetsWritten, channel.octetsRead) }
        return sessions.values.reduce(call.settledOctets) { sum, record in
            guard record.overLine == call.incident else { return sum }
            let (out, inward) = record.session.octets
            return (sum.out + out, sum.in + inward)
        }
    }
}
