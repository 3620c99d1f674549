import Configuration
import Testing

@Suite("Mistakes in a configuration")
struct MistakeTests {
    /// One mistake: the file it stands in, its text, and what is said of it.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var file: String
        var text: String
        var said: String
        var testDescription: String { said }
        init(_ file: String, _ text: String, _ said: String) { (self.file, self.text, self.said) = (file, text, said) }
    }

    @Test("a problem can be told with its place and without")
    func explanation() {
        let problem = ConfigurationProblem(
            file: "mta.conf", line: 7, section: "SMTP", key: "Listn", problem: "unknown key", nearest: "Listen")
        #expect(problem.explanation == "[SMTP] Listn: unknown key; did you mean Listen?")
        #expect(problem.description == "mta.conf:7: " + problem.explanation)
        #expect(ConfigurationProblem(file: "mta.conf", problem: "cannot be read").explanation == "cannot be read")
    }

    static let forms: [Mistake] = [
        Mistake(
            "mta.conf", Good.main + "nonsense\n",
            "mta.conf:4: [MTA]: neither a section, an assignment nor a comment; expected Key=value"),
        Mistake("mta.conf", Good.main + "=x\n", "mta.conf:4: [MTA]: no key before =; expected Key=value"),
        Mistake(
            "mta.conf", "A=1\n" + Good.main,
            "mta.conf:1: A= stands before the first section; expected [Section] above it"),
        Mistake(
            "mta.conf", Good.main + "[SMTP\nListen=1\n", "mta.conf:4: this is no section header; expected [Section]"),
        Mistake("mta.conf", Good.main + "Hostname=a\u{1}\n", "mta.conf:4: control character"),
        Mistake("mta.conf", Good.main + "LocalName=HQ2\n", "mta.conf:4: [MTA] LocalName: given twice; first in line 2"),
        Mistake(
            "mta.conf", Good.main + "[SMPT]\nListen=1\n",
            "mta.conf:4: [SMPT]: unknown section; expected [MTA], [SMTP], [P1], [Admin], [RAS], [Lifetime], "
                + "[Diagnostics]; did you mean [SMTP]?"),
        Mistake(
            "mta.conf", Good.main + "Hostnam=a\n", "mta.conf:4: [MTA] Hostnam: unknown key; did you mean Hostname?"),
        Mistake(
            "mta.conf", Good.main + "Socket=a\n",
            "mta.conf:4: [MTA] Socket: unknown key; did you mean Socket in [Admin]?"),
        Mistake(
            "mta.conf", Good.main + "[RAS]\nColour=red\n",
            "mta.conf:5: [RAS] Colour: unknown key; expected ConcurrentConnections, AnswerSocket"),
        Mistake(
            "mta.conf", Good.main + "[P1 a b]\nListen=1\n",
            "mta.conf:4: [P1 a b]: not the name of a section; expected [P1 NAME], 1 to 64 letters, digits, dots, "
                + "hyphens, underscores"),
        Mistake(
            "mta.conf", Good.main + "[P1 b]\nSelector=1\n",
            "mta.conf:5: [P1 b] Selector: unknown key; did you mean TSelector?"),
        Mistake(
            "mta.conf", Good.main + "[P1]\nListen=1\n[P1 b]\nListen=127.0.0.1\n[P1 c]\nListen=102\n",
            "mta.conf:9: [P1 c] Listen: [::]:102 overlaps with 127.0.0.1:102 of [P1 b] Listen="),
        Mistake(
            "mta.conf", Good.main + "[P1]\nSSelector=seventeen letters\n",
            "mta.conf:5: [P1] SSelector: \"seventeen letters\" is not valid; expected text or 0x and "
                + "hexadecimal digits, at most 16 octets"),
        Mistake(
            "connectors/berlin.connector", Good.berlin + "[Connector]\nApplication=1992\n",
            "connectors/berlin.connector:7: [Connector] Application: \"1992\" is not valid; expected 1988, 1988-x410, "
                + "1984"),
        Mistake(
            "connectors/nairobi.connector", Good.nairobi + "[Override]\nMaximumAssociations=2\n",
            "connectors/nairobi.connector:7: [Override] MaximumAssociations: has no meaning where "
                + "phonebook/sat.ras carries octets"),
        Mistake(
            "connectors/berlin.connector", Good.berlin + "[Override]\nOpenIntervall=5\n",
            "connectors/berlin.connector:7: [Override] OpenIntervall: unknown key; did you mean OpenInterval?"),
    ]

    static let values: [Mistake] = [
        Mistake(
            "mta.conf", "[MTA]\nLocalName=Größe\nGlobalDomain=C=GB;A= \n",
            "mta.conf:2: [MTA] LocalName: \"Größe\" is not valid; expected 1 to 32 printable ASCII characters"),
        Mistake(
            "mta.conf", "[MTA]\nLocalName=HQ\nGlobalDomain=GB\n",
            "mta.conf:3: [MTA] GlobalDomain: \"GB\" is not valid; expected as C=GB;A= ;P=ACME"),
        Mistake(
            "mta.conf", Good.main + "[SMTP]\nListen=here\nListen=a b:1\n",
            "mta.conf:6: [SMTP] Listen: \"a b:1\" is not valid; expected as 127.0.0.1:25, [::1]:25 or unix:PATH"),
        Mistake(
            "mta.conf", Good.main + "[SMTP]\nRelayFrom=192.0.2.1/24\n",
            "mta.conf:5: [SMTP] RelayFrom: \"192.0.2.1/24\" is not valid; "
                + "expected a network whose host bits are 0, as 192.0.2.0/24 or 2001:db8::/32"),
        Mistake(
            "mta.conf", Good.main + "[SMTP]\nMaximumMessageSize=lots\n",
            "mta.conf:5: [SMTP] MaximumMessageSize: \"lots\" is not valid; "
                + "expected a size from 1K to 1024G, as 64K or 50M"),
        Mistake(
            "mta.conf", Good.main + "[RAS]\nConcurrentConnections=0\n",
            "mta.conf:5: [RAS] ConcurrentConnections: \"0\" is not valid; expected a number from 1 to 1000"),
        Mistake(
            "mta.conf", Good.main + "[Lifetime]\nDelayReport=0s\n",
            "mta.conf:5: [Lifetime] DelayReport: \"0s\" is not valid; expected never, or a time of at least 1s, as "
                + "30min or 4h"),
        Mistake(
            "mta.conf", Good.main + "[Lifetime]\nUrgent=2 fortnights\n",
            "mta.conf:5: [Lifetime] Urgent: \"2 fortnights\" is not valid; "
                + "expected a time of at least 60s, as 30s, 10min, 2h or 2d"),
        Mistake(
            "mta.conf", Good.main + "[Diagnostics]\nAPDU=maximal\n",
            "mta.conf:5: [Diagnostics] APDU: \"maximal\" is not valid; "
                + "expected none, minimum, medium, maximum; did you mean maximum?"),
        Mistake(
            "mta.conf", Good.main + "Postmaster=ann\n",
            "mta.conf:4: [MTA] Postmaster: \"ann\" is not valid; expected a mailbox, as postmaster@hq.example"),
        Mistake(
            "mta.conf", Good.main + "Postmaster=a b@hq.example\n",
            "mta.conf:4: [MTA] Postmaster: \"a b@hq.example\" is not valid; "
                + "expected a mailbox, as postmaster@hq.example"),
        Mistake(
            "mta.conf", Good.main + "[Admin]\nGroup=a b\n",
            "mta.conf:5: [Admin] Group: \"a b\" is not valid; expected the name of a group"),
        Mistake(
            "connectors/berlin.connector", Good.berlin.replacing("x400", with: "x.400"),
            "connectors/berlin.connector:2: [Connector] Type: \"x.400\" is not valid; "
                + "expected x400, dynamic-ras, lan, local; did you mean x400?"),
        Mistake(
            "connectors/berlin.connector", Good.berlin.replacing("Type", with: "TwoWayAlternate=perhaps\nType"),
            "connectors/berlin.connector:2: [Connector] TwoWayAlternate: \"perhaps\" is not valid; expected yes or no"),
        Mistake(
            "connectors/berlin.connector", Good.berlin.replacing("Type", with: "AddressSpace=berlin.example\nType"),
            "connectors/berlin.connector:2: [Connector] AddressSpace: \"berlin.example\" is not valid; "
                + "expected SMTP:domain;cost or X400:attributes;cost, as SMTP:*.example;1 or X400:C=KE; A= ; P=Acme;1"),
        Mistake(
            "connectors/berlin.connector",
            Good.berlin.replacing("Type", with: "AddressSpace=X400:C=KE; A= ;101\nType"),
            "connectors/berlin.connector:2: [Connector] AddressSpace: \"X400:C=KE; A= ;101\" is not valid; "
                + "expected SMTP:domain;cost or X400:attributes;cost, as SMTP:*.example;1 or X400:C=KE; A= ; P=Acme;1"),
        Mistake(
            "connectors/local.connector", Good.local.replacing("SMTP:hq.example", with: "X400:C=KE"),
            "connectors/local.connector:3: [Connector] AddressSpace: \"X400:C=KE\" is not valid; "
                + "expected SMTP:domain;cost: these mailboxes have no O/R addresses"),
        Mistake(
            "connectors/berlin.connector", Good.berlin + "CalledSSelector=0x0\n",
            "connectors/berlin.connector:6: [Stack] CalledSSelector: \"0x0\" is not valid; "
                + "expected text or 0x and hexadecimal digits, at most 16 octets"),
        Mistake(
            "connectors/berlin.connector", Good.berlin + "[Override]\nOpenInterval=14s\n",
            "connectors/berlin.connector:7: [Override] OpenInterval: \"14s\" is not valid; "
                + "expected a time of at least 15s, as 30s, 10min, 2h or 2d"),
        Mistake(
            "connectors/nairobi.connector", Good.nairobi + "[Override]\nOpenInterval=59s\n",
            "connectors/nairobi.connector:7: [Override] OpenInterval: \"59s\" is not valid; "
                + "expected a time of at least 60s, as 30s, 10min, 2h or 2d"),
        Mistake(
            "connectors/berlin.connector", Good.berlin + "[Override]\nCheckpointSize=1000\n",
            "connectors/berlin.connector:7: [Override] CheckpointSize: \"1000\" is not valid; "
                + "expected 0 or a multiple of 1K up to 32M, as 30K"),
        Mistake(
            "connectors/local.connector", Good.local.replacing("%u", with: "%x"),
            "connectors/local.connector:5: [Local] Maildir: \"mail/%d/%x\" is not valid; "
                + "expected a path in which %u is the mailbox, %d its domain and %% a percent sign"),
        Mistake(
            "connectors/local.connector", Good.local.replacing("%u", with: "%%u"),
            "connectors/local.connector:5: [Local] Maildir: \"mail/%d/%%u\" is not valid; "
                + "expected a path in which %u is the mailbox, %d its domain and %% a percent sign"),
        Mistake(
            "phonebook/sat.ras", "[Entry]\nCommand=dial 'nairobi\n",
            "phonebook/sat.ras:2: [Entry] Command: \"dial 'nairobi\" is not valid; "
                + "expected a program and its arguments, quotes closed"),
        Mistake(
            "phonebook/sat.ras", Good.sat + "Environment=NAME\n",
            "phonebook/sat.ras:4: [Entry] Environment: \"NAME\" is not valid; "
                + "expected NAME=value, in quotes where it holds blanks"),
        Mistake(
            "phonebook/sat.ras", Good.sat.replacing("=command", with: "=comand"),
            "phonebook/sat.ras:2: [Entry] Medium: \"comand\" is not valid; expected command, pppd, "
                + "serial, unit; did you mean command?"),
    ]

    static let references: [Mistake] = [
        Mistake(
            "mta.conf", "[MTA]\nGlobalDomain=C=GB;A= \n",
            "mta.conf:1: [MTA] LocalName: missing; expected 1 to 32 printable ASCII characters"),
        Mistake(
            "mta.conf", "[MTA]\nLocalName=HQ\n",
            "mta.conf:1: [MTA] GlobalDomain: missing; expected as C=GB;A= ;P=ACME"),
        Mistake(
            "connectors/berlin.connector", Good.berlin.replacing("Type=x400\n", with: ""),
            "connectors/berlin.connector:1: [Connector] Type: missing; expected x400, dynamic-ras, lan, local"),
        Mistake(
            "connectors/berlin.connector", Good.berlin.replacing("RemoteMTA=BERLIN\n", with: ""),
            "connectors/berlin.connector:1: [Connector] RemoteMTA: missing; "
                + "expected the neighbour's LocalName=, letter case included"),
        Mistake(
            "connectors/berlin.connector", "[Connector]\nType=lan\nRemoteMTA=BERLIN\n",
            "connectors/berlin.connector: [Stack] RemoteHost: missing; expected the neighbour's host name or address"),
        Mistake(
            "connectors/nairobi.connector", "[Connector]\nType=dynamic-ras\nRemoteMTA=NAIROBI\n",
            "connectors/nairobi.connector: [Link] PhonebookEntry: missing; expected NAME of a file phonebook/NAME.ras"),
        Mistake(
            "connectors/nairobi.connector", Good.nairobi.replacing("=sat", with: "=stat"),
            "connectors/nairobi.connector:5: [Link] PhonebookEntry: there is no phonebook/stat.ras; "
                + "expected one of sat; did you mean sat?"),
        Mistake(
            "connectors/local.connector", "[Connector]\nType=local\nAddressSpace=SMTP:hq.example\n",
            "connectors/local.connector: [Local] Maildir: missing; "
                + "expected Maildir=PATH, or LMTP=unix:PATH or host:port"
        ),
        Mistake(
            "connectors/local.connector", Good.local + "LMTP=unix:/run/lmtp\n",
            "connectors/local.connector:6: [Local] LMTP: Maildir= is set as well; expected one of them"),
        Mistake(
            "connectors/local.connector", Good.local.replacing("AddressSpace=SMTP:hq.example\n", with: ""),
            "connectors/local.connector:1: [Connector] AddressSpace: missing; "
                + "expected SMTP:domain, the domains of these mailboxes"),
        Mistake(
            "connectors/local.connector", Good.local + "[Stack]\nRemoteHost=a.example\n",
            "connectors/local.connector:7: [Stack] RemoteHost: has no meaning with Type=local"),
        Mistake(
            "connectors/nairobi.connector", Good.nairobi + "[Stack]\nRemoteHost=a.example\n",
            "connectors/nairobi.connector:7: [Stack] RemoteHost: has no meaning where "
                + "phonebook/sat.ras carries octets"),
        Mistake(
            "connectors/berlin.connector", Good.berlin + "[Link]\nPhonebookEntry=sat\n",
            "connectors/berlin.connector:7: [Link] PhonebookEntry: has no meaning with Type=x400"),
        Mistake(
            "connectors/other.connector", Good.berlin,
            "connectors/other.connector:3: [Connector] RemoteMTA: BERLIN is the neighbour of "
                + "connectors/berlin.connector already; expected one connector for one neighbour, "
                + "or selectors in [Stack] that tell them apart"),
        Mistake(
            "connectors/berlin.connector", Good.berlin.replacing("BERLIN", with: "HQ"),
            "connectors/berlin.connector:3: [Connector] RemoteMTA: HQ is our own name; expected the neighbour's"),
        Mistake(
            "mta.conf", Good.main + "[SMTP]\nListen=0.0.0.0:102\n[P1]\nListen=127.0.0.1:102\n",
            "mta.conf:7: [P1] Listen: 127.0.0.1:102 overlaps with 0.0.0.0:102 of [SMTP] Listen="),
        Mistake(
            "mta.conf", Good.main + "[SMTP]\nListen=unix:s\n[Admin]\nSocket=s\n",
            "mta.conf:5: [SMTP] Listen: unix:/c/s overlaps with unix:/c/s of [Admin] Socket="),
        Mistake(
            "phonebook/bad name.ras", Good.sat,
            "phonebook/bad name.ras: not a name; "
                + "expected 1 to 64 letters, digits, dots, hyphens or underscores before .ras"
        ),
        Mistake(
            "connectors/oslo.conector", Good.berlin,
            "connectors/oslo.conector: not read; did you mean connectors/oslo.connector?"),
        Mistake(
            "connectors/oslo.connector.d/a.conf", "[Override]\n",
            "connectors/oslo.connector.d: drop-ins of a file that is not there; expected connectors/oslo.connector"),
    ]

    @Test("Each kind of mistake is named with its place and what is right", arguments: forms + values + references)
    func mistake(mistake: Mistake) {
        #expect(problems([mistake.file: mistake.text]) == [mistake.said])
    }

    @Test("All mistakes of all files are said at once, in order of file and line")
    func collected() {
        let said = problems([
            "mta.conf": "[MTA]\nLocalName=HQ\nGlobalDomain=x\nHostname=?\n[RAS]\nConcurrent=1\n",
            "connectors/berlin.connector": "[Connector]\nType=x400\nRemoteMTA=\n[Stack]\nPort=0\n",
            "phonebook/sat.ras": "[Entry]\nComand=x\n",
        ])
        #expect(
            said.map { $0.prefix { $0 != " " } } == [
                "mta.conf:3:", "mta.conf:4:", "mta.conf:6:", "connectors/berlin.connector:1:",
                "connectors/berlin.connector:4:", "connectors/berlin.connector:5:", "phonebook/sat.ras:1:",
                "phonebook/sat.ras:2:",
            ])
    }

    @Test("Octets that are not UTF-8 are named by their line")
    func notUTF8() {
        let said = problems([:]) { $0.files["/c/mta.conf"]?.octets += [0x23, 0xFF, 0x0A] }
        #expect(said == ["mta.conf:4: not UTF-8"])
    }

    @Test("A directory without mta.conf, or one that cannot be read, says so")
    func unreadable() {
        #expect(problems([:]) { $0.files["/c/mta.conf"] = nil }.first == "mta.conf: cannot be read: no such file")
        #expect(
            problems([:]) { $0.unreadable = ["/c/connectors"] } == ["connectors: cannot be read: permission denied"])
    }

    static let passwords: [(String, String)] = [
        (
            "plain",
            "a password in a file that others can read; expected credential:NAME, file:PATH, or chmod 600 mta.conf"
        ),
        ("credential:x", "there are no credentials here; expected LoadCredential=x:PATH in the unit, or file:PATH"),
        ("credential:../x", "not the name of a credential; expected credential:NAME"),
        ("file:none", "/c/none cannot be read: no such file"),
        ("file:open", "others can read /c/open; expected mode 0600 or 0400: chmod 600 /c/open"),
        ("file:theirs", "/c/theirs belongs to another user; expected root or the service's own"),
        ("file:long", "not a password; expected at most 62 printable ASCII characters"),
    ]

    @Test("Passwords that others can read or that are not there are refused and never shown", arguments: passwords)
    func password(value: String, said: String) {
        let found = problems(["mta.conf": Good.main + "Password=\(value)\n"]) {
            $0.files["/c/open"] = MemorySource.file("hidden", mode: 0o640)
            $0.files["/c/theirs"] = MemorySource.file("hidden", mode: 0o600, owner: 7)
            $0.files["/c/long"] = MemorySource.file(String(repeating: "x", count: 63), mode: 0o600)
        }
        #expect(found == ["mta.conf:4: [MTA] Password: \(said)"])
    }

    @Test("Any octets at all give problems and no crash")
    func garbage() {
        var state: UInt64 = 42
        for _ in 0..<300 {
            var octets: [UInt8] = []
            for _ in 0..<200 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let alphabet = Array("[]=\\\n#;Connector Type MTA:%\"'\u{0}\u{ff}".utf8)
                octets.append(alphabet[Int(truncatingIfNeeded: state >> 33) % alphabet.count])
            }
            let said = problems([:]) {
                $0.files["/c/mta.conf"]?.octets = octets
                $0.files["/c/connectors/berlin.connector"]?.octets = octets
                $0.files["/c/phonebook/sat.ras"]?.octets = octets
            }
            #expect(!said.isEmpty)
        }
    }
}
