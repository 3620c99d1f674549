import Links
import Testing

/// What pppd and chat say, as RAS codes.
@Suite("PPP") struct PPPTests {
    @Test("Every exit status of pppd has a known code", arguments: 0...19)
    func statuses(status: Int32) {
        for isUp in [false, true] {
            let code = PPPExit.code(status: status, isUp: isUp)
            #expect(code.isKnown, "\(code)")
            #expect(code.number != 0)
        }
    }

    @Test(
        "What stands in the table of docs/ras-codes.md for pppd",
        arguments: [
            (0, 629), (1, 635), (2, 625), (3, 665), (4, 731), (5, 631), (6, 633), (7, 608), (8, 651), (9, 651),
            (10, 719),
            (11, 645), (12, 631), (13, 631), (14, 629), (15, 650), (16, 619), (17, 737), (18, 666), (19, 691),
            (126, 665),
            (127, 608), (99, 651),
        ])
    func table(status: Int32, code: Int) {
        #expect(PPPExit.code(status: status, isUp: false).number == code)
    }

    @Test("A modem that hangs up is another thing before the link is up than after")
    func hangUp() {
        #expect(PPPExit.code(status: 16, isUp: false).number == 619)
        #expect(PPPExit.code(status: 16, isUp: true).number == 628)
    }

    @Test("The log gives interface and addresses, and only then is the link up")
    func up() {
        var log = PPPLog()
        for line in ["Using interface ppp3", "Connect: ppp3 <--> /dev/ttyS0", "CHAP authentication succeeded"] {
            log.read(line)
            #expect(!log.isUp)
        }
        log.read("local  IP address 10.9.0.1")
        #expect(!log.isUp)
        log.read("remote IP address 10.9.0.2")
        #expect(log.isUp)
        #expect(log.interface == "ppp3")
        #expect(log.local == "10.9.0.1")
        #expect(log.peer == "10.9.0.2")
    }

    @Test(
        "The log's cause goes before an exit status that is only its consequence",
        arguments: [
            ("CHAP authentication failed: E=691", 16, 691), ("No response to 3 echo-requests", 16, 650),
            ("LCP: timeout sending Config-Requests", 10, 721), ("IPCP: timeout sending Config-Requests", 10, 718),
            ("peer refused to authenticate: terminating link", 11, 645), ("LCP terminated by peer", 16, 629),
            ("Failed to open /dev/ttyS9: No such file or directory", 7, 608),
            ("Failed to open /dev/ttyS0: Permission denied", 7, 665), ("Failed (BUSY)", 8, 676),
            ("unrecognized option '/dev/ttyUSB0'", 2, 608), ("unrecognized option 'speeed'", 2, 625),
            ("Could not determine local IP address", 10, 738),
        ])
    func cause(line: String, status: Int32, code: Int) {
        var log = PPPLog()
        log.read(line)
        log.read("Modem hangup")
        #expect(log.code(status: status).number == code)
    }

    @Test("The first cause counts; a status that says itself what is wrong goes before it")
    func order() {
        var log = PPPLog()
        log.read("CHAP authentication failed")
        log.read("LCP terminated by peer")
        #expect(log.code(status: 19).number == 691)
        #expect(log.code(status: 5).number == 631)
        #expect(log.code(status: 4).number == 731)
    }

    @Test(
        "chat's own status comes by the wrapper's line, which is not for people",
        arguments: [(4, 676), (5, 679), (3, 638)])
    func wrapper(status: Int, code: Int) {
        var log = PPPLog(script: ChatScript("ABORT BUSY ABORT 'NO CARRIER' '' ATZ OK ATDT1 CONNECT ''"))
        let isForPeople = [log.read("\(PPPLog.chatMark)\(status)"), log.read("Connect script failed")].map { !$0 }
        #expect(isForPeople == [false, true])
        #expect(log.code(status: 8).number == code)
    }

    @Test("A signal ends a link that was up, or a dial")
    func signals() {
        var log = PPPLog()
        #expect(log.codeOfSignal().number == 681)
        for line in ["Using interface ppp0", "local  IP address 10.0.0.1", "remote IP address 10.0.0.2"] {
            log.read(line)
        }
        #expect(log.codeOfSignal().number == 668)
    }

    @Test("The words of a mailer stand last on pppd's command line")
    func words() {
        let link = PPPLink(
            peer: "sat", device: "/dev/ttyS0", speed: 38400, flowControl: .hardware, options: ["user", "alice"])
        #expect(
            link.arguments(connect: "dial") == [
                "pppd", "call", "sat", "/dev/ttyS0", "38400", "crtscts", "connect", "dial", "user", "alice", "nodetach",
                "nopersist", "nodefaultroute", "logfd", "2",
            ])
    }

    @Test("The wrapper's shell command quotes its words")
    func command() {
        #expect(
            PPPLog.connectCommand(chat: "chat", script: "/etc/o'dial").hasPrefix(
                "'chat' -s -f '/etc/o'\\''dial'; s=$?; "))
    }
}
