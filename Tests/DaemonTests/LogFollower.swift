import Foundation

/// Counts the events in a site's log without reading it again and again.
final class LogFollower {
    private let path: String
    private let kept: Set<Int>
    private var offset: UInt64 = 0
    private var rest = Data()
    private var counts: [Int: Int] = [:]
    private var lines: [String] = []

    /// - Parameter keeping: events whose lines are kept.
    init(_ site: Site, keeping kept: Set<Int> = []) {
        path = site.logPath
        self.kept = kept
    }

    /// How often the event has been logged up to now.
    func count(_ number: Int) -> Int {
        read()
        return counts[number] ?? 0
    }

    /// Those of the events that are kept, in order.
    var keptLines: [String] {
        read()
        return lines
    }

    private func read() {
        guard let handle = FileHandle(forReadingAtPath: path) else { return }
        defer { try? handle.close() }
        guard (try? handle.seek(toOffset: offset)) != nil, let data = try? handle.readToEnd() else { return }
        offset += UInt64(data.count)
        var parts = (rest + data).split(separator: 10, omittingEmptySubsequences: false)
        rest = Data(parts.removeLast())
        for part in parts {
            // The time, and the number.
            let words = part.split(separator: 32, maxSplits: 2)
            guard words.count == 3, let number = Int(String(decoding: words[1], as: UTF8.self)) else { continue }
            counts[number, default: 0] += 1
            if kept.contains(number) { lines.append(String(decoding: part, as: UTF8.self)) }
        }
    }
}
