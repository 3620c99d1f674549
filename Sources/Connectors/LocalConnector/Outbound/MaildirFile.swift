internal import IO
internal import Message
internal import Spool

/// One file to be put into one Maildir: a recipient of an entry.
struct MaildirFile: Sendable {
    enum Step: Sendable {
        /// Nothing of it is certain to be on disk.
        case unwritten
        /// It stands in `tmp/`, durable but for the folder.
        case written
        /// It is in `new/`, or its reader has already moved it on.
        case delivered
        case deferred(String)
        case failed(NonDelivery)
    }

    let entry: Int64
    let message: MessageID
    let recipient: Int
    /// The Maildir.
    let folder: String
    let name: String
    var step = Step.unwritten

    var temporaryPath: String { "\(folder)/tmp/\(name)" }
    var path: String { "\(folder)/new/\(name)" }

    var isWritten: Bool {
        if case .written = step { true } else { false }
    }

    var outcome: Outcome {
        switch step {
        case .unwritten, .written: .deferred(why: "delivery was not finished")
        case .delivered: .delivered
        case .deferred(let why): .deferred(why: why)
        case .failed(let reason): .failed(reason)
        }
    }
}

extension MaildirFile {
    /// Octets that are copied at a time.
    private static let piece = 256 * 1024

    /// Writes the content to `tmp/` and makes it durable. Blocks.
    mutating func write(_ content: ContentReader) {
        do throws(IOError) {
            try MaildirFile.prepare(folder)
            do throws(IOError) {
                try Files.remove(temporaryPath)
            } catch {
                if !error.isNotFound { throw error }
            }
            let file = try AppendFile(creating: temporaryPath)
            var offset = 0
            while offset < content.count {
                let octets: [UInt8]
                do throws(SpoolError) {
                    octets = try content.read(offset: offset, count: MaildirFile.piece)
                } catch {
                    step = .deferred("the spool's copy cannot be read: \(error)")
                    discard()
                    return
                }
                try file.append(octets)
                offset += octets.count
            }
            try file.sync()
            step = .written
        } catch {
            discard()
            step = .deferred(MaildirFile.why(error))
        }
    }

    /// Puts a written file where its reader sees it. Blocks; durable once the folder is.
    mutating func publish() {
        do throws(IOError) {
            try Files.rename(temporaryPath, to: path)
            step = .delivered
        } catch {
            step = .deferred(MaildirFile.why(error))
        }
    }

    /// What became of a file whose publication had begun when the process ended.
    mutating func recover() {
        if Files.exists(temporaryPath) {
            step = .written
        } else if Files.isDirectory("\(folder)/tmp") {
            step = .delivered
        } else {
            step = .deferred("the mailbox is not where it was")
        }
    }

    /// Removes what stands in `tmp/`.
    func discard() { try? Files.remove(temporaryPath) }

    static func why(_ error: IOError) -> String {
        error.isNoSpace ? "the mailbox's disk is full: \(error)" : "\(error)"
    }

    /// Makes a Maildir that is not there, durably.
    static func prepare(_ folder: String) throws(IOError) {
        if Files.isDirectory("\(folder)/new"), Files.isDirectory("\(folder)/tmp"), Files.isDirectory("\(folder)/cur") {
            return
        }
        var above: [String] = []
        var path = folder
        while !Files.isDirectory(path), above.count < 64 {
            path = Files.parent(of: path)
            above.append(path)
        }
        for name in ["tmp", "new", "cur"] { try Files.makeDirectory("\(folder)/\(name)", mode: 0o700) }
        try Files.syncDirectory(folder)
        for path in above { try Files.syncDirectory(path) }
    }
}
