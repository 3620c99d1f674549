import OSI
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
        #expect(Self.match("BERLIN", "Secret") == .wrongPassword(connector: "berlin", difference: .form(.letterCase)))
        #expect(Self.match("BERLIN", "") == .wrongPassword(connector: "berlin", difference: .missing))
        #expect(Self.match("NAIROBI", "") == .suspended(connector: "closed"))
        #expect(Self.match("NAIROBI", "x") == .wrongPassword(connector: "closed", difference: .unexpected))
    }

    @Test("connectors of one neighbour are told apart by the selectors that they ask for")
    func selectors() {
        func identity(_ connector: String, called: ProtocolSelectors, calling: ProtocolSelectors = ProtocolSelectors())
            -> PeerIdentity
        {
            PeerIdentity(
                connector: connector, remoteName: "BERLIN", remotePassword: "secret", isSuspended: false,
                called: called, calling: calling)
        }
        let directory = PeerDirectory([
            identity("any", called: ProtocolSelectors()),
            identity("day", called: ProtocolSelectors(transport: [1])),
            identity("night", called: ProtocolSelectors(transport: [2], session: [3])),
            identity("from", called: ProtocolSelectors(transport: [2]), calling: ProtocolSelectors(presentation: [9])),
        ])
        func match(_ called: ProtocolSelectors, _ calling: ProtocolSelectors = ProtocolSelectors()) -> PeerMatch {
            directory.match(name: "BERLIN", password: Array("secret".utf8), called: called, calling: calling)
        }
        #expect(match(ProtocolSelectors(transport: [1], session: [7])) == .known(connector: "day"))
        #expect(match(ProtocolSelectors(transport: [2], session: [3])) == .known(connector: "night"))
        #expect(match(ProtocolSelectors(transport: [2], session: [4])) == .known(connector: "any"))
        #expect(
            match(ProtocolSelectors(transport: [2]), ProtocolSelectors(presentation: [9])) == .known(connector: "from"))
        #expect(match(ProtocolSelectors()) == .known(connector: "any"))
        // Whose password it is not, is the one that is called.
        let called = ProtocolSelectors(transport: [2], session: [3])
        let wrong = directory.match(name: "BERLIN", password: [1], called: called, calling: ProtocolSelectors())
        #expect(wrong == .wrongPassword(connector: "night", difference: .other))
        let strict = PeerDirectory([identity("day", called: ProtocolSelectors(transport: [1]))])
        #expect(
            strict.match(
                name: "BERLIN", password: Array("secret".utf8), called: ProtocolSelectors(transport: [2]),
                calling: ProtocolSelectors()) == .wrongSelectors(connector: "day"))
        #expect(strict.match(name: "BERLIN", password: [1]) == .wrongPassword(connector: "day", difference: .other))
    }

    @Test("who may not ask for two-way alternate dialogue is known, and refused for that")
    func dialogueMode() {
        let directory = PeerDirectory([
            PeerIdentity(
                connector: "berlin", remoteName: "BERLIN", remotePassword: "", isSuspended: false,
                permitsTwoWayAlternate: false)
        ])
        #expect(directory.match(name: "BERLIN", password: []) == .known(connector: "berlin"))
        #expect(
            directory.match(name: "BERLIN", password: [], dialogueMode: .twoWayAlternate)
                == .unacceptableDialogueMode(connector: "berlin"))
    }

    @Test("a name that is nearly one is shown with the one that it is near to; the nearest")
    func near() {
        #expect(
            Self.match("Berlin", "secret")
                == .nearlyNamed(connector: "berlin", configured: "BERLIN", difference: .letterCase))
        #expect(
            Self.match("MTA-1", "") == .nearlyNamed(connector: "nearer", configured: "mta-1", difference: .letterCase))
        // Of several that are as near, the one whose password it is; without a near one, by the password alone.
        let numbered = PeerDirectory(
            ["MTA-1", "MTA-2"].map {
                PeerIdentity(connector: $0, remoteName: $0, remotePassword: "of \($0)", isSuspended: false)
            })
        #expect(
            numbered.match(name: "MTA-3", password: Array("of MTA-2".utf8))
                == .nearlyNamed(connector: "MTA-2", configured: "MTA-2", difference: .oneLetter))
        #expect(Self.match("PARIS", "other") == .otherwiseNamed(connector: "second", configured: "BERLIN"))
        #expect(Self.match("", "other") == .otherwiseNamed(connector: "second", configured: "BERLIN"))
        let alike = PeerDirectory(
            ["A1", "B2"].map {
                PeerIdentity(connector: $0, remoteName: $0, remotePassword: "shared", isSuspended: false)
            })
        #expect(alike.match(name: "PARIS", password: Array("shared".utf8)) == .unknown)
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
            (" BERLIN", "BERLIN", .blanks), ("BERLIN", "Berlin ", .blanks), ("BERLIN", "BERLIN\u{200B}", .unicodeForm),
            ("BERLIN", "\u{412}ERLIN", .unicodeForm), ("MTA-1", "MTA\u{2011}1", .unicodeForm),
            ("HQ", "\u{FF28}\u{FF31}", .unicodeForm), ("H Q", "H\u{A0}Q", .unicodeForm),
        ] as [(String, String, NameDifference?)])
    func difference(_ a: String, _ b: String, _ expected: NameDifference?) {
        #expect(NameDifference(a, b) == expected)
        #expect(NameDifference(b, a) == expected)
    }
}
