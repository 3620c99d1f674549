import IO
import OSI
import P1
import P1Connector

/// Calls BERLIN in HQ's name, sends octets as one APDU and pauses at its first checkpoint, as slow lines do.
actor PausingSender: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "test.pausing")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private var association = Association(role: .initiator, configuration: AssociationConfiguration())
    private var channel: StreamChannel?
    private var waiting: [AssociationEvent] = []
    private var isPerforming = false
    private let octets: [UInt8]
    private var offset = 0
    private var wanted = 0
    private var former: ActivityRecovery?
    private(set) var recovery: ActivityRecovery?
    private(set) var isPausing = false
    private var mayGoOn = false
    private(set) var isDone = false
    private(set) var isOver = false
    private(set) var failure: TransferFailure?

    init(_ octets: [UInt8]) { self.octets = octets }

    /// Without timers: it waits as long as it is told to.
    ///
    /// - Parameters:
    ///   - reference: the name of the session connection.
    ///   - former: what is to go on; nil: it begins.
    func call(_ pair: Pair, reference: String, resuming former: ActivityRecovery? = nil) async throws {
        self.former = former
        let (near, far) = try FileDescriptor.socketPair().boxed()
        await pair.berlin.answer(on: far)
        guard let ours = near.take() else { return }
        let channel = StreamChannel(ours, executor: executor)
        self.channel = channel
        channel.onOctets = { self.submit(.octets($0)) }
        channel.onClosed = { _ in self.submit(.transportClosed) }
        channel.start()
        let bind = MTABindArgument.authenticated(
            MTABindParty(name: "hq", credentials: .octetString(Array("hq-password".utf8))))
        submit(.transportConnected)
        submit(
            .open(
                OpenRequest(
                    userData: bind.encode(),
                    sessionConnectionIdentifier: SessionConnectionIdentifier(
                        reference: reference, time: "261121000000Z"))))
    }

    /// Sends the rest.
    func goOn() {
        mayGoOn = true
        supply()
    }

    func hangUp() { channel?.close() }

    private func supply() {
        guard wanted > 0, mayGoOn || recovery == nil else {
            isPausing = wanted > 0
            return
        }
        let piece = Array(octets[offset...].prefix(wanted))
        wanted = 0
        offset += piece.count
        submit(.data(octets: piece, isLast: offset == octets.count))
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
        case .openConfirm:
            if let former {
                offset = former.octets
                submit(.resume(former, newActivityIdentifier: 1))
            } else {
                submit(.transfer(activityIdentifier: 1))
            }
        case .wantData(let maximum):
            wanted = maximum
            supply()
        case .checkpointConfirmed(let serial, let octets):
            recovery = association.recovery(serial: serial, octets: octets)
            supply()
        case .transferFailed(let why): failure = why
        case .transferConfirmed: isDone = true
        case .aborted: isOver = true
        default: break
        }
    }
}
