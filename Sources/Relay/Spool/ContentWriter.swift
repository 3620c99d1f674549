internal import IO
internal import Message

/// Takes one message's content as it arrives. Confined to its owner.
///
/// Up to `ContentLimits.inlineOctets` stay in memory; from there on they go to a temporary file, which is removed when
/// the writer dies before `finish()`.
package final class ContentWriter {
    /// Octets taken so far.
    package private(set) var count = 0
    private let place: ContentPlace
    private var buffer: [UInt8] = []
    private var file: AppendFile?
    private var isFinished = false

    init(place: ContentPlace) {
        self.place = place
    }

    deinit {
        if file != nil && !isFinished { try? Files.remove(place.temporaryPath) }
    }

    /// Errors: `full`, `readOnly`, `io`; `invalid` after `finish()`.
    package func append(_ octets: some Collection<UInt8>) throws(SpoolError) {
        if isFinished { throw SpoolError(.invalid, "content was finished") }
        buffer.append(contentsOf: octets)
        count += octets.count
        if buffer.count > ContentLimits.inlineOctets { try flush() }
    }

    /// The content, complete. Call once; the writer takes no more.
    package func finish() throws(SpoolError) -> StagedContent {
        if isFinished { throw SpoolError(.invalid, "content was finished") }
        if file == nil {
            isFinished = true
            return StagedContent(octets: buffer)
        }
        try flush()
        isFinished = true
        file = nil
        return StagedContent(place: place, count: count)
    }

    private func flush() throws(SpoolError) {
        try SpoolError.translating { () throws(IOError) in
            if file == nil { file = try AppendFile(creating: place.temporaryPath, mode: 0o600) }
            try file?.append(buffer)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
