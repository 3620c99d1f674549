package import BER

/// One domain that the message entered (X.411 TraceInformationElement with its DomainSuppliedInformation).
/// Trace information, APPLICATION 9, is a list of these, oldest first.
package struct TraceInformationElement: Hashable, Sendable {
    package var globalDomainIdentifier: GlobalDomainIdentifier
    package var arrivalTime: UTCTime
    package var routingAction: RoutingAction
    package var attemptedDomain: GlobalDomainIdentifier?
    package var additionalActions: AdditionalActions

    package init(
        globalDomainIdentifier: GlobalDomainIdentifier, arrivalTime: UTCTime, routingAction: RoutingAction = .relayed,
        attemptedDomain: GlobalDomainIdentifier? = nil, additionalActions: AdditionalActions = AdditionalActions()
    ) {
        self.globalDomainIdentifier = globalDomainIdentifier
        self.arrivalTime = arrivalTime
        self.routingAction = routingAction
        self.attemptedDomain = attemptedDomain
        self.additionalActions = additionalActions
    }

    package init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        globalDomainIdentifier = try GlobalDomainIdentifier(reader.next(.globalDomainIdentifier))
        var fields = try Fields(reader.next(.set))
        try reader.expectEnd()
        arrivalTime = try UTCTime(fields.required(.context(0)))
        routingAction = try RoutingAction(fields.required(.context(2)))
        attemptedDomain = try fields.optional(.globalDomainIdentifier).map {
            (domain) throws(BERError) in try GlobalDomainIdentifier(domain)
        }
        additionalActions = try AdditionalActions(&fields)
        try fields.expectEnd()
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
    static func list(_ element: BERElement) throws(BERError) -> [TraceInformationElement] {
        let result = try element.list(of: .sequence, limit: ValueLimit.trace) {
            (item) throws(BERError) in try TraceInformationElement(item)
        }
        guard !result.isEmpty else { throw BERError(.invalidValue, "no trace", at: element.offset) }
        return result
    }

    static func write(_ trace: [TraceInformationElement], to writer: inout BERWriter) {
        writer.constructed(.traceInformation) { list in
            for element in trace { element.write(to: &list) }
        }
    }
}
