package import BER

private let userDataTag = BERTag.application(1)

extension PresentationMode {
    /// The tag of the parameters in a CP or CPA.
    fileprivate var parameters: BERTag {
        switch self {
        case .x410: .context(1)
        case .normal: .context(2)
        }
    }
}

/// A CP or CPA: mode-selector [0] SET { mode-value [0] }, and the parameters of the mode.
private func encodeSet(_ mode: PresentationMode, _ body: (inout BERWriter) -> Void) -> [UInt8] {
    var writer = BERWriter()
    writer.set {
        $0.constructed(.context(0)) { $0.integer(mode.rawValue, tag: .context(0)) }
        $0.constructed(mode.parameters, body)
    }
    return writer.octets
}

extension X410PPDU {
    /// CP or CPA.
    package static func connect(_ components: [UInt8]) -> [UInt8] {
        encodeSet(.x410) { $0.encoded(components) }
    }

    /// CPR or ARU: the components as a SET.
    package static func set(_ components: [UInt8]) -> [UInt8] {
        var writer = BERWriter()
        writer.set { $0.encoded(components) }
        return writer.octets
    }

    /// The components of a CPR or ARU. No octets at all are no components.
    package static func components(_ octets: ArraySlice<UInt8>) throws(BERError) -> ArraySlice<UInt8> {
        if octets.isEmpty { return octets }
        var reader = try BERReader(octets)
        let set = try reader.next(.set)
        try reader.expectEnd()
        return set.contents
    }
}

/// The mode of a CP or CPA and the parameters that belong to it.
package func modeAndParameters(
    _ octets: ArraySlice<UInt8>
) throws(BERError) -> (mode: PresentationMode, parameters: BERElement) {
    var outer = try BERReader(octets)
    var members = try outer.next(.set).children()
    // CPC values may follow, the same user data in other transfer syntaxes: BER comes first or not at all.
    while let copy = try outer.nextIfPresent() {
        guard copy.tag == userDataTag || copy.tag == .application(0) else {
            throw BERError(.trailingOctets, at: copy.offset)
        }
    }
    var mode: PresentationMode?
    var parameters: [BERTag: BERElement] = [:]
    while let member = try members.nextIfPresent() {
        switch member.tag {
        case .context(0): mode = PresentationMode(rawValue: try member.onlyChild().integer())
        case .context(1), .context(2): parameters[member.tag] = member
        default: throw BERError(.unexpectedTag, "\(member.tag) in CP or CPA", at: member.offset)
        }
    }
    guard let mode else { throw BERError(.invalidValue, "presentation mode") }
    guard let found = parameters[mode.parameters] else { throw BERError(.missingElement, "parameters of the mode") }
    return (mode, found)
}

private func writeUserData(_ values: [PresentationValue], to writer: inout BERWriter) {
    for value in values.prefix(1) { writer.encoded(value.encodeUserData()) }
}

extension PresentationContextResult {
    /// Not an acceptance of another transfer syntax than the one that we offer.
    var isReadable: Bool {
        switch self {
        case .acceptance(let syntax): syntax == Syntaxes.ber
        case .userRejection, .providerRejection: true
        }
    }

    static func decodeList(_ element: BERElement) throws(BERError) -> [PresentationContextResult] {
        var list = try element.children()
        var results: [PresentationContextResult] = []
        while let entry = try list.nextIfPresent() {
            guard results.count < ConnectPPDU.contextLimit else {
                throw BERError(.limitExceeded, "context results", at: entry.offset)
            }
            var reader = try entry.children()
            let result = try reader.next(.context(0)).integer()
            let syntax = try reader.nextIf(.context(1))
            let reason = try reader.nextIf(.context(2))
            switch result {
            case 0: results.append(.acceptance(transferSyntax: try syntax?.objectIdentifier() ?? Syntaxes.ber))
            case 1: results.append(.userRejection)
            default: results.append(.providerRejection(reason: try reason?.integer() ?? 0))
            }
        }
        return results
    }

    static func write(_ results: [PresentationContextResult], to writer: inout BERWriter) {
        writer.constructed(.context(5)) {
            for result in results {
                $0.sequence {
                    switch result {
                    case .acceptance(let syntax):
                        $0.integer(0, tag: .context(0))
                        $0.objectIdentifier(syntax, tag: .context(1))
                    case .userRejection: $0.integer(1, tag: .context(0))
                    case .providerRejection(let reason):
                        $0.integer(2, tag: .context(0))
                        $0.integer(reason, tag: .context(2))
                    }
                }
            }
        }
    }
}

extension ConnectPPDU {
    package func encode() -> [UInt8] {
        encodeSet(.normal) {
            if !calling.isEmpty { $0.octetString(calling, tag: .context(1)) }
            if !called.isEmpty { $0.octetString(called, tag: .context(2)) }
            $0.constructed(.context(4)) {
                for context in contexts {
                    $0.sequence {
                        $0.integer(context.identifier)
                        $0.objectIdentifier(context.abstractSyntax)
                        $0.sequence { for syntax in context.transferSyntaxes { $0.objectIdentifier(syntax) } }
                    }
                }
            }
            writeUserData(userData, to: &$0)
        }
    }

    package init(_ octets: ArraySlice<UInt8>) throws(BERError) {
        let (mode, parameters) = try modeAndParameters(octets)
        guard mode == .normal else { throw BERError(.invalidValue, "presentation mode") }
        try self.init(parameters)
    }

    /// From the normal-mode-parameters.
    init(_ parameters: BERElement) throws(BERError) {
        self.init(calling: [], called: [], contexts: [], userData: [])
        var values: BERElement?
        var reader = try parameters.children()
        while let member = try reader.nextIfPresent() {
            switch member.tag {
            case .context(1): calling = try member.octets(limit: Self.selectorLimit)
            case .context(2): called = try member.octets(limit: Self.selectorLimit)
            case .context(0): hasVersion1 = try member.bits().first == true
            case .context(4): contexts = try Self.contexts(member)
            case .context(6): hasDefaultContext = true
            case userDataTag, .application(0): values = member
            // Requirements and options: the answer selects none of them.
            default: break
            }
        }
        readUserData(values)
    }

    /// Its values need not be encoded in a way that we can read.
    private mutating func readUserData(_ element: BERElement?) {
        guard let element else { return }
        do {
            userData = try PresentationValue.decodeUserData(element, soleContext: soleContext)
        } catch {
            isUserDataReadable = false
        }
    }

    private var soleContext: Int? { contexts.count == 1 ? contexts.first?.identifier : nil }

    private static func contexts(_ element: BERElement) throws(BERError) -> [PresentationContext] {
        var list = try element.children()
        var contexts: [PresentationContext] = []
        while let entry = try list.nextIfPresent() {
            guard contexts.count < contextLimit else {
                throw BERError(.limitExceeded, "presentation contexts", at: entry.offset)
            }
            var reader = try entry.children()
            let identifier = try reader.next(.integer).integer()
            let abstract = try reader.next(.objectIdentifier).objectIdentifier()
            var transfer = try reader.next(.sequence).children()
            var syntaxes: [ObjectIdentifierValue] = []
            while let syntax = try transfer.nextIfPresent() {
                guard syntaxes.count < contextLimit else {
                    throw BERError(.limitExceeded, "transfer syntaxes", at: syntax.offset)
                }
                syntaxes.append(try syntax.objectIdentifier())
            }
            guard !contexts.contains(where: { $0.identifier == identifier }) else {
                throw BERError(.invalidValue, "context identifier twice", at: entry.offset)
            }
            contexts.append(
                PresentationContext(identifier: identifier, abstractSyntax: abstract, transferSyntaxes: syntaxes))
        }
        return contexts
    }
}

extension AcceptPPDU {
    package func encode() -> [UInt8] {
        encodeSet(.normal) {
            if !responding.isEmpty { $0.octetString(responding, tag: .context(3)) }
            PresentationContextResult.write(results, to: &$0)
            writeUserData(userData, to: &$0)
        }
    }

    package init(_ octets: ArraySlice<UInt8>) throws(BERError) {
        self.init(responding: [], results: [], userData: [])
        let (mode, parameters) = try modeAndParameters(octets)
        guard mode == .normal else { throw BERError(.invalidValue, "presentation mode") }
        var reader = try parameters.children()
        while let member = try reader.nextIfPresent() {
            switch member.tag {
            case .context(3): responding = try member.octets(limit: ConnectPPDU.selectorLimit)
            case .context(5): results = try PresentationContextResult.decodeList(member)
            case userDataTag: userData = try PresentationValue.decodeUserData(member)
            default: break
            }
        }
    }
}

extension RejectPPDU {
    package func encode() -> [UInt8] {
        var writer = BERWriter()
        writer.sequence {
            if !results.isEmpty { PresentationContextResult.write(results, to: &$0) }
            if let providerReason { $0.integer(providerReason, tag: .context(10)) }
            writeUserData(userData, to: &$0)
        }
        return writer.octets
    }

    package init(_ octets: ArraySlice<UInt8>) throws(BERError) {
        self.init(results: [], providerReason: nil, userData: [])
        var outer = try BERReader(octets)
        var reader = try outer.next(.sequence).children()
        try outer.expectEnd()
        while let member = try reader.nextIfPresent() {
            switch member.tag {
            case .context(5): results = try PresentationContextResult.decodeList(member)
            case .context(10): providerReason = try member.integer()
            case userDataTag: userData = try PresentationValue.decodeUserData(member)
            default: break
            }
        }
    }
}

extension AbortPPDU {
    package func encode() -> [UInt8] {
        var writer = BERWriter()
        switch self {
        case .user(let values): writer.constructed(.context(0)) { writeUserData(values, to: &$0) }
        case .provider(let reason, let event):
            writer.sequence {
                if let reason { $0.integer(reason, tag: .context(0)) }
                if let event { $0.integer(event, tag: .context(1)) }
            }
        }
        return writer.octets
    }

    /// No octets at all are a user abort without data.
    package init(_ octets: ArraySlice<UInt8>) throws(BERError) {
        var outer = try BERReader(octets)
        guard let element = try outer.nextIfPresent() else {
            self = .user([])
            return
        }
        try outer.expectEnd()
        var reader = try element.children()
        switch element.tag {
        case .sequence:
            let reason = try reader.nextIf(.context(0))?.integer()
            self = .provider(reason: reason, event: try reader.nextIf(.context(1))?.integer())
        case .context(0):
            // The list of context identifiers, which may stand in front, tells nothing new.
            _ = try reader.nextIf(.context(0))
            self = .user(try reader.nextIf(userDataTag).map(Self.values) ?? [])
        default: throw BERError(.unexpectedTag, "\(element.tag) in an abort", at: element.offset)
        }
    }

    private static func values(_ element: BERElement) throws(BERError) -> [PresentationValue] {
        try PresentationValue.decodeUserData(element)
    }
}
