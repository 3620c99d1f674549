package import IO
package import Links

/// One call of a line, whatever carries it: brought up by `start`, ended by `hangUp` or by itself.
///
/// Owner: the queue that it was made for; every call and every event is on it, and an event may come from inside a
/// call. `ended` comes once, when nothing of the call is left, and is the last event. A carrier keeps itself from
/// `start` until then.
package protocol LineCarrier: AnyObject {
    /// Set before `start`; nil after `ended`.
    var onEvent: ((LineEvent) -> Void)? { get set }

    /// Begins the call.
    func start()

    /// Ends it: in order where the medium has an order for it, by force after some seconds. `ended` follows.
    func hangUp()

    /// Why the call came to its end. Of meaning once `ended` has come; octets that arrived with the end may still show
    /// that the line had been up, so ask when they are read.
    var code: RASCode { get }
}

/// What a carrier tells.
package enum LineEvent {
    /// The line's octets, which are the association's own. The other end may not be there yet: the line is up when
    /// the first octet has come. Not started.
    case channel(StreamChannel)
    /// An interface is up; the association goes by TCP over it.
    case network(NetworkLine)
    /// Words of the program that carries the line.
    case output(String)
    case ended
}

/// The interface that a line has brought up.
package struct NetworkLine: Hashable, Sendable {
    package var end: LocalEnd
    /// The other end's address; nil where the interface does not tell.
    package var peer: String?

    package init(interface: String, local: String, peer: String? = nil) {
        end = LocalEnd(interface: interface, address: local)
        self.peer = peer
    }
}

/// What a carrier is made of.
package struct LineOrder {
    package var medium: LineMedium
    /// The whole environment of the programs that the line needs.
    package var environment: [String: String]
    package var executor: QueueExecutor

    package init(medium: LineMedium, environment: [String: String], executor: QueueExecutor) {
        self.medium = medium
        self.environment = environment
        self.executor = executor
    }

    /// The carrier for the medium. Not started.
    package func carrier() -> any LineCarrier {
        switch medium {
        case .command(let arguments): CommandCarrier(arguments, of: self)
        case .networkCommand(let arguments, let interface):
            NetworkCommandCarrier(arguments, interface: interface, of: self)
        case .ppp(let link): PPPCarrier(link, of: self)
        case .serial(let port): SerialCarrier(port, of: self)
        case .unit(let unit, let interface): UnitCarrier(unit, interface: interface, of: self)
        }
    }
}
