import Events
import IO
import Lines
import Links
import Message

/// The socket for calls that come in over lines of our own (`trunkd-answer`). Each takes an entry of the RAS
/// synchronization table as a call that is made does; then it is a neighbour's call like any other.
///
/// Owner of: the listening socket, and every call up to its greeting.
actor AnswerDoor: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "trunkline.answer-door")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let rooms: Rooms
    private let p1: P1Door
    private var path: String?
    private var listeners: [Listener] = []
    private var callers: [Int: (channel: StreamChannel, greeting: [UInt8])] = [:]
    private var lastNumber = 0
    private let timers: TimerSet<Int>

    /// Calls whose greeting has not come.
    private static let limit = 64
    /// Seconds for the greeting.
    private static let patience = 10.0

    init(rooms: Rooms, p1: P1Door) {
        self.rooms = rooms
        self.p1 = p1
        timers = TimerSet(executor)
    }

    /// Listens there from now on; nil: nowhere.
    func listen(at path: String?) {
        if path == self.path { return }
        close()
        self.path = path
        guard let path else { return }
        listeners = openListeners(
            "answer", [.unix(path: path)], adopting: [], mode: 0o660, executor: executor, events: rooms.events)
        for listener in listeners {
            listener.onConnection = { descriptor, _ in self.accept(descriptor) }
            listener.start()
        }
    }

    func close() {
        for listener in listeners { listener.close() }
        listeners = []
        for number in callers.keys { forget(number) }
        path = nil
    }

    private func accept(_ descriptor: consuming FileDescriptor) {
        if callers.count >= Self.limit, let oldest = callers.keys.min() { forget(oldest) }
        lastNumber += 1
        let number = lastNumber
        let channel = StreamChannel(descriptor, executor: executor)
        callers[number] = (channel, [])
        channel.onOctets = { octets in self.received(number, octets) }
        channel.onClosed = { _ in self.forget(number) }
        channel.start()
        timers.start(number, after: Self.patience) { self.forget(number) }
    }

    private func forget(_ number: Int) {
        timers.cancel(number)
        callers.removeValue(forKey: number)?.channel.close()
    }

    private func received(_ number: Int, _ octets: [UInt8]) {
        guard var caller = callers[number] else { return }
        caller.greeting += octets
        callers[number] = caller
        guard caller.greeting.last == 0x0A else {
            if caller.greeting.count >= AnswerGreeting.greatestLine { forget(number) }
            return
        }
        let text = String(decoding: caller.greeting.dropLast(), as: UTF8.self)
        guard let name = AnswerGreeting.name(text) else { return forget(number) }
        timers.cancel(number)
        callers[number] = nil
        answer(caller.channel, name)
    }

    private func answer(_ channel: StreamChannel, _ name: String) {
        guard let slot = rooms.rasTable.take(connector: "", entry: name, waits: false, now: now()) else {
            rooms.events.emit(
                EventRecord(
                    .rasTableFull(connector: name, configured: rooms.rasTable.size), incident: newIncident(),
                    hint: "The call that came in was ended, and its caller keeps its mail. To take more at once, raise "
                        + "ConcurrentConnections= in [RAS]."))
            channel.write(AnswerGreeting.busy)
            return channel.closeAfterWriting()
        }
        let line = AnsweredLine(slot, name: name, incident: newIncident(), now: now())
        rooms.events.emit(
            EventRecord(
                .rasAnswered(entry: name, index: line.ticket.index), incident: line.incident,
                rasIndex: line.ticket.index))
        channel.write(AnswerGreeting.accepted)
        // It says nothing more until it has read that.
        guard let descriptor = channel.detach() else {
            channel.close()
            rooms.events.emit(line.hungUp(connector: "", octetsOut: 0, octetsIn: 0, now: now()))
            return line.giveBack(to: rooms.rasTable)
        }
        let box = DescriptorBox(descriptor)
        p1.post { $0.take(box, over: line) }
    }
}
