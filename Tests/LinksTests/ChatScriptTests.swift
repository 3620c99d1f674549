import Links
import Testing

@Suite("Chat scripts") struct ChatScriptTests {
    private let script = ChatScript(
        """
        # ABORT "NOT THIS"
        ABORT BUSY   ABORT "NO CARRIER"
        ABORT 'NO DIALTONE' abort "NO ANSWER" TIMEOUT 30
        '' ATZ OK ATDT5551234 CONNECT \\d\\c
        ABORT "Login incorrect"
        """)

    @Test("The strings at which chat gives up, in the order in which it counts them")
    func strings() {
        #expect(script.abortStrings == ["BUSY", "NO CARRIER", "NO DIALTONE", "NO ANSWER", "Login incorrect"])
    }

    @Test(
        "Every exit status of chat has its code",
        arguments: [
            (1, 752), (2, 651), (3, 638), (4, 676), (5, 679), (6, 680), (7, 678), (8, 691), (9, 651), (255, 651),
        ])
    func statuses(status: Int, code: Int) {
        #expect(script.code(status: status)?.number == code)
    }

    @Test("0 is no failure")
    func success() { #expect(script.code(status: 0) == nil) }

    @Test(
        "What modems say, in any case and spacing",
        arguments: [
            ("BUSY", 676), ("no carrier", 679), ("NO DIAL TONE", 680), ("NO ANSWER", 678), ("VOICE", 677),
            ("ERROR", 651),
            ("DELAYED", 676), ("Invalid Login", 691), ("Username/Password Incorrect", 691), ("something else", 651),
        ])
    func answers(text: String, code: Int) { #expect(ChatScript.code(abortString: text).number == code) }

    @Test("A script that is broken off anywhere is read without harm")
    func prefixes() {
        let text = "ABORT 'NO CARRIER' # no comment\n#comment\n\"\" ATZ"
        for end in text.indices { #expect(ChatScript(String(text[..<end])).abortStrings.count <= 1) }
    }

    @Test("What is dialled is known, prefix and suffix and all; a password or a number that asks for it is not told")
    func dialCommands() {
        #expect(script.dialCommands == ["ATDT5551234"])
        let text =
            #"'' ATZ OK AT&D2 OK 'ATX3 DT 0W,,5551234#99' OK atdp*21 OK ATDT\q2 CONNECT '' ssword: Atwood1 x ATD1"#
        #expect(ChatScript(text).dialCommands == ["ATX3 DT 0W,,5551234#99", "atdp*21"])
        #expect(ChatScript("'' ATX3DT0W,,5551234#99 CONNECT").dialCommands == ["ATX3DT0W,,5551234#99"])
        #expect(ChatScript("'' 'ATM0D 1 234' CONNECT ''").dialCommands == ["ATM0D 1 234"])
        for secret in ["atlanticd3ad", "ATtend42x", "Atd00r!x", "ATD"] {
            #expect(ChatScript("ogin: me ssword: \(secret)").dialCommands == [])
        }
    }
}
