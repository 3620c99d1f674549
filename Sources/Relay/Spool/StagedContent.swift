internal import IO
internal import Synchronization

/// Content that is complete and waits to be accepted. Its file is removed when it dies without having been taken.
package final class StagedContent: Sendable {
    /// Length in octets.
    package let count: Int
    /// The content itself when it is small enough for the row.
    let octets: [UInt8]?
    let place: ContentPlace?
    private let state: Mutex<State>

    private enum State {
        case temporary
        case moved
        case taken
    }

    init(octets: [UInt8]) {
        count = octets.count
        self.octets = octets
        place = nil
        state = Mutex(.taken)
    }

    init(place: ContentPlace, count: Int) {
        self.count = count
        octets = nil
        self.place = place
        state = Mutex(.temporary)
    }

    deinit {
        guard let place else { return }
        switch state.withLock({ $0 }) {
        case .temporary: try? Files.remove(place.temporaryPath)
        case .moved: try? Files.remove(place.path)
        case .taken: break
        }
    }

    /// The first `count` octets, or as many as there are; before it is accepted. Errors: `io`.
    package func beginning(_ count: Int) throws(SpoolError) -> [UInt8] {
        guard let place else { return Array((octets ?? []).prefix(count)) }
        return try SpoolError.translating { () throws(IOError) in
            try ReadFile(place.temporaryPath).pread(offset: 0, count: min(count, self.count))
        }
    }

    /// The file still stands in `tmp/`.
    var isTemporary: Bool { state.withLock { $0 == .temporary } }

    /// The file stands in `content/` now, but no row names it.
    func noteMoved() { state.withLock { $0 = .moved } }

    /// A committed row names the file.
    func noteTaken() { state.withLock { $0 = .taken } }
}
