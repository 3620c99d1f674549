import Foundation
import Glibc
import IO
import Message
import Spool
import Testing

@Suite("A store in trouble")
struct SpoolOutageTests {
    @Test("A full store refuses mail, says so, keeps what it has, takes outcomes, and recovers by itself")
    func full() async throws {
        let folder = try TemporaryFolder()
        let changes = Log<SpoolAvailability>()
        let store = try SQLiteSpool(directory: folder.path) { changes.append($0) }
        let kept = try await store.accept(store.acceptance())
        store.setMaximumDatabase(octets: 400 * 1024)
        var accepted = [kept]
        await #expect(throws: SpoolError(.full, "")) {
            for _ in 0..<100 { accepted.append(try await store.accept(store.acceptance(content: octets(30_000)))) }
        }
        #expect(accepted.count > 3 && accepted.count < 20)
        #expect(store.availability != .available)
        await #expect(throws: SpoolError(.full, "")) { _ = try await store.accept(store.acceptance()) }
        #expect(try store.allEntries(limit: 100).count == accepted.count)
        let settled = try await store.settle(kept.entries[0], [1: .delivered])
        #expect(settled.isRemoved)
        store.setMaximumDatabase(octets: nil)
        #expect(await eventually { store.availability == .available })
        let more = try await store.accept(store.acceptance(content: octets(30_000)))
        #expect(more.id > accepted[accepted.count - 1].id)
        let seen = changes.values
        #expect(seen.count == 2)
        #expect(seen.last == .available)
        #expect(try store.recoveries(prefix: "").isEmpty)
        await store.close()
    }

    @Test("Below the reserve of the device no mail is taken; outcomes still are")
    func reserve() async throws {
        let folder = try TemporaryFolder()
        var store = try SQLiteSpool(directory: folder.path)
        let kept = try await store.accept(store.acceptance())
        await store.close()
        store = try SQLiteSpool(directory: folder.path, limits: SpoolLimits(minimumFree: 1 << 60))
        for size in [100, 70_000] {
            await #expect(throws: SpoolError(.full, "")) {
                _ = try await store.accept(store.acceptance(content: octets(size)))
            }
        }
        #expect(try await store.settle(kept.entries[0], [1: .delivered]).isRemoved)
        await store.close()
        #expect(try Files.list(folder.path + "/tmp").isEmpty)
        #expect(try Files.list(folder.path + "/content").isEmpty)
    }

    @Test(
        "A device without room: nothing is taken, nothing is lost, and it goes on when there is room",
        .enabled(if: getuid() == 0))
    func smallDevice() async throws {
        let folder = try TemporaryFolder()
        guard run("/bin/mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder.path) else { return }
        defer { _ = run("/bin/umount", "-l", folder.path) }
        let spool = folder.path + "/spool"
        let store = try SQLiteSpool(directory: spool, limits: SpoolLimits(minimumFree: 0))
        let body = octets(60_000)
        var accepted: [Accepted] = []
        await #expect(throws: SpoolError(.full, "")) {
            for _ in 0..<200 { accepted.append(try await store.accept(store.acceptance(content: body))) }
        }
        #expect(throws: SpoolError(.full, "")) { _ = try store.stage(octets(4_000_000)) }
        #expect(store.availability != .available)
        #expect(accepted.count > 3)
        #expect(try store.allEntries(limit: 300).count == accepted.count)
        #expect(run("/bin/mount", "-o", "remount,size=30m", folder.path))
        #expect(await eventually { store.availability == .available })
        accepted.append(try await store.accept(store.acceptance(content: octets(100_000))))
        await store.close()
        let again = try SQLiteSpool(directory: spool, limits: SpoolLimits(minimumFree: 0))
        #expect(try again.allEntries(limit: 300).map(\.id) == accepted.map(\.entries[0].id))
        for one in accepted.dropLast() { #expect(try again.wholeContent(of: one.id) == body) }
        await again.close()
    }

    @Test("A folder that cannot be written is refused as read-only")
    func readOnly() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteSpool(directory: folder.path)
        _ = try await store.accept(store.acceptance())
        await store.close()
        if getuid() == 0 {
            guard run("/bin/mount", "--bind", "-o", "ro", folder.path, folder.path) else { return }
        } else {
            for path in [folder.path, folder.path + "/spool.db", folder.path + "/lock"] {
                try Files.setMode(path, 0o500)
            }
        }
        defer {
            if getuid() == 0 { _ = run("/bin/umount", "-l", folder.path) }
            try? Files.setMode(folder.path, 0o700)
        }
        #expect(throws: SpoolError(.readOnly, "")) { try SQLiteSpool(directory: folder.path) }
        #expect(throws: SpoolError(.readOnly, "")) { try SQLiteSpool(directory: folder.path + "/new") }
    }

    @Test("A second store on the same folder is refused while the first is open")
    func locked() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteSpool(directory: folder.path)
        #expect(throws: SpoolError(.locked, "")) { try SQLiteSpool(directory: folder.path) }
        await store.close()
        let second = try SQLiteSpool(directory: folder.path)
        await second.close()
    }

    @Test("A store of a newer release is refused and stays as it is")
    func newer() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteSpool(directory: folder.path)
        await store.close()
        let path = folder.path + "/spool.db"
        var file = try Files.readAll(path)
        file[63] = 99  // user_version, big-endian at 60...63
        try Files.writeAtomically(path, file)
        #expect(throws: SpoolError(.newerVersion, "")) { try SQLiteSpool(directory: folder.path) }
        #expect(try Files.readAll(path) == file)
    }

    @Test("What is no spool, or damaged, is refused as corrupt and stays as it is")
    func corrupt() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/spool.db"
        let store = try SQLiteSpool(directory: folder.path)
        for _ in 0..<50 { _ = try await store.accept(store.acceptance(content: octets(2000))) }
        await store.close()
        let sound = try Files.readAll(path)
        var damaged: [[UInt8]] = [Array("no database at all, but some text".utf8)]
        damaged.append(Array(sound.prefix(sound.count / 2 / 4096 * 4096)))
        damaged.append(sound.enumerated().map { $0.offset >= 4096 && $0.offset < 20_480 ? 0xff : $0.element })
        var foreign = sound
        foreign.replaceSubrange(68..<72, with: [1, 2, 3, 4])  // application_id
        damaged.append(foreign)
        for file in damaged {
            try Files.writeAtomically(path, file)
            #expect(throws: SpoolError(.corrupt, "")) { try SQLiteSpool(directory: folder.path) }
            #expect(try Files.readAll(path) == file)
        }
        try Files.writeAtomically(path, sound)
        let again = try SQLiteSpool(directory: folder.path)
        #expect(try again.allEntries(limit: 100).count == 50)
        await again.close()
    }

    @Test("A content file that has vanished is an error of that message only")
    func vanished() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteSpool(directory: folder.path)
        let first = try await store.accept(store.acceptance(content: octets(100_000)))
        for name in try Files.list(folder.path + "/content") { try Files.remove(folder.path + "/content/" + name) }
        let second = try await store.accept(store.acceptance(content: octets(100_000)))
        #expect(throws: SpoolError(.corrupt, "")) { try store.content(of: first.id) }
        #expect(try store.wholeContent(of: second.id) == octets(100_000))
        #expect(store.availability == .available)
        await store.close()
    }

    @Test("Files that no message names are removed at opening, and those of staged content with it")
    func orphans() async throws {
        let folder = try TemporaryFolder()
        var store = try SQLiteSpool(directory: folder.path)
        let kept = try await store.accept(store.acceptance(content: octets(100_000)))
        do {
            let forgotten = try store.stage(octets(100_000))
            #expect(forgotten.count == 100_000)
            let unfinished = try store.stage()
            try unfinished.append(octets(100_000))
            #expect(try Files.list(folder.path + "/tmp").count == 2)
            #expect(unfinished.count == forgotten.count)
        }
        #expect(try Files.list(folder.path + "/tmp").isEmpty)
        await store.close()
        try Files.writeAtomically(folder.path + "/content/9-9", [1])
        try Files.writeAtomically(folder.path + "/tmp/9-9", [1])
        try Files.writeAtomically(folder.path + "/incoming/9-9", [1])
        store = try SQLiteSpool(directory: folder.path)
        #expect(try Files.list(folder.path + "/content").count == 1)
        #expect(try Files.list(folder.path + "/tmp").isEmpty)
        #expect(try Files.list(folder.path + "/incoming") == ["9-9"])
        #expect(try store.wholeContent(of: kept.id) == octets(100_000))
        await store.close()
    }

    private func run(_ words: String...) -> Bool {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: words[0])
        child.arguments = Array(words.dropFirst())
        child.standardError = FileHandle.nullDevice
        guard (try? child.run()) != nil else { return false }
        child.waitUntilExit()
        return child.terminationStatus == 0
    }
}
