package import BER

/// Names a message, probe or report for ever, over all domains (X.411 MTSIdentifier, APPLICATION 4).
package struct MTSIdentifier: Hashable, Sendable, BERReadable {
    package var globalDomainIdentifier: GlobalDomainIdentifier
    /// IA5String of 1...32 octets.
    package var localIdentifier: String

    package init(globalDomainIdentifier: GlobalDomainIdentifier, localIdentifier: String) {
        self.globalDomainIdentifier = globalDomainIdentifier
        self.localIdentifier = localIdentifier
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        let domain = try reader.next(.globalDomainIdentifier, GlobalDomainIdentifier.init)
        let localIdentifier = try reader.next(.ia5String, BERReader.text)
        try reader.expectEnd()
        guard !localIdentifier.isEmpty else { throw BERError(.invalidValue, "local identifier", at: reader.offset) }
        globalDomainIdentifier = domain
        self.localIdentifier = localIdentifier
    }

    package func write(to writer: inout BERWriter) {
        writer.constructed(.mtsIdentifier) { inner in
            globalDomainIdentifier.write(to: &inner)
            inner.string(localIdentifier, tag: .ia5String)
        }
    }
}
