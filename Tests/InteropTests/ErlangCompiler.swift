import Foundation

/// asn1ct, Erlang's ASN.1 compiler, and the codec that it makes of the modules in `asn1`. One process of its own, asked
/// over its standard input; it ends with this one.
actor ErlangCompiler {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Compiled and started once.
    static let shared = Result { try ErlangCompiler() }

    private let process = Process()
    private let requests: FileHandle
    private let replies: FileHandle

    private init() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("asn1")
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("trunkline-asn1-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        // All modules are loaded before the process says that it is ready.
        defer { try? FileManager.default.removeItem(at: directory) }
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // Should Erlang fail, its output ends, and what is still asked goes nowhere.
        process.arguments = [
            "-c",
            """
            cd "$1" && erlc -bber +maps "$0"/P1.asn1 "$0"/OSI.asn1 >&2 && erlc "$0"/*.erl >&2 &&
                erl -noshell -noinput -run asn1_compiler main
            exec >&- && cat >/dev/null
            """, sources.path, directory.path,
        ]
        process.standardInput = input
        process.standardOutput = output
        requests = input.fileHandleForWriting
        replies = output.fileHandleForReading
        try process.run()
        guard try Self.reply(from: replies).elementsEqual("ready".utf8) else {
            throw Failure(description: "asn1ct did not start")
        }
    }

    /// asn1ct's own encoding of each value; nil, and why, where it is none.
    func encodings(of values: [[UInt8]], type: String) throws -> [Result<[UInt8], Failure>] {
        let answers = try ask("d", type, values.flatMap(Self.framed))
        guard answers.count == values.count else { throw Failure(description: "answers are missing") }
        return answers.map { answer in
            answer.first == 0
                ? .success(Array(answer.dropFirst()))
                : .failure(Failure(description: String(decoding: answer.dropFirst(), as: UTF8.self)))
        }
    }

    /// Random values of asn1ct's: in any form of BER, and as asn1ct writes what Trunkline carries of them.
    func values(_ count: Int, type: String, seed: UInt64) throws -> [(sent: [UInt8], carried: [UInt8])] {
        let answers = try ask("m", type, Self.octets(seed) + Self.octets(UInt32(count)))
        guard answers.count == 2 * count else { throw Failure(description: "answers are missing") }
        return stride(from: 0, to: answers.count, by: 2).map { (answers[$0], answers[$0 + 1]) }
    }

    /// The value in Erlang's notation.
    func text(of value: [UInt8], type: String) throws -> String {
        String(decoding: try ask("t", type, Self.framed(value)).first ?? [], as: UTF8.self)
    }

    private func ask(_ request: Character, _ type: String, _ body: [UInt8]) throws -> [[UInt8]] {
        let octets = Array(String(request).utf8) + [UInt8(type.utf8.count)] + Array(type.utf8) + body
        try requests.write(contentsOf: Data(Self.framed(octets)))
        var rest = try Self.reply(from: replies)[...]
        var answers: [[UInt8]] = []
        while rest.count >= 4 {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            answers.append(Array(rest.dropFirst(4).prefix(length)))
            rest = rest.dropFirst(4 + length)
        }
        return answers
    }

    private static func reply(from replies: FileHandle) throws -> [UInt8] {
        let length = try read(4, from: replies).reduce(0) { $0 << 8 | Int($1) }
        return try read(length, from: replies)
    }

    private static func read(_ count: Int, from replies: FileHandle) throws -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < count {
            guard let data = try replies.read(upToCount: count - octets.count), !data.isEmpty else {
                throw Failure(description: "Erlang has ended")
            }
            octets += data
        }
        return octets
    }

    private static func octets<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        stride(from: Value.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> Value($0)) }
    }

    private static func framed(_ octets: [UInt8]) -> [UInt8] { Self.octets(UInt32(octets.count)) + octets }
}
