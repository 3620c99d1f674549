import BER
import IO
import OSI
import P1

/// An MTA as there are others: after a cut it recovers its association by name, without a bind, and resumes.
actor RecoveringCaller: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "test.recovering")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let name: String
    private let password: String
    private let context: ApplicationContext
    private var association = Association(role: .initiator, configuration: AssociationConfiguration())
    private var channel: StreamChannel?
    /// Lines that have gone dead without either end having been told.
    private var abandoned: [StreamChannel] = []
    private var apdu: [UInt8] = []
    private var offset = 0
    private var cutsAfter = Int.max
    private var activity = 0
    private var transferContext: Int?
    private var opens = 0
    /// A cut is noticed at this end only.
    private let leavesLineUp: Bool

    /// What a recovery names: of the association that was bound last or recovered.
    private(set) var identifier: SessionConnectionIdentifier?
    private(set) var recovery: ActivityRecovery?
    private(set) var isOpen = false
    private(set) var bindResult: [UInt8] = []
    private(set) var refusal: OpenRefusal?
    private(set) var failure: TransferFailure?
    private(set) var isTransferred = false
    private(set) var isOver = false

    init(name: String, password: String, context: ApplicationContext, leavesLineUp: Bool = false) {
        self.leavesLineUp = leavesLineUp
        self.name = name
        self.password = password
        self.context = context
    }

    /// - Parameter recovering: nil: binds.
    func open(on box: DescriptorBox, recovering old: SessionConnectionIdentifier? = nil) {
        guard let descriptor = box.take() else { return }
        var configuration = AssociationConfiguration()
        configuration.checkpointSize = 1
        configuration.windowSize = 2
        association = Association(role: .initiator, configuration: configuration)
        (isOpen, isOver, refusal, failure, bindResult) = (false, false, nil, nil, [])
        opens += 1
        let own = SessionConnectionIdentifier(reference: "\(name)-\(opens)", time: "261121000000Z")
        identifier = own
        let credentials: Credentials =
            context == .mtsTransferProtocol1984
            ? .ia5String(Array(password.utf8)) : .octetString(Array(password.utf8))
        let bind = MTABindArgument.authenticated(MTABindParty(name: name, credentials: credentials))
        let channel = StreamChannel(descriptor, executor: executor)
        self.channel = channel
        channel.onOctets = { self.submit(.octets($0), on: channel) }
        channel.onClosed = { _ in self.submit(.transportClosed, on: channel) }
        channel.start()
        submit(.transportConnected, on: channel)
        submit(
            .open(
                OpenRequest(
                    userData: old == nil ? bind.encode(context == .mtsTransfer ? .remoteOperations : .bare) : [],
                    sessionConnectionIdentifier: own, recover: old, applicationContext: context)),
            on: channel)
    }

    /// - Parameter cutsAfter: the checkpoint with whose confirmation the line is cut.
    func send(_ envelope: MessageTransferEnvelope, _ content: [UInt8], cutsAfter: Int = .max) {
        apdu =
            MessageTransferAPDU.header(
                envelope: envelope, contentLength: content.count, contextIdentifier: transferContext) + content
        offset = 0
        self.cutsAfter = cutsAfter
        activity += 1
        submit(.transfer(activityIdentifier: activity))
    }

    /// Goes on with what was cut, behind the last checkpoint.
    func resume() {
        guard let recovery else { return }
        cutsAfter = .max
        offset = recovery.octets
        activity += 1
        submit(.resume(recovery, newActivityIdentifier: activity))
    }

    func close() { submit(.close) }

    private func submit(_ event: AssociationEvent, on channel: StreamChannel? = nil) {
        // What an abandoned line still says.
        if let channel, channel !== self.channel { return }
        for action in association.handle(event) { perform(action) }
    }

    private func perform(_ action: AssociationAction) {
        switch action {
        case .send(let octets): channel?.write(octets)
        case .openConfirm(let confirm):
            transferContext = confirm.mtseContextIdentifier
            bindResult = confirm.userData
            isOpen = true
        case .openRefused(let why): refusal = why
        case .wantData(let maximum):
            let end = min(offset + maximum, apdu.count)
            let piece = Array(apdu[offset..<end])
            offset = end
            submit(.data(octets: piece, isLast: end == apdu.count))
        case .checkpointConfirmed(let serial, let octets):
            recovery = association.recovery(serial: serial, octets: octets)
            if serial >= cutsAfter { cut() }
        case .transferConfirmed: isTransferred = true
        case .transferFailed(let why): failure = why
        case .closed, .aborted: isOver = true
        case .disconnect:
            channel?.closeAfterWriting()
            channel = nil
        default: break
        }
    }

    /// From now on nothing passes: the line is closed, or forgotten with both ends up.
    private func cut() {
        isOver = true
        guard let channel else { return }
        self.channel = nil
        if leavesLineUp { abandoned.append(channel) } else { channel.close() }
    }
}
