import Foundation
import OSI
import P1
import Testing

/// What PP 6.0 sent to MTA-B, sent to a real daemon of that name. Our answers go before the analyser.
@Suite("Another MTA's octets against a real daemon", .enabled(if: Analyser.isInstalled), .serialized)
struct OtherMTATests {
    /// How PP gave a wrong password (wrong password, 1988 normal mode).
    private static let wrongPassword = hex(
        """
        030000bd02f0800db4011d0a0a140870656572686f73740b0f170d3236313132313030323734345a050f130100150407f907
        f91601031a010014020249c17e317ca003800101a275a433300f020101060452010001300406025101300f02010306045600
        020c300406025101300f020105060456000207300406025101613e303c020101a0376035a106060456000106be2b28290602
        5101020103a020b01e80013f820100a316a014b012a11080054d54412d41a107040577726f6e67
        """)

    /// MTA-B, which knows MTA-A.
    private static func site(_ folder: TemporaryFolder) throws -> Site {
        let site = try Site("MTA-B", in: folder.url)
        try site.write(
            "connectors/mta-a.connector",
            """
            [Connector]
            Type=x400
            RemoteMTA=MTA-A
            AddressSpace=SMTP:mta-a.example;1
            Schedule=remote-initiated
            [Credentials]
            LocalPassword=secret-b
            RemotePassword=secret-a
            """)
        try site.start()
        return site
    }

    /// Plays the caller's part: sends each payload, and waits for an answer where `answered` says so.
    private static func play(_ payloads: [[UInt8]], answered: [Bool], to site: Site) throws -> Recording {
        let line = try #require(RawLine(site.p1))
        var recording = Recording()
        for (payload, isAnswered) in zip(payloads, answered) {
            recording.add(isFromCaller: true, payload)
            line.send(payload)
            guard isAnswered else { continue }
            let answer = line.packet()
            if answer.isEmpty { break }
            recording.add(isFromCaller: false, answer)
        }
        return recording
    }

    private static let fields = [
        "cotp.type", "ses.type", "ses.serial_number", "acse.result", "acse.service_user",
        "p1.authenticated.responder-name", "p1.MTABindError", "rtse.checkpointSize", "rtse.windowSize",
        "p1.local_identifier",
    ]

    private func read(_ recording: Recording) throws -> Analyser.Findings {
        try Analyser(capture: recording.capture, port: 10_102).read(Self.fields)
    }

    @Test("Bind and release without a message are answered")
    func ping() throws {
        let folder = try TemporaryFolder()
        let site = try Self.site(folder)
        let recording = try Self.play(Captures.ppPingInitiator, answered: [true, true, true, false], to: site)
        let findings = try read(recording)
        #expect(findings.complaints == [])
        #expect(findings.values["p1.authenticated.responder-name"] == ["MTA-B"])
        #expect(findings.values["acse.result"] == ["0"])
        // PP offers 63 KiB and a window of 3 by default.
        #expect(findings.values["rtse.checkpointSize"] == ["63", "63"])
        #expect(findings.values["ses.type"] == ["13", "14", "9", "10"])
        #expect(wait { site.events.contains("Z 10004 ") }, "\(site.events)")
    }

    @Test("A message is taken; its recipient is nobody's here, which is a non-delivery", arguments: [false, true])
    func message(_ alternate: Bool) throws {
        let folder = try TemporaryFolder()
        let site = try Self.site(folder)
        let payloads = alternate ? Captures.ppAlternateInitiator : Captures.ppTransferInitiator
        let recording = try Self.play(payloads, answered: [true, true, false, true, true, false], to: site)
        let findings = try read(recording)
        #expect(findings.complaints == [])
        let types = try #require(findings.values["ses.type"])
        #expect(types.suffix(4) == ["2", "42", "9", "10"], "taken, then released: \(types)")
        let name = try #require(findings.values["p1.local_identifier"]?.first)
        // S=bob;O=Beta;P=LabA;C=GB is no Internet mailbox, and no connector serves it: unable-to-transfer,
        // unrecognised-OR-name (X.411). Its originator is none either, so that the report ends in an event.
        #expect(wait { site.events.contains("Z 141 ") }, "\(site.events)")
        for number in [272, 142, 290, 141] {
            #expect(
                site.events.split(separator: "\n").contains { $0.contains("Z \(number) ") && $0.contains(name) },
                "event \(number) of \(name)\n\(site.events)")
        }
        #expect(site.events.contains("S=bob; O=Beta"), "\(site.events)")
        let queue = try site.control("queue", "--json")
        #expect(queue.status == 0 && !queue.output.contains(name), "nothing of it waits: \(queue.output)")
    }

    @Test("A message in X.410-1984 mode is taken, of either edition", arguments: ["pp-a2b-88x410", "pp-a2b-84"])
    func x410(_ name: String) throws {
        let folder = try TemporaryFolder()
        let site = try Self.site(folder)
        let recording = try Self.play(
            Captures.call(name).payloads(fromCaller: true), answered: [true, true, false, true, true, false], to: site)
        let findings = try Analyser(capture: recording.capture, withoutProtocols: ["pres"]).read(["ses.type"])
        #expect(findings.complaints == [])
        #expect(findings.values["ses.type"]?.suffix(4) == ["2", "42", "9", "10"], "\(site.events)")
        #expect(wait { site.events.contains("Z 290 ") }, "\(site.events)")
    }

    @Test(
        "A non-delivery is told of when the originator or its MTA asks for it, and only then",
        arguments: [(UInt8(0x80), false), (0xA0, true), (0x88, true)])
    func reportRequests(_ indicators: UInt8, _ isDue: Bool) throws {
        let folder = try TemporaryFolder()
        let site = try Self.site(folder)
        // PerRecipientIndicators: responsibility alone, with the MTA's request, with the originator's.
        let payloads = Captures.ppTransferInitiator.map {
            Array($0.split(separator: [0x81, 3, 7, 0xA8], maxSplits: 1).joined(separator: [0x81, 3, 7, indicators]))
        }
        #expect(payloads != Captures.ppTransferInitiator)
        _ = try Self.play(payloads, answered: [true, true, false, true, true, false], to: site)
        #expect(wait { site.events.contains("Z 290 ") && (!isDue || site.events.contains("Z 141 ")) }, "\(site.events)")
        #expect(site.stop())
        #expect(site.events.contains("Z 141 ") == isDue, "\(site.events)")
    }

    @Test("The same message a second time is taken and dropped")
    func repeated() throws {
        let folder = try TemporaryFolder()
        let site = try Self.site(folder)
        for _ in 0..<2 {
            let recording = try Self.play(
                Captures.ppTransferInitiator, answered: [true, true, false, true, true, false], to: site)
            #expect(try read(recording).values["ses.type"]?.suffix(4) == ["2", "42", "9", "10"])
        }
        #expect(wait { site.events.contains("Z 10020 ") }, "\(site.events)")
        #expect(site.events.components(separatedBy: "Z 290 ").count == 2, "\(site.events)")
    }

    @Test("A wrong password is refused with a bind error that the analyser understands")
    func wrongPassword() throws {
        let folder = try TemporaryFolder()
        let site = try Self.site(folder)
        let recording = try Self.play(
            [Captures.ppPingInitiator[0], Self.wrongPassword], answered: [true, true], to: site)
        let findings = try read(recording)
        #expect(findings.complaints == [])
        #expect(findings.values["ses.type"] == ["13", "12"])
        #expect(findings.values["acse.result"] == ["1"])
        #expect(findings.values["p1.MTABindError"] == ["2"])
        #expect(wait { site.events.contains("Z 9322 ") }, "\(site.events)")
    }

    @Test("A second bind in an open association is aborted, and the next call is answered")
    func boundTwice() throws {
        let folder = try TemporaryFolder()
        let site = try Self.site(folder)
        let opening = Array(Captures.ppPingInitiator.prefix(2))
        let recording = try Self.play(opening + [opening[1]], answered: [true, true, true], to: site)
        let types = try read(recording).values["ses.type"]
        #expect(types == ["13", "14", "13", "25"], "CN, AC, CN, AB: \(types ?? [])")
        #expect(wait { site.events.contains("Z 1294 ") }, "\(site.events)")
        let next = try Self.play(Captures.ppPingInitiator, answered: [true, true, true, false], to: site)
        #expect(try read(next).values["ses.type"] == ["13", "14", "9", "10"])
        #expect(site.stop())
    }
}
