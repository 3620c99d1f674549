package import Message

/// The daemon at one moment: what `trunkctl status` shows.
package struct AdminStatus: Hashable, Sendable {
    package var version: String
    package var localName: String
    /// `C=GB;A= ;P=ACME`
    package var globalDomain: String
    package var hostname: String
    package var processID: Int
    package var configurationDirectory: String
    package var now: Timestamp
    package var started: Timestamp
    /// When the configuration in force was read.
    package var configured: Timestamp
    /// Nil while the spool takes messages, else what is wrong.
    package var spoolProblem: String?
    /// Messages and octets in all queues, a message counted once for each connector that it waits for.
    package var queued: Int
    package var queuedOctets: Int
    package var urgent: Int
    package var normal: Int
    package var nonUrgent: Int
    package var held: Int
    /// When the oldest queued message was submitted, and where it waits.
    package var oldest: Timestamp?
    package var oldestConnector: String?
    package var connectors: Int
    /// Connectors with an association.
    package var connectorsUp: Int
    /// Connectors that cannot go on without an operator.
    package var connectorsBarred: Int
    package var associations: Int
    package var rasInUse: Int
    package var rasConfigured: Int
    /// The next call that is planned.
    package var nextCall: Timestamp?
    package var nextCallConnector: String?
    /// Since start.
    package var messagesIn: Int
    package var messagesOut: Int
    package var messagesDelivered: Int
    package var messagesFailed: Int

    package init(
        version: String, localName: String, globalDomain: String, hostname: String, processID: Int,
        configurationDirectory: String, now: Timestamp, started: Timestamp, configured: Timestamp,
        spoolProblem: String? = nil, queued: Int = 0, queuedOctets: Int = 0, urgent: Int = 0, normal: Int = 0,
        nonUrgent: Int = 0, held: Int = 0, oldest: Timestamp? = nil, oldestConnector: String? = nil,
        connectors: Int = 0, connectorsUp: Int = 0, connectorsBarred: Int = 0, associations: Int = 0,
        rasInUse: Int = 0, rasConfigured: Int = 0, nextCall: Timestamp? = nil, nextCallConnector: String? = nil,
        messagesIn: Int = 0, messagesOut: Int = 0, messagesDelivered: Int = 0, messagesFailed: Int = 0
    ) {
        self.version = version
        self.localName = localName
        self.globalDomain = globalDomain
        self.hostname = hostname
        self.processID = processID
        self.configurationDirectory = configurationDirectory
        self.now = now
        self.started = started
        self.configured = configured
        self.spoolProblem = spoolProblem
        self.queued = queued
        self.queuedOctets = queuedOctets
        self.urgent = urgent
        self.normal = normal
        self.nonUrgent = nonUrgent
        self.held = held
        self.oldest = oldest
        self.oldestConnector = oldestConnector
        self.connectors = connectors
        self.connectorsUp = connectorsUp
        self.connectorsBarred = connectorsBarred
        self.associations = associations
        self.rasInUse = rasInUse
        self.rasConfigured = rasConfigured
        self.nextCall = nextCall
        self.nextCallConnector = nextCallConnector
        self.messagesIn = messagesIn
        self.messagesOut = messagesOut
        self.messagesDelivered = messagesDelivered
        self.messagesFailed = messagesFailed
    }
}

extension AdminStatus: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            version: try json.required("version"), localName: try json.required("localName"),
            globalDomain: try json.required("globalDomain"), hostname: try json.required("hostname"),
            processID: try json.required("processID"),
            configurationDirectory: try json.required("configurationDirectory"), now: try json.required("now"),
            started: try json.required("started"), configured: try json.required("configured"),
            spoolProblem: try json.optional("spoolProblem"), queued: try json.required("queued"),
            queuedOctets: try json.required("queuedOctets"), urgent: try json.required("urgent"),
            normal: try json.required("normal"), nonUrgent: try json.required("nonUrgent"),
            held: try json.required("held"), oldest: try json.optional("oldest"),
            oldestConnector: try json.optional("oldestConnector"), connectors: try json.required("connectors"),
            connectorsUp: try json.required("connectorsUp"),
            connectorsBarred: try json.required("connectorsBarred"),
            associations: try json.required("associations"), rasInUse: try json.required("rasInUse"),
            rasConfigured: try json.required("rasConfigured"), nextCall: try json.optional("nextCall"),
            nextCallConnector: try json.optional("nextCallConnector"),
            messagesIn: try json.required("messagesIn"), messagesOut: try json.required("messagesOut"),
            messagesDelivered: try json.required("messagesDelivered"),
            messagesFailed: try json.required("messagesFailed"))
    }

    package var json: JSONValue {
        .members(
            ("version", version), ("localName", localName), ("globalDomain", globalDomain), ("hostname", hostname),
            ("processID", processID), ("configurationDirectory", configurationDirectory), ("now", now),
            ("started", started), ("configured", configured), ("spoolProblem", spoolProblem), ("queued", queued),
            ("queuedOctets", queuedOctets), ("urgent", urgent), ("normal", normal), ("nonUrgent", nonUrgent),
            ("held", held), ("oldest", oldest), ("oldestConnector", oldestConnector), ("connectors", connectors),
            ("connectorsUp", connectorsUp), ("connectorsBarred", connectorsBarred), ("associations", associations),
            ("rasInUse", rasInUse), ("rasConfigured", rasConfigured), ("nextCall", nextCall),
            ("nextCallConnector", nextCallConnector), ("messagesIn", messagesIn), ("messagesOut", messagesOut),
            ("messagesDelivered", messagesDelivered), ("messagesFailed", messagesFailed))
    }
}
