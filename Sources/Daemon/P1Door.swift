import Admin
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
    private var configured: [P1ListenerSettings]
    /// With the name of the section that each belongs to.
    private var listeners: [(name: String, listener: Listener)] = []
    private var greetings: [Int: Greeting] = [:]
    private var lastNumber = 0
    private var drops = 0
    private var dropsSince: Int64 = 0

    private struct Greeting {
        let greeting: P1Greeting
        let address: String
        /// The caller's address without the port.
        let host: String
        let since: Timestamp
        /// The line of ours that it came over; nil: a network's or a socket's.
        var line: AnsweredLine?
        /// The refusal is on its way out.
        var isRefused = false
    }

    /// Events on dropped calls within ten seconds; more are only counted.
    private static let dropsTold = 50

    init(rooms: Rooms, settings: P1DoorSettings) {
        self.rooms = rooms
        peers = settings.peers
        association = settings.association
        limit = settings.greetings
        configured = settings.listeners
    }

    /// Listens where the configuration says, and on the sockets that were handed over at start: `p1` and `p1-NAME` by
    /// their names.
    func open(adopting sockets: [String: [DescriptorBox]]) {
        for one in configured {
            let boxes = sockets[one.name.isEmpty ? "p1" : "p1-\(one.name)"] ?? []
            open(one.addresses, of: one.name, adopting: boxes)
        }
    }

    private func open(_ addresses: [SocketAddress], of name: String, adopting boxes: [DescriptorBox] = []) {
        for listener in openListeners("p1", addresses, adopting: boxes, executor: executor, events: rooms.events) {
            listener.onConnection = { descriptor, address in self.accept(descriptor, address, at: name) }
            listeners.append((name, listener))
            listener.start()
        }
    }

    /// A reload: listens where it is told from now on, each address with the selectors of its section.
    func replace(_ settings: P1DoorSettings) {
        rooms.recoverable.clear()
        peers = settings.peers
        association = settings.association
        limit = settings.greetings
        configured = settings.listeners
        let wanted = configured.flatMap { one in one.addresses.map { (one.name, $0) } }
        let isWanted = { (name: String, listener: Listener) in
            !listener.isOwn || wanted.contains { $0 == (name, listener.boundAddress) }
        }
        for (name, listener) in listeners where !isWanted(name, listener) { listener.close() }
        listeners.removeAll { !isWanted($0.name, $0.listener) }
        let standing = listeners.map { ($0.name, $0.listener.boundAddress) }
        for (name, address) in wanted where !standing.contains(where: { $0 == (name, address) }) {
            open([address], of: name)
        }
    }

    /// Calls whose bind has not come.
    func associationRows() -> [AdminAssociation] {
        greetings.filter { !$0.value.isRefused }.sorted { $0.key < $1.key }.map { number, call in
            AdminAssociation(
                connector: nil, number: number, isInitiator: false, state: .calling, since: call.since,
                address: call.address)
        }
    }

    func close() {
        for (_, listener) in listeners { listener.close() }
        listeners = []
        for one in greetings.values {
            one.greeting.close()
            hungUp(one)
        }
        greetings = [:]
    }

    /// The selectors that calls at a listener have to name, as they are configured now.
    private func configuration(of name: String) -> AssociationConfiguration {
        var result = association
        result.selectors = configured.first { $0.name == name }?.selectors ?? ProtocolSelectors()
        return result
    }

    /// A call that came in over a line of our own.
    func take(_ box: DescriptorBox, over line: AnsweredLine) {
        guard let descriptor = box.take() else { return }
        accept(descriptor, .unix(path: line.name), at: "", over: line)
    }

    private func accept(
        _ descriptor: consuming FileDescriptor, _ address: SocketAddress, at listener: String,
        over line: AnsweredLine? = nil
    ) {
        if greetings.count >= limit { makeRoom() }
        lastNumber += 1
        let number = lastNumber
        let greeting = P1Greeting(
            StreamChannel(descriptor, executor: executor), configuration: configuration(of: listener),
            executor: executor)
        let host = if case .ip(let host, _) = address { host } else { "" }
        greetings[number] = Greeting(greeting: greeting, address: "\(address)", host: host, since: now(), line: line)
        greeting.handler = { event in self.greeted(number, event) }
        greeting.onGone = { self.post { $0.forget(number) } }
    }

    /// So many calls wait for their bind that none more can: the oldest goes, of the host that has most of them. A
    /// neighbour binds within a moment and gets through whoever else fills the table.
    private func makeRoom() {
        let byHost = Dictionary(grouping: greetings.keys) { greetings[$0]?.host ?? "" }
        guard let number = byHost.values.max(by: { $0.count < $1.count })?.min(),
            let oldest = greetings.removeValue(forKey: number)
        else { return }
        oldest.greeting.close()
        dropped(oldest, "\(limit) calls wait for their bind already")
        hungUp(oldest)
    }

    private func dropped(_ call: Greeting, _ why: String, hint: String? = nil) {
        let now = SystemClock.monotonicMicroseconds()
        if now - dropsSince > 10_000_000 {
            dropsSince = now
            drops = 0
        }
        drops += 1
        if drops > Self.dropsTold { return }
        rooms.events.emit(
            EventRecord(
                .callDropped(address: call.address, problem: why), incident: call.line?.incident ?? newIncident(),
                rasIndex: call.line?.ticket.index, hint: hint))
    }

    private func greeted(_ number: Int, _ event: P1GreetingEvent) {
        switch event {
        case .ended(let why, let selector):
            guard let call = greetings[number] else { return }
            let hint = selector.map {
                "The caller called another \($0) than this listener's: if it is a neighbour, compare its Called\($0)= "
                    + "with \($0)= of [P1] here, and type `trunkctl reload` where you change it."
            }
            dropped(call, why, hint: hint)
            // A line of ours is free once the last words have gone over it.
            if call.line == nil { post { $0.forget(number) } } else { isEnding(number) }
        case .called(let name, let password, let indication):
            post { $0.answer(number, name: name, password: password, indication) }
        case .recovers(let indication): post { $0.recover(number, indication) }
        }
    }

    private func forget(_ number: Int) {
        if let gone = greetings.removeValue(forKey: number) { hungUp(gone) }
    }

    /// The line of ours that a call came in over is free again.
    private func hungUp(_ gone: Greeting) {
        guard let line = gone.line else { return }
        let (out, inward) = gone.greeting.octets
        rooms.events.emit(line.hungUp(connector: "", octetsOut: out, octetsIn: inward, now: now()))
        line.giveBack(to: rooms.rasTable)
    }

    /// Who is it? (X.411 8.1.2; design, P5)
    private func answer(_ number: Int, name: String, password: [UInt8], _ indication: OpenIndication) {
        guard let known = greetings[number] else { return }
        let match = peers.match(
            name: name, password: password, called: indication.called, calling: indication.calling,
            dialogueMode: indication.dialogueMode)
        if case .known(let connector) = match, let worker = rooms.workers[connector] as? ConnectorWorker {
            greetings[number] = nil
            guard let call = known.greeting.handOver() else { return hungUp(known) }
            let host = known.host
            let line = known.line
            worker.post { $0.answer(call, host: host, over: line) }
            return
        }
        note(match, name: name, known, indication, call: number)
        if case .unacceptableDialogueMode = match {
            refuse(number, .unacceptableDialogueMode)
        } else {
            refuse(number, .validationFailure)
        }
    }

    private func refuse(_ number: Int, _ reason: RefuseReason) {
        greetings[number]?.greeting.refuse(reason)
        isEnding(number)
    }

    /// The last words are on their way out; the greeting lives until the line is closed.
    private func isEnding(_ number: Int) {
        greetings[number]?.isRefused = true
        post(after: 10) { $0.forget(number) }
    }

    /// The name of a session connection stands for the bind that was made over it (X.228). A caller for whom that
    /// does not hold binds anew.
    private func recover(_ number: Int, _ indication: OpenIndication) {
        guard let known = greetings[number] else { return }
        let found = RecoverableAssociations.Key(recovering: indication, host: known.host).flatMap {
            rooms.recoverable.take($0, now: SystemClock.monotonicMicroseconds())
        }
        guard let found, let worker = rooms.workers[found.connector] as? ConnectorWorker else {
            dropped(known, "it asks to recover an association that cannot be recovered, and has to bind anew")
            return refuse(number, .cannotRecover)
        }
        greetings[number] = nil
        guard let call = known.greeting.handOver() else { return hungUp(known) }
        let host = known.host
        let line = known.line
        worker.post { $0.recover(found.ticket, call, host: host, over: line) }
    }

    /// Tells who was refused, and why.
    private func note(_ match: PeerMatch, name: String, _ known: Greeting, _ indication: OpenIndication, call: Int) {
        var refusal = CallRefusal(
            match: match, name: name, address: known.address, called: indication.called, calling: indication.calling,
            association: call, incident: known.line?.incident ?? newIncident(), rasIndex: known.line?.ticket.index)
        // By the configured name: what strangers call themselves takes up no row.
        if let neighbour = refusal.connector.flatMap({ peers.remoteName(of: $0) }) {
            refusal.locality = rooms.localities.index(of: neighbour, now: now()) ?? 0
        }
        for record in refusal.records { rooms.events.emit(record) }
    }
}

/// What a reload may change of the door.
struct P1DoorSettings: Sendable {
    var peers: PeerDirectory
    /// Greatest offers of all connectors.
    var association: AssociationConfiguration
    var listeners: [P1ListenerSettings]
    /// Calls that may wait for their bind at one time.
    var greetings: Int
}

/// One listener of the door, or several of one section.
struct P1ListenerSettings: Sendable {
    /// Empty for `[P1]`.
    let name: String
    let addresses: [SocketAddress]
    /// What callers have to call; empty ones take all.
    let selectors: ProtocolSelectors
}
