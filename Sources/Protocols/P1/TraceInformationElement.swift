package import BER

/// One domain that the message entered (X.411 TraceInformationElement with its DomainSuppliedInformation).
/// Trace information, APPLICATION 9, is a list of these, oldest first. As for the order of properties, see `ORName`.
package struct TraceInformationElement: Hashable, Sendable {
    package var arrivalTime: UTCTime
    package var globalDomainIdentifier: GlobalDomainIdentifier
    package var routingAction: RoutingAction
    package var attemptedDomain: GlobalDomainIdentifier?
    package var additionalActions: AdditionalActions
}

extension TraceInformationElement: BERReadable {
    package init(
        globalDomainIdentifier: GlobalDomainIdentifier, arrivalTime: UTCTime, routingAction: RoutingAction = .relayed,
        attemptedDomain: GlobalDomainIdentifier? = nil, additionalActions: AdditionalActions = AdditionalActions()
    ) {
        self.init(
            arrivalTime: arrivalTime, globalDomainIdentifier: globalDomainIdentifier, routingAction: routingAction,
            attemptedDomain: attemptedDomain, additionalActions: additionalActions)
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        let domain = try reader.next(.globalDomainIdentifier, GlobalDomainIdentifier.init)
        var fields = try reader.next(.set, Fields.init)
        try reader.expectEnd()
        let time = try fields.required(.context(0), UTCTime.init)
        let action = try fields.required(.context(2), RoutingAction.init)
        let attempted = try fields.optional(.globalDomainIdentifier, GlobalDomainIdentifier.init)
        let additional = try AdditionalActions(&fields)
        try fields.expectEnd()
        self.init(
            arrivalTime: time, globalDomainIdentifier: domain, routingAction: action, attemptedDomain: attempted,
            additionalActions: additional)
    }

    package func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            globalDomainIdentifier.write(to: &inner)
            inner.set { supplied in
                arrivalTime.write(to: &supplied, tag: .context(0))
                supplied.integer(routingAction.rawValue, tag: .context(2))
                attemptedDomain?.write(to: &supplied)
                additionalActions.write(to: &supplied)
            }
        }
    }

    /// Trace information.
    ///
    /// - Throws: `invalidValue` where it is empty, and what the elements throw.
    static func list(_ reader: inout BERReader) throws(BERError) -> [TraceInformationElement] {
        let result = try reader.list(of: .sequence, limit: ValueLimit.trace, TraceInformationElement.init)
        guard !result.isEmpty else { throw BERError(.invalidValue, "no trace", at: reader.offset) }
        return result
    }

    static func write(_ trace: [TraceInformationElement], to writer: inout BERWriter) {
        writer.constructed(.traceInformation) { list in
            for element in trace { element.write(to: &list) }
        }
    }
}
