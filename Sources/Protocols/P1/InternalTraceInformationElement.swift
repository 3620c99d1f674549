package import BER

/// One MTA that the message entered (X.411 InternalTraceInformationElement with its MTASuppliedInformation).
/// The extension internal-trace-information is a list of these, oldest first.
package struct InternalTraceInformationElement: Hashable, Sendable {
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

    package init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        globalDomainIdentifier = try GlobalDomainIdentifier(reader.next(.globalDomainIdentifier))
        mtaName = try reader.next(.ia5String).text()
        var fields = try Fields(reader.next(.set))
        try reader.expectEnd()
        arrivalTime = try UTCTime(fields.required(.context(0)))
        routingAction = try RoutingAction(fields.required(.context(2)))
        if let name = fields.optional(.ia5String) {
            attempted = .mta(try name.text())
        } else if let domain = fields.optional(.globalDomainIdentifier) {
            attempted = .domain(try GlobalDomainIdentifier(domain))
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
