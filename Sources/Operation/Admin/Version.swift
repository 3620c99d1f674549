/// What both programs are called where they name themselves.
package enum Version {
    package static let text = "0.1.0"
}
