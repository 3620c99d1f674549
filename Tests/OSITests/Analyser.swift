import Foundation

/// tshark, as a judge of octets that is not ours. One run answers all questions about a capture.
struct Analyser {
    static let path = "/usr/bin/tshark"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// What a run found out of one TCP connection.
    struct Findings {
        /// Frame and message of everything that is malformed, wrong or to be warned of.
        var complaints: [String] = []
        /// The values of each field that was asked for, in the order of the frames.
        var values: [String: [String]] = [:]
        /// The same, frame by frame; frames without any of them are left out.
        var frames: [[String: [String]]] = []
    }

    /// A packet capture file.
    let capture: [UInt8]
    /// TCP port whose octets are TPKT.
    var port = 10_102
    /// Object identifiers whose values are to be taken apart as plain ASN.1.
    var knownIdentifiers: [String] = []
    /// Protocols that are not to be looked at, with all above them.
    var withoutProtocols: [String] = []

    /// The two things that may be said of what we send: content of an Internet message goes as built-in type 0,
    /// unidentified (X.411), and what its envelope has beyond X.411 as private extensions, neither of which another's
    /// analyser can take apart.
    private static let tolerated = [
        ": P1 Unknown Content (unknown built-in content-type)",
        ": BER: Dissector for OID not implemented. Contact Wireshark developers if you want this supported",
    ]

    static func complaints(_ findings: Findings) -> [String] {
        findings.complaints.filter { complaint in !tolerated.contains { complaint.hasSuffix($0) } }
    }

    /// The findings about the only connection of the capture.
    func read(_ fields: [String]) throws -> Findings { try streams(fields).first ?? Findings() }

    /// The findings about each connection of the capture, in the order in which they begin.
    func streams(_ fields: [String]) throws -> [Findings] {
        let own = ["tcp.stream", "frame.number", "_ws.malformed", "_ws.expert.severity", "_ws.expert.message"]
        var arguments = ["-2", "-d", "tcp.port==\(port),tpkt", "-o", "ber.warn_too_many_bytes:TRUE"]
        for identifier in knownIdentifiers { arguments += ["-o", "uat:oid:\"\(identifier)\",\"known\",\"ASN.1\""] }
        for name in withoutProtocols { arguments += ["--disable-protocol", name] }
        arguments += ["-T", "fields", "-E", "separator=/t", "-E", "aggregator=|", "-E", "occurrence=a"]
        for field in own + fields { arguments += ["-e", field] }

        var streams: [Findings] = []
        for line in try run(arguments) {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map {
                $0.split(separator: "|").map(String.init)
            }
            guard columns.count == own.count + fields.count, let stream = columns[0].first.flatMap({ Int($0) }) else {
                throw Failure(description: "unreadable: \(line)")
            }
            while streams.count <= stream { streams.append(Findings()) }
            streams[stream].add(Array(columns[1...]), fields)
        }
        return streams
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The lines that tshark prints.
    private func run(_ arguments: [String]) throws -> [String] {
        let directory = FileManager.default.temporaryDirectory
        let file = directory.appendingPathComponent("trunkline-\(UUID().uuidString).pcap")
        try Data(capture).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.path)
        process.arguments = arguments + ["-r", file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "tshark ended with status \(process.terminationStatus): \(arguments)")
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

extension Analyser.Findings {
    /// Expert items from this severity on are complaints.
    private static let warning = 0x60_0000

    /// One frame: number, malformed, severities, messages, and the values of `fields`.
    fileprivate mutating func add(_ columns: [[String]], _ fields: [String]) {
        let frame = columns[0].first ?? "?"
        if !columns[1].isEmpty { complaints.append("\(frame): malformed") }
        for (severity, message) in zip(columns[2], columns[3]) where Int(severity) ?? .max >= Self.warning {
            complaints.append("\(frame): \(message)")
        }
        var found: [String: [String]] = [:]
        for (index, field) in fields.enumerated() where !columns[4 + index].isEmpty {
            values[field, default: []] += columns[4 + index]
            found[field] = columns[4 + index]
        }
        if !found.isEmpty { frames.append(found) }
    }
}
