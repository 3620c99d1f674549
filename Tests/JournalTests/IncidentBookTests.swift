import Events
import Journal
import Message
import Testing

@Suite("The book of incidents")
struct IncidentBookTests {
    private func entry(_ event: Event, _ incident: String?, connector: String? = nil, at second: Int64) -> JournalEntry
    {
        JournalEntry(
            EventRecord(event, connector: connector, incident: incident), time: Timestamp(seconds: second))
    }

    private func bad(_ incident: String, _ connector: String, at second: Int64 = 0) -> JournalEntry {
        entry(.connectionNotOpened(connector: connector), incident, at: second)
    }

    private func good(_ incident: String, _ connector: String, at second: Int64 = 0) -> JournalEntry {
        entry(.associationOpened(connector: connector, controlBlock: 1, initiated: true), incident, at: second)
    }

    @Test("Events of one identifier are one incident, in order; what went well is none but can be asked for")
    func together() {
        var book = IncidentBook()
        book.add(good("aa1", "berlin", at: 1))
        book.add(good("bb1", "rome", at: 2))
        book.add(entry(.spoolAvailable, nil, at: 3))
        book.add(bad("aa1", "berlin", at: 4))
        #expect(book.last(9).map(\.id) == ["aa1"])
        #expect(book.last(9).first?.entries.compactMap(\.number) == [10003, 289])
        #expect(book.last(9, connector: "rome").isEmpty && book.last(0).isEmpty)
        #expect(book.beginning(with: "bb").map(\.id) == ["bb1"])
        #expect(book.beginning(with: "bb").first?.hasTrouble == false)
        #expect(book.beginning(with: "aa1").map(\.connector) == ["berlin"])
        #expect(book.beginning(with: "cc").isEmpty)
    }

    @Test("An identifier that begins another's is found by itself")
    func exact() {
        var book = IncidentBook()
        for id in ["aa", "aab", "aac"] { book.add(bad(id, "berlin")) }
        #expect(book.beginning(with: "aa").map(\.id) == ["aa"])
        #expect(book.beginning(with: "a").count == 3)
    }

    @Test("What goes well pushes out no trouble, and the oldest of it goes first")
    func traffic() {
        var book = IncidentBook(capacity: 12)
        book.add(bad("t", "berlin"))
        for number in 0..<100 { book.add(good("g\(number)", "rome")) }
        #expect(book.last(9).map(\.id) == ["t"])
        #expect(book.beginning(with: "g").map(\.id) == ["g97", "g98", "g99"])
    }

    @Test("When it is full the oldest goes of the connector that has most, also of strangers")
    func fair() {
        var book = IncidentBook(capacity: 4)
        book.add(bad("rare", "rome"))
        for number in 0..<50 { book.add(bad("dead\(number)", "berlin")) }
        #expect(book.last(9).map(\.id) == ["rare", "dead47", "dead48", "dead49"])
        for number in 0..<50 {
            book.add(
                entry(
                    .bindByUnknownMTA(name: "X\(number)", presentationAddress: "", association: 1), "51-\(number)",
                    at: 0))
        }
        #expect(book.last(9).map(\.id) == ["rare", "dead49", "51-48", "51-49"])
        #expect(book.last(2).map(\.id) == ["51-48", "51-49"])
        #expect(book.beginning(with: "51-4").count == 2, "what is pushed out is gone")
    }

    @Test("A long incident keeps its beginning, its end, and what went wrong")
    func long() throws {
        var book = IncidentBook(longest: 4)
        book.add(good("a", "berlin", at: 0))
        book.add(good("a", "berlin", at: 1))
        book.add(bad("a", "berlin", at: 2))
        for second in 3..<100 { book.add(good("a", "berlin", at: Int64(second))) }
        let incident = try #require(book.last(1).first)
        #expect(incident.omitted == 96)
        #expect(incident.entries.map(\.time) == [0, 1, 2, 99].map { Timestamp(seconds: $0) })
        for second in 100..<200 { book.add(bad("a", "berlin", at: Int64(second))) }
        #expect(book.last(1).first?.entries.count == 4)
        #expect(book.last(1).first?.entries.last?.time == Timestamp(seconds: 199))
    }
}
