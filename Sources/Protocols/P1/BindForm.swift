import BER

/// In which dress a bind's values travel.
package enum BindForm: Hashable, Sendable {
    /// Within the tags of remote operations (X.880 Bind), as normal mode has them.
    case remoteOperations
    /// Bare, as X.410 mode has them.
    case bare

    static let invokeTag = BERTag.context(16)
    static let resultTag = BERTag.context(17)
    static let errorTag = BERTag.context(18)

    func encode(_ tag: BERTag, _ body: (inout BERWriter) -> Void) -> [UInt8] {
        var writer = BERWriter()
        switch self {
        case .remoteOperations: writer.constructed(tag, body)
        case .bare: body(&writer)
        }
        return writer.octets
    }

    /// The value within `tag`, or the bare value; either is accepted.
    static func decode(_ octets: ArraySlice<UInt8>, _ tag: BERTag) throws(BERError) -> BERElement {
        var reader = try BERReader(octets)
        let element = try reader.next()
        try reader.expectEnd()
        return element.tag == tag ? try element.onlyChild() : element
    }
}
