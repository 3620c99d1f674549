import Configuration

/// A configuration directory `/c` in memory.
struct MemorySource: ConfigurationSource {
    var files: [String: ConfigurationFile] = [:]
    var unreadable: Set<String> = []
    var credentialsDirectory: String?
    var user: UInt32 = 1000
    var hostname: String { "this.host.example" }

    init(_ texts: [String: String]) {
        for (path, text) in texts { files["/c/\(path)"] = Self.file(text) }
    }

    static func file(_ text: String, mode: UInt16 = 0o644, owner: UInt32 = 1000) -> ConfigurationFile {
        ConfigurationFile(octets: Array(text.utf8), mode: mode, owner: owner)
    }

    func names(in directory: String) throws(ConfigurationSourceError) -> [String]? {
        if unreadable.contains(directory) { throw ConfigurationSourceError(.notReadable, text: "permission denied") }
        let prefix = "\(directory)/"
        let names = files.keys.filter { $0.hasPrefix(prefix) }.compactMap {
            $0.dropFirst(prefix.count).split(separator: "/").first.map(String.init)
        }
        return names.isEmpty ? nil : Array(Set(names))
    }

    func file(at path: String) throws(ConfigurationSourceError) -> ConfigurationFile {
        if unreadable.contains(path) { throw ConfigurationSourceError(.notReadable, text: "permission denied") }
        guard let file = files[path] else { throw ConfigurationSourceError(.notFound, text: "no such file") }
        return file
    }
}

/// A small configuration without a mistake, whose parts tests replace.
enum Good {
    static let main = "[MTA]\nLocalName=HQ\nGlobalDomain=C=GB;A= ;P=ACME\n"
    static let berlin = "[Connector]\nType=x400\nRemoteMTA=BERLIN\n[Stack]\nRemoteHost=192.0.2.1\n"
    static let nairobi = "[Connector]\nType=dynamic-ras\nRemoteMTA=NAIROBI\n[Link]\nPhonebookEntry=sat\n"
    static let local = "[Connector]\nType=local\nAddressSpace=SMTP:hq.example\n[Local]\nMaildir=mail/%d/%u\n"
    static let sat = "[Entry]\nMedium=command\nCommand=/bin/dial nairobi\n"

    static var all: [String: String] {
        [
            "mta.conf": main, "connectors/berlin.connector": berlin, "connectors/nairobi.connector": nairobi,
            "connectors/local.connector": local, "phonebook/sat.ras": sat,
        ]
    }
}

/// What a load of `Good.all` with these files replaced or added says.
func problems(_ files: [String: String], _ change: (inout MemorySource) -> Void = { _ in }) -> [String] {
    var source = MemorySource(Good.all.merging(files) { $1 })
    change(&source)
    switch MTAConfiguration.load(directory: "/c", from: source) {
    case .success: return []
    case .failure(let refusal): return refusal.problems.map(\.description)
    }
}

func configuration(
    _ files: [String: String] = [:], _ change: (inout MemorySource) -> Void = { _ in }
) throws -> MTAConfiguration {
    var source = MemorySource(Good.all.merging(files) { $1 })
    change(&source)
    return try MTAConfiguration.load(directory: "/c", from: source).get()
}

/// What is permitted in such a configuration and probably not meant; empty where it has a mistake.
func warnings(
    _ files: [String: String], purpose: ConfigurationPurpose = .run, _ change: (inout MemorySource) -> Void = { _ in }
) -> [String] {
    var source = MemorySource(Good.all.merging(files) { $1 })
    change(&source)
    let loaded = MTAConfiguration.load(directory: "/c", from: source, purpose: purpose)
    return (try? loaded.get())?.warnings.map(\.warning) ?? []
}
