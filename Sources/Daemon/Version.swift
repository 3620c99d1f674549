/// What this program is called where it names itself.
package enum Version {
    package static let text = "0.1.0"
}
