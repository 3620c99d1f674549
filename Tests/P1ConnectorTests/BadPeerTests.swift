import BER
import IO
import Message
import OSI
import P1
import P1Connector
import Spool
import Testing

@Suite("Neighbours that do not keep to P1", .timeLimit(.minutes(1)))
struct BadPeerTests {
    /// A caller made of a bare association, against a greeting; what the greeting tells, and what comes back.
    private actor Caller: QueueOwner {
        nonisolated let executor = QueueExecutor(label: "test.caller")
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
        private var association = Association(role: .initiator, configuration: AssociationConfiguration())
        private var channel: StreamChannel?
        private var greeting: P1Greeting?
        private(set) var told: [String] = []
        private(set) var refusal: OpenRefusal?
        private(set) var isOver = false
        private let directory: PeerDirectory

        init(_ directory: PeerDirectory) { self.directory = directory }

        func call(_ bind: [UInt8], _ context: ApplicationContext, _ mode: DialogueMode) throws {
            let (near, far) = try FileDescriptor.socketPair().boxed()
            guard let ours = near.take(), let theirs = far.take() else { return }
            let greeting = P1Greeting(
                StreamChannel(theirs, executor: executor), configuration: AssociationConfiguration(),
                executor: executor)
            self.greeting = greeting
            greeting.handler = { event in self.post { $0.greeted(event) } }
            let channel = StreamChannel(ours, executor: executor)
            self.channel = channel
            channel.onOctets = { self.submit(.octets($0)) }
            channel.onClosed = { _ in self.isOver = true }
            channel.start()
            var request = OpenRequest(
                userData: bind, dialogueMode: mode,
                sessionConnectionIdentifier: SessionConnectionIdentifier(reference: "x", time: "261121000000Z"))
            request.applicationContext = context
            submit(.transportConnected)
            submit(.open(request))
        }

        private func greeted(_ event: P1GreetingEvent) {
            switch event {
            case .ended(let why, _): told.append(why)
            case .recovers: told.append("recovers")
            case .called(let name, let password, let indication):
                let match = directory.match(
                    name: name, password: password, dialogueMode: indication.dialogueMode)
                told.append("\(match)")
                if case .unacceptableDialogueMode = match {
                    greeting?.refuse(.unacceptableDialogueMode)
                } else {
                    greeting?.refuse(.validationFailure)
                }
            }
        }

        private func submit(_ event: AssociationEvent) {
            for action in association.handle(event) {
                if case .send(let octets) = action { channel?.write(octets) }
                if case .openRefused(let why) = action { refusal = why }
                if case .disconnect = action { channel?.closeAfterWriting() }
            }
        }
    }

    private static func bind(_ name: String, _ credentials: Credentials) -> MTABindArgument {
        .authenticated(MTABindParty(name: name, credentials: credentials))
    }

    private static let directory = PeerDirectory([
        PeerIdentity(
            connector: "hq", remoteName: "HQ", remotePassword: "", isSuspended: false, permitsTwoWayAlternate: false)
    ])

    @Test(
        "wrong credentials, no name, strong credentials: refused as authentication-error, in the form of each mode",
        arguments: ApplicationContext.allCases)
    func refusals(context: ApplicationContext) async throws {
        let binds: [MTABindArgument] = [
            Self.bind("HQ", .octetString([1])), Self.bind("", .ia5String([])), .unauthenticated,
            Self.bind("HQ", .other([0x30, 0])), Self.bind("BERLIN", .octetString([])),
        ]
        for bind in binds {
            let caller = Caller(Self.directory)
            try await caller.call(bind.encode(context.isX410Mode ? .bare : .remoteOperations), context, .monologue)
            #expect(await eventually { await caller.refusal != nil })
            let refusal = try #require(await caller.refusal)
            if context.isX410Mode {
                #expect(refusal.userData.isEmpty && refusal.reason == RefuseReason.validationFailure.rawValue)
            } else {
                #expect(try MTABindError.decode(refusal.userData[...]) == .authenticationError)
            }
            #expect(await caller.told.count == 1)
        }
    }

    @Test(
        "a dialogue mode that the connector does not permit is refused as that", arguments: ApplicationContext.allCases)
    func dialogueMode(context: ApplicationContext) async throws {
        let caller = Caller(Self.directory)
        let form: BindForm = context.isX410Mode ? .bare : .remoteOperations
        try await caller.call(Self.bind("HQ", .ia5String([])).encode(form), context, .twoWayAlternate)
        #expect(await eventually { await caller.refusal != nil })
        let refusal = try #require(await caller.refusal)
        if context.isX410Mode {
            #expect(refusal.reason == RefuseReason.unacceptableDialogueMode.rawValue)
        } else {
            #expect(try MTABindError.decode(refusal.userData[...]) == .unacceptableDialogueMode)
        }
    }

    @Test("octets that are no bind are refused", arguments: ApplicationContext.allCases)
    func noBind(context: ApplicationContext) async throws {
        let caller = Caller(Self.directory)
        try await caller.call([0x30, 0x03, 0x02, 0x01, 0x07], context, .monologue)
        #expect(await eventually { await caller.refusal != nil })
        #expect(await caller.told.first?.contains("cannot be read") == true)
    }

    // MARK: APDUs that are none

    /// A message of the neighbour's whose octets `damage` has changed, against a whole session.
    private static func send(_ octets: [UInt8], to pair: Pair) async throws {
        let sender = RawSender()
        try await sender.call(pair, octets)
        #expect(await eventually { await sender.isDone })
        await sender.hangUp()
    }

    @Test("a message whose envelope is damaged behind its recipients is taken and fails for them")
    func salvaged() async throws {
        let pair = try Pair()
        var sent = Gate.message([Gate.recipient(4, try Gate.mailbox("b@berlin.example"))])
        sent.originatorName = try Gate.mailbox("a@hq.example")
        sent.contentIdentifier = "12345678"
        var octets = MessageTransferAPDU.header(envelope: sent, contentLength: 3, contextIdentifier: 5) + [1, 2, 3]
        // The content identifier's tag becomes one that no envelope has.
        let at = try #require(octets.indices.first { octets[$0...].starts(with: [0x4A, 8, 0x31, 0x32]) })
        octets[at] = 0x4B
        try await Self.send(octets, to: pair)
        #expect(try pair.berlin.arrived().isEmpty)
        #expect(try await eventually { try pair.berlin.queued() == 1 }, "its originator is told")
        let entry = try #require(try pair.berlin.spool.queueEntries(connector: "line").first)
        let envelope = try pair.berlin.spool.envelope(of: entry.message, connector: "line")
        guard case .report(let report) = envelope.kind, case .failed(let why)? = report.recipients.first?.result else {
            throw Gate.NotFromNeighbour()
        }
        #expect(why.reason == .unableToTransfer && why.diagnostic == .protocolViolation)
        #expect(report.recipients.map(\.recipient.number) == [4])
        #expect(try Files.list(pair.berlin.spool.directory + "/bad").count == 1)
    }

    @Test("a message for which nobody here is to be responsible is refused and not confirmed")
    func nobodyResponsible() async throws {
        let pair = try Pair()
        var recipient = Gate.recipient(1, try Gate.mailbox("b@berlin.example"))
        recipient.perRecipientIndicators = PerRecipientIndicators(
            responsibility: false, originatorReport: false, originatorNonDeliveryReport: true)
        let sent = Gate.message([recipient])
        let octets = MessageTransferAPDU.header(envelope: sent, contentLength: 3, contextIdentifier: 5) + [1, 2, 3]
        try await Self.send(octets, to: pair)
        #expect(await pair.berlin.notReceived.count == 1)
        #expect(try Files.list(pair.berlin.spool.directory + "/bad").count == 1)
    }

    @Test("an APDU in which nothing can be read is refused, and kept for a person to look at")
    func unreadable() async throws {
        let pair = try Pair()
        for _ in 0..<3 { try await Self.send([0x28, 0x03, 0x02, 0x01, 0x09], to: pair) }
        #expect(await pair.berlin.notReceived.count == 3)
        let bad = pair.berlin.spool.directory + "/bad"
        let names = try Files.list(bad)
        #expect(names.count == 1, "the same octets once")
        #expect(try Files.readAll("\(bad)/\(names[0])") == [0x28, 0x03, 0x02, 0x01, 0x09])
    }
}
