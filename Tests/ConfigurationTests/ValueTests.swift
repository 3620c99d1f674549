import Configuration
import Testing

@Suite("Forms of values")
struct ValueTests {
    @Test(
        "A time is a number of seconds, or numbers with units",
        arguments: [
            ("30", 30), ("30s", 30), ("10min", 600), ("2h", 7200), ("2d", 172_800), ("1w", 604_800), ("500ms", 0.5),
            ("1h 30min", 5400), ("1h30min", 5400), ("1.5h", 5400), ("0", 0), ("30 s", 30),
        ])
    func duration(text: String, seconds: Double) {
        #expect(ConfigurationValue.duration(text) == seconds)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", " ", "s", "-5s", "10 parsecs", "5 5", "1h 5", "1..5s", ".", "5.s", "1e3", "99999999999999d", "30S",
            "٣s",
            "1000000000000000000000",
        ])
    func badDuration(text: String) {
        #expect(ConfigurationValue.duration(text) == nil)
    }

    @Test(
        "A size is a number of octets, or one with K, M or G",
        arguments: [("0", 0), ("4096", 4096), ("64K", 65536), ("50M", 52_428_800), ("2G", 2_147_483_648)])
    func size(text: String, octets: Int) {
        #expect(ConfigurationValue.size(text) == octets)
    }

    @Test(
        "What is no size is refused",
        arguments: ["", "K", "-1", "1.5M", "64k", "10 M", "999999999999999999G", "9999999999999999999", "0x10", "+5"])
    func badSize(text: String) {
        #expect(ConfigurationValue.size(text) == nil)
    }

    @Test("Switches are read as systemd reads them")
    func boolean() {
        for text in ["yes", "TRUE", "on", "1"] { #expect(ConfigurationValue.boolean(text) == true) }
        for text in ["no", "False", "off", "0"] { #expect(ConfigurationValue.boolean(text) == false) }
        #expect(ConfigurationValue.boolean("maybe") == nil)
    }

    @Test("Selectors are text or hexadecimal digits")
    func selector() {
        #expect(ConfigurationValue.selector("P1") == [0x50, 0x31])
        #expect(ConfigurationValue.selector("0x00fF") == [0, 255])
        #expect(ConfigurationValue.selector("0x") == [])
        for text in ["0xf", "0xgg", "grün"] { #expect(ConfigurationValue.selector(text) == nil) }
    }

    @Test("Commands are split into words with quotes and backslashes")
    func words() {
        #expect(
            ConfigurationValue.words("/bin/a  b 'c d' \"e \\\" f\" g\\ h ''") == [
                "/bin/a", "b", "c d", "e \" f", "g h", "",
            ])
        #expect(ConfigurationValue.words("a'b'\"c\"") == ["abc"])
        #expect(ConfigurationValue.words("") == [])
        for text in ["'open", "\"open", "end\\"] { #expect(ConfigurationValue.words(text) == nil) }
    }

    @Test(
        "Addresses are read in every form and written in one",
        arguments: [
            ("127.0.0.1:25", "127.0.0.1:25"), ("[::1]:25", "[::1]:25"), ("unix:/run/x", "unix:/run/x"),
            ("/run/x", "unix:/run/x"), ("2525", "[::]:2525"), ("hq.example", "hq.example:102"), ("[::1]", "[::1]:102"),
        ])
    func address(text: String, written: String) {
        #expect(ListenAddress(text, defaultPort: 102)?.description == written)
    }

    @Test(
        "What is no address is refused",
        arguments: [
            "", "unix:", "[::1", "[::1]x", "host:", "host:0x1", "host:65536", "1.2.3:5", "256.1.1.1:2", "a b:1", "::1",
        ])
    func badAddress(text: String) {
        #expect(ListenAddress(text, defaultPort: 102) == nil)
    }

    @Test("Listeners overlap on one port of one address or of all")
    func overlap() throws {
        func overlaps(_ a: String, _ b: String) throws -> Bool {
            let first = try #require(ListenAddress(a))
            let second = try #require(ListenAddress(b))
            #expect(first.overlaps(second) == second.overlaps(first))
            return first.overlaps(second)
        }
        #expect(try overlaps("127.0.0.1:25", "127.0.0.1:25"))
        #expect(try overlaps("0.0.0.0:25", "127.0.0.1:25"))
        #expect(try overlaps("25", "127.0.0.1:25"))
        #expect(try overlaps("/run/a", "unix:/run/a"))
        #expect(try !overlaps("0.0.0.0:25", "[::1]:25"))
        #expect(try !overlaps("127.0.0.1:25", "127.0.0.2:25"))
        #expect(try !overlaps("127.0.0.1:0", "127.0.0.1:0"))
        #expect(try !overlaps("/run/a", "127.0.0.1:25"))
    }

    @Test("A network holds its addresses and no others")
    func network() throws {
        let four = try #require(NetworkRange("192.0.2.64/26"))
        #expect(four.contains("192.0.2.64") && four.contains("192.0.2.127") && four.contains("::ffff:192.0.2.65"))
        #expect(!four.contains("192.0.2.63") && !four.contains("192.0.2.128") && !four.contains("::1"))
        let six = try #require(NetworkRange("2001:db8::/32"))
        #expect(six.contains("2001:db8:1::5") && !six.contains("2001:db9::1") && !six.contains("nonsense"))
        #expect(try #require(NetworkRange("0.0.0.0/0")).contains("8.8.8.8"))
        #expect(NetworkRange("192.0.2.1")?.description == "192.0.2.1/32")
    }

    @Test(
        "What is no network is refused",
        arguments: [
            "", "192.0.2.1/24", "192.0.2.0/33", "192.0.2/24", "192.0.2.0/", "192.0.2.0/x", "2001:db8::/129", ":::",
            "1::2::3",
            "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::/-1", "192.0.2.0.1/8", "::1.2.3.4.5",
        ])
    func badNetwork(text: String) {
        #expect(NetworkRange(text) == nil)
    }

    @Test("The nearest name is the one that was meant, or none")
    func nearest() {
        let keys = ["OpenInterval", "OpenRetries", "WindowSize"]
        #expect(EditDistance.nearest(to: "OpenIntervall", among: keys) == "OpenInterval")
        #expect(EditDistance.nearest(to: "openinterval", among: keys) == "OpenInterval")
        #expect(EditDistance.nearest(to: "WidnowSize", among: keys) == "WindowSize")
        #expect(EditDistance.nearest(to: "Colour", among: keys) == nil)
        #expect(EditDistance.nearest(to: "", among: keys) == nil)
        #expect(EditDistance.nearest(to: "x", among: []) == nil)
    }

    @Test("A secret never shows in text")
    func secret() {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "(secret)")
        #expect(String(reflecting: secret) == "(secret)")
        #expect(secret == Secret("hunter2") && secret != Secret("Hunter2"))
    }
}
