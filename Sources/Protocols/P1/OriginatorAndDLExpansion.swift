import BER

/// The originator, or a distribution list that the subject of a report went through (X.411 OriginatorAndDLExpansion).
package struct OriginatorAndDLExpansion: Hashable, Sendable {
    package var originatorOrDLName: ORName
    package var originationOrExpansionTime: UTCTime

    package init(originatorOrDLName: ORName, originationOrExpansionTime: UTCTime) {
        self.originatorOrDLName = originatorOrDLName
        self.originationOrExpansionTime = originationOrExpansionTime
    }

    init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        originatorOrDLName = try ORName(reader.next(.orName))
        originationOrExpansionTime = try UTCTime(reader.next(.utcTime))
        try reader.expectEnd()
    }

    func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            originatorOrDLName.write(to: &inner)
            originationOrExpansionTime.write(to: &inner)
        }
    }
}
