package import BER

/// The APDUs of the reliable transfer service in normal mode (X.228 clause 9). RTTR stands apart, since it is the hot
/// path: `RTSEAPDU.rttr`.
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

    package init(
        checkpointSize: Int, windowSize: Int, dialogueMode: DialogueMode, connectionData: ConnectionData
    ) {
        self.checkpointSize = checkpointSize
        self.windowSize = windowSize
        self.dialogueMode = dialogueMode
        self.connectionData = connectionData
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
    /// One complete encoding, or empty.
    package var userData: [UInt8]
    package init(userData: [UInt8]) { self.userData = userData }
}

package struct RTAB: Equatable, Sendable {
    /// An unknown reason is read as protocolError.
    package var reason: RTSEAbortReason?
    package init(reason: RTSEAbortReason?) { self.reason = reason }
}

extension RTSEAPDU {
    package func encode() -> [UInt8] {
        var writer = BERWriter()
        switch self {
        case .rtorq(let rtorq):
            writer.constructed(.context(16)) {
                $0.integer(rtorq.checkpointSize, tag: .context(0))
                if rtorq.windowSize != RTORQ.defaultWindowSize { $0.integer(rtorq.windowSize, tag: .context(1)) }
                // Written even as default: every captured peer does.
                $0.integer(rtorq.dialogueMode.rawValue, tag: .context(2))
                $0.constructed(.context(3)) { rtorq.connectionData.write(to: &$0) }
            }
        case .rtoac(let rtoac):
            writer.constructed(.context(17)) {
                $0.integer(rtoac.checkpointSize, tag: .context(0))
                $0.integer(rtoac.windowSize, tag: .context(1))
                $0.constructed(.context(2)) { rtoac.connectionData.write(to: &$0) }
            }
        case .rtorj(let rtorj):
            writer.constructed(.context(18)) {
                if !rtorj.userData.isEmpty { $0.constructed(.context(1)) { $0.encoded(rtorj.userData) } }
            }
        case .rttp(let priority): writer.integer(priority)
        case .rtab(let rtab):
            writer.constructed(.context(22)) {
                if let reason = rtab.reason { $0.integer(reason.rawValue, tag: .context(0)) }
            }
        }
        return writer.octets
    }

    package static func decode(_ octets: ArraySlice<UInt8>) throws(BERError) -> RTSEAPDU {
        var outer = try BERReader(octets)
        let element = try outer.next()
        try outer.expectEnd()
        switch element.tag {
        case .context(16): return .rtorq(try RTORQ(element))
        case .context(17): return .rtoac(try RTOAC(element))
        case .context(18):
            var reader = try element.children()
            _ = try reader.nextIf(.context(0))
            let data = try reader.nextIf(.context(1))
            return .rtorj(RTORJ(userData: data.map { Array($0.contents) } ?? []))
        case .integer: return .rttp(priority: try element.integer())
        case .context(22):
            var reader = try element.children()
            let reason = try reader.nextIf(.context(0))?.integer()
            return .rtab(RTAB(reason: reason.map { RTSEAbortReason(rawValue: $0) ?? .protocolError }))
        default: throw BERError(.unexpectedTag, "\(element.tag) is no RTSE APDU", at: element.offset)
        }
    }

    /// RTTR: an OCTET STRING.
    package static func rttr(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var writer = BERWriter()
        writer.header(.octetString, constructed: false, length: octets.count)
        writer.encoded(octets)
        return writer.octets
    }

    /// The octets of an RTTR; a constructed one is put together.
    package static func decodeRTTR(_ octets: ArraySlice<UInt8>, limit: Int) throws(BERError) -> [UInt8] {
        var reader = try BERReader(octets)
        let element = try reader.next(.octetString)
        try reader.expectEnd()
        return try element.octets(limit: limit)
    }
}

/// The members of RTORQ and RTOAC, SETs in any order; connection data has tag 3 there and 2 here.
private struct OpenMembers {
    var integers: [Int: Int] = [:]
    var connectionData: ConnectionData?

    init(_ element: BERElement, connectionDataTag: BERTag) throws(BERError) {
        var reader = try element.children()
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

extension RTORQ {
    init(_ element: BERElement) throws(BERError) {
        let members = try OpenMembers(element, connectionDataTag: .context(3))
        guard let mode = DialogueMode(rawValue: members.integers[2] ?? 0) else {
            throw BERError(.invalidValue, "dialogue mode", at: element.offset)
        }
        self.init(
            checkpointSize: try members.size(0, byDefault: Self.defaultCheckpointSize),
            windowSize: try members.size(1, byDefault: Self.defaultWindowSize), dialogueMode: mode,
            connectionData: try members.data())
    }
}

extension RTOAC {
    init(_ element: BERElement) throws(BERError) {
        let members = try OpenMembers(element, connectionDataTag: .context(2))
        self.init(
            checkpointSize: try members.size(0, byDefault: RTORQ.defaultCheckpointSize),
            windowSize: try members.size(1, byDefault: RTORQ.defaultWindowSize),
            connectionData: try members.data())
    }
}

extension ConnectionData {
    /// ConnectionData is a CHOICE, `open` a value of any type: both tags are explicit, but that of `recover`.
    func write(to writer: inout BERWriter) {
        switch self {
        case .open(let octets):
            if octets.isEmpty {
                writer.null(tag: .context(0))
            } else {
                writer.constructed(.context(0)) { $0.encoded(octets) }
            }
        case .recover(let identifier): identifier.write(to: &writer, tag: .context(1))
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
        guard var reader = try? BERReader(octets[...]), let element = try? reader.next(.integer), reader.isAtEnd,
            let value = try? element.integer(), value >= 0
        else { return nil }
        return value
    }
}
