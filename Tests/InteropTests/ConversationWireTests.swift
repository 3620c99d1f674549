import BER
import Foundation
import OSI
import P1
import Testing

/// Two real daemons, a line that writes down what passes, and an analyser that is not ours as the judge of it.
@Suite("A conversation of two daemons under an independent analyser", .enabled(if: Analyser.isInstalled), .serialized)
struct ConversationWireTests {
    private static let line = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "recording-line.py").path

    private static let ours = [
        InternetEnvelopeExtension.objectIdentifier.description, InternetRecipientExtension.objectIdentifier.description,
    ]

    /// HQ calls BERLIN over a recorded line.
    private struct Pair {
        let folder: TemporaryFolder
        let hq: Site
        let berlin: Site
        let record: String

        init(dropAfter: Int? = nil) throws {
            folder = try TemporaryFolder()
            hq = try Site("HQ", in: folder.url)
            berlin = try Site("BERLIN", in: folder.url)
            record = folder.url.appending(path: "record").path
            let drop = dropAfter.map { " \($0)" } ?? ""
            try hq.dial(
                berlin, through: "/usr/bin/python3 \(ConversationWireTests.line) \(berlin.p1) \(record)\(drop)",
                idleHangUp: 4)
            try berlin.answer(hq)
            try berlin.start()
            try hq.start()
        }

        func send(from site: Site, to recipients: [String], subject: String, octets: Int = 300, header: String = "")
            throws
        {
            let client = try SMTPClient(site.smtp)
            let content = Data(header.utf8) + message(subject, octets: octets)
            let answer = client.submit(from: "ann@\(site.domain)", to: recipients, content: content)
            #expect(answer.hasPrefix("250"), "\(answer)")
        }
    }

    private static func analyser(_ recording: Recording) -> Analyser {
        Analyser(capture: recording.capture, port: 10_102, knownIdentifiers: ours)
    }

    /// Everything but the one complaint that content of an Internet message always draws.
    private static func complaints(_ findings: Analyser.Findings) -> [String] { Analyser.complaints(findings) }

    /// The local part of the MTS-ID of everything that this site handed to a neighbour, in order.
    private static func handedOver(by site: Site) -> [String] {
        site.events.split(separator: "\n").filter { $0.contains("Z 271 ") }.compactMap { line in
            line.split(separator: ";L=").last?.split(separator: ".").first.map(String.init)
        }
    }

    private static let fields = [
        "tcp.srcport", "ses.type", "ses.serial_number", "ses.activity_identifier", "ses.calling_ss_user_reference",
        "p1.authenticated.initiator-name", "p1.authenticated.responder-name", "pres.result", "acse.result",
        "rtse.checkpointSize", "rtse.windowSize", "rtse.dialogueMode", "rtse.rttp_apdu", "p1.local_identifier",
        "p1.priority", "p1.value", "p1.originally_specified_recipient_number", "p1.mta_name",
        "p1.PerRecipientIndicators.responsibility", "rtse.reassembled.length",
    ]

    /// SPDU codes (X.225).
    private enum Code {
        static let mip = "49"
        static let mia = "50"
        static let activityEnd = "41"
        static let activityResume = "29"
    }

    /// The frames whose last SPDU has this code.
    private static func frames(_ code: String, in findings: Analyser.Findings) -> [[String: [String]]] {
        findings.frames.filter { $0["ses.type"]?.last == code }
    }

    private static func serials(_ code: String, in findings: Analyser.Findings) -> [Int] {
        frames(code, in: findings).flatMap { $0["ses.serial_number"] ?? [] }.compactMap { Int($0) }
    }

    @Test("Bind, messages of two priorities, a reply in the same call, 200 KB over checkpoints, release")
    func conversation() throws {
        let pair = try Pair()
        try pair.send(from: pair.hq, to: ["bo@berlin.example"], subject: "urgent", header: "Priority: urgent\r\n")
        #expect(wait { pair.berlin.mailbox("bo").count == 1 }, "\(pair.hq.events)")
        try pair.send(from: pair.hq, to: ["bo@berlin.example", "cy_d@berlin.example"], subject: "normal")
        #expect(wait { pair.berlin.mailbox("bo").count == 2 && pair.berlin.mailbox("cy_d").count == 1 })
        try pair.send(from: pair.berlin, to: ["ann@hq.example"], subject: "reply")
        #expect(wait { pair.hq.mailbox("ann").count == 1 })
        try pair.send(from: pair.hq, to: ["bo@berlin.example"], subject: "long", octets: 200_000)
        #expect(wait { pair.berlin.mailbox("bo").count == 3 })
        #expect(wait { pair.hq.events.contains("Z 10007 ") }, "the line is hung up when idle")

        let findings = try Self.analyser(Recording(pair.record, call: 1)).read(Self.fields)
        #expect(Self.complaints(findings) == [])
        #expect(findings.complaints.count == 4, "the content of each message")
        checkOpening(findings)
        checkCheckpoints(findings)
        #expect(findings.values["rtse.rttp_apdu"] == ["1"], "BERLIN asks for the turn")

        let messages = Self.frames(Code.activityEnd, in: findings)
        let sent = Self.handedOver(by: pair.hq)
        #expect(sent.count == 3)
        #expect(
            messages.map { $0["p1.local_identifier"] ?? [] }
                == [[sent[0]], [sent[1]], Self.handedOver(by: pair.berlin), [sent[2]]])
        #expect(messages.map { $0["p1.priority"] ?? [] } == [["2"], [], [], []], "normal is the default")
        let hq = "ann(a)hq.example"
        let bo = "bo(a)berlin.example"
        #expect(
            messages.map { $0["p1.value"] ?? [] }
                == [[hq, bo], [hq, bo, "cy(u)d(a)berlin.example"], ["ann(a)berlin.example", hq], [hq, bo]])
        #expect(
            messages.map { $0["p1.originally_specified_recipient_number"] ?? [] }
                == [["1"], ["1", "2"], ["1"], ["1"]])
        #expect(
            messages.map { $0["p1.PerRecipientIndicators.responsibility"] ?? [] }
                == [["1"], ["1", "1"], ["1"], ["1"]])
        #expect(messages.map { $0["p1.mta_name"] ?? [] } == [["HQ"], ["HQ"], ["BERLIN"], ["HQ"]])
        let types = findings.frames.compactMap { $0["ses.type"]?.last }
        #expect(types.suffix(2) == ["9", "10"], "release and its answer are the end")
        #expect(
            types.filter { $0 == "21" }.count == 2 && types.filter { $0 == "22" }.count == 2, "the turn, to and fro")
    }

    private func checkOpening(_ findings: Analyser.Findings) {
        #expect(findings.values["p1.authenticated.initiator-name"] == ["HQ"])
        #expect(findings.values["p1.authenticated.responder-name"] == ["BERLIN"])
        #expect(findings.values["pres.result"] == ["0", "0", "0"])
        #expect(findings.values["acse.result"] == ["0"])
        #expect(findings.values["rtse.checkpointSize"] == ["30", "30"])
        #expect(findings.values["rtse.windowSize"] == ["5", "5"])
        #expect(findings.values["rtse.dialogueMode"] == ["1"])
    }

    /// Serial numbers rise by one, each is confirmed after it was sent, and the window is kept.
    private func checkCheckpoints(_ findings: Analyser.Findings) {
        let sent = Self.serials(Code.mip, in: findings)
        // 200 KB with 30K between two at most; on a slow line they stand closer.
        #expect(sent.count >= 6 && sent == Array(1...max(1, sent.count)))
        // The last ones may be confirmed by the end of the activity.
        #expect(sent.starts(with: Self.serials(Code.mia, in: findings)))
        #expect(Self.serials(Code.activityEnd, in: findings) == [1, 1, 1, sent.count + 1])
        var last = (sent: 0, confirmed: 0)
        for frame in findings.frames {
            guard let serial = frame["ses.serial_number"]?.last.flatMap({ Int($0) }) else { continue }
            if frame["ses.type"]?.last == Code.mip { last.sent = serial }
            if frame["ses.type"]?.last == Code.mia { last.confirmed = serial }
            #expect(last.confirmed <= last.sent && last.sent - last.confirmed <= 5)
        }
    }

    @Test("A call that is cut, and the next one that goes on at the checkpoint")
    func cutAndResumed() throws {
        // CC, AC and at least two MIAs go to HQ before the line drops.
        let pair = try Pair(dropAfter: 230)
        try pair.send(from: pair.hq, to: ["bo@berlin.example"], subject: "cut", octets: 200_000)
        #expect(wait { pair.berlin.mailbox("bo").count == 1 }, "\(pair.hq.events)")
        #expect(wait { pair.hq.events.contains("Z 10007 ") && pair.hq.events.contains("Z 10008 ") })

        let calls = [try Recording(pair.record, call: 1), try Recording(pair.record, call: 2)]
        let first = try Self.analyser(calls[0]).read(Self.fields)
        #expect(Self.complaints(first) == [])
        // An analyser takes a resumed activity for a whole APDU: it is to read up to the session layer here.
        var analyser = Self.analyser(calls[1])
        analyser.withoutProtocols = ["pres"]
        let second = try analyser.read(Self.fields)
        #expect(second.complaints == [])

        // What HQ goes on from is what BERLIN confirmed last, in the activity and the session that were cut.
        let confirmed = try #require(Self.serials(Code.mia, in: first).last)
        let resume = try #require(Self.frames(Code.activityResume, in: second).first)
        #expect(resume["ses.serial_number"] == ["\(confirmed)"])
        #expect(resume["ses.calling_ss_user_reference"] == first.values["ses.calling_ss_user_reference"])
        let old = try #require(first.values["ses.activity_identifier"])
        #expect(
            resume["ses.activity_identifier"]?.count == 2 && resume["ses.activity_identifier"]?.contains(old[0]) == true
        )
        let sent = Self.serials(Code.mip, in: second)
        let last = try #require(sent.last)
        #expect(last >= 6 && sent == Array((confirmed + 1)...max(confirmed + 1, last)))
        // The last ones may be confirmed by the end of the activity.
        let confirmations = Self.serials(Code.mia, in: second)
        #expect(sent.starts(with: confirmations))
        #expect(Self.serials(Code.activityEnd, in: second) == [last + 1])

        // Both parts together are the APDU.
        let parts = try calls.map { try #require($0.transferred(fromCaller: true).first) }
        let whole = parts[0].prefix(confirmed * 30 * 1024) + parts[1]
        var exchange = WireExchange()
        exchange.open(Ends.request("whole"), answer: .acceptOpen(userData: Ends.result))
        exchange.transfer(Array(whole))
        let apdu = try Analyser(capture: exchange.recording.capture).read(Self.fields)
        #expect(Self.complaints(apdu) == [])
        #expect(apdu.values["p1.local_identifier"] == Self.handedOver(by: pair.hq))
        #expect(apdu.values["p1.value"] == ["ann(a)hq.example", "bo(a)berlin.example"])
    }
}
