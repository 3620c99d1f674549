package import Admin
internal import Message

/// Associations, pings and probes as text for people.
extension Presentation {
    package func associations(_ associations: [AdminAssociation]) -> String {
        if associations.isEmpty { return "No associations.\n" }
        var table = Table([
            Table.Column("CONNECTOR"), Table.Column("NUMBER", .right), Table.Column("REMOTE MTA"),
            Table.Column("OPENED BY"), Table.Column("STATE"), Table.Column("SINCE", .right),
            Table.Column("APPLICATION"), Table.Column("DIALOGUE"), Table.Column("OUT", .right),
            Table.Column("IN", .right), Table.Column("FROM"),
        ])
        for a in associations {
            table.add([
                a.connector, "\(a.number)", a.remoteMTA, a.isInitiator ? "us" : "them", a.state.rawValue,
                format.age(a.since), a.application,
                a.twoWayAlternate.map { $0 ? "two-way alternate" : "monologue" }, format.size(a.octetsOut),
                format.size(a.octetsIn), a.address,
            ])
        }
        return table.text + "\n\(HumanFormat.count(associations.count, "association")).\n"
    }

    package func ping(_ p: AdminPing) -> String {
        var lines = [("", "\(p.connector) to \(p.remoteMTA) through \(p.through)")]
        if let time = p.connectTime { lines.append(("Connected", "after \(Self.milliseconds(time))")) }
        if let time = p.openTime { lines.append(("Bound", "after another \(Self.milliseconds(time))")) }
        if let time = p.releaseTime { lines.append(("Released", "after another \(Self.milliseconds(time))")) }
        for layer in p.layers {
            lines.append((layer.name, layer.values.map { "\($0.name) \($0.value)" }.joined(separator: ", ")))
        }
        if let problem = p.problem {
            lines.append(("FAILED", (p.failedLayer.map { "\($0): " } ?? "") + problem))
        }
        if let hint = p.hint { lines.append(("Hint", hint)) }
        return Self.block(lines)
    }

    package func probe(_ p: AdminProbe) -> String {
        let name = HumanFormat.clean(p.mtsIdentifier)
        switch p.state {
        case .submitted: return "probe \(name) is on its way\n"
        case .noAnswer: return "no answer to probe \(name) so far; one that comes later is event 10025\n"
        case .delivered, .notDelivered:
            let time = p.time.map { " after \(Self.milliseconds($0))" } ?? ""
            return p.recipients.map { recipient in
                let verdict =
                    recipient.isDelivered
                    ? "could be delivered" : "could not be delivered: \(recipient.why ?? "no reason given")"
                return HumanFormat.clean("\(recipient.recipient): \(verdict)") + "\n"
            }.joined() + "answered\(time)\n"
        }
    }

    /// `0.3 ms`, `12 ms`, `4.1 s`
    private static func milliseconds(_ microseconds: Int) -> String {
        switch microseconds {
        case ..<10_000: "\(microseconds / 1000).\(microseconds / 100 % 10) ms"
        case ..<10_000_000: "\(microseconds / 1000) ms"
        default: "\(microseconds / 1_000_000).\(microseconds / 100_000 % 10) s"
        }
    }
}
