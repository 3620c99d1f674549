import Message
import Reports
import Testing

private let now = Timestamp(seconds: 1_795_224_238)
private let domain = GlobalDomain(country: "GB", admd: " ", prmd: "ACME")
private let unknown = NonDelivery(
    reason: .unableToTransfer, diagnostic: .unrecognisedORName, status: "5.1.1", text: "No such mailbox")

private func recipient(
    _ address: String = "ann@berlin.example", notify: DSNNotify = [], original: String? = nil
) -> Recipient {
    let mailbox = Mailbox(address) ?? Mailbox(localPart: "x", domain: "invalid")
    return Recipient(number: 1, mailbox: mailbox, notify: notify, originalRecipient: original)
}

private func failed(
    _ address: String = "ann@berlin.example", notify: DSNNotify = [], original: String? = nil,
    reason: NonDelivery = unknown
) -> DeliveryReport.RecipientReport {
    DeliveryReport.RecipientReport(
        recipient: recipient(address, notify: notify, original: original), result: .failed(reason), arrival: now)
}

private func delivered(
    _ address: String = "joe@berlin.example", notify: DSNNotify = [.success]
) -> DeliveryReport.RecipientReport {
    DeliveryReport.RecipientReport(
        recipient: recipient(address, notify: notify), result: .delivered(at: now + .seconds(9)), arrival: now)
}

private let message = Array("Subject: Hello\r\nFrom: bob@hq.example\r\n\r\nBody\r\n".utf8)

private func compose(
    _ items: [DeliveryReport.RecipientReport] = [failed()], content: [UInt8]? = message, isWhole: Bool = true,
    dsnReturn: DSNReturn? = nil, envelopeID: String? = nil, utf8: Bool = false,
    change: (inout DeliveryReport) -> Void = { _ in }
) -> ComposedReport? {
    var report = DeliveryReport(
        subject: MTSIdentifier(domain: domain, localIdentifier: "HQ-261121011718Z-1"), envelopeID: envelopeID,
        recipients: items)
    change(&report)
    return DeliveryStatusNotification.compose(
        report, to: Mailbox(localPart: "bob", domain: "hq.example"),
        returning: content.map { ReturnedContent(beginning: $0, isWhole: isWhole, dsnReturn: dsnReturn) },
        by: ReportingMTA(
            hostname: "mx.hq.example", postmaster: Mailbox(localPart: "help", domain: "hq.example"),
            reportIdentifier: "r.1", now: now, needsSMTPUTF8: utf8))
}

/// A report taken apart as RFC 2046 says, by its own means.
private struct Parsed {
    var header: [String: String] = [:]
    var parts: [(header: [String: String], body: String)] = []

    init(_ octets: [UInt8], parts count: Int = 3) throws {
        let text = String(decoding: octets, as: UTF8.self)
        let (fields, body) = try Self.entity(text)
        header = fields
        let type = try #require(fields["content-type"])
        #expect(type.hasPrefix("multipart/report; report-type=delivery-status;"))
        let boundary = try #require(type.split(separator: "\"").dropFirst().first)
        #expect(boundary.utf8.count <= 70)
        let pieces = ("\r\n" + body).split(separator: "\r\n--\(boundary)", omittingEmptySubsequences: false)
        try #require(pieces.count == count + 2)
        #expect(pieces[count + 1] == "--\r\n")
        for piece in pieces[1...count] {
            #expect(piece.hasPrefix("\r\n"))
            let (fields, body) = try Self.entity(String(piece.dropFirst(1)))
            parts.append((fields, body))
        }
    }

    static func entity(_ text: String) throws -> ([String: String], String) {
        let end = try #require(text.range(of: "\r\n\r\n"))
        var fields: [String: String] = [:]
        var name = ""
        for line in text[..<end.lowerBound].split(separator: "\r\n") {
            if line.hasPrefix("\t") {
                fields[name, default: ""] += " " + line.dropFirst()
            } else {
                let colon = try #require(line.firstIndex(of: ":"))
                name = line[..<colon].lowercased()
                #expect(fields[name] == nil)
                fields[name] = String(line[line.index(colon, offsetBy: 2)...])
            }
        }
        return (fields, String(text[end.upperBound...]))
    }
}

extension String {
    /// Without Foundation: the first place of a text.
    fileprivate func range(of text: String) -> Range<String.Index>? { ranges(of: text).first }
}

@Suite("Delivery status notifications (RFC 3464)")
struct DeliveryStatusNotificationTests {
    @Test("is a multipart/report of three parts: words, status, message")
    func structure() throws {
        let report = try #require(compose())
        let parsed = try Parsed(report.content)
        #expect(report.recipient == Mailbox("bob@hq.example"))
        #expect(report.bodyType == .sevenBit && !report.needsSMTPUTF8)
        #expect(parsed.header["to"] == "<bob@hq.example>")
        #expect(parsed.header["from"]?.hasSuffix("<help@hq.example>") == true)
        #expect(parsed.header["auto-submitted"] == "auto-replied")
        #expect(parsed.header["mime-version"] == "1.0")
        #expect(parsed.header["date"] == now.internetDate)
        #expect(parsed.header["message-id"] == "<r.1@mx.hq.example>")
        #expect(
            parsed.parts.map { $0.header["content-type"] } == [
                "text/plain; charset=us-ascii", "message/delivery-status", "message/rfc822",
            ])
        #expect(parsed.parts[0].body.contains("<ann@berlin.example>\r\n    No such mailbox (5.1.1)"))
        #expect(parsed.parts[2].body == String(decoding: message, as: UTF8.self))
    }

    @Test("the status part has its message fields, then a group of fields for each recipient")
    func statusFields() throws {
        let report = try #require(
            compose(
                [failed("ann@berlin.example", original: "rfc822;a+2Bb@hq.example"), failed("eve@berlin.example")],
                envelopeID: "id+2B7"))
        #expect(report.recipients == 2)
        let status = try Parsed(report.content).parts[1].body
        let groups = status.split(separator: "\r\n\r\n").map { $0.split(separator: "\r\n") }
        try #require(groups.count == 3)
        #expect(groups[0][0] == "Reporting-MTA: dns; mx.hq.example")
        #expect(groups[0].contains("Original-Envelope-Id: id+7"))
        #expect(groups[0].contains("Arrival-Date: \(now.internetDate)"))
        #expect(groups[0].contains("X-X400-MTS-Identifier: C=GB;A= ;P=ACME;L=HQ-261121011718Z-1"))
        #expect(groups[1][0] == "Original-Recipient: rfc822; a+b@hq.example")
        #expect(groups[1][1] == "Final-Recipient: rfc822; ann@berlin.example")
        #expect(groups[1].contains("Action: failed"))
        #expect(groups[1].contains("Status: 5.1.1"))
        #expect(groups[2][0] == "Final-Recipient: rfc822; eve@berlin.example")
    }

    @Test("nobody hears of what he did not ask for")
    func silence() {
        #expect(compose([failed(notify: .never)]) == nil)
        #expect(compose([failed(notify: .success)]) == nil)
        #expect(compose([failed(notify: .delay)]) == nil)
        #expect(compose([delivered(notify: [])]) == nil)
        #expect(compose([delivered(notify: .failure)]) == nil)
        #expect(compose([delivered(notify: [.never, .success])]) == nil)
        #expect(compose([]) == nil)
        #expect(compose([failed(notify: [.success, .failure])])?.recipients == 1)
        #expect(compose([failed(notify: .never), failed("eve@berlin.example")])?.recipients == 1)
    }

    @Test("a delivery is told with its time, and a failure beside it as such")
    func deliveries() throws {
        let alone = try Parsed(try #require(compose([delivered()])).content)
        #expect(alone.header["subject"] == "Mail delivered")
        #expect(alone.parts[0].body.contains("Your message was delivered to the recipient below."))
        #expect(!alone.parts[0].body.contains("could not be delivered"))
        let fields = alone.parts[1].body.split(separator: "\r\n")
        #expect(fields.contains("Action: delivered") && fields.contains { $0.hasPrefix("Status: 2.") })
        #expect(!fields.contains { $0.hasPrefix("Diagnostic-Code") })
        let mixed = try Parsed(try #require(compose([failed(), delivered()])).content)
        #expect(mixed.header["subject"] == "Report on mail")
        let groups = mixed.parts[1].body.split(separator: "\r\n\r\n").map { $0.split(separator: "\r\n") }
        #expect(groups[1].contains("Action: failed") && groups[2].contains("Action: delivered"))
        let probe = try Parsed(try #require(compose([delivered()]) { $0.isOfProbe = true }).content)
        #expect(probe.parts[0].body.contains("Your message could be delivered"))
    }

    @Test("a report of another MTA names it, its codes and O/R addresses, and has no third part when nothing came back")
    func foreign() throws {
        let strange = NonDelivery(
            reason: NonDeliveryReason(rawValue: 400), diagnostic: NonDeliveryDiagnostic(rawValue: 5), supplement: nil)
        var item = failed(reason: strange)
        item.recipient.x400Address = X400Address([
            .init("C", "KE"), .init("A", " "), .init("P", "Acme"), .init("S", "Lee"),
        ])
        let report = try #require(
            compose([item], content: nil) {
                $0.origin = .transit(reportingMTA: "C=KE;A= ;P=ACME, MTA NAIROBI")
                $0.contentIdentifier = "id 7"
            })
        let parsed = try Parsed(report.content, parts: 2)
        let fields = parsed.parts[1].body.split(separator: "\r\n")
        #expect(fields.contains("Reporting-MTA: x400; C=KE;A= ;P=ACME, MTA NAIROBI"))
        #expect(fields.contains("DSN-Gateway: dns; mx.hq.example"))
        #expect(fields.contains("X-X400-Content-Identifier: id 7"))
        #expect(fields.contains("Final-Recipient: x400; /S=Lee/PRMD=Acme/ADMD= /C=KE/"))
        #expect(fields.contains("Status: 4.4.7"))
        #expect(
            fields.contains("Diagnostic-Code: x-x411; reason 400 (400), diagnostic 5 (maximum-time-expired)"))
        #expect(parsed.parts[0].body.contains("S=Lee; P=Acme; A= ; C=KE\r\n    maximum-time-expired (4.4.7)"))
        #expect(!parsed.parts[0].body.contains("attached"))
    }

    @Test("the header of the subject alone comes back as such")
    func headerAlone() throws {
        let notification = DeliveryStatusNotification.compose(
            DeliveryReport(subject: MTSIdentifier(domain: domain, localIdentifier: "1"), recipients: [failed()]),
            to: Mailbox(localPart: "bob", domain: "hq.example"),
            returning: ReturnedContent(header: Array("Subject: x\r\n".utf8)),
            by: ReportingMTA(
                hostname: "mx", postmaster: Mailbox(localPart: "postmaster", domain: "mx"), reportIdentifier: "r",
                now: now))
        let parsed = try Parsed(try #require(notification).content)
        #expect(parsed.parts[2].header["content-type"] == "text/rfc822-headers")
        #expect(parsed.parts[2].body == "Subject: x\r\n")
    }

    @Test("every code of X.411, and every other number, has a status of a failure")
    func statuses() {
        for diagnostic in [nil] + (0...80).map({ NonDeliveryDiagnostic(rawValue: $0) }) {
            for reason in -1...10 {
                let status = NonDelivery.status(NonDeliveryReason(rawValue: reason), diagnostic)
                #expect(status.wholeMatch(of: /[45]\.\d\.\d/) != nil)
            }
        }
        #expect(NonDelivery.status(.unableToTransfer, .unrecognisedORName) == "5.1.1")
        #expect(NonDelivery.status(.conversionNotPerformed, nil) == "5.6.3")
    }

    @Test("RET=HDRS, or a message that is too long, returns the header only")
    func headerOnly() throws {
        let asked = try Parsed(try #require(compose(dsnReturn: .headers)).content)
        #expect(asked.parts[2].header["content-type"] == "text/rfc822-headers")
        #expect(asked.parts[2].body == "Subject: Hello\r\nFrom: bob@hq.example\r\n")
        let long = message + Array(repeating: 0x41, count: DeliveryStatusNotification.longestBeginning)
        for (content, isWhole) in [(long, true), (message, false)] {
            let parsed = try Parsed(try #require(compose(content: content, isWhole: isWhole)).content)
            #expect(parsed.parts[2].body == "Subject: Hello\r\nFrom: bob@hq.example\r\n")
            #expect(parsed.parts[0].body.contains("but not its body"))
        }
    }

    @Test(
        "content without an end of its header, without a line end, empty, or of octets only does not break the report",
        arguments: ["", "\r\n", "x", "x\r\n", "a: b\r\nc: d", "a: b\n\nbody", "\u{0}\u{1}"])
    func oddContent(text: String) throws {
        for dsnReturn in [DSNReturn.full, .headers] {
            let report = try #require(compose(content: Array(text.utf8), dsnReturn: dsnReturn))
            let parsed = try Parsed(report.content)
            #expect(parsed.parts.count == 3)
        }
    }

    @Test("8-bit content makes an 8-bit report; addresses beyond ASCII make it one of RFC 6533")
    func eightBit() throws {
        let eight = try #require(compose(content: Array("Subject: x\r\n\r\n".utf8) + [0xE4, 0xFF]))
        #expect(eight.bodyType == .eightBitMIME && !eight.needsSMTPUTF8)
        let global = try #require(compose([failed("j\u{FC}rgen@berlin.example")], utf8: true))
        #expect(global.needsSMTPUTF8)
        let parsed = try Parsed(global.content)
        #expect(parsed.parts[1].header["content-type"] == "message/global-delivery-status")
        #expect(parsed.parts[1].body.contains("Final-Recipient: utf-8; j\u{FC}rgen@berlin.example"))
        #expect(parsed.parts[2].header["content-type"] == "message/global")
    }

    @Test("what comes from outside forges no field, no part, and no boundary")
    func hostile() throws {
        let evil = NonDelivery(
            reason: .unableToTransfer, diagnostic: nil, status: "2.0.0\r\nX: y",
            text: "no\r\n\r\n--=_r.1--\r\nBcc: all\u{2028}x")
        let content = Array("Subject: x\r\n\r\n--=_r.1\r\n--=_r.1==\r\n--=_r.1--\r\n".utf8)
        let items = [failed("a\r\nTo: x@y@z.example", original: "rfc822;a+0D+0AX: y", reason: evil)]
        let report = try #require(compose(items, content: content, envelopeID: "a+0D+0ABcc: z"))
        let parsed = try Parsed(report.content)
        #expect(parsed.header["bcc"] == nil)
        #expect(parsed.parts[2].body == String(decoding: content, as: UTF8.self))
        let lines = parsed.parts[1].body.split(separator: "\r\n")
        #expect(lines.contains("Status: 5.0.0"))
        #expect(!lines.contains { $0.hasPrefix("X:") || $0.hasPrefix("Bcc") || $0.hasPrefix("To:") })
        for line in parsed.parts[0].body.split(separator: "\r\n") { #expect(line.utf8.count < 998) }
    }

    @Test("malformed xtext is left out", arguments: ["+", "+4", "+4G", "rfc822", ";x", "rfc822;", "rfc822;+FF"])
    func malformed(text: String) throws {
        let report = try #require(compose([failed(original: text)], envelopeID: "+" + text))
        let status = try Parsed(report.content).parts[1].body
        #expect(!status.contains("Original-Recipient"))
    }
}

@Suite("Notifications of a delay")
struct DelayNotificationTests {
    private static func delayed(_ notify: DSNNotify = []) -> DeliveryReport.RecipientReport {
        DeliveryReport.RecipientReport(
            recipient: recipient(notify: notify),
            result: .delayed(
                DeliveryReport.Delay(status: "4.4.1", text: "last: line busy", until: now + .seconds(86400))),
            arrival: now)
    }

    @Test("it says what waits, why, and until when it is tried (RFC 3464 2.3.3, 2.3.9)")
    func text() throws {
        let report = try #require(compose([Self.delayed()], dsnReturn: .headers))
        let parsed = try Parsed(report.content)
        #expect(parsed.header["subject"] == "Mail delayed")
        #expect(parsed.parts[0].body.contains("You need not") || parsed.parts[0].body.contains("you need not send it"))
        #expect(parsed.parts[0].body.contains("last: line busy (4.4.1)"))
        let status = parsed.parts[1].body
        #expect(status.contains("Action: delayed\r\nStatus: 4.4.1\r\nWill-Retry-Until: Sun, 22 Nov 2026"), "\(status)")
        #expect(!status.contains("Diagnostic-Code") && !parsed.parts[0].body.contains("could not be delivered"))
        #expect(!String(decoding: report.content, as: UTF8.self).contains("\r\nBody\r\n"))
    }

    @Test(
        "NOTIFY: whoever said nothing or DELAY hears of it, and nobody else (RFC 3461 4.1)",
        arguments: [
            ([], true), (.delay, true), ([.failure, .delay], true), (.failure, false), (.success, false),
            (.never, false),
        ] as [(DSNNotify, Bool)])
    func notify(_ notify: DSNNotify, isTold: Bool) {
        #expect((compose([Self.delayed(notify)]) != nil) == isTold)
    }
}
