/// Where configuration files come from: the disk, or a test's own.
package protocol ConfigurationSource {
    /// Names in a directory, not paths, in any order; nil where there is no such directory.
    func names(in directory: String) throws(ConfigurationSourceError) -> [String]?
    /// A file with what its inode says of who can read it.
    func file(at path: String) throws(ConfigurationSourceError) -> ConfigurationFile
    /// `$CREDENTIALS_DIRECTORY`, where systemd puts the unit's credentials.
    var credentialsDirectory: String? { get }
    /// The user that the process runs as.
    var user: UInt32 { get }
    /// This host's name, for `Hostname=`.
    var hostname: String { get }
}

/// One file, read whole.
package struct ConfigurationFile: Hashable, Sendable {
    package var octets: [UInt8]
    /// Permission bits.
    package var mode: UInt16
    package var owner: UInt32

    package init(octets: [UInt8], mode: UInt16, owner: UInt32) {
        self.octets = octets
        self.mode = mode
        self.owner = owner
    }

    /// Whether anybody but the owner can read it.
    package var isOpenToOthers: Bool { mode & 0o077 != 0 }
}

/// Why a file or directory could not be read.
package struct ConfigurationSourceError: Error, Equatable, Sendable {
    package enum Code: Hashable, Sendable { case notFound, notReadable, tooLong, notAFile }
    package var code: Code
    /// For people, as `permission denied`.
    package var text: String

    package init(_ code: Code, text: String) {
        self.code = code
        self.text = text
    }
}

/// Limits of what is read.
package enum ConfigurationLimits {
    /// Octets of one file.
    package static let fileOctets = 1024 * 1024
    /// Files of one kind, and drop-ins of one file.
    package static let files = 10_000
    /// Problems that are collected; those beyond it add nothing.
    package static let problems = 1000
}
