import IO

/// What becomes of a sender's wish to go on.
enum IncomingResumption {
    /// It has been taken as a whole.
    case completed
    /// There is nothing to go on with, or it cannot be told what is meant.
    case unknown
    /// Behind the checkpoint, in a log that has both names now.
    case goesOn(IncomingTransfers.Hold, IncomingTransferLog)
}

/// The logs of single transfers, found by what the sender calls them.
extension IncomingTransfers {
    func path(_ transfer: String, _ tag: String) -> String {
        "\(directory)/\(IncomingLogName(transfer: transfer, tag: tag).file)"
    }

    /// A new log. What was cut before under the same name is not meant any more: unless another such transfer is under
    /// way, so that the sender's names are known to mean several.
    func create(_ transfer: String) throws(IOError) -> (Hold, IncomingTransferLog) {
        let others = try names(of: transfer)
        if others.allSatisfy({ span(of: $0.tag).ended != nil }) { for other in others { removeIfFree(other) } }
        let hold = take(RandomSource.octets(8).hexadecimal)
        do throws(IOError) {
            return (hold, try IncomingTransferLog(creating: path(transfer, hold.tag)))
        } catch {
            release(hold, isKept: false)
            throw error
        }
    }

    /// - Parameters:
    ///   - transfer: what the sender calls the one that was cut.
    ///   - next: what it calls it from now on.
    func resume(_ transfer: String, at serial: Int, as next: String) throws(IOError) -> IncomingResumption {
        let found = try names(of: transfer).filter { $0.isMark || IncomingTransferLog.has(serial, at: path(of: $0)) }
        guard let chosen = meant(found) else {
            for name in found { removeIfFree(name) }
            return .unknown
        }
        if chosen.isMark { return .completed }
        let hold = take(chosen.tag)
        do throws(IOError) {
            guard let log = try IncomingTransferLog(reopening: path(of: chosen), at: serial) else {
                release(hold, isKept: true)
                return .unknown
            }
            let path = path(next, hold.tag)
            if !Files.exists(path) { try Files.link(self.path(of: chosen), to: path) }
            return .goesOn(hold, log)
        } catch {
            release(hold, isKept: true)
            throw error
        }
    }

    /// Which of several with one name is meant. One that had ended when another began is not, since names that come
    /// again mean the later one; of those that were under way together it is the one that was cut, and if several were,
    /// nobody can say.
    private func meant(_ names: [IncomingLogName]) -> IncomingLogName? {
        let spans = names.map { (name: $0, span: span(of: $0.tag)) }
        let last = spans.map(\.span.began).max() ?? 0
        let left = spans.filter { item in item.span.ended.map { $0 >= last } ?? true }
        if left.count == 1 { return left.first?.name }
        let cut = left.filter { $0.span.ended != nil }
        return cut.count == 1 ? cut.first?.name : nil
    }

    /// Removes every name of a transfer that its holder has no use for any more.
    func removeAll(_ hold: Hold) {
        for name in (try? Files.list(directory).compactMap({ IncomingLogName(file: $0) })) ?? []
        where name.tag == hold.tag {
            try? Files.remove(path(of: name))
        }
    }

    /// Logs and marks of transfers that the sender calls so.
    private func names(of transfer: String) throws(IOError) -> [IncomingLogName] {
        try Files.list(directory).compactMap { IncomingLogName(file: $0) }.filter { $0.transfer == transfer }
    }

    private func removeIfFree(_ name: IncomingLogName) {
        guard let hold = takeIfFree(name.tag) else { return }
        removeAll(hold)
        release(hold, isKept: false)
    }

    func path(of name: IncomingLogName) -> String { "\(directory)/\(name.file)" }
}
