import BER
import OSI
import P1

/// Two ends of one association in memory, each with an owner that answers at once: all layers, no sockets, no disk.
struct Pair {
    private var near: Association
    private var far: Association
    private var toFar: [[UInt8]] = []
    private var toNear: [[UInt8]] = []

    /// What goes out, and how much of it has gone.
    private var header: [UInt8] = []
    private var content: [UInt8] = []
    private var position = 0
    private var decoder = MTSAPDUDecoder()
    private var activity = 0
    /// Data is given by `holdMost`, and not at once.
    private var isHolding = false
    private var wanted = 0

    private(set) var contentReceived = 0
    private(set) var envelopesReceived = 0
    private(set) var confirmed = 0
    private(set) var octetsOnLine = 0
    private(set) var isOpen = false

    init(_ configuration: AssociationConfiguration = AssociationConfiguration()) {
        near = Association(role: .initiator, configuration: configuration)
        far = Association(role: .responder, configuration: configuration)
    }

    mutating func open() {
        let bind = MTABindArgument.authenticated(
            MTABindParty(name: "NEAR", credentials: .ia5String(Array("secret".utf8))))
        let request = OpenRequest(
            userData: bind.encode(),
            sessionConnectionIdentifier: SessionConnectionIdentifier(reference: "NEAR-1", time: "261121001503Z"))
        tellFar(.transportConnected)
        tellNear(.transportConnected)
        tellNear(.open(request))
        run()
    }

    /// Transfers one message; true when the far end had all of it and the near end its confirmation.
    mutating func transfer(_ envelope: MessageTransferEnvelope, _ content: [UInt8]) -> Bool {
        let before = confirmed
        activity += 1
        header = MessageTransferAPDU.header(
            envelope: envelope, contentLength: content.count, contextIdentifier: 5)
        self.content = content
        position = 0
        decoder = MTSAPDUDecoder()
        tellNear(.transfer(activityIdentifier: activity))
        run()
        return confirmed == before + 1
    }

    /// Brings both ends to where they hold most: the near one all but an octet of its second RTTR, the far one all but
    /// an octet of the first.
    mutating func holdMost(_ octets: Int) {
        content = [UInt8](repeating: 0x20, count: octets)
        let chunk = near.configuration.checkpointSize * 1024
        isHolding = true
        tellNear(.transfer(activityIdentifier: 1))
        for length in [chunk, chunk - 1] {
            while position < length, wanted > 0 {
                let count = min(wanted, length - position)
                wanted = 0
                position += count
                tellNear(.data(octets: Array(content[..<count]), isLast: false))
            }
            position = 0
        }
        for octets in toFar.dropLast() { tellFar(.octets(octets)) }
        if let last = toFar.last { tellFar(.octets(last.dropLast())) }
        toFar = []
        toNear = []
        content = []
    }

    private mutating func run() {
        while !toFar.isEmpty || !toNear.isEmpty {
            let out = toFar
            toFar = []
            for octets in out { tellFar(.octets(octets)) }
            let back = toNear
            toNear = []
            for octets in back { tellNear(.octets(octets)) }
        }
    }

    private mutating func tellNear(_ event: AssociationEvent) {
        for action in near.handle(event) {
            switch action {
            case .send(let octets):
                octetsOnLine += octets.count
                toFar.append(octets)
            case .wantData(let maximum): if isHolding { wanted = maximum } else { supply(maximum) }
            case .transferConfirmed: confirmed += 1
            case .openConfirm: isOpen = true
            default: break
            }
        }
    }

    private mutating func supply(_ maximum: Int) {
        var piece: [UInt8] = []
        piece.reserveCapacity(min(maximum, header.count + content.count - position))
        if position < header.count { piece += header[position..<min(header.count, position + maximum)] }
        if piece.count < maximum {
            let start = position + piece.count - header.count
            piece += content[start..<min(content.count, start + maximum - piece.count)]
        }
        position += piece.count
        tellNear(.data(octets: piece, isLast: position == header.count + content.count))
    }

    private mutating func tellFar(_ event: AssociationEvent) {
        for action in far.handle(event) {
            switch action {
            case .send(let octets):
                octetsOnLine += octets.count
                toNear.append(octets)
            case .openIndication:
                let result = MTABindResult.authenticated(
                    MTABindParty(name: "FAR", credentials: .ia5String(Array("secret".utf8))))
                tellFar(.acceptOpen(userData: result.encode()))
            case .dataIndication(let octets): decode(octets)
            case .checkpointIndication(let serial): tellFar(.checkpointSecured(serial: serial))
            case .transferEndIndication: tellFar(.transferSecured)
            default: break
            }
        }
    }

    private mutating func decode(_ octets: [UInt8]) {
        guard let parts = try? decoder.consume(octets[...]) else { return }
        for part in parts {
            switch part {
            case .envelope: envelopesReceived += 1
            case .content(let piece): contentReceived += piece.count
            default: break
            }
        }
    }
}
