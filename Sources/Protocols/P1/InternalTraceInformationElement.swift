package import BER

/// One MTA that the message entered (X.411 InternalTraceInformationElement with its MTASuppliedInformation).
/// The extension internal-trace-information is a list of these, oldest first.
package struct InternalTraceInformationElement: Hashable, Sendable, BERReadable {
    /// Where the message was to go before it was rerouted.
    package enum Attempted: Hashable, Sendable {
        case mta(String)
        case domain(GlobalDomainIdentifier)
    }

    package var globalDomainIdentifier: GlobalDomainIdentifier
    package var mtaName: String
    package var arrivalTime: UTCTime
    package var routingAction: RoutingAction
    package var attempted: Attempted?
    package var additionalActions: AdditionalActions

    package init(
        globalDomainIdentifier: GlobalDomainIdentifier, mtaName: String, arrivalTime: UTCTime,
        routingAction: RoutingAction = .relayed, attempted: Attempted? = nil,
        additionalActions: AdditionalActions = AdditionalActions()
    ) {
        self.globalDomainIdentifier = globalDomainIdentifier
        self.mtaName = mtaName
        self.arrivalTime = arrivalTime
        self.routingAction = routingAction
        self.attempted = attempted
        self.additionalActions = additionalActions
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        globalDomainIdentifier = try reader.next(.globalDomainIdentifier, GlobalDomainIdentifier.init)
        mtaName = try reader.next(.ia5String, BERReader.text)
        var fields = try reader.next(.set, Fields.init)
        try reader.expectEnd()
        arrivalTime = try fields.required(.context(0), UTCTime.init)
        routingAction = try fields.required(.context(2), RoutingAction.init)
        if let name = try fields.optional(.ia5String, BERReader.text) {
            attempted = .mta(name)
        } else {
            attempted = try fields.optional(.globalDomainIdentifier, GlobalDomainIdentifier.init).map { .domain($0) }
        }
        additionalActions = try AdditionalActions(&fields)
        try fields.expectEnd()
    }

    package func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            globalDomainIdentifier.write(to: &inner)
            inner.string(mtaName, tag: .ia5String)
            inner.set { supplied in
                arrivalTime.write(to: &supplied, tag: .context(0))
                supplied.integer(routingAction.rawValue, tag: .context(2))
                switch attempted {
                case .mta(let name): supplied.string(name, tag: .ia5String)
                case .domain(let domain): domain.write(to: &supplied)
                case nil: break
                }
                additionalActions.write(to: &supplied)
            }
        }
    }
}
