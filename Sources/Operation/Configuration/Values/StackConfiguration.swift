/// `[Stack]` of a connector: where the neighbour is, and how the OSI selectors are set. Nil: the selector is not sent.
package struct StackConfiguration: Hashable, Sendable {
    /// Name or numeric address; always there for `x400` and `lan`, unless only the neighbour calls.
    package var remoteHost: String?
    package var port: UInt16
    /// At most 32 octets (RFC 1006, X.224).
    package var calledTSelector: [UInt8]?
    package var callingTSelector: [UInt8]?
    /// At most 16 octets (X.225).
    package var calledSSelector: [UInt8]?
    package var callingSSelector: [UInt8]?
    /// At most 16 octets.
    package var calledPSelector: [UInt8]?
    package var callingPSelector: [UInt8]?

    package init(
        remoteHost: String? = nil, port: UInt16 = 102, calledTSelector: [UInt8]? = nil,
        callingTSelector: [UInt8]? = nil, calledSSelector: [UInt8]? = nil, callingSSelector: [UInt8]? = nil,
        calledPSelector: [UInt8]? = nil, callingPSelector: [UInt8]? = nil
    ) {
        self.remoteHost = remoteHost
        self.port = port
        self.calledTSelector = calledTSelector
        self.callingTSelector = callingTSelector
        self.calledSSelector = calledSSelector
        self.callingSSelector = callingSSelector
        self.calledPSelector = calledPSelector
        self.callingPSelector = callingPSelector
    }
}
