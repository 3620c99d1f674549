package import BER

/// An MTA that names itself in a bind: the authenticated form of MTABindArgument and MTABindResult.
package struct MTABindParty: Hashable, Sendable {
    /// IA5String of 1...32 octets.
    package var name: String
    package var credentials: Credentials
    /// The whole element [2], where the initiator sent one.
    package var securityContext: [UInt8]?

    package init(name: String, credentials: Credentials, securityContext: [UInt8]? = nil) {
        self.name = name
        self.credentials = credentials
        self.securityContext = securityContext
    }

    package init(_ element: BERElement) throws(BERError) {
        var fields = try Fields(element)
        name = try fields.required(.context(0)).text()
        credentials = try Credentials(fields.required(.context(1)).onlyChild())
        securityContext = try fields.optional(.context(2)).map { [UInt8]($0.encoded) }
        try fields.expectEnd()
    }

    func write(to writer: inout BERWriter) {
        writer.constructed(.context(1)) { inner in
            inner.string(name, tag: .context(0))
            inner.constructed(.context(1)) { credentials.write(to: &$0) }
            if let securityContext { inner.encoded(securityContext) }
        }
    }
}
