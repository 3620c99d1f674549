import SMTP
import Testing

@Suite("The SMTP server's commands")
struct ServerMachineTests {
    @Test("a plain session brings its message in and every reply in order")
    func plain() {
        var driver = ServerDriver()
        driver.handle(.connected)
        driver.say("HELO client.example\r\n")
        driver.say("MAIL FROM:<a@hq.example>\r\n")
        driver.say("RCPT TO:<b@berlin.example>\r\n")
        driver.say("DATA\r\n")
        driver.say("Subject: x\r\n\r\n..dot\r\n.\r\n")
        driver.say("QUIT\r\n")
        #expect(driver.codes == [220, 250, 250, 250, 354, 250, 221])
        #expect(driver.accepted.map(\.text) == ["Subject: x\r\n\r\n.dot\r\n"])
        #expect(driver.accepted.first?.transaction.protocolName == "SMTP")
        #expect(driver.isClosed)
        #expect(driver.violations == [])
    }

    @Test("EHLO offers what the machine can do")
    func ehlo() {
        var driver = ServerDriver()
        driver.handle(.connected)
        driver.replies = ""
        driver.say("EHLO client.example\r\n")
        let lines = driver.replies.split(separator: "\r\n").map { String($0.dropFirst(4)) }
        #expect(
            lines == [
                "mx.hq.example", "PIPELINING", "SIZE 52428800", "8BITMIME", "ENHANCEDSTATUSCODES", "CHUNKING",
                "SMTPUTF8",
                "DSN", "MT-PRIORITY MIXER", "HELP",
            ])
        #expect(driver.replies.hasSuffix("250 HELP\r\n"))
    }

    /// Commands, and the codes of their replies, after the greeting.
    static let table: [(String, [Int])] = [
        ("NOOP\r\n", [250]), ("NOOP anything\r\n", [250]), ("noop\r\n", [250]), ("HELP\r\n", [214]),
        ("VRFY a\r\n", [252]),
        ("VRFY\r\n", [501]), ("RSET\r\n", [250]), ("RSET x\r\n", [501]), ("QUIT\r\n", [221]), ("\r\n", [500]),
        ("EXPN x\r\n", [500]), ("XYZ\r\n", [500]), ("EHLO\r\n", [501]), ("HELO\r\n", [501]), ("EHLO a b\r\n", [501]),
        ("MAIL FROM:<a@b>\r\n", [503]), ("RCPT TO:<a@b>\r\n", [503]), ("DATA\r\n", [503]), ("STARTTLS\r\n", [500]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\n", [250, 250]), ("EHLO c\r\nMAIL FROM:<>\r\n", [250, 250]),
        ("EHLO c\r\nMAIL FROM: <a@b>\r\n", [250, 250]), ("EHLO c\r\nmail from:<a@b> size=5\r\n", [250, 250]),
        ("EHLO c\r\nMAIL FROM:a@b\r\n", [250, 501]), ("EHLO c\r\nMAIL <a@b>\r\n", [250, 501]),
        ("EHLO c\r\nMAIL FROM:<a@b> X=1\r\n", [250, 555]), ("EHLO c\r\nMAIL FROM:<a@b> SIZE=99999999\r\n", [250, 552]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n", [250, 250, 503]),
        ("EHLO c\r\nRCPT TO:<a@b>\r\n", [250, 503]), ("EHLO c\r\nDATA\r\n", [250, 503]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nDATA\r\n", [250, 250, 554]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<>\r\n", [250, 250, 501]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<Postmaster>\r\n", [250, 250, 250]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d> NOTIFY=NEVER\r\n", [250, 250, 250]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d> NOTIFY=X\r\n", [250, 250, 501]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<no@d>\r\n", [250, 250, 550]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<no@d>\r\nRCPT TO:<c@d>\r\nDATA\r\n", [250, 250, 550, 250, 354]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA x\r\n", [250, 250, 250, 501]),
        ("EHLO c\r\nMAIL FROM:<é@b>\r\n", [250, 553]), ("EHLO c\r\nMAIL FROM:<é@b> SMTPUTF8\r\n", [250, 250]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<é@d>\r\n", [250, 250, 553]),
        ("EHLO c\r\nMAIL FROM:<a@b> SMTPUTF8\r\nRCPT TO:<é@d>\r\n", [250, 250, 250]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRSET\r\nMAIL FROM:<a@b>\r\n", [250, 250, 250, 250]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nEHLO d\r\nMAIL FROM:<a@b>\r\n", [250, 250, 250, 250]),
        ("GET / HTTP/1.1\r\n", [421]), ("BDAT 5 LAST\r\nhelloNOOP\r\n", [503, 250]), ("BDAT x\r\nNOOP\r\n", [501]),
        ("BDAT\r\nNOOP\r\n", [501]), ("BDAT 99999999999 LAST\r\nNOOP\r\n", [503]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nBDAT 4 LAST\r\nQUITNOOP\r\n", [250, 250, 554, 250]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 2\r\nhiDATA\r\n", [250, 250, 250, 250, 503]),
        ("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 2\r\nhiRCPT TO:<e@d>\r\n", [250, 250, 250, 250, 503]),
        (
            "EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 2\r\nhiRSET\r\nBDAT 0 LAST\r\n",
            [250, 250, 250, 250, 250, 503]
        ),
        ("NO\u{0}OP\r\n", [500]), ("NOOP\nNOOP\r\nNOOP\r\n", [500, 250]), ("NO\rOP\r\nNOOP\r\n", [500, 250]),
        ("NOOP\r\r\nNOOP\r\n", [500, 250]), ("RSET\nMAIL FROM:<a@b>\nQUIT\r\nNOOP\r\n", [500, 500, 250]),
    ]

    @Test("each command in each place has its reply, however the octets are cut", arguments: table)
    func commands(_ text: String, _ codes: [Int]) {
        for cut in 0...text.utf8.count {
            var driver = ServerDriver()
            driver.refusals["no"] = SMTPReply(550, "5.1.1", "No")
            driver.handle(.connected)
            driver.replies = ""
            driver.handle(.octets(Array(text.utf8.prefix(cut))))
            driver.handle(.octets(Array(text.utf8.dropFirst(cut))))
            #expect(driver.codes == codes, "cut at \(cut)")
            #expect(driver.violations == [])
        }
    }

    @Test("the transaction carries everything that MAIL and RCPT said")
    func transaction() {
        var driver = ServerDriver()
        driver.handle(.connected)
        driver.say("EHLO client.example\r\nMAIL FROM:<a@hq.example> RET=FULL ENVID=e1 BODY=8BITMIME MT-PRIORITY=6\r\n")
        driver.say("RCPT TO:<b@x.example> NOTIFY=SUCCESS ORCPT=rfc822;o@x.example\r\nRCPT TO:<c@x.example>\r\n")
        driver.say("RCPT TO:<\"b\"@x.example>\r\nDATA\r\nx\r\n.\r\n")
        let transaction = driver.accepted.first?.transaction
        #expect(transaction?.clientName == "client.example")
        #expect(transaction?.sender == SMTPPath(localPart: "a", domain: "hq.example"))
        #expect(transaction?.parameters.dsnReturn == .full)
        #expect(transaction?.parameters.envelopeID == "e1")
        #expect(transaction?.parameters.body == .eightBitMIME)
        #expect(transaction?.parameters.priority == 6)
        #expect(transaction?.recipients.map(\.path.localPart) == ["b", "c"])
        #expect(transaction?.recipients.first?.parameters.originalRecipient == "rfc822;o@x.example")
        #expect(transaction?.protocolName == "ESMTP")
    }

    @Test("a pipelined session in any two pieces gives the same replies and messages")
    func everySplit() {
        let text =
            "EHLO c.example\r\nMAIL FROM:<a@b>\r\nRCPT TO:<no@d>\r\nRCPT TO:<e@d>\r\nDATA\r\n"
            + "Subject: 1\r\n\r\n..\r\n.x\r\nQUIT\r\n.\r\n"
            + "MAIL FROM:<>\r\nRCPT TO:<e@d>\r\nBDAT 10\r\na\r\n.\r\nRSETBDAT 5 LAST\r\nb\r\n\r\nNOOP\r\nQUIT\r\n"
        let octets = Array(text.utf8)
        var whole = ServerDriver()
        whole.refusals["no"] = SMTPReply(550, "5.1.1", "No")
        whole.handle(.connected)
        let fresh = whole
        whole.handle(.octets(octets))
        #expect(whole.codes == [220, 250, 250, 550, 250, 354, 250, 250, 250, 250, 250, 250, 221])
        #expect(whole.accepted.map(\.text) == ["Subject: 1\r\n\r\n.\r\nx\r\nQUIT\r\n", "a\r\n.\r\nRSETb\r\n\r\n"])
        for cut in 0...octets.count {
            var driver = fresh
            driver.handle(.octets(Array(octets[..<cut])))
            driver.handle(.octets(Array(octets[cut...])))
            #expect(driver.replies == whole.replies, "cut at \(cut)")
            #expect(driver.accepted == whole.accepted, "cut at \(cut)")
            #expect(driver.violations == [])
        }
        var slow = fresh
        for octet in octets { slow.handle(.octets([octet])) }
        #expect(slow.replies == whole.replies)
        #expect(slow.accepted == whole.accepted)
    }

    @Test("while the owner thinks, nothing is answered and reading pauses; then all goes on in order")
    func waiting() {
        var driver = ServerDriver()
        driver.answersRecipients = false
        driver.handle(.connected)
        driver.say("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<e@d>\r\nRCPT TO:<f@d>\r\nNOOP\r\n")
        #expect(driver.codes == [220, 250, 250])
        #expect(driver.isPaused)
        #expect(driver.armed[.idle] == nil)
        driver.say("VRFY x\r\n")
        driver.handle(.recipientVerdict(nil))
        #expect(driver.codes == [220, 250, 250, 250])
        #expect(driver.isPaused)
        driver.handle(.recipientVerdict(SMTPReply(451, "4.3.0", "Later")))
        #expect(driver.codes == [220, 250, 250, 250, 451, 250, 252])
        #expect(!driver.isPaused)
        #expect(driver.armed[.idle] == 300)
    }

    @Test("a message is answered only when its owner says so, and what follows waits")
    func committing() {
        var driver = ServerDriver.ready()
        driver.answersMessages = false
        driver.say("DATA\r\nx\r\n.\r\nQUIT\r\n")
        #expect(driver.codes == [354])
        #expect(driver.machine.isCommitting)
        driver.handle(.messageRefused(SMTPReply(452, "4.3.1", "Full")))
        #expect(driver.codes == [354, 452, 221])
    }

    @Test("an owner that refuses at the beginning or within lets the content be read over", arguments: [true, false])
    func refusedEarly(_ chunked: Bool) {
        var driver = ServerDriver.ready()
        driver.refusesAtBegin = SMTPReply(452, "4.3.1", "Full")
        driver.say(chunked ? "BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n" : "DATA\r\nQUIT\r\n.\r\nNOOP\r\n")
        #expect(driver.codes == (chunked ? [452, 250] : [354, 452, 250]))
        #expect(driver.accepted == [])
        #expect(driver.discarded == 0)
        #expect(!driver.isClosed)
    }

    @Test("stopping answers the message that is being made safe, and cuts everything else")
    func closing() {
        var idle = ServerDriver.ready()
        idle.handle(.closing)
        #expect(idle.codes == [421])
        #expect(idle.isClosed)

        var receiving = ServerDriver.ready()
        receiving.say("DATA\r\nx")
        receiving.handle(.closing)
        #expect(receiving.codes == [354, 421])
        #expect(receiving.discarded == 1)

        var committing = ServerDriver.ready()
        committing.answersMessages = false
        committing.say("DATA\r\nx\r\n.\r\n")
        committing.handle(.closing)
        #expect(!committing.isClosed)
        committing.handle(.messageAccepted("Ok"))
        #expect(committing.codes == [354, 250, 421])
        #expect(committing.isClosed)
    }

    @Test("a client that goes away leaves no half message, and takes no committed one with it")
    func peerClosed() {
        var receiving = ServerDriver.ready()
        receiving.say("BDAT 3\r\nabc")
        receiving.handle(.peerClosed)
        #expect(receiving.discarded == 1)
        #expect(receiving.isClosed)

        var committing = ServerDriver.ready()
        committing.answersMessages = false
        committing.say("DATA\r\nx\r\n.\r\n")
        committing.handle(.peerClosed)
        #expect(committing.discarded == 0)
        committing.replies = ""
        committing.handle(.messageAccepted("Ok"))
        committing.say("NOOP\r\n")
        committing.handle(.timer(.idle))
        #expect(committing.replies == "")
        #expect(committing.violations == [])
    }
}
