internal import IO

/// Where the file of one content stands before and after it is taken. The name is never used again.
struct ContentPlace: Hashable, Sendable {
    let directory: String
    let name: String

    var temporaryPath: String { "\(directory)/tmp/\(name)" }
    var path: String { "\(directory)/content/\(name)" }
}
