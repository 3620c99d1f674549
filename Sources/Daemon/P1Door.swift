import Events
import IO
import Links
import Message
import OSI
import P1Connector

/// The listener for X.400 neighbours: takes calls, learns who calls, and hands the call to that connector's worker.
///
/// Owner of: its listening sockets, and every call up to its bind.
actor P1Door: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "trunkline.p1-door")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let rooms: Rooms
    private var peers: PeerDirectory
    private var association: AssociationConfiguration
    private var limit: Int
    private var listeners: [Listener] = []
    private var greetings: [Int: (greeting: P1Greeting, address: String)] = [:]
    private var lastNumber = 0

    init(rooms: Rooms, settings: P1DoorSettings) {
        self.rooms = rooms
        peers = settings.peers
        association = settings.association
        limit = settings.greetings
    }

    /// Listens on these addresses and on the sockets that were handed over at start.
    func open(_ addresses: [SocketAddress], adopting boxes: [DescriptorBox]) {
        listeners += openListeners(
            "p1", addresses, adopting: boxes, executor: executor, events: rooms.events)
        for listener in listeners {
            listener.onConnection = { descriptor, address in self.accept(descriptor, "\(address)") }
            listener.start()
        }
    }

    func replace(_ settings: P1DoorSettings) {
        peers = settings.peers
        association = settings.association
        limit = settings.greetings
    }

    func close() {
        for listener in listeners { listener.close() }
        listeners = []
        for (greeting, _) in greetings.values { greeting.close() }
        greetings = [:]
    }

    private func accept(_ descriptor: consuming FileDescriptor, _ address: String) {
        if greetings.count >= limit {
            rooms.events.emit(
                EventRecord(.callDropped(address: address, problem: "\(limit) calls wait for their bind already")))
            return
        }
        lastNumber += 1
        let number = lastNumber
        let greeting = P1Greeting(
            StreamChannel(descriptor, executor: executor), configuration: association, executor: executor)
        greetings[number] = (greeting, address)
        greeting.handler = { event in self.greeted(number, event) }
    }

    private func greeted(_ number: Int, _ event: P1GreetingEvent) {
        switch event {
        case .ended(let why):
            guard let address = greetings[number]?.address else { return }
            rooms.events.emit(EventRecord(.callDropped(address: address, problem: why)))
            post { $0.forget(number) }
        case .called(let name, let password, let indication):
            let selectors = indication.calling
            post { $0.answer(number, name: name, password: password, selectors: selectors) }
        }
    }

    private func forget(_ number: Int) { greetings[number] = nil }

    /// Who is it? (X.411 8.1.2; design, P5)
    private func answer(_ number: Int, name: String, password: [UInt8], selectors: ProtocolSelectors) {
        guard let (greeting, address) = greetings[number] else { return }
        let match = peers.match(name: name, password: password)
        if case .known(let connector) = match, let worker = rooms.workers[connector] as? ConnectorWorker {
            greetings[number] = nil
            guard let call = greeting.handOver() else { return }
            worker.post { $0.answer(call, address: address) }
            return
        }
        refused(match, name: name, address: address, selectors: selectors, association: number)
        greeting.refuse(.validationFailure)
        // The refusal is on its way out; the greeting lives until the line is closed.
        post(after: 10) { $0.forget(number) }
    }

    private func refused(
        _ match: PeerMatch, name: String, address: String, selectors: ProtocolSelectors, association: Int
    ) {
        let incident = newIncident()
        switch match {
        case .known: break
        case .suspended(let connector):
            emit(.openedWhileSuspended(connector: connector), connector, name, incident)
            emit(
                .remoteAssociationRefused(connector: connector, provider: 0, reason: 0, controlBlock: association),
                connector, name, incident,
                hint: "The schedule of connector \(connector) is never. To let \(name) in, change Schedule= and type "
                    + "`trunkctl reload`.")
        case .wrongPassword(let connector):
            bindBack(
                connector, name, address, incident,
                hint: "\(name) gave another password than RemotePassword= of connector \(connector). Make it equal to "
                    + "LocalPassword= at \(name), then type `trunkctl reload`.")
        case .nearlyNamed(let connector, let configured, let difference):
            bindBack(
                connector, name, address, incident,
                hint: "The caller's name is \"\(name)\", connector \(connector) expects \"\(configured)\": "
                    + "\(difference.description). Set RemoteMTA=\(name) there and type `trunkctl reload`, or "
                    + "mend LocalName= on the caller.")
        case .unknown:
            let text = presentationAddress(selectors, address)
            emit(
                .bindByUnknownMTA(name: name, presentationAddress: text, association: association), nil, name, incident,
                hint: "No connector has RemoteMTA=\(name). If it is a neighbour, add one and type `trunkctl reload`.")
        }
    }

    /// 9322: a connector fits the caller, its identity does not.
    private func bindBack(_ connector: String, _ name: String, _ address: String, _ incident: String, hint: String) {
        let ltab = rooms.localities.index(of: name, now: now()) ?? 0
        var record = EventRecord(
            .bindBackFailed(
                ltab: ltab, error: 5, commsError: 0, bindError: 0, remoteServer: name, binding: address),
            connector: connector, entity: name, incident: incident, hint: hint)
        record.localityIndex = ltab
        rooms.events.emit(record)
    }

    private func emit(
        _ event: Event, _ connector: String?, _ entity: String, _ incident: String, hint: String? = nil
    ) {
        rooms.events.emit(
            EventRecord(event, connector: connector, entity: entity, incident: incident, hint: hint))
    }

    /// `/t:0x.../s:0x.../p:0x.../n:address`, the selectors that there are.
    private func presentationAddress(_ selectors: ProtocolSelectors, _ address: String) -> String {
        let parts = [("p", selectors.presentation), ("s", selectors.session), ("t", selectors.transport)]
        let text = parts.compactMap { name, octets in
            octets.isEmpty
                ? nil
                : "/\(name):0x" + octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        return text.joined() + "/n:\(address)"
    }
}

/// What a reload may change of the door.
struct P1DoorSettings: Sendable {
    var peers: PeerDirectory
    /// Greatest offers of all connectors, and the selectors that we answer to.
    var association: AssociationConfiguration
    /// Calls that may wait for their bind at one time.
    var greetings: Int
}
