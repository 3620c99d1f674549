import BER

/// What else was done to a message at a point of its way (X.411 AdditionalActions).
package struct AdditionalActions: Hashable, Sendable {
    package var deferredTime: UTCTime?
    package var convertedEncodedInformationTypes: EncodedInformationTypes?
    /// Bits: 0 redirected, 1 expanded a distribution list.
    package var otherActions: NamedBitList

    package init(
        deferredTime: UTCTime? = nil, convertedEncodedInformationTypes: EncodedInformationTypes? = nil,
        otherActions: NamedBitList = NamedBitList()
    ) {
        self.deferredTime = deferredTime
        self.convertedEncodedInformationTypes = convertedEncodedInformationTypes
        self.otherActions = otherActions
    }

    package var redirected: Bool { otherActions[0] }
    package var dlOperation: Bool { otherActions[1] }

    init(_ fields: inout Fields) throws(BERError) {
        let time = try fields.optional(.context(1), UTCTime.init)
        let types = try fields.optional(.encodedInformationTypes, EncodedInformationTypes.init)
        let others = try fields.optional(.context(3), NamedBitList.init) ?? NamedBitList()
        deferredTime = time
        convertedEncodedInformationTypes = types
        otherActions = others
    }

    func write(to writer: inout BERWriter) {
        deferredTime?.write(to: &writer, tag: .context(1))
        convertedEncodedInformationTypes?.write(to: &writer)
        if otherActions.count > 0 { otherActions.write(to: &writer, tag: .context(3)) }
    }
}
