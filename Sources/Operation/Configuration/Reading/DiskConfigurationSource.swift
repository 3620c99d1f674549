internal import IO

/// Configuration files on disk.
package struct DiskConfigurationSource: ConfigurationSource {
    package init() {}

    package func names(in directory: String) throws(ConfigurationSourceError) -> [String]? {
        if !Files.exists(directory) { return nil }
        do {
            return try Files.list(directory)
        } catch {
            throw ConfigurationSourceError(error)
        }
    }

    package func file(at path: String) throws(ConfigurationSourceError) -> ConfigurationFile {
        let access: FileOwnership
        let octets: [UInt8]
        do throws(IOError) {
            access = try Files.ownership(of: path)
            octets = access.isRegular ? try Files.readAll(path, limit: ConfigurationLimits.fileOctets) : []
        } catch {
            throw ConfigurationSourceError(error)
        }
        if !access.isRegular { throw ConfigurationSourceError(.notAFile, text: "not a file") }
        return ConfigurationFile(octets: octets, mode: access.mode, owner: access.owner)
    }

    package var credentialsDirectory: String? { EnvironmentVariables.value("CREDENTIALS_DIRECTORY") }
    package var user: UInt32 { ProcessInformation.uid }
    package var hostname: String { ProcessInformation.hostname }
}

extension ConfigurationSourceError {
    fileprivate init(_ error: IOError) {
        self.init(error.isNotFound ? .notFound : .notReadable, text: error.reason)
    }
}

extension MTAConfiguration {
    /// Reads and checks `directory` on disk: the configuration, or every mistake in it. A relative directory starts
    /// at the working directory; all paths in the result are absolute. Blocks.
    package static func load(
        directory: String, purpose: ConfigurationPurpose = .run
    ) -> Result<MTAConfiguration, ConfigurationRefusal> {
        load(directory: Files.absolute(directory), from: DiskConfigurationSource(), purpose: purpose)
    }
}
