import IO
import LocalConnector
import Message
import Spool
import Testing

@Suite("Maildir delivery")
struct MaildirTests {
    let house: SpoolHouse

    init() throws { house = try SpoolHouse() }

    private func delivery(_ spool: (any SpoolStore)? = nil) throws -> MaildirDelivery {
        MaildirDelivery(
            label: "test", spool: spool ?? house.spool, template: try #require(MailboxTemplate(house.mail + "/%d/%u")),
            hostname: "mx.hq.example")
    }

    @Test(
        "a template names a folder below its own, or none",
        arguments: [
            ("/m/%d/%u/Maildir", "u@d.example", "/m/d.example/u/Maildir"),
            ("/m/%u@%d", "u@D.example", "/m/u@d.example"),
            ("/m/%u/100%%", "u@d", "/m/u/100%"), ("/m/%u", "\"a b\"@d", "/m/a b"), ("/m/%u", "é@d", "/m/é"),
            ("/m/%u", "\"a/b\"@d", nil), ("/m/%u", "\"..\"@d", nil), ("/m/%u", "\".\"@d", nil), ("/m/%u", "a@..", nil),
            ("/m/%u", "\"a\u{0}\"@d", nil), ("/m/%u", "\"a\nb\"@d", nil), ("/m/%u", ".a@d", nil),
            ("/m/%u", "\"\"@d", nil),
            ("/m/%u.x", "\(String(repeating: "u", count: 254))@d", nil), ("/m/%d/%u", "u@a/b", nil),
        ] as [(String, String, String?)])
    func template(_ template: String, _ mailbox: String, _ path: String?) throws {
        let template = try #require(MailboxTemplate(template))
        let mailbox = try #require(Mailbox(mailbox))
        #expect(template.path(of: mailbox) == path)
    }

    @Test(
        "a template that names no mailbox is none",
        arguments: ["", "mail/%u", "/mail", "/mail/%d", "/mail/%x/%u", "/%u%"])
    func badTemplate(_ text: String) { #expect(MailboxTemplate(text) == nil) }

    @Test("messages arrive octet for octet, each once for each of its recipients")
    func octets() async throws {
        var contents: [[UInt8]] = []
        for number in 0..<20 {
            contents.append(Array("Subject: \(number)\r\n\r\n.\r\nx\u{0}\r\n".utf8) + (UInt8.min...UInt8.max))
        }
        contents.append(Array(repeating: 0x41, count: 700_000) + [0x0D, 0x0A])
        for content in contents { try await house.accept(content, to: ["b@x.example", "c@x.example"]) }
        let outcomes = try await delivery().deliver(try house.items())
        #expect(outcomes.count == 21)
        #expect(outcomes.values.allSatisfy { $0 == [1: .delivered, 2: .delivered] })
        for mailbox in ["x.example/b", "x.example/c"] {
            #expect(try Set(house.contents(mailbox)) == Set(contents))
            #expect(try house.contents(mailbox).count == 21)
            #expect(try house.contents(mailbox, "tmp") == [])
            #expect(Files.isDirectory("\(house.mail)/\(mailbox)/cur"))
        }
        try await house.settle(outcomes)
        #expect(try house.items().isEmpty)
    }

    @Test("an address that names no mailbox fails, and its neighbours are delivered")
    func unsafe() async throws {
        try await house.accept([0x41], to: ["\"../../etc\"@x.example", "ok@x.example", "\"a/b\"@x.example"])
        let outcomes = try #require(try await delivery().deliver(try house.items()).values.first)
        for number in [1, 3] {
            guard case .failed(let reason) = outcomes[number] else {
                Issue.record("\(number) not failed")
                continue
            }
            #expect(reason.status == "5.1.1")
            #expect(reason.diagnostic == .unrecognisedORName)
        }
        #expect(outcomes[2] == .delivered)
    }

    @Test("a mailbox that cannot be written is deferred, and delivered when it can be")
    func deferred() async throws {
        try await house.accept([0x41], to: ["b@x.example", "ok@y.example"])
        try Files.makeDirectory(house.mail)
        try Files.writeAtomically(house.mail + "/x.example", [0])
        let delivery = try delivery()
        let outcomes = await delivery.deliver(try house.items())
        guard case .deferred = outcomes.values.first?[1] else {
            Issue.record("not deferred")
            return
        }
        #expect(outcomes.values.first?[2] == .delivered)
        try await house.settle(outcomes)
        try Files.remove(house.mail + "/x.example")
        #expect(try await delivery.deliver(house.items()).values.first == [1: .delivered])
        #expect(try house.contents("x.example/b").count == 1)
        #expect(try house.contents("y.example/ok").count == 1)
    }

    /// Delivers until the note is on disk, and no further.
    private func crashAfterMark() async throws {
        let items = try house.items()
        await withCheckedContinuation { continuation in
            let spool = CrashingSpool(spool: house.spool) { continuation.resume() }
            try? delivery(spool).deliver(items) { _ in Issue.record("went on after the crash") }
        }
    }

    @Test("after a crash between note and rename every message is delivered, once")
    func crash() async throws {
        for number in 0..<8 { try await house.accept([0x41, UInt8(number)], to: ["b@x.example", "c@x.example"]) }
        try await crashAfterMark()
        #expect(try house.contents("x.example/b") == [])
        // Some were renamed before the end; of these some were read, and some deleted by their reader.
        let folder = "\(house.mail)/x.example/b"
        for (place, name) in try Files.list("\(folder)/tmp").sorted().prefix(6).enumerated() {
            switch place % 3 {
            case 0: try Files.rename("\(folder)/tmp/\(name)", to: "\(folder)/new/\(name)")
            case 1: try Files.rename("\(folder)/tmp/\(name)", to: "\(folder)/cur/\(name):2,S")
            default: try Files.remove("\(folder)/tmp/\(name)")
            }
        }
        let items = try house.items()
        #expect(items.allSatisfy { $0.entry.handing })
        let outcomes = try await delivery().deliver(items)
        #expect(outcomes.values.allSatisfy { $0 == [1: .delivered, 2: .delivered] })
        #expect(try house.contents("x.example/b").count == 4)
        #expect(try house.contents("x.example/b", "cur").count == 2)
        #expect(try house.contents("x.example/b", "tmp") == [])
        #expect(try house.contents("x.example/c").count == 8)
        // And again, as after a crash before the outcome was noted.
        let again = try await delivery().deliver(try house.items())
        #expect(again.values.allSatisfy { $0 == [1: .delivered, 2: .delivered] })
        #expect(try house.contents("x.example/b").count == 4)
        #expect(try house.contents("x.example/c").count == 8)
    }

    @Test("a crash before the note writes everything anew")
    func crashBeforeMark() async throws {
        try await house.accept([0x41, 0x42], to: ["b@x.example"])
        try await crashAfterMark()
        let name = try #require(try Files.list("\(house.mail)/x.example/b/tmp").first)
        try Files.writeAtomically("\(house.mail)/x.example/b/tmp/\(name)", [0x41])
        var items = try house.items()
        items[0].entry.handing = false
        #expect(try await delivery().deliver(items).values.first == [1: .delivered])
        #expect(try house.contents("x.example/b") == [[0x41, 0x42]])
        #expect(try house.contents("x.example/b", "tmp") == [])
    }

    @Test("a recipient that was not ready when its neighbours were handed over is not taken for delivered")
    func partialCrash() async throws {
        try await house.accept([0x41], to: ["b@x.example", "ok@y.example"])
        try Files.makeDirectory(house.mail)
        try Files.writeAtomically(house.mail + "/x.example", [0])
        try await crashAfterMark()
        try Files.remove(house.mail + "/x.example")
        try Files.makeDirectory(house.mail + "/x.example/b/tmp")
        let delivery = try delivery()
        let first = await delivery.deliver(try house.items())
        #expect(first.values.first?[2] == .delivered)
        guard case .deferred = first.values.first?[1] else {
            Issue.record("taken for delivered")
            return
        }
        try await house.settle(first)
        #expect(try await delivery.deliver(house.items()).values.first == [1: .delivered])
        #expect(try house.contents("x.example/b").count == 1)
        #expect(try house.contents("y.example/ok").count == 1)
    }

    @Test("nothing to deliver is answered at once")
    func empty() async throws {
        #expect(try await delivery().deliver([]).isEmpty)
    }
}
