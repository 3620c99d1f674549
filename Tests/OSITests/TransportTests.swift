import OSI
import Testing

@Suite("Transport: class 0 over TPKT")
struct TransportTests {
    // MARK: The table

    static let request = TransportConnectRequest(called: [0x36], tpduSize: 2048)
    static let cr = ConnectTPDU(sourceReference: 5, sizeCode: 11)

    static let events: [(name: String, event: TransportProtocolMachine.Event)] = [
        ("network", .networkConnected), ("NDISind", .networkClosed), ("TCONreq", .connectRequest(request)),
        ("TCONresp", .connectResponse(tpduSize: 1024)), ("TDISreq", .disconnectRequest(reason: 3)),
        ("TDTreq", .dataRequest([1], followedBy: [2, 3])), ("CR", .tpdu(.cr(cr))),
        ("CR 2", .tpdu(.cr(other(classAndOptions: 0x20)))),
        ("CR 2/0", .tpdu(.cr(other(classAndOptions: 0x20, alternatives: [0x00])))),
        ("CC", .tpdu(.cc(ConnectTPDU(destinationReference: 1, sourceReference: 7, sizeCode: 10)))),
        ("CC big", .tpdu(.cc(ConnectTPDU(destinationReference: 1, sourceReference: 7, sizeCode: 12)))),
        ("CC 2", .tpdu(.cc(other(classAndOptions: 0x20)))),
        ("DR", .tpdu(.dr(destinationReference: 1, sourceReference: 0, reason: 1))),
        ("DT", .tpdu(.dt(isLast: false, data: [1]))), ("DT end", .tpdu(.dt(isLast: true, data: [1]))),
        ("ER", .tpdu(.er(destinationReference: 1, cause: 2))),
        ("invalid", .invalidTPDU(OSIError(.malformed), [2, 0x50, 0])),
    ]

    static func other(classAndOptions: UInt8, alternatives: [UInt8] = []) -> ConnectTPDU {
        var connect = ConnectTPDU(sourceReference: 5)
        connect.classAndOptions = classAndOptions
        connect.alternativeClasses = alternatives
        return connect
    }

    /// As `SessionTable`: a blank cell is what `others` says. DIS: T-DISCONNECT indication; close: N-DISCONNECT
    /// request, always the last action.
    static let table = """
                |closed   |netWait  |netOpen         |WFCC            |WFTRESP         |open            |end
        others  |→end     |→end     |DIS close→end   |ER DIS close→end|ER DIS close→end|ER DIS close→end|–
        network |→netOpen |CR→WFCC  |close→end       |close→end       |close→end       |close→end       |close
        NDISind |DIS→end  |DIS→end  |DIS→end         |DIS→end         |DIS→end         |DIS→end         |
        TCONreq |→netWait |close→end|CR→WFCC         |close→end       |close→end       |close→end       |close
        TCONresp|close→end|close→end|close→end       |close→end       |CC→open         |close→end       |close
        TDISreq |close→end|close→end|close→end       |close→end       |DR close→end    |close→end       |
        TDTreq  |close→end|close→end|close→end       |close→end       |close→end       |DT              |close
        CR      |         |         |TCONind→WFTRESP |                |                |                |
        CR 2    |         |         |DR DIS close→end|                |                |                |
        CR 2/0  |         |         |TCONind→WFTRESP |                |                |                |
        CC      |         |         |                |TCONcnf→open    |                |                |
        DR      |         |         |                |DIS close→end   |DIS close→end   |DIS close→end   |
        DT      |         |         |                |                |                |–               |
        DT end  |         |         |                |                |                |TDTind          |
        ER      |         |         |                |DIS close→end   |DIS close→end   |DIS close→end   |
        """

    static let ways: [[TransportProtocolMachine.Event]] = [
        [], [.connectRequest(request)], [.networkConnected], [.networkConnected, .connectRequest(request)],
        [.networkConnected, .tpdu(.cr(cr))],
        [.networkConnected, .tpdu(.cr(cr)), .connectResponse(tpduSize: 1024)], [.networkClosed],
    ]

    @Test("each event in each state has the actions and the next state of X.224")
    func cells() throws {
        let lines = tableLines(Self.table)
        let states = try #require(lines.first).cells
        let others = try #require(lines.first { $0.event == "others" }).cells
        let names = Set(Self.events.map(\.name) + ["", "others"])
        for line in lines { #expect(names.contains(line.event)) }
        for (name, event) in Self.events {
            let cells = lines.first { $0.event == name }?.cells ?? []
            for (column, state) in states.enumerated() {
                var machine = TransportProtocolMachine()
                for event in Self.ways[column] { _ = machine.handle(event) }
                try #require(Self.state(machine) == state)
                let actions = machine.handle(event).map(Self.text).joined(separator: " ")
                let next = Self.state(machine)
                let cell = column < cells.count && !cells[column].isEmpty ? cells[column] : others[column]
                let found = next == state ? (actions.isEmpty ? "–" : actions) : actions + "→" + next
                #expect(found == cell, "\(name) in \(state)")
            }
        }
    }

    private static func state(_ machine: TransportProtocolMachine) -> String {
        switch machine {
        case .closed: "closed"
        case .networkWait: "netWait"
        case .networkOpen: "netOpen"
        case .confirmWait: "WFCC"
        case .responseWait: "WFTRESP"
        case .open: "open"
        case .ended: "end"
        }
    }

    private static func text(_ action: TransportProtocolMachine.Action) -> String {
        switch action {
        case .send(let octets):
            switch octets[5] & 0xF0 {
            case 0xE0: "CR"
            case 0xD0: "CC"
            case 0x80: "DR"
            case 0xF0: "DT"
            default: "ER"
            }
        case .connectIndication: "TCONind"
        case .connectConfirm: "TCONcnf"
        case .dataIndication: "TDTind"
        case .disconnectIndication: "DIS"
        case .closeNetwork: "close"
        }
    }

    // MARK: Size

    @Test(
        "the TPDU size is proposed, and the greater of two is never used",
        arguments: [
            (128, nil, 128), (2048, 7 as UInt8?, 128), (2048, 11, 2048), (8192, 12, 4096), (65_531, 13, 8192),
            (65_531, nil, 65_531), (65_531, 15, 32_768), (1000, nil, 512), (2048, 12, nil), (128, 13, nil),
            (65_531, 6, nil), (65_531, 16, nil),
        ] as [(Int, UInt8?, Int?)])
    func confirmedSize(_ proposed: Int, _ answer: UInt8?, _ agreed: Int?) {
        var machine = TransportProtocolMachine()
        _ = machine.handle(.networkConnected)
        _ = machine.handle(.connectRequest(TransportConnectRequest(tpduSize: proposed)))
        let cc = ConnectTPDU(destinationReference: 1, sourceReference: 7, sizeCode: answer)
        let actions = machine.handle(.tpdu(.cc(cc)))
        if let agreed {
            #expect(actions == [.connectConfirm(tpduSize: agreed)])
        } else {
            #expect(actions.last == .closeNetwork && machine == .ended)
        }
    }

    @Test(
        "a responder answers with what both can do, and leaves 65531 out",
        arguments: [
            (nil, 65_531, nil), (nil, 2048, 11), (7 as UInt8?, 65_531, 7), (11, 65_531, 11), (13, 1024, 10),
            (15, 65_531, 13),
            (10, 8192, 10), (99, 65_531, 13), (99, 512, 9),
        ] as [(UInt8?, Int, UInt8?)])
    func answeredSize(_ proposed: UInt8?, _ ours: Int, _ answer: UInt8?) throws {
        var machine = TransportProtocolMachine()
        _ = machine.handle(.networkConnected)
        _ = machine.handle(.tpdu(.cr(ConnectTPDU(sourceReference: 5, sizeCode: proposed))))
        guard case .send(let octets)? = machine.handle(.connectResponse(tpduSize: ours)).first,
            case .cc(let cc) = try TPDU.decode(octets[4...])
        else {
            Issue.record("no CC")
            return
        }
        #expect(cc.sizeCode == answer)
        #expect(cc.destinationReference == 5)
    }

    @Test(
        "a TSDU is cut to the TPDU size and comes out whole, whatever the sizes", arguments: [128, 1024, 8192, 65_531])
    func segments(_ size: Int) throws {
        for count in [0, 1, size - 4, size - 3, size - 2, 3 * (size - 3), 100_000] {
            let data = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            var ours = TransportProtocolMachine()
            _ = ours.handle(.networkConnected)
            _ = ours.handle(.connectRequest(TransportConnectRequest(tpduSize: size)))
            var theirs = TransportProtocolMachine()
            _ = theirs.handle(.networkConnected)
            _ = theirs.handle(.tpdu(.cr(Self.cr)))
            _ = theirs.handle(.connectResponse(tpduSize: size))
            _ = theirs.handle(.limit(200_000))
            _ = ours.handle(.tpdu(.cc(ConnectTPDU(destinationReference: 1, sourceReference: 7))))
            for head in [0, min(count, 7)] {
                let event = TransportProtocolMachine.Event.dataRequest(
                    Array(data.prefix(head)), followedBy: data.dropFirst(head))
                guard case .send(let octets)? = ours.handle(event).first else {
                    Issue.record("nothing sent")
                    return
                }
                var decoder = TPKTDecoder()
                decoder.append(octets)
                var found: [TransportProtocolMachine.Action] = []
                while let tpdu = try decoder.next() {
                    #expect(tpdu.count <= size)
                    found += theirs.handle(.tpdu(try TPDU.decode(tpdu)))
                }
                #expect(found == [.dataIndication(data[...])])
            }
        }
    }

    // MARK: DR and ER

    @Test("each reason of a refusal goes out and comes up", arguments: [0, 1, 2, 3, 0x80, 0x82, 0xFF] as [UInt8])
    func reasons(_ reason: UInt8) throws {
        var machine = TransportProtocolMachine()
        _ = machine.handle(.networkConnected)
        _ = machine.handle(.tpdu(.cr(Self.cr)))
        let actions = machine.handle(.disconnectRequest(reason: reason))
        guard case .send(let dr)? = actions.first else {
            Issue.record("no DR")
            return
        }
        #expect(dr == [3, 0, 0, 11, 6, 0x80, 0, 5, 0, 0, reason])
        var caller = TransportProtocolMachine()
        _ = caller.handle(.networkConnected)
        _ = caller.handle(.connectRequest(Self.request))
        #expect(
            caller.handle(.tpdu(try TPDU.decode(dr[4...]))) == [
                .disconnectIndication(.peer(reason: reason)), .closeNetwork,
            ])
    }

    @Test("a DR with user data, which class 0 has not, is taken")
    func userDataInDR() throws {
        let dr = TPDU.dr(destinationReference: 1, sourceReference: 2, reason: 0x80)
        #expect(try TPDU.decode([6, 0x80, 0, 1, 0, 2, 0x80] + Array("OSI service not found".utf8)) == dr)
    }

    @Test("an unknown called selector is answered with DR, address unknown")
    func unknownSelector() {
        var configuration = AssociationConfiguration()
        configuration.selectors.transport = Array("MTA".utf8)
        var association = Association(role: .responder, configuration: configuration)
        _ = association.handle(.transportConnected)
        let cr = TPDU.cr(ConnectTPDU(sourceReference: 5, calledSelector: Array("OTHER".utf8)))
        let actions = association.handle(.octets(cr.encode()))
        #expect(actions.first == .send([3, 0, 0, 11, 6, 0x80, 0, 5, 0, 0, 3]))
        #expect(actions.last == .disconnect)
    }

    @Test(
        "an ER shows the TPDU that was wrong, and says why as far as class 0 can",
        arguments: [
            ("02500000", 2 as UInt8), ("02f18001", 3), ("02f000", 0), ("06e0000000010000", 2), ("05d0000000", 0),
        ])
    func tpduErrors(_ text: String, _ cause: UInt8) throws {
        let wrong = hex(text)
        var association = Association(role: .responder, configuration: AssociationConfiguration())
        _ = association.handle(.transportConnected)
        _ = association.handle(.octets(TPDU.cr(Self.cr).encode()))
        let limit = text == "02f000" ? 7 : 1
        var last: [AssociationAction] = []
        for _ in 0..<limit { last = association.handle(.octets(wrong.filled(to: limit).withTPKT)) }
        guard case .send(let octets)? = last.first, case .er(5, let found, let shown) = try TPDU.decode(octets[4...])
        else {
            Issue.record("no ER but \(last)")
            return
        }
        #expect(found == cause)
        #expect(!shown.isEmpty && wrong.filled(to: limit).starts(with: shown))
        #expect(last.last == .disconnect)
    }

    @Test("ER comes back as it went, with and without the wrong TPDU, and other parameters are passed over")
    func errors() throws {
        #expect(
            try TPDU.decode(hex("0b70000102 c2 01 00 c1 02 f000")[...])
                == .er(destinationReference: 1, cause: 2, invalidTPDU: [0xF0, 0]))
        #expect(try TPDU.decode(hex("0470000102")[...]) == .er(destinationReference: 1, cause: 2))
        #expect(throws: OSIError(.truncated)) { try TPDU.decode(hex("0770000102 c1 02 f0")[...]) }
    }

    // MARK: CR

    @Test("parameters of other classes and unknown ones in a CR are passed over")
    func parameters() throws {
        // Preferred size, checksum, version, protection, classes, acknowledge time, and one that nobody has.
        let text = "28e00000000500 c0010b c20136 f00110 c3020102 c40101 c5020000 c7020040 85020001 ff00 c1023131"
        guard case .cr(let cr) = try TPDU.decode(hex(text)[...]) else {
            Issue.record("no CR")
            return
        }
        #expect(cr.sizeCode == 11 && cr.calledSelector == [0x36] && cr.callingSelector == [0x31, 0x31])
        #expect(cr.alternativeClasses == [0, 0x40])
        #expect(throws: OSIError(.limitExceeded)) {
            try TPDU.decode(([41, 0xE0, 0, 0, 0, 5, 0, 0xC2, 33] + [UInt8](repeating: 1, count: 33))[...])
        }
        #expect(throws: OSIError(.malformed)) { try TPDU.decode(hex("0ae00000000500 c0020b0b")[...]) }
    }

    @Test("the reserved octet of a TPKT is sent 0 and not looked at")
    func reserved() throws {
        #expect(TPDU.dt(isLast: true, data: [1]).encode()[1] == 0)
        var decoder = TPKTDecoder()
        decoder.append([3, 0xFF, 0, 8, 2, 0xF0, 0x80, 1])
        #expect(try decoder.next() == [2, 0xF0, 0x80, 1])
    }
}

extension [UInt8] {
    /// A DT grown to more than any TSDU may be, where `times` asks for more than one.
    fileprivate func filled(to times: Int) -> [UInt8] {
        times > 1 ? self + [UInt8](repeating: 0, count: 10_000) : self
    }
}
