import Foundation

/// Runs Wireshark's dissectors over a capture. Absent is a failure, not a reason to skip.
enum Tshark {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let path = "/usr/bin/tshark"

    /// One line an expert item of severity warning or error, TCP's own analysis apart. Empty: all is well.
    static func complaints(
        about capture: [UInt8], port: Int = 10_102, _ preferences: [String] = []
    ) throws -> String {
        try run(
            capture, port: port,
            preferences + [
                "-o", "ber.warn_too_many_bytes:TRUE",
                "-Y", "_ws.malformed or (_ws.expert.severity>=6291456 and not tcp.analysis.flags)",
                "-T", "fields", "-e", "frame.number", "-e", "_ws.expert.message",
            ])
    }

    /// The values of one field, a line a frame that passes the filter.
    static func field(_ field: String, where filter: String, in capture: [UInt8], port: Int = 10_102) throws -> [String]
    {
        try run(capture, port: port, ["-Y", filter, "-T", "fields", "-e", field])
            .split(separator: "\n").map(String.init)
    }

    private static func run(_ capture: [UInt8], port: Int, _ arguments: [String]) throws -> String {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Failure(description: "\(path) is not there: run `make deps`")
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "wire-\(UUID().uuidString).pcap")
        try Data(capture).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-2", "-r", file.path, "-d", "tcp.port==\(port),tpkt"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "tshark ended with status \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
