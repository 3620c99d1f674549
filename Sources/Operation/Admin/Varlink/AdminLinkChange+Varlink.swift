extension AdminLinkChange {
    /// The longest that a change may hold with an end of its own, in seconds: a year.
    package static let longest = 31_536_000

    init(_ method: String, _ parameters: VarlinkParameters) throws(VarlinkRefusal) {
        let seconds = try parameters.number("seconds")
        if let seconds, seconds == 0 || seconds > Self.longest { throw VarlinkRefusal(.invalidParameter("seconds")) }
        switch method.dropFirst(VarlinkInterface.name.utf8.count + 1) {
        case "LinkPause": self = .pause(seconds: seconds)
        case "LinkResume": self = .resume
        case "LinkGrant": self = .grant(seconds: seconds)
        default: self = .limit(priority: try parameters.text("priority"), seconds: seconds)
        }
    }

    func call(connector: String, reason: String?) -> VarlinkCall {
        let verb: String
        var members: [(String, (any JSONConvertible)?)] = [("connector", connector)]
        switch self {
        case .pause(let seconds):
            verb = "LinkPause"
            members.append(("seconds", seconds))
        case .resume: verb = "LinkResume"
        case .grant(let seconds):
            verb = "LinkGrant"
            members.append(("seconds", seconds))
        case .limit(let priority, let seconds):
            verb = "LinkLimit"
            members += [("priority", priority), ("seconds", seconds)]
        }
        members.append(("reason", reason))
        return VarlinkCall(method: "\(VarlinkInterface.name).\(verb)", parameters: .members(members))
    }
}
