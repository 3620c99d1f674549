import SMTP
import Testing

@Suite("The LMTP client")
struct LMTPClientTests {
    static let hello =
        "250-mx.example\r\n250-PIPELINING\r\n250-SIZE 100000\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"
    static let plainHello = "250 mx.example\r\n"

    static func message(_ recipients: [String] = ["b"], utf8: Bool = false, size: Int = 10) -> LMTPMessage {
        LMTPMessage(
            sender: SMTPPath(localPart: "a", domain: "hq.example"),
            recipients: recipients.map { SMTPPath(localPart: $0, domain: "x.example") }, size: size, isEightBit: true,
            needsSMTPUTF8: utf8)
    }

    @Test("a message goes over in one go, dots stuffed, and each recipient gets the server's word")
    func pipelined() {
        for pieces in [0, 1, 2, 7] {
            var driver = LMTPDriver(
                script: [
                    "220 hello\r\n", Self.hello, "250 ok\r\n", "250 ok\r\n", "550 5.1.1 who?\r\n", "250 ok\r\n",
                    "354 go\r\n", "250 2.0.0 in\r\n452 4.2.2 over quota\r\n", "221 bye\r\n",
                ],
                content: [".a\r", "\n..b\r\n", "c"], pieces: pieces)
            driver.run([Self.message(["b", "c", "d"])])
            #expect(
                driver.text == "LHLO hq.example\r\nMAIL FROM:<a@hq.example> SIZE=10 BODY=8BITMIME\r\n"
                    + "RCPT TO:<b@x.example>\r\nRCPT TO:<c@x.example>\r\nRCPT TO:<d@x.example>\r\nDATA\r\n"
                    + "..a\r\n...b\r\nc\r\n.\r\nQUIT\r\n")
            #expect(driver.outcomes[0] == .delivered)
            #expect(driver.outcomes[1] == .failed(SMTPReply(550, "5.1.1", "who?")))
            #expect(driver.outcomes[2] == .deferred("452 4.2.2 over quota"))
            #expect(driver.finished == 1)
            #expect(driver.isClosed)
            #expect(driver.violations == [])
        }
    }

    @Test("without PIPELINING one command follows the reply to the one before")
    func stepwise() {
        var driver = LMTPDriver(
            script: [
                "220 x\r\n", Self.plainHello, "250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n",
                "250 in\r\n250 in\r\n", "221 x\r\n",
            ],
            content: ["x\r\n"])
        driver.run([Self.message(["b", "c"])])
        #expect(driver.outcomes == [0: .delivered, 1: .delivered])
        #expect(driver.text.contains("MAIL FROM:<a@hq.example>\r\n"))
        #expect(driver.violations == [])
    }

    /// What the server says after LHLO's reply, the outcome, and whether the connection serves on.
    static let table: [([String], LMTPOutcome, Bool)] = [
        (["451 4.3.0 no\r\n", "503 x\r\n", "503 x\r\n", "250 reset\r\n"], .deferred("451 4.3.0 no"), true),
        (["550 5.7.1 no\r\n", "503 x\r\n", "503 x\r\n", "250 r\r\n"], .failed(SMTPReply(550, "5.7.1", "no")), true),
        (["250 ok\r\n", "450 4.2.1 busy\r\n", "503 none\r\n", "250 r\r\n"], .deferred("450 4.2.1 busy"), true),
        (["250 ok\r\n", "250 ok\r\n", "451 4.3.0 no\r\n", "250 r\r\n"], .deferred("451 4.3.0 no"), true),
        (["250 ok\r\n", "250 ok\r\n", "250 odd\r\n", "250 r\r\n"], .deferred("250 odd"), true),
        (
            ["250 ok\r\n", "250 ok\r\n", "354 x\r\n", "554 5.6.0 bad\r\n"], .failed(SMTPReply(554, "5.6.0", "bad")),
            true
        ),
        (["250 ok\r\n", "250 ok\r\n", "354 x\r\n", "354 x\r\n"], .deferred("354 x"), true),
        (["421 4.3.2 stopping\r\n"], .deferred("421 4.3.2 stopping"), false),
        (["250 ok\r\n", "250 ok\r\n", "354 x\r\n", "421 gone\r\n"], .deferred("421 gone"), false),
        (["250 ok\r\n", "CLOSE"], .deferred("connection closed"), false),
        (["250 ok\r\n", "250 ok\r\n", "354 x\r\n", "CLOSE"], .deferred("connection closed"), false),
        (["250 ok\r\n", "550 x\r\n", "354 x\r\n"], .failed(SMTPReply(550, nil, "x")), false),
        (["garbage\r\n"], .deferred("the server answers no LMTP: no reply code"), false),
        (["250-a\r\n251 b\r\n"], .deferred("the server answers no LMTP: reply codes differ within one reply"), false),
    ]

    @Test("every kind of answer has its outcome", arguments: table)
    func answers(_ answers: [String], _ outcome: LMTPOutcome, _ servesOn: Bool) {
        for pieces in [0, 1, 3] {
            var driver = LMTPDriver(
                script: ["220 x\r\n", Self.hello] + answers + ["221 bye\r\n"], content: ["x\r\n"], pieces: pieces)
            driver.run([Self.message()])
            #expect(driver.outcomes == [0: outcome])
            #expect(driver.finished == (servesOn ? 1 : 0))
            #expect(driver.isClosed)
            #expect(driver.violations == [])
        }
    }

    @Test("two messages share the connection, also when the first is refused")
    func reuse() {
        var driver = LMTPDriver(
            script: [
                "220 x\r\n", Self.hello, "250 ok\r\n", "550 5.1.1 no\r\n", "503 no\r\n", "250 reset\r\n", "250 ok\r\n",
                "250 ok\r\n", "354 go\r\n", "250 in\r\n", "221 x\r\n",
            ],
            content: ["x\r\n"])
        driver.run([Self.message(["nobody"]), Self.message(["b"])], separately: true)
        #expect(driver.told == [0: [.failed(SMTPReply(550, "5.1.1", "no"))], 1: [.delivered]])
        #expect(driver.finished == 2)
        #expect(driver.violations == [])
    }

    @Test("what the server cannot take is refused without being sent")
    func unsuitable() {
        for (message, code) in [(Self.message(utf8: true), 553), (Self.message(size: 100_001), 552)] {
            var driver = LMTPDriver(script: ["220 x\r\n", Self.hello, "221 x\r\n"], content: [])
            driver.run([message])
            guard case .failed(let reply) = driver.outcomes[0] else {
                Issue.record("not failed")
                continue
            }
            #expect(reply.code == code)
            #expect(driver.text == "LHLO hq.example\r\nQUIT\r\n")
        }
    }

    @Test("an address that is none is refused, and no line of it reaches the server")
    func injection() {
        var message = Self.message(["ok", "evil>\r\nRSET\r\nMAIL FROM:<x", "a b", ""])
        message.recipients.append(SMTPPath(localPart: "a", domain: "x>\r\nDATA"))
        var driver = LMTPDriver(
            script: ["220 x\r\n", Self.hello, "250 ok\r\n", "250 ok\r\n", "354 x\r\n", "250 in\r\n", "221 x\r\n"],
            content: ["x\r\n"])
        driver.run([message])
        #expect(driver.outcomes[0] == .delivered)
        for place in 1...4 {
            #expect(driver.outcomes[place] == .failed(SMTPReply(501, "5.1.3", "The address cannot be written in SMTP")))
        }
        #expect(!driver.text.contains("RSET"))
    }

    @Test(
        "content of any shape ends once, and only at its end",
        arguments: [
            ("", ".\r\n"), (".", "..\r\n.\r\n"), ("a\n.\nb", "a\r\n..\r\nb\r\n.\r\n"),
            ("a\r.\rb", "a\r\n..\r\nb\r\n.\r\n"),
            ("a\r\n.\r\n", "a\r\n..\r\n.\r\n"), ("\r", "\r\n.\r\n"), ("a\r\r\nb\r\n", "a\r\n\r\nb\r\n.\r\n"),
            ("\n.\r", "\r\n..\r\n.\r\n"),
        ])
    func stuffing(_ content: String, _ expected: String) {
        let octets = Array(content.utf8)
        for cut in 0...octets.count {
            var stuffer = DotStuffer()
            var output = stuffer.encode(Array(octets[..<cut])) + stuffer.encode(Array(octets[cut...]))
            output += stuffer.end()
            #expect(String(decoding: output, as: UTF8.self) == expected)
            var decoder = DataDecoder(lineLimit: 1000)
            var offset = 0
            _ = decoder.consume(output, &offset)
            #expect(decoder.hasEnded)
            #expect(decoder.fault == nil)
            #expect(offset == output.count)
        }
    }

    @Test("a server that is silent is given up, and one that never ends a line too")
    func limits() {
        var machine = LMTPClientMachine(hostname: "hq.example")
        _ = machine.handle(.deliver(Self.message()))
        #expect(machine.handle(.connected) == [.startTimer(.reply, seconds: 60)])
        let actions = machine.handle(.timer(.reply))
        #expect(actions == [.outcome(recipient: 0, .deferred("no reply in 60 s")), .stopTimer, .close])
        #expect(machine.handle(.octets(Array("220 x\r\n".utf8))) == [])
        #expect(machine.handle(.deliver(Self.message())).count == 1)

        var flooded = LMTPClientMachine(hostname: "hq.example")
        _ = flooded.handle(.connected)
        let flood = flooded.handle(.octets(Array(repeating: 0x32, count: 5000)))
        #expect(flood.last == .close)
        var lines = LMTPClientMachine(hostname: "hq.example")
        _ = lines.handle(.connected)
        let many = lines.handle(.octets(Array(String(repeating: "220-x\r\n", count: 200).utf8)))
        #expect(many.last == .close)
    }

    @Test("random octets from the server never crash, and every recipient has one outcome in the end")
    func random() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of the random LMTP input: \(seed)")
        var generator = SplitMix(state: seed)
        let words = [
            "250 ok\r\n", "220 x\r\n", Self.hello, "354 go\r\n", "550 5.1.1 x\r\n", "250-", "\r\n", "421", "2", "99",
        ]
        for _ in 0..<2000 {
            var machine = LMTPClientMachine(hostname: "hq.example")
            var outcomes: [Int] = []
            var events: [LMTPClientEvent] = [.deliver(Self.message(["b", "c"])), .connected]
            for _ in 0..<12 {
                events.append(.octets(Array(words[Int(generator.next() % UInt64(words.count))].utf8)))
                if generator.next() % 5 == 0 { events.append(.content([0x2E])) }
                if generator.next() % 5 == 0 { events.append(.contentEnded) }
            }
            events.append(.peerClosed("gone"))
            for event in events {
                for case .outcome(let recipient, _) in machine.handle(event) { outcomes.append(recipient) }
            }
            #expect(outcomes.sorted() == [0, 1])
            #expect(!machine.isUsable)
        }
    }
}
