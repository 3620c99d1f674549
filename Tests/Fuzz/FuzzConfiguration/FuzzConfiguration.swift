import Configuration
import FuzzInput

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe tryConfiguration(FuzzInput(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// A configuration directory in memory. The input is split at zero octets: mta.conf, a connector, a phonebook entry,
/// a drop-in.
private func tryConfiguration(_ input: FuzzInput) {
    var input = input
    let files = input.remainder().split(separator: 0, maxSplits: 3, omittingEmptySubsequences: false).map(Array.init)
    let directory = MemoryDirectory(files: files)
    let first = MTAConfiguration.load(directory: "/etc/trunkline", from: directory)
    let second = MTAConfiguration.load(directory: "/etc/trunkline", from: directory)
    switch (first, second) {
    case (.success(let one), .success(let other)): require(one == other, "the same files mean the same")
    case (.failure(let one), .failure(let other)):
        require(!one.problems.isEmpty && one.problems == other.problems, "a refusal has its problems")
        require(one.problems.count <= ConfigurationLimits.problems + 1, "problems are limited")
    default: require(false, "the same files mean the same")
    }
}

private struct MemoryDirectory: ConfigurationSource {
    var files: [[UInt8]]
    var credentialsDirectory: String? { nil }
    var user: UInt32 { 1000 }
    var hostname: String { "hq.example" }

    private static let paths = [
        "mta.conf", "connectors/one.connector", "phonebook/line.ras", "connectors/one.connector.d/10-more.conf",
    ]

    private func name(_ path: String) -> Substring {
        path.hasPrefix("/etc/trunkline/") ? path.dropFirst("/etc/trunkline/".count) : path[...]
    }

    func names(in directory: String) throws(ConfigurationSourceError) -> [String]? {
        let prefix = name(directory) + "/"
        let found = zip(Self.paths, files).filter {
            $0.0.hasPrefix(prefix) && !$0.0.dropFirst(prefix.count).contains("/")
        }
        return found.isEmpty ? nil : found.map { String($0.0.dropFirst(prefix.count)) }
    }

    func file(at path: String) throws(ConfigurationSourceError) -> ConfigurationFile {
        guard let index = Self.paths.firstIndex(of: String(name(path))), index < files.count else {
            throw ConfigurationSourceError(.notFound, text: "no such file")
        }
        return ConfigurationFile(octets: files[index], mode: 0o600, owner: 1000)
    }
}
