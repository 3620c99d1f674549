import IO

/// The folder of APDUs that could not be taken, so that a person can look at what the neighbour sent.
struct BadAPDUs {
    /// Of one APDU; the rest is left out.
    static let octetLimit = 16 << 20
    private static let fileLimit = 64
    private static let folderLimit = 64 << 20

    let folder: String

    /// Keeps the octets of an APDU; the same octets are kept once. The oldest files go first.
    ///
    /// - Returns: the file.
    func keep(_ octets: [UInt8], connector: String) throws(IOError) -> String {
        if !Files.isDirectory(folder) { try Files.makeDirectory(folder) }
        let digits = String(octets.fnv1a, radix: 16)
        let path = "\(folder)/\(connector)-" + String(repeating: "0", count: 16 - digits.count) + digits + ".apdu"
        if Files.exists(path) { return path }
        try makeRoom(for: octets.count)
        try Files.writeAtomically(path, octets)
        return path
    }

    private func makeRoom(for octets: Int) throws(IOError) {
        var files: [(path: String, size: Int, modified: Int64)] = []
        for name in try Files.list(folder) {
            let path = "\(folder)/\(name)"
            files.append((path, try Files.fileSize(path), try Files.modified(path)))
        }
        files.sort { ($0.modified, $0.path) < ($1.modified, $1.path) }
        var total = files.reduce(octets) { $0 + $1.size }
        while let oldest = files.first, files.count >= Self.fileLimit || total > Self.folderLimit {
            try Files.remove(oldest.path)
            total -= oldest.size
            files.removeFirst()
        }
    }
}
