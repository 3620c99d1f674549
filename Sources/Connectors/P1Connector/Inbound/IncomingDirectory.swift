package import IO

/// The folder of the logs of cut transfers.
package enum IncomingDirectory {
    /// Removes what no sender will come back to any more, since it was not touched for longer than a message lives.
    /// May block.
    ///
    /// - Parameters:
    ///   - now: UTC seconds.
    ///   - lifetime: seconds; the longest that a sender keeps trying.
    package static func clean(_ directory: String, now: Int64, lifetime: Int64) throws(IOError) {
        for name in try Files.list(directory) {
            let path = "\(directory)/\(name)"
            guard let modified = try? Files.modified(path), now - modified > lifetime else { continue }
            try? Files.remove(path)
        }
    }
}
