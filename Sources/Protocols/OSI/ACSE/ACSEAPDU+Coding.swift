package import BER

private let contextName = BERTag.context(1)
private let userInformationTag = BERTag.context(30)

extension ExternalValue {
    /// With the direct reference to BER, which peers of the time send and expect.
    func write(to writer: inout BERWriter) {
        writer.constructed(.external) {
            $0.objectIdentifier(Syntaxes.ber)
            if let context { $0.integer(context) }
            $0.constructed(.context(0)) { $0.encoded(octets) }
        }
    }

    init(_ element: BERElement) throws(BERError) {
        guard element.tag == .external else { throw BERError(.unexpectedTag, "EXTERNAL", at: element.offset) }
        var reader = try element.children()
        _ = try reader.nextIf(.objectIdentifier)
        context = try reader.nextIf(.integer)?.integer()
        var value = try reader.next()
        // A data value descriptor may stand in front.
        if value.tag == .universal(7) { value = try reader.next() }
        try reader.expectEnd()
        switch value.tag {
        case .context(0): octets = value.contents
        case .context(1): octets = try value.octets()[...]
        default: throw BERError(.unexpectedTag, "EXTERNAL encoding", at: value.offset)
        }
    }
}

extension ACSEAPDU {
    package func encode() -> [UInt8] {
        var writer = BERWriter()
        switch self {
        case .aarq(let aarq):
            writer.constructed(.application(0)) {
                $0.constructed(contextName) { $0.objectIdentifier(aarq.applicationContext) }
                Self.write(aarq.userInformation, to: &$0)
            }
        case .aare(let aare):
            writer.constructed(.application(1)) {
                $0.constructed(contextName) { $0.objectIdentifier(aare.applicationContext) }
                $0.constructed(.context(2)) { $0.integer(aare.result.rawValue) }
                $0.constructed(.context(3)) {
                    switch aare.diagnostic {
                    case .user(let value): $0.constructed(.context(1)) { $0.integer(value) }
                    case .provider(let value): $0.constructed(.context(2)) { $0.integer(value) }
                    }
                }
                Self.write(aare.userInformation, to: &$0)
            }
        case .rlrq(let reason):
            writer.constructed(.application(2)) { if let reason { $0.integer(reason, tag: .context(0)) } }
        case .rlre(let reason):
            writer.constructed(.application(3)) { if let reason { $0.integer(reason, tag: .context(0)) } }
        case .abrt(let abrt):
            writer.constructed(.application(4)) {
                $0.integer(abrt.isByProvider ? 1 : 0, tag: .context(0))
                Self.write(abrt.userInformation, to: &$0)
            }
        }
        return writer.octets
    }

    private static func write(_ information: ExternalValue?, to writer: inout BERWriter) {
        guard let information else { return }
        writer.constructed(userInformationTag) { information.write(to: &$0) }
    }

    package static func decode(_ octets: ArraySlice<UInt8>) throws(BERError) -> ACSEAPDU {
        var outer = try BERReader(octets)
        let element = try outer.next()
        try outer.expectEnd()
        var members = Members()
        var reader = try element.children()
        while let member = try reader.nextIfPresent() { try members.take(member) }
        switch element.tag {
        case .application(0):
            var aarq = AARQ(applicationContext: try members.name(), userInformation: members.information)
            aarq.hasVersion1 = try members.zero?.bits().first != false
            return .aarq(aarq)
        case .application(1): return .aare(try members.aare())
        case .application(2): return .rlrq(reason: try members.zero?.integer())
        case .application(3): return .rlre(reason: try members.zero?.integer())
        case .application(4):
            return .abrt(
                ABRT(isByProvider: try members.zero?.integer() == 1, userInformation: members.information))
        default: throw BERError(.unexpectedTag, "\(element.tag) is no ACSE APDU", at: element.offset)
        }
    }

    /// Those members of an APDU that the kernel looks at; titles, qualifiers and authentication are passed over.
    private struct Members {
        var zero: BERElement?
        var one: BERElement?
        var two: BERElement?
        var three: BERElement?
        var information: ExternalValue?

        mutating func take(_ member: BERElement) throws(BERError) {
            switch member.tag {
            case .context(0): zero = member
            case .context(1): one = member
            case .context(2): two = member
            case .context(3): three = member
            case .context(30):
                // The first value; ISODE's own tests send more, an MTA does not.
                var list = try member.children()
                information = try list.nextIfPresent().map(Self.external)
            default: break
            }
        }

        private static func external(_ element: BERElement) throws(BERError) -> ExternalValue {
            try ExternalValue(element)
        }

        func name() throws(BERError) -> ObjectIdentifierValue {
            guard let one else { throw BERError(.missingElement, "application context name") }
            return try one.onlyChild().objectIdentifier()
        }

        func aare() throws(BERError) -> AARE {
            guard let two, let three else { throw BERError(.missingElement, "result") }
            guard let result = AARE.Result(rawValue: try two.onlyChild().integer()) else {
                throw BERError(.invalidValue, "associate result", at: two.offset)
            }
            let source = try three.onlyChild()
            let value = try source.onlyChild().integer()
            return AARE(
                applicationContext: try name(), result: result,
                diagnostic: source.tag == .context(1) ? .user(value) : .provider(value),
                userInformation: information)
        }
    }
}
