package import IO

/// How long what is in the folder is kept.
extension IncomingTransfers {
    /// Removes what no sender will come back to any more, since it was not touched for longer than a message lives.
    /// May block.
    ///
    /// - Parameters:
    ///   - now: UTC seconds.
    ///   - lifetime: seconds; the longest that a sender keeps trying.
    package func sweep(now: Int64, lifetime: Int64) throws(IOError) {
        for file in try Files.list(directory) {
            let path = "\(directory)/\(file)"
            guard let modified = try? Files.modified(path), now - modified > lifetime else { continue }
            if let name = IncomingLogName(file: file), span(of: name.tag).ended == nil { continue }
            try? Files.remove(path)
        }
    }
}
