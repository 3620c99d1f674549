/// The transport protocol machine of class 0 over TCP (X.224, RFC 1006): one transport connection a network connection.
///
/// It sees whole TPDUs (`TPKTDecoder` cuts them out of the stream) and gives octets. A TSDU is gathered up to
/// `TransportConnection.greatestTSDU`; one octet more ends the connection.
package enum TransportProtocolMachine: Equatable, Sendable {
    /// CLOSED. Nothing is there. → networkWait, networkOpen
    case closed
    /// WFNC. A connect request waits for the network connection. → confirmWait, ended
    case networkWait(TransportConnectRequest)
    /// CLOSED with the network connection there: the responder waits for CR. → responseWait, confirmWait, ended
    case networkOpen
    /// WFCC. CR sent. → open, ended
    case confirmWait(TransportConnectRequest)
    /// WFTRESP. CR indicated. → open, ended
    case responseWait(TransportConnection)
    /// OPEN. → ended
    case open(TransportConnection)
    /// The connection is over. Everything is ignored.
    case ended

    package enum Event: Equatable, Sendable {
        case networkConnected
        case networkClosed
        case connectRequest(TransportConnectRequest)
        /// Accepts the indicated connection; our greatest TPDU in octets.
        case connectResponse(tpduSize: Int)
        case disconnectRequest(reason: UInt8)
        /// One TSDU, in two parts so that the second need not be copied to be put behind the first.
        case dataRequest([UInt8], followedBy: ArraySlice<UInt8> = [])
        case tpdu(TPDU)
        /// The stream, or this TPDU in it, cannot be read.
        case invalidTPDU(OSIError, ArraySlice<UInt8> = [])
        /// Greatest TSDU to be taken from now on, in octets.
        case limit(Int)
    }

    package enum Action: Equatable, Sendable {
        case send([UInt8])
        case connectIndication(TransportConnectIndication)
        /// Greatest TPDU in octets.
        case connectConfirm(tpduSize: Int)
        case dataIndication(ArraySlice<UInt8>)
        case disconnectIndication(TransportDisconnect)
        case closeNetwork
    }

    package init() { self = .closed }

    package mutating func handle(_ event: consuming Event) -> Few<Action> {
        switch consume event {
        case .networkConnected: return networkConnected()
        case .networkClosed: return end(.networkClosed)
        case .connectRequest(let request): return connect(request)
        case .connectResponse(let size): return respond(size)
        case .disconnectRequest(let reason): return disconnect(reason)
        case .dataRequest(let head, let data): return send(head, data)
        case .tpdu(.dt(let isLast, let data)): return receive(data, isLast: isLast)
        case .tpdu(let tpdu): return receive(tpdu)
        case .invalidTPDU(let error, let octets): return reject(error, octets)
        case .limit(let octets): return limit(octets)
        }
    }

    // MARK: Requests

    private mutating func networkConnected() -> Few<Action> {
        let next: Self
        let actions: Few<Action>
        switch consume self {
        case .closed:
            next = .networkOpen
            actions = []
        case .networkWait(let request):
            next = .confirmWait(request)
            actions = [.send(request.cr)]
        case .networkOpen, .confirmWait, .responseWait, .open, .ended:
            next = .ended
            actions = [.closeNetwork]
        }
        self = next
        return actions
    }

    private mutating func connect(_ request: TransportConnectRequest) -> Few<Action> {
        let next: Self
        let actions: Few<Action>
        switch consume self {
        case .closed:
            next = .networkWait(request)
            actions = []
        case .networkOpen:
            next = .confirmWait(request)
            actions = [.send(request.cr)]
        case .networkWait, .confirmWait, .responseWait, .open, .ended:
            next = .ended
            actions = [.closeNetwork]
        }
        self = next
        return actions
    }

    private mutating func respond(_ tpduSize: Int) -> Few<Action> {
        let next: Self
        let actions: Few<Action>
        switch consume self {
        case .responseWait(var connection):
            let cc = connection.accept(tpduSize: tpduSize)
            next = .open(connection)
            actions = [.send(cc)]
        case .closed, .networkWait, .networkOpen, .confirmWait, .open, .ended:
            next = .ended
            actions = [.closeNetwork]
        }
        self = next
        return actions
    }

    private mutating func disconnect(_ reason: UInt8) -> Few<Action> {
        let actions: Few<Action>
        switch consume self {
        case .responseWait(let connection):
            actions = Self.refusal(of: connection.remoteReference, reason) + [.closeNetwork]
        case .closed, .networkWait, .networkOpen, .confirmWait, .open:
            // Class 0 ends by closing the network connection (X.224 6.7.1).
            actions = [.closeNetwork]
        case .ended:
            actions = []
        }
        self = .ended
        return actions
    }

    private mutating func send(_ head: [UInt8], _ data: ArraySlice<UInt8>) -> Few<Action> {
        switch self {
        case .open(let connection):
            return [.send(TransportConnection.segments(of: head, followedBy: data, in: connection.tpduSize))]
        case .closed, .networkWait, .networkOpen, .confirmWait, .responseWait, .ended:
            self = .ended
            return [.closeNetwork]
        }
    }

    private mutating func limit(_ octets: Int) -> Few<Action> {
        switch consume self {
        case .open(var connection):
            connection.greatestTSDU = octets
            self = .open(connection)
        case .closed: self = .closed
        case .networkWait(let request): self = .networkWait(request)
        case .networkOpen: self = .networkOpen
        case .confirmWait(let request): self = .confirmWait(request)
        case .responseWait(let connection): self = .responseWait(connection)
        case .ended: self = .ended
        }
        return []
    }

    // MARK: TPDUs

    // transition table
    private mutating func receive(_ tpdu: TPDU) -> Few<Action> {
        let next: Self
        let actions: Few<Action>
        switch (consume self, tpdu) {
        case (.networkOpen, .cr(let cr)):
            guard cr.takesClass0 else {
                next = .ended
                actions =
                    Self.refusal(of: cr.sourceReference, TPDU.DisconnectReason.negotiationFailed) + [
                        .disconnectIndication(.protocolError("CR without class 0")), .closeNetwork,
                    ]
                break
            }
            let connection = TransportConnection(cr)
            next = .responseWait(connection)
            actions = [
                .connectIndication(
                    TransportConnectIndication(
                        calling: cr.callingSelector ?? [], called: cr.calledSelector ?? [],
                        tpduSize: connection.tpduSize))
            ]
        case (.confirmWait(let request), .cc(let cc)):
            do {
                let connection = try TransportConnection(cc, confirming: request)
                next = .open(connection)
                actions = [.connectConfirm(tpduSize: connection.tpduSize)]
            } catch {
                next = .ended
                actions = Self.failure(error, tpdu.header, to: cc.sourceReference)
            }
        case (.confirmWait, .dr(_, _, let reason)), (.responseWait, .dr(_, _, let reason)),
            (.open, .dr(_, _, let reason)):
            next = .ended
            actions = [.disconnectIndication(.peer(reason: reason)), .closeNetwork]
        case (.confirmWait, .er(_, let cause, _)), (.responseWait, .er(_, let cause, _)),
            (.open, .er(_, let cause, _)):
            next = .ended
            actions = [.disconnectIndication(.error(cause: cause)), .closeNetwork]
        case (.networkOpen, .cc), (.networkOpen, .dr), (.networkOpen, .er):
            next = .ended
            actions = Self.failure(OSIError(.unknownPDU, "no CR"), [], to: nil)
        case (.confirmWait, .cr):
            next = .ended
            actions = Self.misplaced(tpdu, to: 0)
        case (.responseWait(let connection), .cr), (.responseWait(let connection), .cc),
            (.open(let connection), .cr), (.open(let connection), .cc):
            next = .ended
            actions = Self.misplaced(tpdu, to: connection.remoteReference)
        // DT has a table of its own.
        case (.closed, _), (.networkWait, _), (.ended, _), (_, .dt):
            next = .ended
            actions = []
        }
        self = next
        return actions
    }

    /// DT, which is nearly all that comes.
    private mutating func receive(_ data: ArraySlice<UInt8>, isLast: Bool) -> Few<Action> {
        let next: Self
        let actions: Few<Action>
        switch consume self {
        case .open(var connection):
            do {
                let tsdu = try connection.gather(data, isLast: isLast)
                next = .open(connection)
                actions = tsdu.map { [.dataIndication($0)] } ?? []
            } catch {
                next = .ended
                let header = TPDU.dt(isLast: isLast, data: data).header
                actions = Self.failure(error, header, to: connection.remoteReference)
            }
        case .networkOpen:
            next = .ended
            actions = Self.failure(OSIError(.unknownPDU, "no CR"), [], to: nil)
        case .confirmWait:
            next = .ended
            actions = Self.misplaced(.dt(isLast: isLast, data: data), to: 0)
        case .responseWait(let connection):
            next = .ended
            actions = Self.misplaced(.dt(isLast: isLast, data: data), to: connection.remoteReference)
        case .closed, .networkWait, .ended:
            next = .ended
            actions = []
        }
        self = next
        return actions
    }

    private mutating func reject(_ error: OSIError, _ octets: ArraySlice<UInt8>) -> Few<Action> {
        let actions: Few<Action>
        switch consume self {
        case .responseWait(let connection), .open(let connection):
            actions = Self.failure(error, octets, to: connection.remoteReference)
        case .confirmWait:
            actions = Self.failure(error, octets, to: 0)
        case .networkOpen:
            actions = Self.failure(error, [], to: nil)
        case .closed, .networkWait, .ended:
            actions = []
        }
        self = .ended
        return actions
    }

    /// ER where the peer has shown that it speaks this protocol (X.224 6.22), then the end. An ER is never answered.
    private static func failure(
        _ error: OSIError, _ octets: ArraySlice<UInt8>, to reference: UInt16?
    ) -> Few<Action> {
        let end: Few<Action> = [.disconnectIndication(.protocolError(error.description)), .closeNetwork]
        guard let reference else { return end }
        let shown = Array(TPDU.rejected(of: octets, for: error))
        let cause = TPDU.RejectCause.of(error)
        let er = TPDU.er(destinationReference: reference, cause: cause, invalidTPDU: shown)
        return [.send(er.encode())] + end
    }

    private static func misplaced(_ tpdu: TPDU, to reference: UInt16) -> Few<Action> {
        failure(OSIError(.unknownPDU, "TPDU out of place"), tpdu.header, to: reference)
    }

    private static func refusal(of reference: UInt16, _ reason: UInt8) -> Few<Action> {
        [.send(TPDU.dr(destinationReference: reference, sourceReference: 0, reason: reason).encode())]
    }

    private mutating func end(_ why: TransportDisconnect) -> Few<Action> {
        let actions: Few<Action>
        switch consume self {
        case .closed, .networkWait, .networkOpen, .confirmWait, .responseWait, .open:
            actions = [.disconnectIndication(why)]
        case .ended:
            actions = []
        }
        self = .ended
        return actions
    }
}
