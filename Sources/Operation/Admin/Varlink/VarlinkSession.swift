/// The server's side of one connection: octets in, requests out; replies in, octets out. Sans-I/O.
///
/// Calls are handled one after another, in the order in which they came; those that wait are limited. What the caller
/// may not do is refused here. Owner: the admin listener's queue.
package struct VarlinkSession: Sendable {
    package enum Action: Hashable, Sendable {
        /// For the handler, whose replies come back through `reply` with the same number.
        case handle(AdminRequest, number: Int)
        case send([UInt8])
        /// After what was sent before. The connection is of no more use.
        case close
    }

    /// What org.varlink.service.GetInfo says.
    package struct Information: Hashable, Sendable {
        package var version: String
        package var url: String

        package init(version: String, url: String = "https://trunkline.example/") {
            self.version = version
            self.url = url
        }
    }

    /// Calls that may wait while one is being handled.
    package static let waitingLimit = 64

    package let caller: AdminCaller
    private let information: Information
    private var framing: VarlinkFraming
    private var waiting: [VarlinkCall] = []
    private var current: Current?
    private var number = 0
    private var closed = false

    /// The call that the handler has.
    private struct Current: Sendable {
        var number: Int
        var more: Bool
        var oneway: Bool
        /// Rows of replies that came in pieces for a call without "more".
        var rows: [AdminQueueEntry] = []
    }

    package init(caller: AdminCaller, information: Information, limit: Int = JSONLimits().octets) {
        self.caller = caller
        self.information = information
        self.framing = VarlinkFraming(limit: limit)
    }

    /// Whether the handler has a call whose last reply has not come.
    package var isBusy: Bool { current != nil }

    /// Whether a caller who has ended his own sending still waits for an answer that will come soon.
    package var owesAnswer: Bool { current.map { !$0.more } ?? false }

    package mutating func receive(_ octets: some Collection<UInt8>) -> [Action] {
        var actions: [Action] = []
        for frame in framing.receive(octets) {
            if closed { break }
            guard case .message(let message) = frame, let call = Self.call(message) else {
                return actions + close()
            }
            if waiting.count >= Self.waitingLimit { return actions + close() }
            waiting.append(call)
            advance(&actions)
        }
        return actions
    }

    /// A reply of the handler to the call of that number; one to a call that is over is passed over.
    package mutating func reply(_ reply: AdminReply, to number: Int, last: Bool) -> [Action] {
        guard !closed, var call = current, call.number == number else { return [] }
        var reply = reply
        var last = last
        if case .failed = reply { last = true }
        if !call.more, case .queue(let entries, let total) = reply {
            let room = AdminRequest.rowsWithoutMore - call.rows.count
            call.rows += entries.prefix(max(0, room))
            reply = .queue(call.rows, total: total)
        }
        var actions: [Action] = []
        if !call.oneway, last || call.more {
            actions.append(.send(VarlinkFraming.frame(reply.varlink(continues: !last).json)))
        }
        current = last ? nil : call
        if last { advance(&actions) }
        return actions
    }

    private mutating func close() -> [Action] {
        closed = true
        current = nil
        waiting = []
        return [.close]
    }

    private static func call(_ message: [UInt8]) -> VarlinkCall? {
        // What cannot be read has no method, so no error reply fits it.
        guard let json = try? JSONParser.parse(message) else { return nil }
        return try? VarlinkCall(json: json)
    }

    /// Starts waiting calls until one is with the handler.
    private mutating func advance(_ actions: inout [Action]) {
        while current == nil, !waiting.isEmpty {
            let call = waiting.removeFirst()
            do {
                if let reply = try ownReply(to: call) {
                    send(reply, to: call, &actions)
                    continue
                }
                let request = try AdminRequest(call)
                if let needs = missingRight(for: request) {
                    send(AdminFailure.permissionDenied(needs: needs).varlink, to: call, &actions)
                    continue
                }
                number += 1
                current = Current(number: number, more: call.more, oneway: call.oneway)
                actions.append(.handle(request, number: number))
            } catch {
                send(error.reply, to: call, &actions)
            }
        }
    }

    private func send(_ reply: VarlinkReply, to call: VarlinkCall, _ actions: inout [Action]) {
        if !call.oneway { actions.append(.send(VarlinkFraming.frame(reply.json))) }
    }

    private func missingRight(for request: AdminRequest) -> String? {
        switch (request.needs, caller.access) {
        case (.view, nil): "view"
        case (.change, nil), (.change, .view): "change"
        case (_, .change), (.view, .view): nil
        }
    }

    /// org.varlink.service, which everybody may ask; nil for calls of our interface.
    private func ownReply(to call: VarlinkCall) throws(VarlinkRefusal) -> VarlinkReply? {
        let own = "org.varlink.service"
        switch call.method {
        case "\(own).GetInfo":
            return VarlinkReply(
                parameters: .members(
                    ("vendor", "Trunkline"), ("product", "trunkd"), ("version", information.version),
                    ("url", information.url), ("interfaces", [own, VarlinkInterface.name])))
        case "\(own).GetInterfaceDescription":
            let name = try VarlinkParameters(call.parameters).text("interface")
            switch name {
            case VarlinkInterface.name:
                return VarlinkReply(parameters: .members(("description", VarlinkInterface.text)))
            case own:
                return VarlinkReply(parameters: .members(("description", VarlinkInterface.serviceText)))
            default:
                throw VarlinkRefusal(.interfaceNotFound(name))
            }
        default:
            guard let dot = call.method.lastIndex(of: ".") else {
                throw VarlinkRefusal(.methodNotFound(call.method))
            }
            let interface = String(call.method[..<dot])
            if interface == VarlinkInterface.name { return nil }
            throw VarlinkRefusal(interface == own ? .methodNotFound(call.method) : .interfaceNotFound(interface))
        }
    }
}
