import Events
import Message
import Testing

@Suite("The text of events")
struct EventTextTests {
    @Test("289 reads as Exchange's administrators know it")
    func connectionNotOpened() {
        let event = Event.connectionNotOpened(connector: "berlin")
        #expect(event.text == "The connection to connector \"berlin\" could not be opened. [MTA XFER-IN 0 26] (12)")
        #expect(event.category == .x400Service)
        #expect(event.type == .warning)
        #expect(event.syslogPriority == 4)
        #expect(event.errorCode == nil)
    }

    @Test("1294 has its four numbers inside the bracket")
    func associationEnded() {
        let event = Event.associationEndedAbnormally(
            connector: "berlin", controlBlock: 198, type: 1, provider: 0, reason: 1)
        #expect(event.text.hasSuffix(" [198 1 0 1 PLATFORM KERNEL 0 130] (10)"))
    }

    @Test("9311, 9315, 9316, 9318 and 9322 end in their brackets")
    func brackets() {
        #expect(
            Event.rasCommunicationsError(connector: "b", code: 629, index: 3).text
                .hasSuffix("[BASE IL PIPE RAS 0 230] (12)"))
        #expect(Event.rasTableFull(connector: "b", configured: 2).text.hasSuffix("[BASE IL MAIN BASE 0 505] (12)"))
        let failed = Event.bindCommunicationsError(connector: "b", ltab: 4, error: 9301)
        #expect(failed.text.hasSuffix("[BASE IL PIPE RAS 0 500] (12)"))
        #expect(failed.errorCode == 9301)
        let unanswered = Event.cannotBind(
            connector: "b", ltab: 4, error: 1722, commsError: 0, bindError: 0, remoteServer: "BERLIN")
        #expect(unanswered.text.hasSuffix("[BASE IL MAIN BASE 0 500] (12)"))
        #expect(unanswered.errorCode == 1722 && unanswered.connector == "b")
        let refused = Event.bindBackFailed(
            ltab: 4, error: 5, commsError: 0, bindError: 2, remoteServer: "Berlin", binding: "ip:192.0.2.1")
        #expect(refused.text.hasSuffix("[BASE IL INCOMING RPC 0 507] (14)"))
        #expect(refused.errorCode == 5)
        #expect(refused.hint?.contains("\"Berlin\"") == true)
    }

    @Test("10011 names file and line once, and no line where the file as a whole is meant")
    func refusedConfiguration() {
        let text = Event.configurationRefused(file: "mta.conf", line: 7, problem: "[SMTP] Listn: unknown key").text
        #expect(text.hasPrefix("Configuration refused: mta.conf:7: [SMTP] Listn: unknown key [BASE MAIN"))
        let whole = Event.configurationRefused(file: "mta.conf", line: 0, problem: "cannot be read").text
        #expect(whole.hasPrefix("Configuration refused: mta.conf: cannot be read [BASE MAIN"))
    }

    @Test("a clean stop is information and carries (16)")
    func stop() {
        #expect(Event.stopped(version: "1").text.hasSuffix("(16)"))
        #expect(Event.stopped(version: "1").syslogPriority == 6)
    }

    @Test(
        "each text tells all parameters, in one line, and closes with bracket and severity", arguments: EventSamples.all
    )
    func textIsWhole(event: Event) {
        let text = event.text
        for (parameters, value) in Mirror(reflecting: event).children {
            let values = parameters == nil ? [value] : Mirror(reflecting: value).children.map(\.value)
            for value in values.isEmpty ? [value] : values where !(value is Bool) {
                switch value {
                case let priority as Priority: #expect(text.contains(priority.name))
                case let number as Int?: #expect(text.contains(number.map { "\($0)" } ?? "none"))
                case let text_ as String: #expect(text.contains(text_))
                default: Issue.record("a parameter of a type that this test does not know: \(value)")
                }
            }
        }
        let tail = "0 \(event.kind.description.origin.procedure)] (\(event.severity.rawValue))"
        #expect(text.hasSuffix(tail))
        #expect(text.contains("\n") == false)
        #expect(event.kind.description.parameters.count == parameterCount(of: event))
        #expect([3, 4, 6].contains(event.syslogPriority))
        if event.type != .information { #expect(event.hint?.isEmpty == false) }
        #expect(event.hint?.contains("@") != true)
    }

    private func parameterCount(of event: Event) -> Int {
        guard let payload = Mirror(reflecting: event).children.first else { return 0 }
        return max(1, Mirror(reflecting: payload.value).children.count)
    }

    @Test("what comes from outside cannot forge a second line, nor fill the journal")
    func hostileParameters() {
        let event = Event.smtpRefused(
            client: "a\r\nb\u{1B}[2J\u{202E}", problem: String(repeating: "x", count: 100_000))
        #expect(event.text.contains("\n") == false)
        #expect(event.text.contains("\r") == false)
        #expect(event.text.contains("\u{1B}") == false)
        #expect(event.text.utf8.count < 2000)
    }

    @Test("events carry their connector, RAS code and error as fields")
    func fields() {
        #expect(Event.rasDialError(connector: "b", code: 676, index: 0).rasCode == 676)
        #expect(Event.rasDialError(connector: "b", code: 676, index: 0).connector == "b")
        #expect(Event.connectFailed(connector: "b", address: "192.0.2.1:102", error: 111).errorCode == 111)
        #expect(Event.spoolAvailable.connector == nil)
        #expect(Event.spoolAvailable.hint == nil)
    }
}
