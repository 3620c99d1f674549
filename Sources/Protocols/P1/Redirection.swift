package import BER

/// A recipient in whose place another one gets the message (X.411 Redirection).
package struct Redirection: Hashable, Sendable {
    package var intendedRecipientName: ORName
    package var redirectionTime: UTCTime
    /// 0 recipient-assigned, 1 originator-requested, 2 recipient-MD-assigned, 3 directory-look-up, 4 alias.
    package var redirectionReason: Int

    package init(intendedRecipientName: ORName, redirectionTime: UTCTime, redirectionReason: Int) {
        self.intendedRecipientName = intendedRecipientName
        self.redirectionTime = redirectionTime
        self.redirectionReason = redirectionReason
    }

    package init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        var intended = try reader.next(.sequence).children()
        intendedRecipientName = try ORName(intended.next(.orName))
        redirectionTime = try UTCTime(intended.next(.utcTime))
        try intended.expectEnd()
        redirectionReason = try reader.next(.enumerated).integer()
        try reader.expectEnd()
    }

    func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            inner.sequence { intended in
                intendedRecipientName.write(to: &intended)
                redirectionTime.write(to: &intended)
            }
            inner.integer(redirectionReason, tag: .enumerated)
        }
    }
}
