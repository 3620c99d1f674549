import SMTP
import Testing

@Suite("What one SMTP client may use up")
struct ServerLimitTests {
    @Test("a command line beyond the limit is refused once, and read over to its end")
    func longCommand() {
        var driver = ServerDriver { $0.commandLine = 512 }
        driver.handle(.connected)
        driver.replies = ""
        driver.say("NOOP " + String(repeating: "x", count: 505) + "\r\n")
        driver.say("NOOP " + String(repeating: "x", count: 506) + "\r\nNOOP\r\n")
        driver.say("NOOP " + String(repeating: "QUIT ", count: 5000) + "\r\nNOOP\r\n")
        #expect(driver.codes == [250, 500, 250, 500, 250])
    }

    @Test("recipients beyond the limit are put off and the others kept")
    func recipients() {
        var driver = ServerDriver.ready { $0.recipients = 3 }
        driver.say("RCPT TO:<c@d>\r\nRCPT TO:<e@d>\r\nRCPT TO:<f@d>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\r\n.\r\n")
        #expect(driver.codes == [250, 250, 452, 250, 354, 250])
        #expect(driver.accepted.first?.transaction.recipients.count == 3)
    }

    @Test("too many bad commands end the connection")
    func badCommands() {
        var driver = ServerDriver()
        driver.handle(.connected)
        driver.replies = ""
        driver.say(String(repeating: "XYZ\r\n", count: 30))
        #expect(driver.codes == Array(repeating: 500, count: 20) + [421])
        #expect(driver.isClosed)
        #expect(driver.problems == ["too many bad commands"])
    }

    @Test("commands without a message in sight are counted, and a message starts the count anew")
    func wastedCommands() {
        var driver = ServerDriver { $0.wastedCommands = 50 }
        driver.handle(.connected)
        for _ in 0..<5 {
            driver.say("EHLO c\r\n" + String(repeating: "NOOP\r\n", count: 30))
            driver.say("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\r\n.\r\n")
        }
        #expect(!driver.isClosed)
        driver.say(String(repeating: "NOOP\r\n", count: 60))
        #expect(driver.isClosed)
    }

    @Test("many small chunks of one message are no waste")
    func chunks() {
        var driver = ServerDriver.ready { $0.wastedCommands = 50 }
        for _ in 0..<200 { driver.say("BDAT 1\r\nx") }
        driver.say("BDAT 2 LAST\r\n\r\n")
        #expect(driver.accepted.count == 1)
    }

    @Test("input held back while the owner thinks is bounded")
    func held() {
        var driver = ServerDriver { $0.heldOctets = 1000 }
        driver.answersRecipients = false
        driver.handle(.connected)
        driver.say("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n")
        for _ in 0..<9 { driver.say(String(repeating: "x", count: 100)) }
        #expect(!driver.isClosed)
        driver.say(String(repeating: "x", count: 200))
        #expect(driver.isClosed)
        #expect(driver.codes.last == 421)
    }

    @Test("the idle timer runs from command to command, not from octet to octet")
    func idle() {
        var driver = ServerDriver()
        driver.handle(.connected)
        #expect(driver.armed == [.session: 14400, .idle: 300])
        driver.armed = [:]
        for octet in "NOO".utf8 { driver.handle(.octets([octet])) }
        #expect(driver.armed == [:])
        driver.say("P\r\n")
        #expect(driver.armed == [.idle: 300])
        driver.handle(.timer(.idle))
        #expect(driver.codes.last == 421)
        #expect(driver.isClosed)
    }

    @Test("within content the content timer runs from piece to piece and ends the connection")
    func contentIdle() {
        var driver = ServerDriver.ready()
        driver.say("DATA\r\n")
        #expect(driver.armed[.content] == 180)
        #expect(driver.armed[.idle] == nil)
        driver.armed = [:]
        driver.say("x")
        #expect(driver.armed == [.content: 180])
        driver.handle(.timer(.idle))
        #expect(!driver.isClosed)
        driver.handle(.timer(.content))
        #expect(driver.codes == [354, 421])
        #expect(driver.discarded == 1)
        #expect(driver.isClosed)
    }

    @Test("the session timer ends the connection, but not over an uncommitted message's head")
    func session() {
        var driver = ServerDriver.ready()
        driver.answersMessages = false
        driver.say("DATA\r\nx\r\n.\r\n")
        driver.handle(.timer(.session))
        #expect(!driver.isClosed)
        driver.handle(.messageAccepted("Ok"))
        #expect(driver.codes == [354, 250, 421])
        var idle = ServerDriver.ready()
        idle.handle(.timer(.session))
        #expect(idle.codes == [421])
    }

    @Test("events out of place change nothing")
    func stale() {
        for event: SMTPServerEvent in [
            .messageAccepted("x"), .messageRefused(SMTPReply(452, nil, "x")), .recipientVerdict(nil), .timer(.content),
            .connected,
        ] {
            var driver = ServerDriver.ready()
            driver.handle(event)
            #expect(driver.replies == "")
            driver.say("DATA\r\nx\r\n.\r\nQUIT\r\n")
            #expect(driver.codes == [354, 250, 221])
        }
    }

    @Test("random octets, raw and as torn commands, never break the order of things")
    func random() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of the random SMTP input: \(seed)")
        var generator = SplitMix(state: seed)
        let words = [
            "EHLO c\r\n", "HELO c\r\n", "MAIL FROM:<a@b>\r\n", "RCPT TO:<c@d>\r\n", "DATA\r\n", ".\r\n", "\r\n.\r\n",
            "BDAT 3\r\n",
            "BDAT 4 LAST\r\n", "abc", "RSET\r\n", "\r", "\n", ".", "\u{0}", "NOOP\r\n", "MAIL FROM:<é@b> SMTPUTF8\r\n",
            " SIZE=1",
        ].map { Array($0.utf8) }
        var octets = 0
        var accepted = 0
        while octets < 100_000 {
            var driver = ServerDriver {
                $0.badCommands = 200
                $0.messageOctets = 2000
            }
            driver.handle(.connected)
            for _ in 0..<200 where !driver.isClosed {
                var piece: [UInt8] = []
                if generator.next() % 4 == 0 {
                    for _ in 0..<(generator.next() % 40) { piece.append(UInt8(truncatingIfNeeded: generator.next())) }
                } else {
                    piece = words[Int(generator.next() % UInt64(words.count))]
                    if generator.next() % 8 == 0 { piece.removeLast() }
                }
                octets += piece.count
                driver.handle(.octets(piece))
            }
            driver.handle(.peerClosed)
            #expect(driver.isClosed)
            #expect(driver.violations == [])
            accepted += driver.accepted.count
        }
        #expect(accepted > 0)
    }
}

/// A small generator whose sequence follows from its seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
