import Foundation
import OSI
import P1
import Testing

/// A real daemon that calls what PP 6.0 answered. Our questions go before the analyser.
@Suite("A real daemon against another MTA's answers", .enabled(if: Analyser.isInstalled), .serialized)
struct OtherMTAAsResponderTests {
    /// MTA-A, which calls MTA-B at `port`.
    private static func site(
        _ folder: TemporaryFolder, calling port: Int, application: String = "1988", alternate: Bool = false
    ) throws -> Site {
        let site = try Site("MTA-A", in: folder.url)
        try site.write(
            "connectors/mta-b.connector",
            """
            [Connector]
            Type=x400
            RemoteMTA=MTA-B
            Application=\(application)
            TwoWayAlternate=\(alternate ? "yes" : "no")
            AddressSpace=SMTP:mta-b.example;1
            [Stack]
            RemoteHost=127.0.0.1
            Port=\(port)
            CalledTSelector=peerhost
            [Credentials]
            LocalPassword=secret-a
            RemotePassword=secret-b
            [Override]
            AssociationLifetime=1s
            OpenInterval=1s
            RetryFloor=1s
            """)
        try site.start()
        return site
    }

    private static func submit(_ site: Site) throws -> String {
        let client = try SMTPClient(site.smtp)
        return client.submit(from: "ann@mta-a.example", to: ["bob@mta-b.example"], content: message("to another"))
    }

    private static func line(_ number: Int, of site: Site) -> String? {
        site.events.split(separator: "\n").first { $0.contains("Z \(number) ") }.map(String.init)
    }

    /// The units of both directions of a call, as CR, CC, CN, AC.
    private static func units(_ recording: Recording, fromCaller: Bool) -> [String] {
        WireUnit.units(of: recording, fromCaller: fromCaller).map(\.name)
    }

    @Test(
        "A message is handed over, and the association released",
        arguments: [
            ("pp-a2b-88", "1988", false), ("pp-a2b-88-twa", "1988", true), ("pp-a2b-88-ndr", "1988", false),
            ("pp-a2b-88x410", "1988-x410", false), ("pp-a2b-84", "1984", false),
        ])
    func handsOver(_ name: String, _ application: String, _ alternate: Bool) throws {
        let folder = try TemporaryFolder()
        let theirs = Captures.call(name)
        let responder = CapturedResponder([theirs])
        defer { responder.close() }
        let site = try Self.site(folder, calling: responder.port, application: application, alternate: alternate)
        #expect(try Self.submit(site).hasPrefix("250"))
        #expect(wait { responder.calls.count == 1 }, "\(site.events)")
        #expect(wait { Self.line(271, of: site) != nil }, "\(site.events)")
        #expect(Self.line(10003, of: site)?.contains("\"mta-b\" was opened by this MTA") == true, "\(site.events)")
        #expect(wait { Self.line(10004, of: site) != nil }, "\(site.events)")
        let queue = try site.control("queue", "--json")
        #expect(queue.status == 0 && !queue.output.contains("mta-b"), "nothing waits: \(queue.output)")
        #expect(site.stop())
        for number in [289, 290, 1290, 1294, 10002] { #expect(Self.line(number, of: site) == nil, "\(site.events)") }

        let ours = try #require(responder.calls.first)
        #expect(ours.payloads(fromCaller: false).joined().elementsEqual(theirs.payloads(fromCaller: false).joined()))
        #expect(Self.units(ours, fromCaller: true) == Self.units(theirs, fromCaller: true), "their own caller's")
        var decoder = MTSAPDUDecoder()
        let apdu = try #require(ours.transferred(fromCaller: true).first)
        let kinds = try decoder.consume(apdu[...]).compactMap { PDUKind($0) }
        #expect(kinds == [.message])
        try judge(ours, isX410: application != "1988")
    }

    private func judge(_ recording: Recording, isX410: Bool) throws {
        var analyser = Analyser(capture: recording.capture, knownIdentifiers: Exchanges.ownIdentifiers)
        if isX410 { analyser.withoutProtocols = ["pres"] }
        let findings = try analyser.read(["ses.type", "p1.value", "p1.authenticated.initiator-name"])
        #expect(Analyser.complaints(findings) == [])
        if isX410 { return }
        #expect(findings.values["p1.authenticated.initiator-name"] == ["MTA-A"])
        #expect(findings.values["p1.value"] == ["ann(a)mta-a.example", "bob(a)mta-b.example"])
    }

    @Test("A password that is refused is an event, and the message waits")
    func refused() throws {
        let folder = try TemporaryFolder()
        let responder = CapturedResponder([Captures.call("pp-badpw-88")])
        defer { responder.close() }
        let site = try Self.site(folder, calling: responder.port)
        #expect(try Self.submit(site).hasPrefix("250"))
        #expect(wait { Self.line(1290, of: site) != nil && Self.line(289, of: site) != nil }, "\(site.events)")
        #expect(
            Self.line(1290, of: site)?.contains("Compare LocalName= and LocalPassword= of connector mta-b") == true,
            "\(site.events)")
        #expect(wait { responder.calls.count >= 2 }, "it calls again: \(site.events)")
        let queue = try site.control("queue", "--json")
        #expect(queue.output.contains("mta-b"), "\(queue.output)")
        #expect(site.stop())
        #expect(Self.line(271, of: site) == nil && Self.line(290, of: site) == nil, "\(site.events)")
    }

    @Test("A ping shows what PP agreed to")
    func ping() throws {
        let folder = try TemporaryFolder()
        let responder = CapturedResponder([Captures.call("pp-ping-88")])
        defer { responder.close() }
        let site = try Self.site(folder, calling: responder.port)
        let ping = try site.control("association", "ping", "mta-b", "--json")
        #expect(ping.status == 0, "\(ping.output)\n\(site.events)")
        for text in ["\"MTA name\",\"value\":\"MTA-B\"", "\"mode\",\"value\":\"normal\"", "\"releaseTime\":"] {
            #expect(ping.output.contains(text), "\(text) in \(ping.output)")
        }
        #expect(wait { responder.calls.count == 1 })
        let ours = try #require(responder.calls.first)
        #expect(Self.units(ours, fromCaller: true) == ["CR", "CN", "FN"])
        #expect(site.stop())
    }

    /// MTA-B, for which MTA-A stands at `port`.
    private static func receiver(_ folder: TemporaryFolder, calling port: Int) throws -> Site {
        let site = try Site("MTA-B", in: folder.url)
        try site.write(
            "connectors/mta-a.connector",
            """
            [Connector]
            Type=x400
            RemoteMTA=MTA-A
            TwoWayAlternate=no
            AddressSpace=X400:C=GB; A= ; P=LabA;1
            [Stack]
            RemoteHost=127.0.0.1
            Port=\(port)
            [Credentials]
            LocalPassword=secret-b
            RemotePassword=secret-a
            [Override]
            AssociationLifetime=1s
            OpenInterval=1s
            RetryFloor=1s
            """)
        try site.start()
        return site
    }

    /// Gives the caller's packets of a call, each when what stood before it has been answered.
    private static func play(_ call: Recording, to site: Site) throws {
        let line = try #require(RawLine(site.p1))
        for packet in call.packets {
            if packet.isFromCaller {
                line.send(packet.octets)
            } else {
                #expect(!line.packet().isEmpty, "\(site.events)")
            }
        }
    }

    @Test("PP's message to nobody is answered by a report of ours, in a call that PP takes")
    func reports() throws {
        let folder = try TemporaryFolder()
        let calls = Captures.calls("pp-a2b-88-ndr")
        let responder = CapturedResponder([calls[1]])
        defer { responder.close() }
        let site = try Self.receiver(folder, calling: responder.port)
        try Self.play(calls[0], to: site)
        #expect(wait { responder.calls.count == 1 }, "\(site.events)")
        #expect(wait { Self.line(10004, of: site) != nil })
        #expect(site.stop())
        #expect(Self.line(290, of: site) != nil && Self.line(10023, of: site) != nil, "\(site.events)")
        #expect(Self.line(141, of: site) == nil && Self.line(1294, of: site) == nil, "\(site.events)")

        let ours = try #require(responder.calls.first)
        #expect(Self.units(ours, fromCaller: true) == Self.units(calls[1], fromCaller: true))
        let fields = [
            "p1.report_element", "p1.local_identifier", "p1.report_type", "p1.non_delivery_reason_code",
            "p1.non_delivery_diagnostic_code", "p1.organization_name", "p1.surname", "p1.content_identifier",
            "p1.originally_specified_recipient_number",
        ]
        let findings = try Analyser(capture: ours.capture).read(fields)
        let theirs = try Analyser(capture: calls[1].capture).read(fields)
        #expect(findings.complaints == [])
        for field in fields.dropFirst(2) {
            #expect(findings.values[field] == theirs.values[field], "\(field), in PP's own report of it")
        }
        let subject = try #require(theirs.values["p1.local_identifier"]?.last)
        #expect(findings.values["p1.local_identifier"]?.last == subject)
    }

    @Test("PP's report about a message of ours is taken in the call in which PP brings it; its alice is nobody here")
    func reported() throws {
        let folder = try TemporaryFolder()
        let calls = Captures.calls("pp-a2b-88-ndr")
        let responder = CapturedResponder([calls[0]])
        defer { responder.close() }
        let site = try Self.site(folder, calling: responder.port)
        #expect(try Self.submit(site).hasPrefix("250"))
        #expect(wait { responder.calls.count == 1 }, "\(site.events)")
        try Self.play(calls[1], to: site)
        #expect(wait { Self.line(141, of: site) != nil }, "\(site.events)")
        #expect(Self.line(141, of: site)?.contains("S=alice; O=Alpha; P=LabA; A= ; C=GB") == true, "\(site.events)")
        #expect(site.stop())
        #expect(Self.line(290, of: site) == nil, "a report is never answered: \(site.events)")
    }

    @Test("PP's report to a mailbox here becomes a notification (RFC 3464) in it")
    func notification() throws {
        let folder = try TemporaryFolder()
        let site = try Self.site(folder, calling: freePort())
        // All is PP's but who is to have it, and how it is carried.
        var decoder = MTSAPDUDecoder()
        var returned: [UInt8] = []
        var apdu: [UInt8] = []
        for part in try decoder.consume(Captures.report[...]) {
            if case .returnedContent(let octets) = part { returned += octets }
            guard case .report(var envelope, let content) = part else { continue }
            envelope.reportDestinationName = try Exchanges.mailbox("ann@mta-a.example", Whole.hq)
            let (head, tail) = ReportTransferAPDU.header(
                envelope: envelope, content: content, returnedContentLength: returned.count, contextIdentifier: 5)
            apdu = head + returned + tail
        }
        var request = Ends.request("wire-report")
        request.userData = MTABindArgument.authenticated(
            MTABindParty(name: "MTA-B", credentials: .ia5String(Array("secret-b".utf8)))
        ).encode()
        var exchange = WireExchange()
        exchange.open(request, answer: .acceptOpen(userData: Ends.result))
        exchange.transfer(apdu)
        exchange.tell(.caller, .close)
        try Self.play(exchange.recording, to: site)
        #expect(wait { site.mailbox("ann").count == 1 }, "\(site.events)")
        #expect(Self.line(10025, of: site)?.contains("nobody") == true, "\(site.events)")
        let text = site.mailbox("ann").first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        for part in [
            "multipart/report", "Reporting-MTA: x400; ", "Action: failed",
            "Final-Recipient: x400; /S=nobody/O=Beta/PRMD=LabB/ADMD= /C=GB/",
        ] { #expect(text.contains(part), "\(part) in \(text)") }
        #expect(site.stop())
    }

    @Test("A mailbox takes no interpersonal message (X.420): its originator gets a report with reason 1, diagnostic 15")
    func interpersonalMessage() throws {
        let folder = try TemporaryFolder()
        let calls = Captures.calls("pp-a2b-88-ndr")
        let responder = CapturedResponder([calls[1]])
        defer { responder.close() }
        let site = try Self.receiver(folder, calling: responder.port)
        // PP's message, but for a mailbox here.
        var envelope: MessageTransferEnvelope?
        var content: [UInt8] = []
        var decoder = MTSAPDUDecoder()
        for part in try decoder.consume(Captures.messageToNobody[...]) {
            if case .envelope(let read) = part { envelope = read }
            if case .content(let octets) = part { content += octets }
        }
        var changed = try #require(envelope)
        changed.perRecipientFields[0].recipientName = try Exchanges.mailbox("bob@mta-b.example", Whole.berlin)
        var request = Ends.request("wire-p22")
        request.userData = MTABindArgument.authenticated(
            MTABindParty(name: "MTA-A", credentials: .ia5String(Array("secret-a".utf8)))
        ).encode()
        var exchange = WireExchange()
        exchange.open(request, answer: .acceptOpen(userData: Ends.result))
        exchange.transfer(Exchanges.message(changed, content))
        exchange.tell(.caller, .close)
        try Self.play(exchange.recording, to: site)
        #expect(wait { responder.calls.count == 1 }, "\(site.events)")
        #expect(site.stop())
        let ours = try #require(responder.calls.first)
        let findings = try Analyser(capture: ours.capture).read([
            "p1.non_delivery_reason_code", "p1.non_delivery_diagnostic_code", "p1.surname", "p1.value",
        ])
        #expect(findings.complaints == [])
        #expect(findings.values["p1.non_delivery_reason_code"] == ["1"])
        #expect(findings.values["p1.non_delivery_diagnostic_code"] == ["15"])
        #expect(findings.values["p1.surname"]?.first == "alice")
        #expect(findings.values["p1.value"] == ["bob(a)mta-b.example"])
        #expect(site.mailbox("bob").isEmpty)
    }
}
