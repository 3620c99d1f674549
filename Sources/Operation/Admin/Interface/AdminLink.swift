package import Message

/// One link, that is a connector to a neighbour as far as its way there goes: a row of `trunkctl link`, and the head of
/// `trunkctl link status NAME`.
package struct AdminLink: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, JSONName {
        /// Nothing is wanted of it.
        case down
        /// A call is wanted, and something has to come first: `why` says what.
        case waiting
        case dialling
        /// An association stands, or is being opened over a line that stands.
        case up
        /// The line stands unused.
        case idle
        case hangingUp = "hanging-up"
        /// The last call failed; the next one has its time.
        case barred
    }

    /// What operators and the configuration have made of it.
    package enum Mode: String, Hashable, Sendable, JSONName {
        case enabled
        /// Schedule never.
        case suspended
        /// Takes calls and makes none.
        case remoteInitiated = "remote-initiated"
        case receiveOnly = "receive-only"
        /// Calls have to be granted.
        case attended
        /// By an operator, as the rest.
        case paused, granted, limited
    }

    /// The connector's name.
    package var name: String
    package var remoteMTA: String
    /// `command`, `pppd` and the like, or `tcp`.
    package var medium: String
    package var phonebookEntry: String?
    package var state: State
    package var mode: Mode
    /// When an operator's pause, grant or limit ends; nil: when he takes it back.
    package var modeUntil: Timestamp?
    package var queued: Int
    package var queuedOctets: Int
    /// Submission of the oldest queued message.
    package var oldest: Timestamp?
    package var nextCall: Timestamp?
    /// Why what waits does not go.
    package var why: String?
    /// In words, as configured.
    package var schedule: String
    /// Thresholds, limits, call lengths, prices and budgets: a fact each.
    package var rules: [String]
    /// Octets a second outward by experience; nil: no call was long enough to tell.
    package var speed: Int?
    /// Microseconds from dial to first octet by experience.
    package var setUp: Int?
    /// Calls that did not come up since the last one that did.
    package var failures: Int
    /// Spent today and this month, of what is permitted, as `3.20 of 10.00 USD`; nil: calls cost nothing.
    package var spentToday: String?
    package var spentThisMonth: String?

    package init(
        name: String, remoteMTA: String = "", medium: String, phonebookEntry: String? = nil, state: State,
        mode: Mode = .enabled, modeUntil: Timestamp? = nil, queued: Int = 0, queuedOctets: Int = 0,
        oldest: Timestamp? = nil, nextCall: Timestamp? = nil, why: String? = nil, schedule: String = "always",
        rules: [String] = [], speed: Int? = nil, setUp: Int? = nil, failures: Int = 0, spentToday: String? = nil,
        spentThisMonth: String? = nil
    ) {
        self.name = name
        self.remoteMTA = remoteMTA
        self.medium = medium
        self.phonebookEntry = phonebookEntry
        self.state = state
        self.mode = mode
        self.modeUntil = modeUntil
        self.queued = queued
        self.queuedOctets = queuedOctets
        self.oldest = oldest
        self.nextCall = nextCall
        self.why = why
        self.schedule = schedule
        self.rules = rules
        self.speed = speed
        self.setUp = setUp
        self.failures = failures
        self.spentToday = spentToday
        self.spentThisMonth = spentThisMonth
    }
}

extension AdminLink: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            name: try json.required("name"), remoteMTA: try json.required("remoteMTA"),
            medium: try json.required("medium"), phonebookEntry: try json.optional("phonebookEntry"),
            state: try json.required("state"), mode: try json.required("mode"),
            modeUntil: try json.optional("modeUntil"), queued: try json.required("queued"),
            queuedOctets: try json.required("queuedOctets"), oldest: try json.optional("oldest"),
            nextCall: try json.optional("nextCall"), why: try json.optional("why"),
            schedule: try json.required("schedule"), rules: try json.required("rules"),
            speed: try json.optional("speed"), setUp: try json.optional("setUp"),
            failures: try json.required("failures"), spentToday: try json.optional("spentToday"),
            spentThisMonth: try json.optional("spentThisMonth"))
    }

    package var json: JSONValue {
        .members(
            ("name", name), ("remoteMTA", remoteMTA), ("medium", medium), ("phonebookEntry", phonebookEntry),
            ("state", state), ("mode", mode), ("modeUntil", modeUntil), ("queued", queued),
            ("queuedOctets", queuedOctets), ("oldest", oldest), ("nextCall", nextCall), ("why", why),
            ("schedule", schedule), ("rules", rules), ("speed", speed), ("setUp", setUp), ("failures", failures),
            ("spentToday", spentToday), ("spentThisMonth", spentThisMonth))
    }
}

/// One of a link's last calls.
package struct AdminCall: Hashable, Sendable {
    package var began: Timestamp
    /// Microseconds from dial to first octet; nil: the line never came up.
    package var setUp: Int?
    /// Microseconds from then to the call's end.
    package var duration: Int
    package var octetsOut: Int
    package var octetsIn: Int
    /// RAS code with which it ended; 631: hung up here, in order.
    package var code: Int
    /// The same in words.
    package var result: String
    /// The neighbour called.
    package var isInbound: Bool

    package init(
        began: Timestamp, setUp: Int?, duration: Int, octetsOut: Int, octetsIn: Int, code: Int, result: String,
        isInbound: Bool = false
    ) {
        self.began = began
        self.setUp = setUp
        self.duration = duration
        self.octetsOut = octetsOut
        self.octetsIn = octetsIn
        self.code = code
        self.result = result
        self.isInbound = isInbound
    }
}

extension AdminCall: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            began: try json.required("began"), setUp: try json.optional("setUp"),
            duration: try json.required("duration"), octetsOut: try json.required("octetsOut"),
            octetsIn: try json.required("octetsIn"), code: try json.required("code"),
            result: try json.required("result"), isInbound: try json.required("isInbound"))
    }

    package var json: JSONValue {
        .members(
            ("began", began), ("setUp", setUp), ("duration", duration), ("octetsOut", octetsOut),
            ("octetsIn", octetsIn), ("code", code), ("result", result), ("isInbound", isInbound))
    }
}

/// What was spent on one link in one day.
package struct AdminLinkCost: Hashable, Sendable {
    /// Phonebook entry.
    package var entry: String
    /// `2026-11-28`, by the link's calendar.
    package var day: String
    /// As `1.25`; in the link's currency.
    package var cost: String
    package var currency: String
    package var calls: Int
    package var seconds: Int
    /// In both directions.
    package var octets: Int

    package init(
        entry: String, day: String, cost: String, currency: String, calls: Int, seconds: Int, octets: Int
    ) {
        self.entry = entry
        self.day = day
        self.cost = cost
        self.currency = currency
        self.calls = calls
        self.seconds = seconds
        self.octets = octets
    }
}

extension AdminLinkCost: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            entry: try json.required("entry"), day: try json.required("day"), cost: try json.required("cost"),
            currency: try json.required("currency"), calls: try json.required("calls"),
            seconds: try json.required("seconds"), octets: try json.required("octets"))
    }

    package var json: JSONValue {
        .members(
            ("entry", entry), ("day", day), ("cost", cost), ("currency", currency), ("calls", calls),
            ("seconds", seconds), ("octets", octets))
    }
}

/// What an operator makes of a link. It survives a restart, and ends when he says so or its time is over.
package enum AdminLinkChange: Hashable, Sendable {
    /// Nothing is sent and no call is made; seconds, nil: until resumed.
    case pause(seconds: Int?)
    /// Pause, grant and limit are taken back.
    case resume
    /// An attended link may call.
    case grant(seconds: Int?)
    /// This priority and what is more urgent may go.
    case limit(priority: String, seconds: Int?)

    /// For the event that notes it.
    package var description: String {
        switch self {
        case .pause: "link pause"
        case .resume: "link resume"
        case .grant: "link grant"
        case .limit(let priority, _): "link limit to \(priority)"
        }
    }
}
