internal import IO

/// Reads one message's content, at any place. Confined to its owner.
package final class ContentReader {
    /// Length in octets.
    package let count: Int
    private let octets: [UInt8]
    private let file: ReadFile?

    init(octets: [UInt8]) {
        count = octets.count
        self.octets = octets
        file = nil
    }

    init(file: ReadFile, count: Int) {
        self.count = count
        octets = []
        self.file = file
    }

    /// Exactly `count` octets from `offset`, or as many as there are. Errors: `io`; `corrupt` when the file is shorter
    /// than the row says.
    package func read(offset: Int, count: Int) throws(SpoolError) -> [UInt8] {
        guard offset >= 0, offset < self.count, count > 0 else { return [] }
        let wanted = min(count, self.count - offset)
        guard let file else { return Array(octets[offset..<offset + wanted]) }
        let part = try SpoolError.translating { () throws(IOError) in try file.pread(offset: offset, count: wanted) }
        if part.count < wanted { throw SpoolError(.corrupt, "content file is shorter than \(self.count) octets") }
        return part
    }
}
