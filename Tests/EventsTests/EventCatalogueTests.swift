import Events
import Foundation
import Message
import Testing

/// Where the generated files stand, from the place of this file. `TRUNKLINE_REGENERATE=1 make test` writes them anew.
private func repositoryFile(_ path: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(path)
}

private func committedText(_ path: String, generated: String) throws -> String {
    let file = repositoryFile(path)
    if ProcessInfo.processInfo.environment["TRUNKLINE_REGENERATE"] == "1" {
        try Data(generated.utf8).write(to: file)
    }
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
}

@Suite("The catalogue of events")
struct EventCatalogueTests {
    @Test("systemd/trunkline.catalog is what the enum generates")
    func catalogueFileAgrees() throws {
        let generated = EventCatalogue.journalCatalogue()
        #expect(try committedText("systemd/trunkline.catalog", generated: generated) == generated)
    }

    @Test("docs/events.md is what the enum generates")
    func documentAgrees() throws {
        let generated = EventCatalogue.document()
        #expect(try committedText("docs/events.md", generated: generated) == generated)
    }

    @Test("every event stands in the catalogue file and in the document", arguments: EventSamples.all)
    func everyEventIsDescribed(event: Event) {
        let document = EventCatalogue.document()
        #expect(EventCatalogue.journalCatalogue().contains("\n-- \(event.messageID)\nSubject: Event \(event.number): "))
        #expect(document.contains("\n## Event \(event.number)\n"))
        #expect(document.contains("| [\(event.number)](#event-\(event.number)) | \(event.kind.name) |"))
    }

    @Test("one entry an event, in ascending order, each describing its own kind")
    func entriesAreOrdered() {
        let numbers = EventCatalogue.entries.map(\.number)
        #expect(numbers == numbers.sorted())
        #expect(Set(numbers).count == EventKind.allCases.count)
        for kind in EventKind.allCases { #expect(kind.description.kind == kind) }
    }

    @Test("Exchange's numbers stay, ours begin at 10001")
    func numbersAreFixed() {
        let expected: [(EventKind, Int)] = [
            (.openedWhileSuspended, 37), (.linkOptionNotPermitted, 55), (.cannotBind, 9318),
            (.bindByUnknownMTA, 51), (.connectionNotOpened, 289), (.nonDelivery, 290),
            (.openRetryTimerStarted, 301), (.associationEndedAbnormally, 1294), (.started, 9298), (.stopped, 9299),
            (.rasDialError, 9309), (.rasCommunicationsError, 9311), (.rasTableFull, 9315),
            (.bindCommunicationsError, 9316), (.bindBackFailed, 9322), (.messageDelivered, 10001),
            (.callDropped, 10021), (.reportComposed, 10023), (.messageNotTaken, 10024),
            (.deferredDeliveryStarted, 275), (.reportArrived, 10025), (.downgraded, 10026),
            (.cutTransferDropped, 10027), (.configurationDoubtful, 10028),
            (.messageRerouted, 10060), (.messageDelayed, 10061),
            (.messageHeld, 10062), (.messageReleased, 10063),
            (.messageNotForLink, 10040), (.linkBudgetUsedUp, 10041), (.callTooLong, 10042),
            (.linkConditionEnded, 10043), (.callCharged, 10044),
            (.rasAnswered, 10050),
        ]
        for (kind, number) in expected { #expect(kind.rawValue == number) }
        #expect(EventKind.allCases.allSatisfy { $0.rawValue < 10000 || $0.rawValue > 10000 })
    }

    @Test("message identifiers are 32 lower-case hexadecimal digits, all different, and end in the number")
    func messageIdentifiers() {
        let identifiers = EventKind.allCases.map(\.messageID)
        #expect(Set(identifiers).count == identifiers.count)
        for kind in EventKind.allCases {
            #expect(kind.messageID.utf8.count == 32)
            #expect(kind.messageID.allSatisfy { $0.isHexDigit && !$0.isUppercase })
            #expect(Int(kind.messageID.suffix(8)) == kind.rawValue)
            #expect(kind.messageID.prefix(24) == EventKind.started.messageID.prefix(24))
        }
    }

    @Test("prose is of 76 columns, commands of trunkctl name no unknown field")
    func catalogueIsReadable() {
        let known = ["@MTA_CONNECTOR@", "@MTA_RAS_CODE@", "@MTA_MTSID@", "@MTA_INCIDENT@"]
        for line in EventCatalogue.journalCatalogue().split(separator: "\n") where !line.hasPrefix("Subject:") {
            #expect(line.count <= 90)
            let marks = line.split(separator: "@", omittingEmptySubsequences: false)
            for (i, part) in marks.enumerated() where i % 2 == 1 { #expect(known.contains("@\(part)@")) }
        }
        #expect(EventCatalogue.document().contains("@") == false)
    }

    @Test("explain tells title, cause, remedy and the next command; and knows 9301, which is only a reason")
    func explains() throws {
        let text = try #require(EventCatalogue.explain(289))
        #expect(text.hasPrefix("Event 289: "))
        #expect(text.contains("Next: trunkctl link call NAME"))
        #expect(text.contains(EventKind.connectionNotOpened.messageID))
        #expect(text.contains("MTA_CONNECTOR") == false)
        #expect(try #require(EventCatalogue.explain(9301)).contains("octet by octet"))
        #expect(EventCatalogue.explain(1) == nil)
        #expect(EventCatalogue.explain(-1) == nil)
    }
}
