import P1Connector
import Testing

@Suite("Who calls")
struct PeerDirectoryTests {
    private static let directory = PeerDirectory([
        PeerIdentity(connector: "berlin", remoteName: "BERLIN", remotePassword: "secret", isSuspended: false),
        PeerIdentity(connector: "second", remoteName: "BERLIN", remotePassword: "other", isSuspended: false),
        PeerIdentity(connector: "closed", remoteName: "NAIROBI", remotePassword: "", isSuspended: true),
        PeerIdentity(connector: "near", remoteName: "MTB-1", remotePassword: "", isSuspended: false),
        PeerIdentity(connector: "nearer", remoteName: "mta-1", remotePassword: "", isSuspended: false),
    ])

    private static func match(_ name: String, _ password: String) -> PeerMatch {
        directory.match(name: name, password: Array(password.utf8))
    }

    @Test("name and password choose the connector, octet by octet")
    func known() {
        #expect(Self.match("BERLIN", "secret") == .known(connector: "berlin"))
        #expect(Self.match("BERLIN", "other") == .known(connector: "second"))
        #expect(Self.match("BERLIN", "Secret") == .wrongPassword(connector: "berlin"))
        #expect(Self.match("BERLIN", "") == .wrongPassword(connector: "berlin"))
        #expect(Self.match("NAIROBI", "") == .suspended(connector: "closed"))
        #expect(Self.match("NAIROBI", "x") == .wrongPassword(connector: "closed"))
    }

    @Test("a name that is nearly one is shown with the one that it is near to; the nearest")
    func near() {
        #expect(
            Self.match("Berlin", "secret")
                == .nearlyNamed(connector: "berlin", configured: "BERLIN", difference: .letterCase))
        #expect(
            Self.match("MTA-1", "") == .nearlyNamed(connector: "nearer", configured: "mta-1", difference: .letterCase))
        #expect(Self.match("LONDON", "") == .unknown)
        #expect(Self.match("", "") == .unknown)
        #expect(PeerDirectory([]).match(name: "X", password: []) == .unknown)
    }

    @Test(
        "how two names differ",
        arguments: [
            ("BERLIN", "BERLIN", nil), ("BERLIN", "berlin", .letterCase), ("BERLIN ", "BERLIN", .blanks),
            ("BER LIN", "berlin", .blanks), ("M\u{DC}NCHEN", "MU\u{308}NCHEN", .unicodeForm),
            ("BERLIN", "BERLN", .oneLetter), ("BERLIN", "BERLIXN", .oneLetter), ("BERLIN", "BERLUN", .oneLetter),
            ("BERLIN", "BERILN", .oneLetter), ("BERLIN", "BERLINER", nil), ("BERLIN", "NAIROBI", nil), ("A", "B", nil),
            ("", "", nil), ("", "A", nil), ("AB", "BA", .oneLetter), ("AAAA", "AAA", .oneLetter),
        ] as [(String, String, NameDifference?)])
    func difference(_ a: String, _ b: String, _ expected: NameDifference?) {
        #expect(NameDifference(a, b) == expected)
        #expect(NameDifference(b, a) == expected)
    }
}
