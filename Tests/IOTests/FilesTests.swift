import IO
import Testing

@Suite("Files")
final class FilesTests {
    let directory: String

    init() throws { directory = try Files.makeTemporaryDirectory(prefix: "trunkline-io") }

    deinit { try? Files.removeTree(directory) }

    @Test("an atomic write replaces the whole and leaves nothing beside it")
    func atomic() throws {
        let path = "\(directory)/state"
        try Files.writeAtomically(path, [1, 2, 3])
        try Files.writeAtomically(path, [4], mode: 0o644)
        #expect(try Files.readAll(path) == [4])
        #expect(try Files.list(directory) == ["state"])
        #expect(throws: IOError.self) { try Files.writeAtomically("\(directory)/none/x", [1]) }
        try Files.makeDirectory("\(directory)/taken/below")
        #expect(throws: IOError.self) { try Files.writeAtomically("\(directory)/taken", [1]) }
        #expect(try Files.list(directory).sorted() == ["state", "taken"])
    }

    @Test("reading is bounded and a missing file says so")
    func reading() throws {
        let path = "\(directory)/long"
        try Files.writeAtomically(path, [UInt8](repeating: 3, count: 200_000))
        #expect(try Files.readAll(path).count == 200_000)
        #expect(try Files.fileSize(path) == 200_000)
        #expect(throws: IOError.self) { try Files.readAll(path, limit: 199_999) }
        do throws(IOError) {
            _ = try Files.readAll("\(directory)/none")
            Issue.record("read a file that is not there")
        } catch {
            #expect(error.isNotFound)
            #expect(error.description.contains("/none"))
        }
    }

    @Test("a growing file is read back at any place, by its writer and by others")
    func appending() throws {
        let file = try AppendFile(creating: "\(directory)/content")
        try file.append([1, 2, 3])
        try file.append([0, 4, 5, 0][1...2])
        try file.sync()
        #expect(file.size == 5)
        #expect(try file.pread(offset: 1, count: 3) == [2, 3, 4])
        #expect(try file.pread(offset: 4, count: 100) == [5])
        #expect(try file.pread(offset: 5, count: 1).isEmpty)
        let reader = try ReadFile("\(directory)/content")
        #expect(reader.size == 5)
        #expect(try reader.pread(offset: 0, count: 5) == [1, 2, 3, 4, 5])
        #expect(throws: IOError.self) { try AppendFile(creating: "\(directory)/content") }
    }

    @Test("directories are made with those above, and trees removed without following links")
    func directories() throws {
        try Files.makeDirectory("\(directory)/a/b/c")
        try Files.makeDirectory("\(directory)/a/b/c")
        #expect(Files.isDirectory("\(directory)/a/b/c"))
        try Files.syncDirectory("\(directory)/a")
        #expect(try Files.freeSpace(directory) > 0)
        #expect(throws: IOError.self) { try Files.remove("\(directory)/none") }
        try Files.removeTree(directory)
        #expect(!Files.exists(directory))
        try Files.removeTree(directory)
    }

    @Test(
        "addresses are read and written",
        arguments: [
            ("127.0.0.1:25", "127.0.0.1:25"), ("[::1]:102", "[::1]:102"), ("hq.example:102", "hq.example:102"),
            ("*:25", "*:25"), ("unix:/run/x", "unix:/run/x"), ("/run/x", "unix:/run/x"),
        ])
    func addresses(_ text: String, _ written: String) {
        #expect(SocketAddress(text)?.description == written)
    }

    @Test(
        "what is no address is none",
        arguments: [
            "", ":25", "host", "host:", "host:x", "host:65536", "::1:25", "[::1]", "[abc]:1", "unix:x", "a b:1", "h:+1",
            "unix:" + "/" + String(repeating: "x", count: 200),
        ])
    func noAddresses(_ text: String) {
        #expect(SocketAddress(text) == nil)
    }

    @Test("random octets differ and fractions stay below one")
    func random() {
        #expect(RandomSource.octets(16).count == 16)
        #expect(RandomSource.octets(16) != RandomSource.octets(16))
        for _ in 0..<100 { #expect((0..<1).contains(RandomSource.unit())) }
    }
}
