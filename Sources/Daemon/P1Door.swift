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
    private var greetings: [Int: Greeting] = [:]
    private var lastNumber = 0
    private var drops = 0
    private var dropsSince: Int64 = 0

    private struct Greeting {
        let greeting: P1Greeting
        let address: String
        /// The caller's address without the port.
        let host: String
    }

    /// Events on dropped calls within ten seconds; more are only counted.
    private static let dropsTold = 50

    init(rooms: Rooms, settings: P1DoorSettings) {
        self.rooms = rooms
        peers = settings.peers
        association = settings.association
        limit = settings.greetings
    }

    /// Listens on these addresses and on the sockets that were handed over at start.
    func open(_ addresses: [SocketAddress], adopting boxes: [DescriptorBox]) {
        let new = openListeners("p1", addresses, adopting: boxes, executor: executor, events: rooms.events)
        listeners += new
        for listener in new {
            listener.onConnection = { descriptor, address in self.accept(descriptor, address) }
            listener.start()
        }
    }

    /// A reload: listens where it is told from now on.
    func replace(_ settings: P1DoorSettings, listen: [SocketAddress]) {
        for listener in listeners where listener.isOwn && !listen.contains(listener.boundAddress) { listener.close() }
        listeners.removeAll { $0.isOwn && !listen.contains($0.boundAddress) }
        let standing = listeners.map(\.boundAddress)
        open(listen.filter { !standing.contains($0) }, adopting: [])
        peers = settings.peers
        association = settings.association
        limit = settings.greetings
    }

    func close() {
        for listener in listeners { listener.close() }
        listeners = []
        for one in greetings.values { one.greeting.close() }
        greetings = [:]
    }

    private func accept(_ descriptor: consuming FileDescriptor, _ address: SocketAddress) {
        if greetings.count >= limit { makeRoom() }
        lastNumber += 1
        let number = lastNumber
        let greeting = P1Greeting(
            StreamChannel(descriptor, executor: executor), configuration: association, executor: executor)
        let host = if case .ip(let host, _) = address { host } else { "" }
        greetings[number] = Greeting(greeting: greeting, address: "\(address)", host: host)
        greeting.handler = { event in self.greeted(number, event) }
    }

    /// So many calls wait for their bind that none more can: the oldest goes, of the host that has most of them. A
    /// neighbour binds within a moment and gets through whoever else fills the table.
    private func makeRoom() {
        let byHost = Dictionary(grouping: greetings.keys) { greetings[$0]?.host ?? "" }
        guard let number = byHost.values.max(by: { $0.count < $1.count })?.min(),
            let oldest = greetings.removeValue(forKey: number)
        else { return }
        oldest.greeting.close()
        dropped(oldest.address, "\(limit) calls wait for their bind already")
    }

    private func dropped(_ address: String, _ why: String) {
        let now = SystemClock.monotonicMicroseconds()
        if now - dropsSince > 10_000_000 {
            dropsSince = now
            drops = 0
        }
        drops += 1
        if drops > Self.dropsTold { return }
        rooms.events.emit(EventRecord(.callDropped(address: address, problem: why)))
    }

    private func greeted(_ number: Int, _ event: P1GreetingEvent) {
        switch event {
        case .ended(let why):
            guard let address = greetings[number]?.address else { return }
            dropped(address, why)
            post { $0.forget(number) }
        case .called(let name, let password, let indication):
            post { $0.answer(number, name: name, password: password, indication) }
        }
    }

    private func forget(_ number: Int) { greetings[number] = nil }

    /// Who is it? (X.411 8.1.2; design, P5)
    private func answer(_ number: Int, name: String, password: [UInt8], _ indication: OpenIndication) {
        guard let known = greetings[number] else { return }
        let (greeting, address) = (known.greeting, known.address)
        let match = peers.match(
            name: name, password: password, called: indication.called, calling: indication.calling,
            dialogueMode: indication.dialogueMode)
        if case .known(let connector) = match, let worker = rooms.workers[connector] as? ConnectorWorker {
            greetings[number] = nil
            guard let call = greeting.handOver() else { return }
            worker.post { $0.answer(call, address: address) }
            return
        }
        refused(match, name: name, address: address, selectors: indication.calling, association: number)
        if case .unacceptableDialogueMode = match {
            greeting.refuse(.unacceptableDialogueMode)
        } else {
            greeting.refuse(.validationFailure)
        }
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
        case .wrongSelectors(let connector):
            bindBack(
                connector, name, address, incident,
                hint: "\(name) called \(presentationAddress(selectors, address)): its selectors are not those that "
                    + "connector \(connector) expects. Make them equal, then type `trunkctl reload`.")
        case .unacceptableDialogueMode(let connector):
            emit(
                .remoteAssociationRefused(connector: connector, provider: 0, reason: 3, controlBlock: association),
                connector, name, incident,
                hint: "\(name) asks for two-way alternate dialogue, which connector \(connector) does not permit. Set "
                    + "TwoWayAlternate=yes and type `trunkctl reload`, or make \(name) ask for a monologue.")
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
                hint: name.isEmpty
                    ? "The caller gave no name and no password. A neighbour has to give both: set them there."
                    : "No connector has RemoteMTA=\(name). If it is a neighbour, add one and type `trunkctl reload`.")
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
