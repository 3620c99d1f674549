/// Why the configuration is read.
package enum ConfigurationPurpose: Hashable, Sendable {
    /// To run by it: every secret must be there.
    case run
    /// To look for mistakes, perhaps from a shell: where systemd's `$CREDENTIALS_DIRECTORY` is not there, credentials
    /// are taken to be in order, and a secret file that this user cannot read is no mistake.
    case check
}
