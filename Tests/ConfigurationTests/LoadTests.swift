import Configuration
import Message
import Testing

@Suite("Reading a configuration")
struct LoadTests {
    @Test("A small configuration gets Exchange's defaults")
    func defaults() throws {
        let read = try configuration()
        #expect(read.general.localName == "HQ")
        #expect(read.general.globalDomain == GlobalDomain(country: "GB", admd: " ", prmd: "ACME"))
        #expect(read.general.hostname == "this.host.example")
        #expect(read.general.spoolDirectory == "/var/lib/trunkline")
        #expect(read.admin.socket == "/run/trunkline/admin.sock")
        #expect(read.ras.concurrentConnections == 10)
        #expect(read.lifetime == MTAConfiguration.LifetimeSettings())
        #expect(read.lifetime.urgent == 172_800)
        #expect(read.connectors.map(\.name) == ["berlin", "local", "nairobi"])
        let berlin = try #require(read.connector(named: "berlin"))
        var expected = OverrideConfiguration()
        expected.checkpointSize = 80 * 1024
        #expect(berlin.override == expected)
        #expect(berlin.stack.port == 102 && berlin.stack.remoteHost == "192.0.2.1" && berlin.localName == "HQ")
        #expect(berlin.schedule == .always && berlin.twoWayAlternate && berlin.localPassword == nil)
        let nairobi = try #require(read.connector(named: "nairobi"))
        #expect(nairobi.override.retryFloor == 60 && nairobi.override.openInterval == 600)
        #expect(nairobi.override.checkpointSize == 30 * 1024)
        #expect(nairobi.phonebookEntry == "sat")
        #expect(read.connector(named: "local")?.delivery == .maildir(template: "/c/mail/%d/%u"))
        #expect(read.phonebookEntry(named: "sat")?.command == ["/bin/dial", "nairobi"])
        #expect(read.phonebookEntry(named: "sat")?.dialTimeout == 60)
    }

    private static let everyMainKey = """
        [MTA]
        LocalName=HQ 1
        Password=open sesame
        GlobalDomain=c=de;A=DBP
        SpoolDirectory=spool
        Hostname=hq.example
        Postmaster=Ann@Help.example
        [SMTP]
        Listen=127.0.0.1:2525
        Listen=unix:smtp.sock
        RelayFrom=192.0.2.0/24
        MaximumMessageSize=10M
        MaximumRecipients=5
        MaximumConnections=6
        MaximumConnectionsPerAddress=7
        [P1]
        Listen=127.0.0.1
        MaximumConnections=8
        BindTimeout=9s
        CutTransfers=7
        CutTransferSize=2M
        TSelector=P1
        [P1 second]
        Listen=127.0.0.1:1102
        Listen=unix:second.sock
        TSelector=0x0001
        SSelector=S
        PSelector=0x
        [Admin]
        Socket=admin.sock
        Group=ops
        ViewGroup=staff
        [RAS]
        ConcurrentConnections=2
        [Lifetime]
        Urgent=1h
        Normal=2h
        NonUrgent=3h
        [Diagnostics]
        Interface=maximum
        """

    @Test("Every key of mta.conf arrives")
    func everyMainKey() throws {
        let read = try configuration(["mta.conf": Self.everyMainKey]) { $0.files["/c/mta.conf"]?.mode = 0o600 }
        #expect(read.general.localName == "HQ 1" && read.general.password == Secret("open sesame"))
        #expect(read.general.globalDomain == GlobalDomain(country: "DE", admd: "DBP", prmd: nil))
        #expect(read.general.spoolDirectory == "/c/spool" && read.general.hostname == "hq.example")
        #expect(read.general.postmaster == Mailbox(localPart: "Ann", domain: "help.example"))
        #expect(read.smtp.listen == [.ip(host: "127.0.0.1", port: 2525), .unix(path: "/c/smtp.sock")])
        #expect(read.smtp.relayFrom.map(\.description) == ["192.0.2.0/24"])
        #expect(read.smtp.maximumMessageSize == 10 << 20 && read.smtp.maximumRecipients == 5)
        #expect(read.smtp.maximumConnections == 6 && read.smtp.maximumConnectionsPerAddress == 7)
        #expect(read.p1.maximumConnections == 8 && read.p1.bindTimeout == 9)
        #expect(read.p1.cutTransfers == 7 && read.p1.cutTransferSize == 2 << 20)
        #expect(
            read.p1.listeners == [
                P1ListenerConfiguration(listen: [.ip(host: "127.0.0.1", port: 102)], tSelector: [0x50, 0x31]),
                P1ListenerConfiguration(
                    name: "second", listen: [.ip(host: "127.0.0.1", port: 1102), .unix(path: "/c/second.sock")],
                    tSelector: [0, 1], sSelector: [0x53], pSelector: []),
            ])
        #expect(read.admin.socket == "/c/admin.sock" && read.admin.group == "ops" && read.admin.viewGroup == "staff")
        #expect(read.ras.concurrentConnections == 2 && read.diagnostics == ["Interface": .maximum])
        #expect(read.lifetime.urgent == 3600 && read.lifetime.normal == 7200 && read.lifetime.nonUrgent == 10800)
        #expect(read.connector(named: "berlin")?.localPassword == Secret("open sesame"))
    }

    @Test("Every key of a connector arrives")
    func everyConnectorKey() throws {
        let connector = """
            [Connector]
            Type=dynamic-ras
            RemoteMTA=Nairobi
            LocalName=HQ-N
            AddressSpace=SMTP:Nairobi.example;3
            AddressSpace=smtp:ceo@hq.example
            Schedule=never
            TwoWayAlternate=no
            [Stack]
            CalledTSelector=P1
            CallingTSelector=0x0102
            CalledSSelector=s
            CallingSSelector=t
            CalledPSelector=p
            CallingPSelector=q
            [Link]
            PhonebookEntry=sat
            [Credentials]
            LocalPassword=a
            RemotePassword=b
            [Override]
            CheckpointSize=5K
            WindowSize=2
            RecoveryTimeout=2min
            OpenRetries=7
            OpenInterval=1s
            TransferRetries=3
            TransferInterval=2s
            AssociationLifetime=15s
            Disconnect=16s
            Threshold=17
            OpenTimeout=18s
            InactivityTimeout=19s
            RetryFloor=500ms
            CallsPerHour=12
            """
        let read = try configuration(["connectors/nairobi.connector": connector]) {
            $0.files["/c/connectors/nairobi.connector"]?.mode = 0o400
        }
        let nairobi = try #require(read.connector(named: "nairobi"))
        #expect(nairobi.kind == .dynamicRAS && nairobi.remoteMTA == "Nairobi" && nairobi.localName == "HQ-N")
        #expect(
            nairobi.addressSpaces == [
                AddressSpaceConfiguration(pattern: "nairobi.example", cost: 3),
                AddressSpaceConfiguration(pattern: "ceo@hq.example", cost: 1),
            ])
        #expect(nairobi.schedule == .never && !nairobi.twoWayAlternate)
        #expect(nairobi.stack.calledTSelector == [0x50, 0x31] && nairobi.stack.callingTSelector == [1, 2])
        #expect(nairobi.stack.callingPSelector == [0x71])
        #expect(nairobi.localPassword == Secret("a") && nairobi.remotePassword == Secret("b"))
        var override = OverrideConfiguration()
        (override.checkpointSize, override.windowSize, override.recoveryTimeout) = (5120, 2, 120)
        (override.openRetries, override.openInterval, override.retryFloor) = (7, 1, 0.5)
        (override.transferRetries, override.transferInterval) = (3, 2)
        (override.associationLifetime, override.disconnect, override.threshold) = (15, 16, 17)
        (override.openTimeout, override.inactivityTimeout, override.callsPerHour) = (18, 19, 12)
        #expect(nairobi.override == override)
    }

    @Test(
        "DelayReport= is a time, never, or four hours where nothing is said",
        arguments: [("[Lifetime]\nDelayReport=30min\n", 1800), ("[Lifetime]\nDelayReport=never\n", nil), ("", 14400)]
            as [(String, Double?)])
    func delayReport(text: String, seconds: Double?) throws {
        let read = try configuration(["mta.conf": Good.main + text])
        #expect(read.lifetime.delayReport == seconds)
    }

    @Test(
        "The application context is one of three, and 1988 where nothing is said",
        arguments: ConnectorApplication.allCases)
    func application(application: ConnectorApplication) throws {
        let read = try configuration([
            "connectors/berlin.connector": Good.berlin + "[Connector]\nApplication=\(application.rawValue)\n"
                + "[Override]\nMaximumAssociations=3\n"
        ])
        #expect(read.connector(named: "berlin")?.application == application)
        #expect(read.connector(named: "berlin")?.override.maximumAssociations == 3)
        #expect(read.connector(named: "nairobi")?.application == .of1988)
    }

    @Test("Two connectors may lead to MTAs of one name where selectors tell them apart")
    func selectorsTellApart() throws {
        let read = try configuration([
            "connectors/berlin2.connector": Good.berlin + "[Stack]\nCallingTSelector=second\n"
        ])
        #expect(read.connectors.filter { $0.remoteMTA == "BERLIN" }.count == 2)
    }

    @Test("Address spaces of O/R addresses, with their cost behind the last semicolon")
    func x400AddressSpaces() throws {
        let spaces = "AddressSpace=X400:C=KE; A= ; P=Acme; O=N*;7\nAddressSpace=x400:/C=KE/ADMD= /\nType"
        let read = try configuration(["connectors/berlin.connector": Good.berlin.replacing("Type", with: spaces)])
        let found = try #require(read.connector(named: "berlin")).addressSpaces.filter { $0.description.hasPrefix("X") }
        let kenya: [X400Address.Attribute] = [.init("C", "KE"), .init("A", " ")]
        #expect(
            found.map(\.kind) == [
                .x400(X400Address(kenya + [.init("P", "Acme"), .init("O", "N*")])), .x400(X400Address(kenya)),
            ])
        #expect(found.map(\.description) == ["X400:O=N*; P=Acme; A= ; C=KE;7", "X400:A= ; C=KE;1"])
    }

    @Test("Every key of a phonebook entry arrives")
    func everyEntryKey() throws {
        let entry = """
            [Entry]
            Medium=command
            Command=bin/line --to "far away" \\
              # the second line
              --fast
            Environment=A=1 "B=two words"
            Environment=C=
            DialTimeout=5s
            IdleHangUp=0
            """
        let read = try configuration(["phonebook/sat.ras": entry])
        let sat = try #require(read.phonebookEntry(named: "sat"))
        #expect(sat.command == ["/c/bin/line", "--to", "far away", "--fast"])
        #expect(sat.environment == ["A": "1", "B": "two words", "C": ""])
        #expect(sat.dialTimeout == 5 && sat.idleHangUp == 0)
    }

    @Test(
        "A connector that never calls needs neither host nor phonebook entry",
        arguments: [("remote-initiated", ConnectorSchedule.remoteInitiated), ("never", .never)])
    func neverCalls(word: String, expected: ConnectorSchedule) throws {
        let schedule = "Schedule=\(word)\n"
        let read = try configuration([
            "connectors/berlin.connector": "[Connector]\nType=x400\nRemoteMTA=BERLIN\n" + schedule,
            "connectors/nairobi.connector": "[Connector]\nType=dynamic-ras\nRemoteMTA=NAIROBI\n" + schedule,
        ])
        #expect(read.connector(named: "berlin")?.schedule == expected)
        #expect(read.connector(named: "nairobi")?.phonebookEntry == nil)
    }

    @Test("Relative paths start at the directory, whose percent signs stand for themselves")
    func percent() throws {
        var source = MemorySource([:])
        for (path, text) in Good.all { source.files["/50%/\(path)"] = MemorySource.file(text) }
        let read = try MTAConfiguration.load(directory: "/50%/", from: source).get()
        #expect(read.connector(named: "local")?.delivery == .maildir(template: "/50%%/mail/%d/%u"))
        #expect(read.directory == "/50%")
    }

    @Test(
        "Connectors and entries stand in order of name, and each is found by its name, whatever the names of the files")
    func order() throws {
        let names = ["a", "a-b", "a.b", "a_b", "A", "ab", "a0", "z"]
        var files = Dictionary(
            uniqueKeysWithValues: names.map { ("phonebook/\($0).ras", "[Entry]\nCommand=/bin/\($0)\n") })
        for name in names {
            files["connectors/\(name).connector"] = """
                [Connector]
                Type=dynamic-ras
                RemoteMTA=\(name)!
                [Link]
                PhonebookEntry=\(name)
                """
        }
        let read = try configuration(files)
        #expect(read.connectors.map(\.name) == read.connectors.map(\.name).sorted())
        #expect(read.phonebook.map(\.name) == read.phonebook.map(\.name).sorted())
        for name in names {
            #expect(read.connector(named: name)?.remoteMTA == "\(name)!")
            #expect(read.phonebookEntry(named: name)?.command == ["/bin/\(name)"])
        }
        for name in ["", "a-", "b", "zz"] { #expect(read.connector(named: name) == nil) }
    }

    @Test("Drop-ins come after the file in order of name, and an empty value resets")
    func dropIns() throws {
        let read = try configuration([
            "mta.conf": Good.main + "[SMTP]\nListen=127.0.0.1:1\nListen=127.0.0.1:2\nMaximumRecipients=3\n",
            "mta.conf.d/20-b.conf": "[SMTP]\nListen=127.0.0.1:4\n",
            "mta.conf.d/10-a.conf": "[SMTP]\nListen=\nListen=127.0.0.1:3\nMaximumRecipients=\n",
            "mta.conf.d/readme.txt": "not read",
            "connectors/berlin.connector.d/x.conf": "[Override]\nThreshold=9\n[Connector]\nRemoteMTA=Berlin\n",
            "phonebook/sat.ras.d/x.conf": "[Entry]\nDialTimeout=1s\n",
        ])
        #expect(read.smtp.listen.map(\.description) == ["127.0.0.1:3", "127.0.0.1:4"])
        #expect(read.smtp.maximumRecipients == 1000)
        #expect(read.connector(named: "berlin")?.override.threshold == 9)
        #expect(read.connector(named: "berlin")?.remoteMTA == "Berlin")
        #expect(read.phonebookEntry(named: "sat")?.dialTimeout == 1)
    }

    @Test("Comments, CR LF, a byte order mark and blanks are no matter")
    func loose() throws {
        let text = "\u{FEFF}; c\r\n  [MTA]  \r\n\tLocalName =  HQ \r\n# c\r\nGlobalDomain=C=GB;\\\r\n A= ;P=X\r\n"
        let read = try configuration(["mta.conf": text])
        #expect(read.general.localName == "HQ")
        #expect(read.general.globalDomain.description == "C=GB;A= ;P=X")
    }
}
