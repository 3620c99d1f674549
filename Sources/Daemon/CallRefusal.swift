import Events
import OSI
import P1Connector

/// A call that is refused for who makes it, as the called side's operator reads it: events 37, 55, 9322 or 51, then
/// 1293.
///
/// The caller is told nothing of this: each refusal looks the same to him, but for the dialogue mode, which he learns
/// only once he has proved who he is.
struct CallRefusal {
    let match: PeerMatch
    /// As the caller gave it.
    let name: String
    let address: String
    let called: ProtocolSelectors
    let calling: ProtocolSelectors
    /// The number of the call at the door.
    let association: Int
    let incident: String
    /// Of the line of ours that the call came in over.
    let rasIndex: Int?
    /// The row of the connector's neighbour.
    var locality = 0

    /// The connector that fits, if one does.
    var connector: String? {
        switch match {
        case .known(let connector), .suspended(let connector), .wrongPassword(let connector, _),
            .wrongSelectors(let connector), .unacceptableDialogueMode(let connector),
            .nearlyNamed(let connector, _, _), .otherwiseNamed(let connector, _):
            connector
        case .unknown: nil
        }
    }

    /// In causal order; the last has the hint.
    var records: [EventRecord] {
        switch match {
        case .known: []
        case .suspended(let connector): refused(.openedWhileSuspended(connector: connector), connector, reason: 0)
        case .unacceptableDialogueMode(let connector):
            refused(.linkOptionNotPermitted(connector: connector, association: association), connector, reason: 3)
        case .wrongPassword(let connector, _), .wrongSelectors(let connector), .nearlyNamed(let connector, _, _),
            .otherwiseNamed(let connector, _):
            refused(
                .bindBackFailed(
                    ltab: locality, error: BindError.denied, commsError: 0, bindError: 0, remoteServer: name,
                    binding: address), connector, reason: 2)
        // There is no connector of which an association could be refused: no 1293.
        case .unknown:
            [
                record(
                    .bindByUnknownMTA(
                        name: name, presentationAddress: presentationAddress(calling, address), association: association
                    ))
            ]
        }
    }

    private func refused(_ event: Event, _ connector: String, reason: Int) -> [EventRecord] {
        [
            record(event),
            record(
                .remoteAssociationRefused(
                    connector: connector, provider: 0, reason: reason, controlBlock: association)),
        ]
    }

    private func record(_ event: Event) -> EventRecord {
        EventRecord(
            event, connector: connector, entity: name, incident: incident, rasIndex: rasIndex,
            localityIndex: connector == nil ? nil : locality, hint: hint)
    }

    // MARK: What is wrong, on which end, what to type

    private var hint: String? {
        let caller = spelled(name)
        switch match {
        case .known: return nil
        case .suspended(let connector):
            return "The schedule of connector \(connector) is never. To let \(caller) in, change Schedule= there and "
                + "type `trunkctl reload`."
        case .wrongPassword(let connector, let difference):
            return "\(caller) gave another password than RemotePassword= of connector \(connector)\(difference.words). "
                + "Make it equal to LocalPassword= at the caller, and type `trunkctl reload` here."
        case .wrongSelectors(let connector):
            return "\(caller) called \(presentationAddress(called, nil)) from "
                + "\(presentationAddress(calling, address)): these selectors are not those that connector "
                + "\(connector) expects. Make them equal in [Stack] here and there, and type `trunkctl reload`."
        case .unacceptableDialogueMode(let connector):
            return "\(caller) asks for two-way alternate dialogue, which connector \(connector) does not permit. Set "
                + "TwoWayAlternate=yes and type `trunkctl reload`, or have it set to no at the caller."
        case .nearlyNamed(let connector, let configured, let difference):
            return "The caller's name is \(caller), connector \(connector) expects \(spelled(configured)): "
                + "\(difference.description). " + rename(connector)
        case .otherwiseNamed(let connector, let configured):
            return "The caller's name is \(caller), and its password is that of connector \(connector), which expects "
                + "\(spelled(configured)). If they are the same MTA: " + rename(connector)
        case .unknown:
            if name.isEmpty {
                return "The caller gave no name and no password that anybody has. A neighbour has to give both: set "
                    + "LocalName= and LocalPassword= there."
            }
            let value = isConfigurableName(name) ? name : caller
            return "No connector has RemoteMTA=\(value), or one like it, or its password. If it is a neighbour, add a "
                + "connector for it and type `trunkctl reload`; `trunkctl connector list` shows those that there are."
        }
    }

    private func rename(_ connector: String) -> String {
        let there = "mend LocalName= at the caller."
        if !isConfigurableName(name) { return there.prefix(1).uppercased() + there.dropFirst() }
        return "Set RemoteMTA=\(name) in connector \(connector) here and type `trunkctl reload`, or " + there
    }

    /// `/p:0x…/s:0x…/t:0x…/n:address`, what of it there is.
    private func presentationAddress(_ selectors: ProtocolSelectors, _ address: String?) -> String {
        let parts = [("p", selectors.presentation), ("s", selectors.session), ("t", selectors.transport)]
        let text = parts.compactMap { name, octets in
            octets.isEmpty
                ? nil
                : "/\(name):0x" + octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        let whole = text.joined() + (address.map { "/n:\($0)" } ?? "")
        return whole.isEmpty ? "no selector" : whole
    }
}
