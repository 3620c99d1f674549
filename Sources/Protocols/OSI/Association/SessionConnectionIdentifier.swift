package import BER

/// Names a session connection for ever (X.228 SessionConnectionIdentifier; X.225 connection identifier).
///
///     SessionConnectionIdentifier ::= SEQUENCE {
///         callingSSUserReference     CHOICE { T61String, OCTET STRING },
///         commonReference            UTCTime,
///         additionalReferenceInformation [0] IMPLICIT T61String OPTIONAL }
///
/// Two are equal when their octets are; whether the calling reference came as T61String or OCTET STRING is not looked
/// at, since peers differ.
package struct SessionConnectionIdentifier: Hashable, Sendable {
    /// Contents octets of the calling SS-user reference, up to 62.
    package let callingReference: [UInt8]
    /// UTCTime as text.
    package let commonReference: [UInt8]
    package let additional: [UInt8]?

    package init(callingReference: [UInt8], commonReference: [UInt8], additional: [UInt8]? = nil) {
        self.callingReference = Array(callingReference.prefix(62))
        self.commonReference = Array(commonReference.prefix(62))
        self.additional = additional.map { Array($0.prefix(2)) }
    }

    /// - Parameters:
    ///   - reference: distinguishes this MTA's connections of one second.
    ///   - time: UTCTime, as 261121001503Z.
    package init(reference: String, time: String) {
        self.init(callingReference: Array(reference.utf8), commonReference: Array(time.utf8))
    }

    private static let limit = 64

    /// The calling SS-user reference as the session layer carries it: an OCTET STRING in normal mode, a T61String in
    /// X.410-1984 mode (X.228 clause 9).
    func callingValue(_ mode: PresentationMode) -> [UInt8] {
        switch mode {
        case .normal: Self.element(.octetString, callingReference)
        case .x410: Self.element(.teletexString, callingReference)
        }
    }
    var commonValue: [UInt8] { Self.element(.utcTime, commonReference) }
    var additionalValue: [UInt8]? { additional.map { Self.element(.teletexString, $0) } }

    private static func element(_ tag: BERTag, _ contents: [UInt8]) -> [UInt8] {
        var writer = BERWriter()
        writer.primitive(tag, contents)
        return writer.octets
    }

    /// From the values that the session layer carries. Octets that are no encoding are kept as they are.
    init(callingValue: [UInt8], commonValue: [UInt8], additionalValue: [UInt8]?) {
        self.init(
            callingReference: Self.contents(callingValue), commonReference: Self.contents(commonValue),
            additional: additionalValue.map(Self.contents))
    }

    private static func contents(_ value: [UInt8]) -> [UInt8] {
        guard var reader = try? BERReader(value[...]), let element = try? reader.next(), reader.isAtEnd,
            let octets = try? element.octets(limit: limit)
        else { return value }
        return octets
    }

    /// Writes the ASN.1 value under `tag`.
    package func write(
        to writer: inout BERWriter, tag: BERTag = .sequence, mode: PresentationMode = .normal
    ) {
        writer.constructed(tag) {
            $0.encoded(callingValue(mode))
            $0.primitive(.utcTime, commonReference)
            if let additional { $0.primitive(.context(0), additional) }
        }
    }

    /// Reads the ASN.1 value out of an element of whatever tag.
    package init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        let calling = try reader.next()
        guard calling.tag == .octetString || calling.tag == .teletexString else {
            throw BERError(.unexpectedTag, "calling SS-user reference", at: calling.offset)
        }
        let common = try reader.next(.utcTime)
        let additional = try reader.nextIf(.context(0))
        try reader.expectEnd()
        callingReference = try calling.octets(limit: Self.limit)
        commonReference = try common.octets(limit: Self.limit)
        self.additional = try additional?.octets(limit: 4)
    }
}
