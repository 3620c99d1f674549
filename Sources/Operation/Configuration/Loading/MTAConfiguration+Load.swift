extension MTAConfiguration {
    /// Reads and checks `directory` through `source`: the configuration, or every mistake in it.
    package static func load(
        directory: String, from source: some ConfigurationSource, purpose: ConfigurationPurpose = .run
    ) -> Result<MTAConfiguration, ConfigurationRefusal> {
        var loader = ConfigurationLoader(source: source, directory: directory, purpose: purpose)
        return loader.load()
    }
}
