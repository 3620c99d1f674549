import IO
import OSI
import P1
import P1Connector

/// Calls BERLIN in HQ's name and sends octets as one APDU.
actor RawSender: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "test.sender")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private var association = Association(role: .initiator, configuration: AssociationConfiguration())
    private var channel: StreamChannel?
    private var waiting: [AssociationEvent] = []
    private var isPerforming = false
    private var octets: [UInt8] = []
    private var offset = 0
    /// Stop the transfer once, at its first checkpoint, and go on under this number.
    private var stopsAndGoesOnAs: Int?
    private var recovery: ActivityRecovery?
    private(set) var isDone = false
    private(set) var failure: TransferFailure?

    /// - Parameter reference: the name of the session connection; nil: one of its own.
    func call(_ pair: Pair, _ octets: [UInt8], reference: String? = nil, stopsAndGoesOnAs: Int? = nil) async throws {
        self.octets = octets
        self.stopsAndGoesOnAs = stopsAndGoesOnAs
        let (near, far) = try FileDescriptor.socketPair().boxed()
        await pair.berlin.answer(on: far)
        guard let ours = near.take() else { return }
        let channel = StreamChannel(ours, executor: executor)
        self.channel = channel
        channel.onOctets = { self.submit(.octets($0)) }
        channel.start()
        let bind = MTABindArgument.authenticated(
            MTABindParty(name: "hq", credentials: .octetString(Array("hq-password".utf8))))
        submit(.transportConnected)
        submit(
            .open(
                OpenRequest(
                    userData: bind.encode(),
                    sessionConnectionIdentifier: SessionConnectionIdentifier(
                        reference: reference ?? "x\(ObjectIdentifier(self).hashValue)", time: "261121000000Z"))))
    }

    func hangUp() { channel?.close() }

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
        case .openConfirm: submit(.transfer(activityIdentifier: 1))
        case .wantData(let maximum):
            let piece = Array(octets[offset...].prefix(maximum))
            offset += piece.count
            submit(.data(octets: piece, isLast: offset == octets.count))
        case .checkpointConfirmed(let serial, let octets):
            guard stopsAndGoesOnAs != nil, recovery == nil else { return }
            recovery = association.recovery(serial: serial, octets: octets)
            submit(.interruptTransfer)
        case .transferFailed(let why):
            guard why == .interrupted, let recovery, let number = stopsAndGoesOnAs else {
                failure = why
                isDone = true
                return
            }
            stopsAndGoesOnAs = nil
            offset = recovery.octets
            submit(.resume(recovery, newActivityIdentifier: number))
        case .transferConfirmed, .aborted: isDone = true
        default: break
        }
    }
}
