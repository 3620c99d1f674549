import Links
import Testing

@Suite("Unit failures") struct UnitFailureTests {
    @Test("Every Result of a service has a known code, up or not")
    func results() {
        let results = [
            "success", "protocol", "timeout", "exit-code", "signal", "core-dump", "watchdog", "start-limit-hit",
            "resources", "oom-kill", "exec-condition", "condition", "assert", "dependency", "new-one",
        ]
        for result in results {
            for isUp in [false, true] {
                #expect(UnitFailure.ended(result: result, status: 1, isUp: isUp).code.isKnown, "\(result)")
            }
        }
    }

    @Test("A program's status says the same as in a command line")
    func status() {
        #expect(UnitFailure.ended(result: "exit-code", status: 75, isUp: false).code == .busy)
        #expect(UnitFailure.ended(result: "exit-code", status: 75, isUp: true).code == .disconnected)
    }

    @Test(
        "What the bus refuses, and a bus that is not there",
        arguments: [
            ("org.freedesktop.systemd1.NoSuchUnit", 608), ("org.freedesktop.DBus.Error.AccessDenied", 665),
            ("org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", 665),
            ("org.freedesktop.DBus.Error.NoReply", 638), ("org.example.Other", 651),
        ])
    func refusals(error: String, code: Int) {
        #expect(UnitFailure.refused(error: error).code.number == code)
        #expect(UnitFailure.noBus.code.number == 711)
    }
}
