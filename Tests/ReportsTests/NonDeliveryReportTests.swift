import Message
import Reports
import Testing

private let now = Timestamp(seconds: 1_795_224_238)
private let domain = GlobalDomain(country: "GB", admd: " ", prmd: "ACME")
private let reporter = ReportingMTA(hostname: "mx.hq.example", localName: "HQ", reportIdentifier: "r.1", now: now)
private let unknown = NonDelivery(
    reason: .unableToTransfer, diagnostic: .unrecognisedORName, status: "5.1.1", text: "No such mailbox")

private func envelope(
    originator: String? = "bob@hq.example", dsnReturn: DSNReturn? = nil, envelopeID: String? = nil, utf8: Bool = false
) -> Envelope {
    Envelope(
        mtsIdentifier: MTSIdentifier(domain: domain, localIdentifier: "HQ-261121011718Z-1"),
        originator: originator.flatMap { Mailbox($0) }, needsSMTPUTF8: utf8, envelopeID: envelopeID,
        dsnReturn: dsnReturn, submitted: now, recipients: [])
}

private func failed(
    _ address: String = "ann@berlin.example", notify: DSNNotify = [], original: String? = nil,
    reason: NonDelivery = unknown
) -> ReportedRecipient {
    let mailbox = Mailbox(address) ?? Mailbox(localPart: "x", domain: "invalid")
    return ReportedRecipient(
        recipient: Recipient(number: 1, mailbox: mailbox, notify: notify, originalRecipient: original), reason: reason)
}

private let message = Array("Subject: Hello\r\nFrom: bob@hq.example\r\n\r\nBody\r\n".utf8)

private func compose(
    _ envelope: Envelope = envelope(), _ items: [ReportedRecipient] = [failed()], content: [UInt8] = message,
    isWhole: Bool = true
) -> ComposedReport? {
    NonDeliveryReport.compose(
        ReportSubject(envelope: envelope, beginning: content, isWhole: isWhole), failed: items, by: reporter)
}

/// A report taken apart as RFC 2046 says, by its own means.
private struct Parsed {
    var header: [String: String] = [:]
    var parts: [(header: [String: String], body: String)] = []

    init(_ octets: [UInt8]) throws {
        let text = String(decoding: octets, as: UTF8.self)
        let (fields, body) = try Self.entity(text)
        header = fields
        let type = try #require(fields["content-type"])
        #expect(type.hasPrefix("multipart/report; report-type=delivery-status;"))
        let boundary = try #require(type.split(separator: "\"").dropFirst().first)
        #expect(boundary.utf8.count <= 70)
        let pieces = ("\r\n" + body).split(separator: "\r\n--\(boundary)", omittingEmptySubsequences: false)
        try #require(pieces.count == 5)
        #expect(pieces[4] == "--\r\n")
        for piece in pieces[1...3] {
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

@Suite("Non-delivery reports (RFC 3464)")
struct NonDeliveryReportTests {
    @Test("is a multipart/report of three parts: words, status, message")
    func structure() throws {
        let report = try #require(compose())
        let parsed = try Parsed(report.content)
        #expect(report.recipient == Mailbox("bob@hq.example"))
        #expect(report.bodyType == .sevenBit && !report.needsSMTPUTF8)
        #expect(parsed.header["to"] == "<bob@hq.example>")
        #expect(parsed.header["from"]?.hasSuffix("<postmaster@mx.hq.example>") == true)
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
                envelope(envelopeID: "id+2B7"),
                [failed("ann@berlin.example", original: "rfc822;a+2Bb@hq.example"), failed("eve@berlin.example")]))
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

    @Test("nobody is told of a failed report, nor who asked for silence or for success only")
    func silence() {
        #expect(compose(envelope(originator: nil)) == nil)
        #expect(compose(envelope(), [failed(notify: .never)]) == nil)
        #expect(compose(envelope(), [failed(notify: .success)]) == nil)
        #expect(compose(envelope(), [failed(notify: .delay)]) == nil)
        #expect(compose(envelope(), []) == nil)
        #expect(compose(envelope(), [failed(notify: [.success, .failure])])?.recipients == 1)
        #expect(compose(envelope(), [failed(notify: .never), failed("eve@berlin.example")])?.recipients == 1)
    }

    @Test("RET=HDRS, or a message that is too long, returns the header only")
    func headerOnly() throws {
        let asked = try Parsed(try #require(compose(envelope(dsnReturn: .headers))).content)
        #expect(asked.parts[2].header["content-type"] == "text/rfc822-headers")
        #expect(asked.parts[2].body == "Subject: Hello\r\nFrom: bob@hq.example\r\n")
        let long = message + Array(repeating: 0x41, count: NonDeliveryReport.longestBeginning)
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
            let report = try #require(compose(envelope(dsnReturn: dsnReturn), content: Array(text.utf8)))
            let parsed = try Parsed(report.content)
            #expect(parsed.parts.count == 3)
        }
    }

    @Test("8-bit content makes an 8-bit report; addresses beyond ASCII make it one of RFC 6533")
    func eightBit() throws {
        let eight = try #require(compose(content: Array("Subject: x\r\n\r\n".utf8) + [0xE4, 0xFF]))
        #expect(eight.bodyType == .eightBitMIME && !eight.needsSMTPUTF8)
        let global = try #require(compose(envelope(utf8: true), [failed("j\u{FC}rgen@berlin.example")]))
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
        let report = try #require(compose(envelope(envelopeID: "a+0D+0ABcc: z"), items, content: content))
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
        let report = try #require(compose(envelope(envelopeID: "+" + text), [failed(original: text)]))
        let status = try Parsed(report.content).parts[1].body
        #expect(!status.contains("Original-Recipient"))
    }
}
