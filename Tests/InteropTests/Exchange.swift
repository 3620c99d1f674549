import OSI
import P1

/// A recorded exchange of ours, and what an analyser ought to read in it.
struct Exchange: CustomStringConvertible, Sendable {
    /// How far up the analyser is to read.
    enum Depth: String, CaseIterable {
        /// To the content of the message.
        case whole
        /// The same in X.410-1984 mode. These are read apart: the analyser has one memory of the mode for all calls.
        case x410
        /// To the session layer: what is above it is split in a way that the analyser does not put together (a resumed
        /// activity), or in X.410 mode.
        case session
    }

    let description: String
    let recording: Recording
    /// Fields and their values, in the order in which they stand on the wire.
    var meant: [String: [String]]
    var depth = Depth.whole

    init(_ name: String, _ recording: Recording, depth: Depth = .whole, meant: [String: [String]]) {
        description = name
        self.recording = recording
        self.depth = depth
        self.meant = meant
    }
}

/// The names and the binds of the two ends of all exchanges.
enum Ends {
    static let argument = MTABindArgument.authenticated(
        MTABindParty(name: "HQ", credentials: .octetString(Array("secret-hq".utf8)))
    ).encode()
    static let result = MTABindResult.authenticated(
        MTABindParty(name: "BERLIN", credentials: .ia5String(Array("secret-bln".utf8)))
    ).encode()

    static let time = "261121001503Z"
    /// As the analyser writes it.
    static let timeRead = "26-11-21 00:15:03 (UTC)"

    /// In X.410-1984 mode the bind stands bare.
    static let bareArgument = MTABindArgument.authenticated(
        MTABindParty(name: "HQ", credentials: .ia5String(Array("secret-hq".utf8)))
    ).encode(.bare)
    static let bareResult = MTABindResult.authenticated(
        MTABindParty(name: "BERLIN", credentials: .ia5String(Array("secret-bln".utf8)))
    ).encode(.bare)

    static func request(
        _ reference: String, mode: DialogueMode = .monologue, recover: SessionConnectionIdentifier? = nil,
        context: ApplicationContext = .mtsTransfer
    ) -> OpenRequest {
        OpenRequest(
            userData: context.isX410Mode ? bareArgument : argument, dialogueMode: mode,
            called: ProtocolSelectors(transport: [0x36], session: [0x35], presentation: [0x34]),
            calling: ProtocolSelectors(transport: [0x33], session: [0x32], presentation: [0x31]),
            sessionConnectionIdentifier: SessionConnectionIdentifier(reference: reference, time: time),
            recover: recover, applicationContext: context)
    }
}
