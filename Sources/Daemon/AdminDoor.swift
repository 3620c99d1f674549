import Admin
import Events
import IO

/// The administration socket: Varlink over a Unix socket, each caller known by the kernel's word for who he is.
///
/// Owner of: the listening socket and every connection to it.
actor AdminDoor: QueueOwner {
    private struct Connection {
        let channel: StreamChannel
        var session: VarlinkSession
        /// Ended when the caller has gone: what still answers him stops.
        let alive = Liveness()
        /// The caller sends no more.
        var hasEnded = false
    }

    /// Connections at one time.
    private static let limit = 64
    /// Octets that a caller may leave unread before it is let go.
    private static let unreadLimit = 4 << 20

    nonisolated let executor = QueueExecutor(label: "trunkline.admin-door")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let handler: any AdministrationHandler
    private let events: any EventSink
    private var groups: (change: UInt32?, view: UInt32?) = (nil, nil)
    private var listeners: [Listener] = []
    private var connections: [Int: Connection] = [:]
    private var lastNumber = 0

    init(handler: any AdministrationHandler, events: any EventSink) {
        self.handler = handler
        self.events = events
    }

    /// `group` may change things, `viewGroup` may look; groups that the system does not have count for nobody.
    func open(path: String, group: String, viewGroup: String, adopting boxes: [DescriptorBox]) {
        groups = (ProcessInformation.groupNumber(group), ProcessInformation.groupNumber(viewGroup))
        listeners = openListeners(
            "admin", boxes.isEmpty ? [.unix(path: path)] : [], adopting: boxes, mode: 0o666, executor: executor,
            events: events)
        for listener in listeners {
            listener.onConnection = { descriptor, _ in self.accept(descriptor) }
            listener.start()
        }
    }

    func close() {
        for listener in listeners { listener.close() }
        for connection in connections.values { connection.channel.close() }
        listeners = []
        connections = [:]
    }

    private func accept(_ descriptor: consuming FileDescriptor) {
        guard let credentials = try? peerCredentials(of: descriptor) else { return }
        let access = AdminAccess.of(
            user: credentials.uid, groups: [credentials.gid] + credentials.groups,
            serviceUser: ProcessInformation.uid, changeGroup: groups.change, viewGroup: groups.view)
        if connections.count >= Self.limit, !makeRoom(for: access) { return }
        lastNumber += 1
        let number = lastNumber
        let channel = StreamChannel(descriptor, executor: executor)
        connections[number] = Connection(
            channel: channel,
            session: VarlinkSession(
                caller: AdminCaller(user: credentials.uid, access: access),
                information: VarlinkSession.Information(version: Version.text)))
        channel.onOctets = { octets in self.received(number, octets) }
        channel.onClosed = { error in self.ended(number, error) }
        channel.start()
    }

    /// Nobody who may do less keeps out who may do more, and among equals the oldest goes: a caller that is at work
    /// comes again, one that only holds its place does not.
    private func makeRoom(for access: AdminAccess?) -> Bool {
        let oldest = connections.min { (Self.rank($0.value), $0.key) < (Self.rank($1.value), $1.key) }
        guard let oldest, Self.rank(oldest.value) <= Self.rank(access) else { return false }
        closed(oldest.key)
        return true
    }

    private static func rank(_ connection: Connection) -> Int { rank(connection.session.caller.access) }
    private static func rank(_ access: AdminAccess?) -> Int {
        switch access {
        case nil: 0
        case .view: 1
        case .change: 2
        }
    }

    private func received(_ number: Int, _ octets: [UInt8]) {
        guard let actions = connections[number]?.session.receive(octets) else { return }
        perform(actions, number)
    }

    /// A caller may end his sending behind the call, and read the answer then.
    private func ended(_ number: Int, _ error: IOError?) {
        if error == nil, let connection = connections[number], connection.session.owesAnswer {
            connections[number]?.hasEnded = true
        } else {
            closed(number)
        }
    }

    private func closed(_ number: Int) {
        guard let gone = connections.removeValue(forKey: number) else { return }
        gone.alive.end()
        gone.channel.close()
    }

    private func perform(_ actions: [VarlinkSession.Action], _ number: Int) {
        for action in actions {
            guard let connection = connections[number] else { return }
            switch action {
            case .send(let octets):
                connection.channel.write(octets)
                if connection.channel.bufferedOctets > Self.unreadLimit { closed(number) }
            case .close:
                connection.alive.end()
                connection.channel.closeAfterWriting()
                connections[number] = nil
            case .handle(let request, let call):
                let alive = connection.alive
                handler.handle(request, caller: connection.session.caller) { reply, last in
                    self.post { $0.answered(number, call, reply, last: last) }
                    return alive.isAlive
                }
            }
        }
    }

    private func answered(_ number: Int, _ call: Int, _ reply: AdminReply, last: Bool) {
        guard let actions = connections[number]?.session.reply(reply, to: call, last: last) else { return }
        perform(actions, number)
        guard let connection = connections[number], connection.hasEnded, !connection.session.owesAnswer else { return }
        connections[number] = nil
        connection.alive.end()
        connection.channel.closeAfterWriting()
    }
}
