import Configuration
import Testing

@Suite("Media of phonebook entries") struct MediumTests {
    @Test("Every key of the other media arrives, with its default where it is not set") func everyMedium() throws {
        let read = try configuration([
            "phonebook/net.ras": "[Entry]\nCommand=/bin/tun\nCarries=network\nInterface=tun4\n",
            "phonebook/ppp.ras": """
            [Entry]
            Medium=pppd
            Command=/opt/pppd
            Peer=isp
            Options=user "a b" mtu 576
            Device=/dev/ttyS0
            Speed=38400
            FlowControl=software
            ChatScript=isp.chat
            """,
            "phonebook/ser.ras": """
            [Entry]
            Medium=serial
            Device=/dev/ttyS1
            ChatScript=/etc/x.chat
            LockDirectory=/var/lock
            RoundTrip=2s
            """,
            "phonebook/cable.ras": "[Entry]\nMedium=serial\nDevice=/dev/ttyS2\n",
            "phonebook/unit.ras": "[Entry]\nMedium=unit\nUnit=trunkline-line-sat\nInterface=wwan0\n",
            "phonebook/mount.ras": "[Entry]\nMedium=unit\nUnit=sat.target\nInterface=wwan0\n",
        ])
        let net = try #require(read.phonebookEntry(named: "net"))
        #expect(net.carries == .network && net.interface == "tun4" && net.isNetwork)
        let ppp = try #require(read.phonebookEntry(named: "ppp"))
        #expect(ppp.medium == .pppd && ppp.command == ["/opt/pppd"] && ppp.peer == "isp" && ppp.isNetwork)
        #expect(ppp.options == ["user", "a b", "mtu", "576"] && ppp.device == "/dev/ttyS0" && ppp.speed == 38400)
        #expect(ppp.flowControl == .software && ppp.chatScript == "/c/isp.chat")
        let ser = try #require(read.phonebookEntry(named: "ser"))
        #expect(
            ser.medium == .serial && ser.device == "/dev/ttyS1" && ser.chatScript == "/etc/x.chat" && !ser.isNetwork)
        #expect(ser.lockDirectory == "/var/lock" && ser.roundTrip == 2)
        let cable = try #require(read.phonebookEntry(named: "cable"))
        #expect(
            cable.chatScript == nil && cable.speed == nil && cable.lockDirectory == "/run/lock" && cable.roundTrip == 1)
        let unit = try #require(read.phonebookEntry(named: "unit"))
        #expect(unit.medium == .unit && unit.unit == "trunkline-line-sat.service" && unit.interface == "wwan0")
        #expect(read.phonebookEntry(named: "mount")?.unit == "sat.target")
    }

    @Test(
        "What an entry's medium lacks or has no use for is named",
        arguments: [
            ("Medium=pppd", "phonebook/x.ras:1: [Entry] Peer: missing"),
            ("Medium=pppd\nPeer=../x", "phonebook/x.ras:3: [Entry] Peer: \"../x\" is not valid"),
            ("Medium=pppd\nPeer=a\nCommand=/bin/pppd call", "phonebook/x.ras:4: [Entry] Command: pppd's words"),
            (
                "Medium=pppd\nPeer=a\nCarries=network",
                "phonebook/x.ras:4: [Entry] Carries: has no meaning with Medium=pppd"
            ),
            ("Medium=serial", "phonebook/x.ras:1: [Entry] Device: missing"),
            ("Medium=serial\nDevice=ttyS0", "phonebook/x.ras:3: [Entry] Device: \"ttyS0\" is not valid"),
            ("Medium=serial\nDevice=/dev/a\nSpeed=0", "phonebook/x.ras:4: [Entry] Speed: \"0\" is not valid"),
            (
                "Medium=serial\nDevice=/dev/a\nPeer=a",
                "phonebook/x.ras:4: [Entry] Peer: has no meaning with Medium=serial"
            ),
            ("Medium=unit\nUnit=a", "phonebook/x.ras:1: [Entry] Interface: missing"),
            ("Medium=unit\nInterface=a0", "phonebook/x.ras:1: [Entry] Unit: missing"),
            ("Medium=unit\nInterface=a0\nUnit=a b", "phonebook/x.ras:4: [Entry] Unit: \"a b\" is not valid"),
            ("Medium=unit\nInterface=a0\nUnit=a\nDevice=/dev/a", "phonebook/x.ras:5: [Entry] Device: has no meaning"),
            ("Command=a\nInterface=tun0", "phonebook/x.ras:3: [Entry] Interface: has no meaning with Carries=octets"),
            ("Command=a\nCarries=network\nInterface=much-too-long-a-name", "phonebook/x.ras:4: [Entry] Interface:"),
            ("Command=a\nCarries=packets", "phonebook/x.ras:3: [Entry] Carries: \"packets\" is not valid"),
            ("Command=a\nChatScript=a", "phonebook/x.ras:3: [Entry] ChatScript: has no meaning with Medium=command"),
            ("Command=a\nRoundTrip=1s", "phonebook/x.ras:3: [Entry] RoundTrip: has no meaning with Medium=command"),
        ])
    func mediumMistakes(entry: String, problem: String) {
        let found = problems(["phonebook/x.ras": "[Entry]\n\(entry)\n"])
        #expect(found.count == 1 && found.first?.hasPrefix(problem) == true, "\(found)")
    }

    @Test("A dialled connector over a network may name host and port, and several associations") func networkConnector()
        throws
    {
        let read = try configuration([
            "phonebook/sat.ras": "[Entry]\nMedium=pppd\nPeer=isp\n",
            "connectors/nairobi.connector": Good.nairobi
                + "[Stack]\nRemoteHost=a.example\nPort=10102\n[Override]\nMaximumAssociations=3\n",
        ])
        #expect(read.connector(named: "nairobi")?.stack.port == 10102)
        #expect(read.connector(named: "nairobi")?.override.maximumAssociations == 3)
    }
}
