package import Events
package import IO

/// What is kept in the folder, and for how long.
extension IncomingTransfers {
    /// A cut transfer that had to go.
    package struct Dropped: Equatable, Sendable {
        package let connector: String
        package let octets: Int

        package var event: Event { .cutTransferDropped(connector: connector, octets: octets) }
    }

    /// All that there is of one cut transfer.
    private struct Kept {
        var names: [IncomingLogName] = []
        var octets = 0
        var modified: Int64 = 0
        var ended = 0
    }

    private struct Group: Hashable {
        let connector: String
        let isMark: Bool
    }

    /// Removes the oldest cut transfers of each neighbour that has more than it may have, and never one that is under
    /// way. May block.
    ///
    /// - Parameter connector: whose neighbour; nil: all.
    package func makeRoom(for connector: String? = nil) throws(IOError) -> [Dropped] {
        let limits = limits
        var dropped: [Dropped] = []
        for (group, transfers) in try kept(of: connector) {
            var count = transfers.count
            var octets = transfers.reduce(0) { $0 + $1.octets }
            for transfer in transfers where count > 1 && (count > limits.transfers || octets > limits.octets) {
                guard remove(transfer) else { continue }
                count -= 1
                octets -= transfer.octets
                if !group.isMark { dropped.append(Dropped(connector: group.connector, octets: transfer.octets)) }
            }
        }
        return dropped
    }

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

    /// The oldest first.
    private func kept(of connector: String?) throws(IOError) -> [Group: [Kept]] {
        var found: [Group: [String: Kept]] = [:]
        for file in try Files.list(directory) {
            guard let name = IncomingLogName(file: file), connector == nil || connector == name.connector,
                let ended = span(of: name.tag).ended, let modified = try? Files.modified(path(of: name)),
                let octets = try? Files.fileSize(path(of: name))
            else { continue }
            // Its names are those of one file.
            let names = found[Group(connector: name.connector, isMark: name.isMark)]?[name.tag]?.names ?? []
            found[Group(connector: name.connector, isMark: name.isMark), default: [:]][name.tag] = Kept(
                names: names + [name], octets: octets, modified: modified, ended: ended)
        }
        return found.mapValues { transfers in
            transfers.values.sorted { ($0.modified, $0.ended) < ($1.modified, $1.ended) }
        }
    }

    private func remove(_ transfer: Kept) -> Bool {
        guard let tag = transfer.names.first?.tag, let hold = takeIfFree(tag) else { return false }
        for name in transfer.names { try? Files.remove(path(of: name)) }
        release(hold, isKept: false)
        return true
    }
}
