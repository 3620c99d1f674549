import Admin
import Testing

@Suite("A Varlink session")
struct SessionTests {
    private func session(_ access: AdminAccess? = .change, limit: Int = 1 << 20) -> VarlinkSession {
        VarlinkSession(
            caller: AdminCaller(user: 1000, access: access), information: .init(version: "1.2.3"), limit: limit)
    }

    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

    /// What was sent, a string a message.
    private func sent(_ actions: [VarlinkSession.Action]) -> [String] {
        actions.compactMap { action in
            if case .send(let octets) = action { String(decoding: octets.dropLast(), as: UTF8.self) } else { nil }
        }
    }

    private func call(_ method: String, _ parameters: String = "{}", more: Bool = false) -> [UInt8] {
        octets("{\"method\":\"\(method)\",\"parameters\":\(parameters)\(more ? ",\"more\":true" : "")}")
    }

    @Test("Everybody may ask what the service is")
    func service() throws {
        var session = session(nil)
        let info = sent(session.receive(octets(#"{"method":"org.varlink.service.GetInfo"}"#)))
        #expect(
            info == [
                #"{"parameters":{"vendor":"Trunkline","product":"trunkd","version":"1.2.3","#
                    + #""url":"https://trunkline.example/","interfaces":["org.varlink.service","#
                    + #""dev.trunkline.Admin"]}}"#
            ])
        for interface in ["dev.trunkline.Admin", "org.varlink.service"] {
            let described = sent(
                session.receive(
                    call("org.varlink.service.GetInterfaceDescription", "{\"interface\":\"\(interface)\"}")))
            let json = try JSONParser.parse(Array(try #require(described.first).utf8))
            guard case .string(let text)? = json["parameters"]?["description"] else {
                Issue.record("no description")
                continue
            }
            #expect(text.contains("interface \(interface)\n"))
        }
    }

    static let refused: [(String, String, String)] = [
        ("nonsense", "{}", #"{"error":"org.varlink.service.MethodNotFound","parameters":{"method":"nonsense"}}"#),
        ("", "{}", #"{"error":"org.varlink.service.MethodNotFound","parameters":{"method":""}}"#),
        ("a.b.C", "{}", #"{"error":"org.varlink.service.InterfaceNotFound","parameters":{"interface":"a.b"}}"#),
        (
            "org.varlink.service.X", "{}",
            #"{"error":"org.varlink.service.MethodNotFound","parameters":{"method":"org.varlink.service.X"}}"#
        ),
        (
            "dev.trunkline.Admin.X", "{}",
            #"{"error":"org.varlink.service.MethodNotFound","parameters":{"method":"dev.trunkline.Admin.X"}}"#
        ),
        (
            "dev.trunkline.Admin.ConnectorStatus", "{}",
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"name"}}"#
        ),
        (
            "dev.trunkline.Admin.ConnectorStatus", #"{"name":5}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"name"}}"#
        ),
        (
            "dev.trunkline.Admin.LinkCall", #"{"connector":"n","reason":"a\u001b[2J"}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"reason"}}"#
        ),
        (
            "dev.trunkline.Admin.ListQueue", #"{"limit":-1}"#,
            #"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"limit"}}"#
        ),
        ("dev.trunkline.Admin.FollowEvents", "{}", #"{"error":"org.varlink.service.ExpectedMore","parameters":{}}"#),
        (
            "org.varlink.service.GetInterfaceDescription", #"{"interface":"x.y"}"#,
            #"{"error":"org.varlink.service.InterfaceNotFound","parameters":{"interface":"x.y"}}"#
        ),
    ]

    @Test("Calls that the interface does not have get its errors, and the session goes on", arguments: refused)
    func errors(method: String, parameters: String, answer: String) {
        var session = session()
        #expect(sent(session.receive(call(method, parameters))) == [answer])
        #expect(session.receive(call("dev.trunkline.Admin.Status")) == [.handle(.status, number: 1)])
    }

    @Test("Who may look cannot change, and who may nothing cannot look")
    func rights() {
        var viewer = session(.view)
        #expect(viewer.receive(call("dev.trunkline.Admin.Status")) == [.handle(.status, number: 1)])
        _ = viewer.reply(.done, to: 1, last: true)
        let denied = #"{"error":"dev.trunkline.Admin.PermissionDenied","parameters":{"needs":"change"}}"#
        for method in ["LinkCall", "LinkHangUp", "Reload"] {
            #expect(sent(viewer.receive(call("dev.trunkline.Admin.\(method)", #"{"connector":"n"}"#))) == [denied])
        }
        var stranger = session(nil)
        #expect(
            sent(stranger.receive(call("dev.trunkline.Admin.Status")))
                == [#"{"error":"dev.trunkline.Admin.PermissionDenied","parameters":{"needs":"view"}}"#])
    }

    @Test(
        "What is no call ends the session",
        arguments: ["", "{", "[]", "1", "{}", #"{"method":1}"#, #"{"method":"a.B","parameters":[]}"#, "\u{1}garbage"])
    func garbage(text: String) {
        var session = session()
        #expect(session.receive(octets(text)) == [.close])
        #expect(session.receive(call("dev.trunkline.Admin.Status")) == [])
    }

    @Test("A message without an end is dropped at the limit and holds no memory")
    func endless() {
        var session = session(limit: 100)
        #expect(session.receive([UInt8](repeating: 0x20, count: 100)) == [])
        #expect(session.receive([0x20]) == [.close])
        var framing = VarlinkFraming(limit: 100)
        for _ in 0..<10 { _ = framing.receive([UInt8](repeating: 0x20, count: 60)) }
        #expect(framing.pendingOctets == 0)
    }

    @Test("Calls are answered one after another, however they were cut")
    func splits() {
        let stream =
            call("dev.trunkline.Admin.Status") + call("org.varlink.service.Nothing")
            + call("dev.trunkline.Admin.ListRAS")
        for cut in 0...stream.count {
            var session = session()
            var actions = session.receive(stream[..<cut]) + session.receive(stream[cut...])
            #expect(actions == [.handle(.status, number: 1)])
            actions = session.reply(.done, to: 1, last: true)
            #expect(sent(actions).count == 2)
            #expect(actions.last == .handle(.listRAS, number: 2))
        }
        var session = session()
        var actions: [VarlinkSession.Action] = []
        for octet in stream { actions += session.receive([octet]) }
        #expect(actions == [.handle(.status, number: 1)])
    }

    @Test("More calls than may wait end the session")
    func flood() {
        var session = session()
        var octets: [UInt8] = []
        for _ in 0..<(VarlinkSession.waitingLimit + 2) { octets += call("dev.trunkline.Admin.Status") }
        #expect(session.receive(octets) == [.handle(.status, number: 1), .close])
        #expect(session.reply(.done, to: 1, last: true) == [])
    }

    @Test("Replies with more to come say so; those to a call that is over go nowhere")
    func more() {
        var session = session()
        let asked = session.receive(call("dev.trunkline.Admin.FollowEvents", #"{"backlog":2}"#, more: true))
        #expect(asked == [.handle(.followEvents(backlog: 2), number: 1)])
        #expect(session.isBusy)
        let event = AdminReply.event(Samples.event)
        #expect(sent(session.reply(event, to: 1, last: false)).first?.hasSuffix(#","continues":true}"#) == true)
        #expect(sent(session.reply(event, to: 1, last: true)).first?.contains("continues") == false)
        #expect(session.reply(event, to: 1, last: true) == [])
        #expect(session.reply(event, to: 9, last: true) == [])
    }

    @Test("A queue in pieces comes as one reply without more, at most 1000 rows")
    func merged() throws {
        var session = session()
        _ = session.receive(call("dev.trunkline.Admin.ListQueue"))
        let piece = [AdminQueueEntry](repeating: Samples.entry, count: 600)
        #expect(session.reply(.queue(piece, total: 1200), to: 1, last: false) == [])
        let answer = sent(session.reply(.queue(piece, total: 1200), to: 1, last: true))
        let reply = try VarlinkReply(json: JSONParser.parse(Array(try #require(answer.first).utf8), limits: .answers))
        guard case .queue(let rows, let total) = try AdminReply(reply, to: .listQueue(connector: nil, limit: 0)) else {
            Issue.record("no queue")
            return
        }
        #expect(rows.count == 1000 && total == 1200)
    }

    @Test("A call that wants no reply gets none")
    func oneway() {
        var session = session()
        let asked = session.receive(octets(#"{"method":"dev.trunkline.Admin.Reload","oneway":true}"#))
        #expect(asked == [.handle(.reload, number: 1)])
        #expect(session.reply(.reloaded(connectors: 1), to: 1, last: true) == [])
        #expect(sent(session.receive(octets(#"{"method":"a.b.C","oneway":true}"#))) == [])
        #expect(!session.isBusy)
    }

    @Test("Any octets at all end the session or are answered, never a crash")
    func anyOctets() {
        var state: UInt64 = 7
        let alphabet = Array(#"{}[]":,\u0tfn1e-.methodpara"#.utf8) + [0, 0xFF]
        for _ in 0..<500 {
            var session = session()
            var octets: [UInt8] = []
            for _ in 0..<200 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                octets.append(alphabet[Int(truncatingIfNeeded: state >> 33) % alphabet.count])
            }
            #expect(session.receive(octets).allSatisfy { $0 == .close })
        }
    }
}
