import SMTPConnector
import Testing

@Suite("Addresses and networks")
struct AddressTests {
    @Test(
        "an address is in a network or not",
        arguments: [
            ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false), ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true), ("::/0", "192.0.2.1", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("fe80::/10", "fe80::1%eth0", true), ("128.0.0.0/1", "200.1.1.1", true),
            ("128.0.0.0/1", "100.1.1.1", false),
        ])
    func contains(_ network: String, _ address: String, _ expected: Bool) throws {
        let network = try #require(IPNetwork(network))
        let address = try #require(IPAddress(address))
        #expect(network.contains(address) == expected)
    }

    @Test(
        "what is no network is refused",
        arguments: [
            "", "x", "192.0.2", "192.0.2.0.1", "192.0.2.256", "192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/",
            "192.0.2.0/-1",
            "2001:db8::/129", "2001:db8::1/32", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1::", "1:::2", "12345::",
            "g::",
            "192.0.2.0/24/8", "fe80::%eth0/10", "1.2.3.4:5::", "::1.2.3", "+1::", "01234::",
        ])
    func malformed(_ text: String) { #expect(IPNetwork(text) == nil) }

    @Test("loopback is 127/8 and ::1")
    func loopback() {
        for text in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "0:0:0:0:0:0:0:1"] {
            #expect(IPAddress(text)?.isLoopback == true)
        }
        for text in ["128.0.0.1", "::2", "::", "::127.0.0.1"] { #expect(IPAddress(text)?.isLoopback == false) }
    }
}
