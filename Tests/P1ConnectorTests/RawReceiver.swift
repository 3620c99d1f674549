import IO
import OSI
import P1
import P1Connector

/// Answers HQ in BERLIN's name. Of the first transfer it confirms nothing before its end, then the first checkpoint;
/// the whole as soon as HQ says something more, which it does not look at before `goOn`.
actor RawReceiver: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "test.receiver")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private var association: Association
    private var channel: StreamChannel?
    private var waiting: [AssociationEvent] = []
    private var isPerforming = false
    /// The first transfer has ended, the whole is not confirmed.
    private var isEnded = false
    private var held: [AssociationEvent]?
    private(set) var transfers = 0

    init() {
        var configuration = AssociationConfiguration()
        configuration.checkpointSize = 30
        configuration.windowSize = 40
        association = Association(role: .responder, configuration: configuration)
    }

    func answer(on box: DescriptorBox) {
        guard let descriptor = box.take() else { return }
        let channel = StreamChannel(descriptor, executor: executor)
        self.channel = channel
        channel.onOctets = { self.heard(.octets($0)) }
        channel.start()
        submit(.transportConnected)
    }

    func goOn() {
        let events = held ?? []
        held = nil
        for event in events { submit(event) }
    }

    func hangUp() { channel?.close() }

    private func heard(_ event: AssociationEvent) {
        if held != nil {
            held?.append(event)
        } else if isEnded {
            isEnded = false
            submit(.transferSecured)
            held = [event]
        } else {
            submit(event)
        }
    }

    private func submit(_ event: AssociationEvent) {
        waiting.append(event)
        if isPerforming { return }
        isPerforming = true
        while !waiting.isEmpty {
            for action in association.handle(waiting.removeFirst()) { perform(action) }
        }
        isPerforming = false
    }

    private func perform(_ action: AssociationAction) {
        switch action {
        case .send(let octets): channel?.write(octets)
        case .openIndication:
            let party = MTABindParty(name: "berlin", credentials: .octetString(Array("berlin-password".utf8)))
            submit(.acceptOpen(userData: MTABindResult.authenticated(party).encode()))
        case .transferEndIndication:
            transfers += 1
            if transfers > 1 { return submit(.transferSecured) }
            isEnded = true
            submit(.checkpointSecured(serial: 1))
        default: break
        }
    }
}
