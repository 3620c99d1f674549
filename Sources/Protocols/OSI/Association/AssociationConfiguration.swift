/// Which end of an association this is.
package enum AssociationRole: Hashable, Sendable {
    /// The end that opened the transport connection and sends the bind.
    case initiator
    case responder

    package var other: AssociationRole {
        switch self {
        case .initiator: .responder
        case .responder: .initiator
        }
    }
}

/// The selectors of one end: transport, session and presentation, each octets as they are on the wire.
///
/// Empty: none is sent, and a responder that has none takes any that the peer calls.
package struct ProtocolSelectors: Hashable, Sendable {
    package var transport: [UInt8]
    package var session: [UInt8]
    package var presentation: [UInt8]

    package init(transport: [UInt8] = [], session: [UInt8] = [], presentation: [UInt8] = []) {
        self.transport = transport
        self.session = session
        self.presentation = presentation
    }

    /// One of them for people: text where it is printable, otherwise `0x` and hexadecimal digits, as configurations
    /// have it.
    static func text(of selector: [UInt8]) -> String {
        if selector.isEmpty { return "(none)" }
        if selector.allSatisfy({ 0x21...0x7E ~= $0 }) { return "\"\(String(decoding: selector, as: UTF8.self))\"" }
        return "0x" + selector.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// What one association offers, permits and waits for. All values are checked by whoever reads a configuration; wild
/// ones are clamped here and never trap.
package struct AssociationConfiguration: Hashable, Sendable {
    /// The selectors that this end answers to as responder. Empty ones answer to all.
    package var selectors = ProtocolSelectors()
    /// The application contexts that this end accepts as responder.
    package var permittedContexts = Set(ApplicationContext.allCases)
    /// Greatest TPDU in octets, 128...65531. 65531 (RFC 1006) is offered by leaving the parameter out; below that it
    /// is a power of two up to 8192.
    package var tpduSize = 65_531
    /// Greatest TSDU in octets that an initiator proposes each way, 0...65535; larger SSDUs are then segmented. 0: none
    /// is proposed. What a peer proposes is taken.
    package var tsduSize = 0
    /// Checkpoint size in units of 1024 octets, offered as initiator, the most that is granted as responder.
    package var checkpointSize = 30
    /// Minor synchronization points that may stand unconfirmed, offered or at most granted.
    package var windowSize = 5
    /// Whether an initiator may offer checkpoint size 0, that is, transfer without checkpoints.
    package var allowsNoCheckpoints = false
    /// Seconds from the transport connection to the open association.
    package var openTimeout = 60
    /// Seconds without an octet from a peer that owes an answer or data.
    package var inactivityTimeout = 60
    /// Seconds that an orderly release may take.
    package var disconnectTimeout = 120
    /// The most octets that `wantData` asks for at once.
    package var pieceSize = 65_536

    package init() {}

    /// Greatest APDU transferred without checkpoints, in octets.
    package static let greatestUncheckpointedAPDU = 16 << 20
    /// Greatest user data of one session connect or accept, overflow and segments included, in octets.
    package static let greatestConnectData = 65_536
}

/// The timers of an association. One of a name runs at a time; starting it again restarts it.
package enum AssociationTimer: Hashable, Sendable, CaseIterable {
    /// From the transport connection to the open association.
    case open
    /// A peer that owes an answer or data is silent. Restarted by every octet that arrives.
    case inactivity
    /// An orderly release is under way.
    case disconnect
}
