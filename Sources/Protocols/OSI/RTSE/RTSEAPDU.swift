package import BER

/// The APDUs of the reliable transfer service (X.228 clause 9). RTTR stands apart, since it is the hot path:
/// `RTSEAPDU.rttrHeader`.
///
/// `encode` and `decode` are of normal mode. In X.410-1984 mode the presentation layer carries the members of the SETs
/// without the tags of the APDUs (`components`, `init(components:)`), RTTP as it is and RTTR without a tag.
package enum RTSEAPDU: Equatable, Sendable {
    case rtorq(RTORQ)
    case rtoac(RTOAC)
    case rtorj(RTORJ)
    /// RTTP: the priority with which the turn is asked for.
    case rttp(priority: Int)
    case rtab(RTAB)
}

/// What RTORQ and RTOAC carry for the user.
package enum ConnectionData: Equatable, Sendable {
    /// The user's value, one complete encoding, or empty.
    case open([UInt8])
    case recover(SessionConnectionIdentifier)
}

package struct RTORQ: Equatable, Sendable {
    /// In units of 1024 octets; 0: none.
    package var checkpointSize: Int
    package var windowSize: Int
    package var dialogueMode: DialogueMode
    package var connectionData: ConnectionData
    /// X.410-1984 mode only: 1 is P1 of 1984, 12 P1 of 1988.
    package var applicationProtocol: Int?

    package init(
        checkpointSize: Int, windowSize: Int, dialogueMode: DialogueMode, connectionData: ConnectionData,
        applicationProtocol: Int? = nil
    ) {
        self.checkpointSize = checkpointSize
        self.windowSize = windowSize
        self.dialogueMode = dialogueMode
        self.connectionData = connectionData
        self.applicationProtocol = applicationProtocol
    }

    package static let defaultCheckpointSize = 0
    package static let defaultWindowSize = 3
}

package struct RTOAC: Equatable, Sendable {
    package var checkpointSize: Int
    package var windowSize: Int
    package var connectionData: ConnectionData

    package init(checkpointSize: Int, windowSize: Int, connectionData: ConnectionData) {
        self.checkpointSize = checkpointSize
        self.windowSize = windowSize
        self.connectionData = connectionData
    }
}

package struct RTORJ: Equatable, Sendable {
    /// X.410-1984 mode only.
    package var reason: RefuseReason?
    /// Normal mode only: one complete encoding, or empty.
    package var userData: [UInt8]

    package init(reason: RefuseReason? = nil, userData: [UInt8] = []) {
        self.reason = reason
        self.userData = userData
    }
}

package struct RTAB: Equatable, Sendable {
    /// An unknown reason is read as protocolError.
    package var reason: RTSEAbortReason?
    /// With invalidParameter: which parameters of the service primitive are wrong, in the order in which the
    /// service definition lists them; up to eight.
    package var reflectedParameter: [Bool]

    package init(reason: RTSEAbortReason?, reflectedParameter: [Bool] = []) {
        self.reason = reason
        self.reflectedParameter = reflectedParameter
    }
}

extension RTSEAPDU {
    package func encode() -> [UInt8] {
        var writer = BERWriter()
        switch self {
        case .rtorq(let rtorq): writer.constructed(.context(16)) { rtorq.write(to: &$0, .normal) }
        case .rtoac(let rtoac): writer.constructed(.context(17)) { rtoac.write(to: &$0, .normal) }
        case .rtorj(let rtorj): writer.constructed(.context(18)) { rtorj.write(to: &$0, .normal) }
        case .rttp(let priority): writer.integer(priority)
        case .rtab(let rtab): writer.constructed(.context(22)) { rtab.write(to: &$0, .normal) }
        }
        return writer.octets
    }

    package static func decode(_ octets: ArraySlice<UInt8>) throws(BERError) -> RTSEAPDU {
        var outer = try BERReader(octets)
        let element = try outer.next()
        try outer.expectEnd()
        switch element.tag {
        case .context(16): return .rtorq(try RTORQ(members: element.children()))
        case .context(17): return .rtoac(try RTOAC(members: element.children()))
        case .context(18): return .rtorj(try RTORJ(members: element.children()))
        case .integer: return .rttp(priority: try element.integer())
        case .context(22): return .rtab(try RTAB(members: element.children()))
        default: throw BERError(.unexpectedTag, "\(element.tag) is no RTSE APDU", at: element.offset)
        }
    }

    package static func decodeRTORQ(_ octets: ArraySlice<UInt8>) throws(BERError) -> RTORQ {
        guard case .rtorq(let rtorq) = try decode(octets) else { throw BERError(.unexpectedTag, "no RTORQ") }
        return rtorq
    }

    package static func decodeRTOAC(_ octets: ArraySlice<UInt8>) throws(BERError) -> RTOAC {
        guard case .rtoac(let rtoac) = try decode(octets) else { throw BERError(.unexpectedTag, "no RTOAC") }
        return rtoac
    }

    /// What stands in front of the octets of an RTTR, an OCTET STRING.
    package static func rttrHeader(length: Int) -> [UInt8] {
        var writer = BERWriter(capacity: 8)
        writer.header(.octetString, constructed: false, length: length)
        return writer.octets
    }

    /// The octets of an RTTR; a constructed one is put together.
    package static func decodeRTTR(_ octets: ArraySlice<UInt8>) throws(BERError) -> ArraySlice<UInt8> {
        var reader = try BERReader(octets)
        let contents = try reader.next(.octetString) { (string) throws(BERError) in
            string.isConstructed ? try string.element.octets()[...] : string.contentsOctets
        }
        try reader.expectEnd()
        return contents
    }

    /// The priority in an RTTP; one below 0 is as urgent as 0.
    package static func decodeRTTP(_ octets: ArraySlice<UInt8>) throws(BERError) -> Int {
        var reader = try BERReader(octets)
        let priority = try reader.next(.integer).integer()
        try reader.expectEnd()
        return max(priority, 0)
    }
}

/// An APDU that is a SET: its members, in the order of their tags, without the tag of the SET.
package protocol RTSEComponents {
    init(members: BERReader) throws(BERError)
    func write(to writer: inout BERWriter, _ mode: PresentationMode)
}

extension RTSEComponents {
    /// The members' encodings, as X.410-1984 mode has them in a presentation PDU.
    package var components: [UInt8] {
        var writer = BERWriter()
        write(to: &writer, .x410)
        return writer.octets
    }

    package init(components: ArraySlice<UInt8>) throws(BERError) {
        try self.init(members: try BERReader(components))
    }
}

/// The members of RTORQ and RTOAC, SETs in any order; connection data has tag 3 there and 2 here.
private struct OpenMembers {
    var integers: [Int: Int] = [:]
    var connectionData: ConnectionData?

    init(_ members: BERReader, connectionDataTag: BERTag) throws(BERError) {
        var reader = members
        while let member = try reader.nextIfPresent() {
            if member.tag == connectionDataTag {
                connectionData = try ConnectionData(try member.onlyChild())
            } else if member.tag.tagClass == .contextSpecific {
                integers[member.tag.number] = try member.integer()
            }
        }
    }

    /// Sizes beyond all reason are cut, so that they can be computed with.
    func size(_ tag: Int, byDefault: Int) throws(BERError) -> Int {
        guard let value = integers[tag] else { return byDefault }
        guard value >= 0 else { throw BERError(.invalidValue, "negative size") }
        return min(value, 1 << 20)
    }

    func data() throws(BERError) -> ConnectionData {
        guard let connectionData else { throw BERError(.missingElement, "connection data") }
        return connectionData
    }
}

extension RTORQ: RTSEComponents {
    package func write(to writer: inout BERWriter, _ mode: PresentationMode) {
        writer.integer(checkpointSize, tag: .context(0))
        if windowSize != Self.defaultWindowSize { writer.integer(windowSize, tag: .context(1)) }
        // Written even as default: every captured peer does.
        writer.integer(dialogueMode.rawValue, tag: .context(2))
        writer.constructed(.context(3)) { connectionData.write(to: &$0, mode) }
        if let applicationProtocol { writer.integer(applicationProtocol, tag: .context(4)) }
    }

    package init(members: BERReader) throws(BERError) {
        let found = try OpenMembers(members, connectionDataTag: .context(3))
        guard let mode = DialogueMode(rawValue: found.integers[2] ?? 0) else {
            throw BERError(.invalidValue, "dialogue mode")
        }
        self.init(
            checkpointSize: try found.size(0, byDefault: Self.defaultCheckpointSize),
            windowSize: try found.size(1, byDefault: Self.defaultWindowSize), dialogueMode: mode,
            connectionData: try found.data(), applicationProtocol: found.integers[4])
    }
}

extension RTOAC: RTSEComponents {
    package func write(to writer: inout BERWriter, _ mode: PresentationMode) {
        writer.integer(checkpointSize, tag: .context(0))
        writer.integer(windowSize, tag: .context(1))
        writer.constructed(.context(2)) { connectionData.write(to: &$0, mode) }
    }

    package init(members: BERReader) throws(BERError) {
        let found = try OpenMembers(members, connectionDataTag: .context(2))
        self.init(
            checkpointSize: try found.size(0, byDefault: RTORQ.defaultCheckpointSize),
            windowSize: try found.size(1, byDefault: RTORQ.defaultWindowSize), connectionData: try found.data())
    }
}

extension RTORJ: RTSEComponents {
    package func write(to writer: inout BERWriter, _ mode: PresentationMode) {
        if let reason { writer.integer(reason.rawValue, tag: .context(0)) }
        if !userData.isEmpty { writer.constructed(.context(1)) { $0.encoded(userData) } }
    }

    /// A reason that nobody knows is read as none.
    package init(members: BERReader) throws(BERError) {
        self.init()
        var reader = members
        while let member = try reader.nextIfPresent() {
            switch member.tag {
            case .context(0): reason = RefuseReason(rawValue: try member.integer())
            case .context(1): userData = Array(member.contents)
            default: break
            }
        }
    }
}

extension RTAB: RTSEComponents {
    /// X.410-1984 knows the reasons up to protocolError and transferCompleted only.
    var inX410Mode: RTAB {
        switch reason {
        case .permanentProblem, .userError: RTAB(reason: .localSystemProblem)
        case .localSystemProblem, .invalidParameter, .unrecognizedActivity, .temporaryProblem, .protocolError,
            .transferCompleted, nil:
            self
        }
    }

    package func write(to writer: inout BERWriter, _ mode: PresentationMode) {
        if let reason { writer.integer(reason.rawValue, tag: .context(0)) }
        if !reflectedParameter.isEmpty { writer.bitString(reflectedParameter, tag: .context(1)) }
    }

    package init(members: BERReader) throws(BERError) {
        self.init(reason: nil)
        var reader = members
        while let member = try reader.nextIfPresent() {
            switch member.tag {
            case .context(0): reason = RTSEAbortReason(rawValue: try member.integer()) ?? .protocolError
            case .context(1): reflectedParameter = Array(try member.bits().prefix(8))
            default: break
            }
        }
    }
}

extension ConnectionData {
    /// ConnectionData is a CHOICE, `open` a value of any type: both tags are explicit, but that of `recover`.
    func write(to writer: inout BERWriter, _ mode: PresentationMode) {
        switch self {
        case .open(let octets):
            if octets.isEmpty {
                writer.null(tag: .context(0))
            } else {
                writer.constructed(.context(0)) { $0.encoded(octets) }
            }
        case .recover(let identifier): identifier.write(to: &writer, tag: .context(1), mode: mode)
        }
    }

    init(_ element: BERElement) throws(BERError) {
        switch element.tag {
        case .context(0): self = .open(Array(element.contents))
        case .context(1): self = .recover(try SessionConnectionIdentifier(element))
        default: throw BERError(.unexpectedTag, "connection data", at: element.offset)
        }
    }
}

/// The activity identifier: an INTEGER in at most six octets.
enum ActivityIdentifier {
    static let greatest = Int(Int32.max)

    static func encode(_ value: Int) -> [UInt8] {
        var writer = BERWriter()
        writer.integer(value & greatest)
        return writer.octets
    }

    static func decode(_ octets: [UInt8]) -> Int? {
        guard var reader = try? BERReader(octets[...]), let value = try? reader.next(.integer, BERReader.integer),
            reader.isAtEnd, value >= 0
        else { return nil }
        return value
    }
}
