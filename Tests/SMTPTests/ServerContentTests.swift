import SMTP
import Testing

@Suite("Content and smuggling")
struct ServerContentTests {
    /// What some relay may take for the end of the data, and is none.
    static let falseEnds: [String] = [
        "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\r\n.\r\r\n", "\n.\r", "\r.\n", "\r\n\r.\r\n",
        "\r\n.\n\r\n", "\n\n.\r\n", "\r\r\n.\r\n ", "\r\n\u{0}.\n",
    ]

    @Test(
        "a false end of data ends nothing: the message is refused, and nothing in it is a command", arguments: falseEnds
    )
    func smuggling(_ end: String) {
        let inner = "MAIL FROM:<evil@x.example>\r\nRCPT TO:<victim@y.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nhi"
        let text = "DATA\r\nSubject: outer\r\n\r\nbody\(end)\(inner)\r\n.\r\nNOOP\r\n"
        let octets = Array(text.utf8)
        for cut in 0...octets.count {
            var driver = ServerDriver.ready()
            driver.handle(.octets(Array(octets[..<cut])))
            driver.handle(.octets(Array(octets[cut...])))
            if end == "\r\r\n.\r\n " {
                // CR CR LF is a bare CR and a true line end; what follows the true end of data is a command again.
                #expect(driver.accepted == [])
                #expect(driver.codes.prefix(2) == [354, 550])
            } else {
                #expect(driver.codes == [354, 550, 250], "cut at \(cut)")
                #expect(driver.accepted == [])
                #expect(driver.problems.count == 1)
            }
            #expect(driver.discarded == 1)
            #expect(driver.violations == [])
        }
    }

    @Test(
        "a bare CR or LF in a chunk refuses the message, wherever the chunks are cut",
        arguments: ["a\nb\r\n", "a\rb\r\n", "a\r\n.\nb", "a\r", "\n", "a\r\r\n"])
    func chunkedSmuggling(_ content: String) {
        let octets = Array(content.utf8)
        for cut in 0...octets.count {
            var driver = ServerDriver.ready()
            let head = String(decoding: octets[..<cut], as: UTF8.self)
            let tail = String(decoding: octets[cut...], as: UTF8.self)
            driver.say("BDAT \(cut)\r\n\(head)BDAT \(octets.count - cut) LAST\r\n\(tail)NOOP\r\n")
            #expect(driver.accepted == [], "cut at \(cut)")
            #expect(driver.codes.contains(550))
            #expect(driver.codes.last == 250)
            #expect(driver.violations == [])
        }
    }

    @Test(
        "stuffed dots are undone and nothing else is touched",
        arguments: [
            ("", ""), ("..\r\n", ".\r\n"), (".a\r\n", "a\r\n"), ("...\r\n", "..\r\n"), ("a.\r\n", "a.\r\n"),
            ("a\r\n..\r\n\r\n", "a\r\n.\r\n\r\n"), ("\r\n\r\n", "\r\n\r\n"), ("\u{0}\u{7F}é\r\n", "\u{0}\u{7F}é\r\n"),
            (". \r\n", " \r\n"),
        ])
    func dots(_ sent: String, _ expected: String) {
        let octets = Array("\(sent).\r\nRSET\r\n".utf8)
        for first in 0...octets.count {
            for second in first...octets.count {
                var decoder = DataDecoder(lineLimit: 1000)
                var content: [UInt8] = []
                var read = 0
                for piece in [octets[..<first], octets[first..<second], octets[second...]] {
                    var offset = 0
                    content += decoder.consume(Array(piece), &offset)
                    read += offset
                }
                #expect(String(decoding: content, as: UTF8.self) == expected)
                #expect(decoder.hasEnded)
                #expect(decoder.fault == nil)
                #expect(read == octets.count - 6)
            }
        }
    }

    @Test("content is passed on as it comes, not kept")
    func streamed() {
        var machine = ServerDriver.ready().machine
        _ = machine.handle(.octets(Array("DATA\r\n".utf8)))
        let actions = machine.handle(.octets(Array("first\r\nsec".utf8)))
        #expect(actions.first == .content(Array("first\r\nsec".utf8)))
    }

    @Test("content sent ahead of a refused DATA is not read as commands")
    func dataAhead() {
        var driver = ServerDriver()
        driver.handle(.connected)
        driver.say("EHLO c\r\nMAIL FROM:<a@b>\r\nDATA\r\nMAIL FROM:<evil@x>\r\n.\r\n")
        #expect(driver.codes == [220, 250, 250, 554, 421])
        #expect(driver.isClosed)
    }

    @Test("a message of the greatest size is taken, one octet more is refused, by DATA and by BDAT")
    func size() {
        let body = String(repeating: "x", count: 98) + "\r\n"
        for (content, code) in [(body, 250), ("y" + body, 552)] {
            var data = ServerDriver.ready { $0.messageOctets = 100 }
            data.say("DATA\r\n\(content).\r\nNOOP\r\n")
            #expect(data.codes == [354, code, 250])
            #expect(data.discarded == (code == 250 ? 0 : 1))
            var chunk = ServerDriver.ready { $0.messageOctets = 100 }
            chunk.say("BDAT \(content.utf8.count) LAST\r\n\(content)NOOP\r\n")
            #expect(chunk.codes == [code, 250])
        }
        var chunks = ServerDriver.ready { $0.messageOctets = 100 }
        chunks.say("BDAT 60\r\n\(String(repeating: "x", count: 60))BDAT 60\r\n\(String(repeating: "x", count: 60))")
        chunks.say("BDAT 5 LAST\r\nxxx\r\nNOOP\r\n")
        #expect(chunks.codes == [250, 552, 503, 250])
    }

    @Test("a refused message that goes on without end costs the connection")
    func drain() {
        var driver = ServerDriver.ready {
            $0.messageOctets = 100
            $0.drainedOctets = 10_000
        }
        driver.say("DATA\r\n")
        for _ in 0..<200 where !driver.isClosed { driver.say(String(repeating: "x", count: 98) + "\r\n") }
        #expect(driver.isClosed)
        #expect(driver.codes == [354, 552])
    }

    @Test("a line of content beyond the limit refuses the message")
    func longLine() {
        for (count, code) in [(98, 250), (99, 550)] {
            let line = String(repeating: "x", count: count) + "\r\n"
            var data = ServerDriver.ready { $0.textLine = 100 }
            data.say("DATA\r\n\(line).\r\n")
            #expect(data.codes == [354, code])
            var chunk = ServerDriver.ready { $0.textLine = 100 }
            chunk.say("BDAT \(line.utf8.count) LAST\r\n\(line)")
            #expect(chunk.codes == [code])
        }
    }
}
