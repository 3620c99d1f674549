package import BER

/// A distribution list that the message went through (X.411 DLExpansion).
package struct DLExpansion: Hashable, Sendable {
    package var list: ORName
    package var expansionTime: UTCTime

    package init(list: ORName, expansionTime: UTCTime) {
        self.list = list
        self.expansionTime = expansionTime
    }

    package init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        list = try ORName(reader.next(.orName))
        expansionTime = try UTCTime(reader.next(.utcTime))
        try reader.expectEnd()
    }

    func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            list.write(to: &inner)
            expansionTime.write(to: &inner)
        }
    }
}
