package import Message

/// An event with the things that it concerns. Carries no content and no credentials.
package struct EventRecord: Hashable, Sendable {
    package var event: Event
    /// Name of the connector, `MTA_CONNECTOR`.
    package var connector: String?
    /// The neighbour or client, `MTA_ENTITY`.
    package var entity: String?
    /// One identifier for all events of one cause, `MTA_INCIDENT`.
    package var incident: String?
    package var mtsIdentifier: String?
    package var rasCode: Int?
    package var rasIndex: Int?
    package var localityIndex: Int?
    package var retryAt: Timestamp?
    /// What is wrong, on which end, what to type, `MTA_HINT`.
    package var hint: String?

    package init(
        _ event: Event, connector: String? = nil, entity: String? = nil, incident: String? = nil,
        mtsIdentifier: String? = nil, rasCode: Int? = nil, rasIndex: Int? = nil, localityIndex: Int? = nil,
        retryAt: Timestamp? = nil, hint: String? = nil
    ) {
        self.event = event
        self.connector = connector
        self.entity = entity
        self.incident = incident
        self.mtsIdentifier = mtsIdentifier
        self.rasCode = rasCode
        self.rasIndex = rasIndex
        self.localityIndex = localityIndex
        self.retryAt = retryAt
        self.hint = hint
    }
}

/// Where events go. An implementation never blocks the caller and never fails.
package protocol EventSink: Sendable {
    func emit(_ record: EventRecord)
}
