import SMTP
import Testing

@Suite("Paths and parameters")
struct PathTests {
    @Test(
        "a path is read as its mailbox",
        arguments: [
            ("<a@b.example>", "a@b.example"),
            ("<a.b+c=d/e@b.example>", "a.b+c=d/e@b.example"),
            ("<\"john doe\"@b.example>", "\"john doe\"@b.example"),
            ("<\"john\"@b.example>", "john@b.example"),
            ("<\"a\\\"b\\\\c\"@b.example>", "\"a\\\"b\\\\c\"@b.example"),
            ("<\"\\j\\o\"@b.example>", "jo@b.example"),
            ("<\"a@b\"@c.example>", "\"a@b\"@c.example"),
            ("<@x.example,@y.example:a@b.example>", "a@b.example"),
            ("<a@[192.0.2.1]>", "a@[192.0.2.1]"),
            ("<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]"),
            ("<jürgen@bücher.example>", "jürgen@bücher.example"),
            ("<a@b>", "a@b"),
        ])
    func mailbox(_ text: String, _ expected: String) throws {
        let (path, rest) = try SMTPPathReader.read(Array("\(text) SIZE=1".utf8)[...])
        guard case .mailbox(let mailbox) = path else {
            Issue.record("no mailbox")
            return
        }
        #expect(mailbox.description == expected)
        #expect(String(decoding: rest, as: UTF8.self) == " SIZE=1")
    }

    @Test("the null path and the bare postmaster have values of their own")
    func special() throws {
        #expect(try SMTPPathReader.read(Array("<>".utf8)[...]).path == .null)
        #expect(try SMTPPathReader.read(Array("<PostMaster>".utf8)[...]).path == .postmaster)
    }

    @Test(
        "what is no path is refused",
        arguments: [
            "", "a@b", "<a@b", "a@b>", "<a>", "<@b>", "<a@>", "<.a@b>", "<a.@b>", "<a..b@c>", "<a b@c>", "<a@b c>",
            "<a@-b>", "<a@b->", "<a@b..c>", "<a@.b>", "<a@b.>", "<\"a@b>", "<\"a\"b@c>", "<\"\"@c>", "<a@[1.2.3]>",
            "<a@[256.1.1.1]>", "<a@[]>", "<a@[IPv6:1:2]>", "<@x:>", "<@x,y:a@b>", "<a@b>x", "<a@b\u{0}>",
            "<\"a\u{1}\"@b>",
            "<a@b@c>", "<<a@b>>", "<\"a\\", "<a,b@c>", "<a;b@c>",
        ])
    func malformed(_ text: String) {
        #expect(throws: SMTPSyntaxError(.path, "")) { try SMTPPathReader.read(Array(text.utf8)[...]) }
    }

    @Test("a path that is not UTF-8 is refused")
    func notUTF8() {
        let octets = Array("<a".utf8) + [0xC3, 0x28] + Array("@b>".utf8)
        #expect(throws: SMTPSyntaxError(.path, "")) { try SMTPPathReader.read(octets[...]) }
    }

    @Test("the lengths of local part, domain and label are limited")
    func lengths() throws {
        let local = String(repeating: "l", count: 255)
        let label = String(repeating: "d", count: 63)
        _ = try SMTPPathReader.read(Array("<\(local)@\(label).\(label).\(label).\(label)>".utf8)[...])
        for text in ["<l\(local)@d>", "<l@\(label)d>", "<l@\(label).\(label).\(label).\(label).d>"] {
            #expect(throws: SMTPSyntaxError(.path, "")) { try SMTPPathReader.read(Array(text.utf8)[...]) }
        }
    }

    @Test("every prefix of a path is refused and none crashes")
    func prefixes() {
        let text = Array("<@x.example,@y.example:\"john \\\" doe\"@[IPv6:2001:db8::192.0.2.1]>".utf8)
        for count in 0..<text.count {
            #expect(throws: SMTPSyntaxError(.path, "")) { try SMTPPathReader.read(text[..<count]) }
        }
        #expect(throws: Never.self) { try SMTPPathReader.read(text[...]) }
    }

    @Test("an unquoted local part has neither quotes nor backslashes")
    func unquoted() {
        #expect(SMTPPath.unquoted("\"a\\\"b \\\\c\"") == "a\"b \\c")
        #expect(SMTPPath.unquoted("plain") == "plain")
        #expect(SMTPPath.unquoted("\"") == "\"")
    }

    @Test("all parameters of MAIL are read, in any case of letters")
    func mailParameters() throws {
        let text = " size=1000 Body=8bitmime SMTPUTF8 RET=hdrs ENVID=QQ+2B1 MT-PRIORITY=-4"
        let parameters = try MailParameters(Array(text.utf8)[...])
        #expect(parameters.size == 1000)
        #expect(parameters.body == .eightBitMIME)
        #expect(parameters.smtpUTF8)
        #expect(parameters.dsnReturn == .headers)
        #expect(parameters.envelopeID == "QQ+2B1")
        #expect(parameters.priority == -4)
    }

    @Test("a size beyond what a number holds counts as the greatest")
    func hugeSize() throws {
        #expect(try MailParameters(Array(" SIZE=99999999999999999999".utf8)[...]).size == .max)
    }

    @Test(
        "malformed parameters of MAIL are refused by their kind",
        arguments: [
            (" SIZE=", SMTPSyntaxError.Code.parameter), (" SIZE=-1", .parameter), (" SIZE", .parameter),
            (" SIZE=1 SIZE=2", .parameterRepeated), (" BODY=BINARYMIME", .parameter), (" SMTPUTF8=1", .parameter),
            (" RET=x", .parameter), (" ENVID=a+2", .xtext), (" ENVID=a=b", .xtext), (" AUTH=<>", .parameterUnknown),
            (" NOTIFY=NEVER", .parameterUnknown), (" MT-PRIORITY=10", .parameter), (" MT-PRIORITY=+1", .parameter),
            (" =x", .parameter), (" a\u{1}=b", .parameter),
        ])
    func malformedMailParameters(_ text: String, _ code: SMTPSyntaxError.Code) {
        #expect(throws: SMTPSyntaxError(code, "")) { try MailParameters(Array(text.utf8)[...]) }
    }

    @Test("all parameters of RCPT are read")
    func recipientParameters() throws {
        let parameters = try RecipientParameters(Array(" NOTIFY=success,Delay ORCPT=rfc822;a+2Bb@c.example".utf8)[...])
        #expect(parameters.notify == [.success, .delay])
        #expect(parameters.originalRecipient == "rfc822;a+2Bb@c.example")
        #expect(try RecipientParameters(Array(" NOTIFY=NEVER".utf8)[...]).notify == .never)
    }

    @Test(
        "malformed parameters of RCPT are refused by their kind",
        arguments: [
            (" NOTIFY=NEVER,DELAY", SMTPSyntaxError.Code.parameter), (" NOTIFY=", .parameter), (" NOTIFY", .parameter),
            (" NOTIFY=DELAY,", .parameter), (" ORCPT=abc", .xtext), (" ORCPT=;abc", .xtext), (" ORCPT=rfc822;", .xtext),
            (" ORCPT=rfc822;a+zz", .xtext), (" SIZE=1", .parameterUnknown),
        ])
    func malformedRecipientParameters(_ text: String, _ code: SMTPSyntaxError.Code) {
        #expect(throws: SMTPSyntaxError(code, "")) { try RecipientParameters(Array(text.utf8)[...]) }
    }

    @Test("xtext goes there and back for every octet")
    func xtext() {
        let all = Array(UInt8.min...UInt8.max)
        let text = XText.encode(all)
        #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "=") })
        #expect(XText.decode(text.utf8) == all)
        #expect(XText.encode("a+b=c".utf8) == "a+2Bb+3Dc")
        for bad in ["+", "+4", "+G0", "a b", "a=b", "é"] { #expect(XText.decode(bad.utf8) == nil) }
    }
}
