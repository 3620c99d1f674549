import Links
import Testing

@Suite("RAS codes")
struct RASCodeTests {
    @Test("each code from 600 to 752 has a class, a text and an advice", arguments: 600...752)
    func everyCode(number: Int) throws {
        let code = RASCode(number)
        #expect(code.text.isEmpty == false)
        #expect(code.advice.hasSuffix("."))
        #expect(code.text.hasSuffix(".") == false)
        #expect(code.isKnown == !(745...751).contains(number))
        #expect(try #require(code.explanation).contains("RAS code \(number)"))
    }

    @Test("the codes that Exchange's administrators know have their classes")
    func classes() {
        let expected: [(Int, RASClass)] = [
            (602, .localResource), (608, .configuration), (614, .localResource), (619, .transient), (629, .transient),
            (633, .localResource), (646, .authentication), (649, .authentication), (650, .transient),
            (651, .transient), (664, .localResource), (676, .busy), (678, .busy), (680, .localResource),
            (691, .authentication), (713, .busy), (718, .transient), (720, .configuration), (744, .configuration),
            (752, .configuration), (600, .internal),
        ]
        for (number, rasClass) in expected { #expect(RASCode(number).rasClass == rasClass, "\(number)") }
    }

    @Test(
        "an unknown code is transient and does not bar the link",
        arguments: [-1, 0, 1, 599, 745, 751, 753, 777, Int.max])
    func unknown(number: Int) {
        #expect(RASCode(number).rasClass == .transient)
        #expect(RASCode(number).rasClass.barsLink == false)
        #expect(RASCode(number).text.isEmpty == false)
    }

    @Test("a busy line and a lack of lines use up no retry; a refused account bars the link")
    func retries() {
        for code in RASCode.all {
            switch code.rasClass {
            case .busy, .localResource: #expect(!code.rasClass.usesRetry && !code.rasClass.barsLink)
            case .authentication, .configuration: #expect(code.rasClass.usesRetry && code.rasClass.barsLink)
            case .transient, .internal: #expect(code.rasClass.usesRetry && !code.rasClass.barsLink)
            }
        }
        #expect(RASCode.all.count == 146)
        #expect(RASCode.all.map(\.number) == RASCode.all.map(\.number).sorted())
    }

    @Test("what is no code has no explanation; 0 has one")
    func explanation() {
        #expect(RASCode(599).explanation == nil)
        #expect(RASCode(753).explanation == nil)
        #expect(RASCode(0).explanation?.contains("9316") == true)
        #expect(RASCode(691).explanation?.contains("barred") == true)
    }

    @Test("what a line program does maps to a code")
    func failures() {
        let expected: [(LineFailure, Int)] = [
            (.notStarted(errno: 2), 608), (.notStarted(errno: 13), 665), (.notStarted(errno: 8), 665),
            (.notStarted(errno: 12), 664), (.notStarted(errno: 24), 614), (.notStarted(errno: 16), 633),
            (.notStarted(errno: 99), 635), (.exitedWhileDialling(status: 0), 629),
            (.exitedWhileDialling(status: 75), 676), (.exitedWhileDialling(status: 69), 678),
            (.exitedWhileDialling(status: 77), 691), (.exitedWhileDialling(status: 78), 605),
            (.exitedWhileDialling(status: 127), 608), (.exitedWhileDialling(status: 126), 665),
            (.exitedWhileDialling(status: 124), 638), (.exitedWhileDialling(status: 1), 651),
            (.exitedWhileDialling(status: -1), 651), (.signalledWhileDialling, 681),
            (.dialTimedOut(octetsSeen: false), 678), (.dialTimedOut(octetsSeen: true), 718),
            (.exitedWhileUp(status: 0), 629), (.exitedWhileUp(status: 1), 628), (.signalledWhileUp, 668),
            (.silentWhileUp, 650),
        ]
        for (failure, number) in expected { #expect(failure.code.number == number, "\(failure)") }
    }
}
