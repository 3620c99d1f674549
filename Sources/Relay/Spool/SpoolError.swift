/// Why the spool did not do what it was asked. Two errors are equal when their codes are.
package struct SpoolError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// No space is left on the device, or the configured limit of the database is reached. Passes by itself.
        case full
        /// The directory or a file in it cannot be written.
        case readOnly = "read-only"
        /// A file is there, but it is no sound spool. `trunkctl check` is the next step.
        case corrupt
        /// The database was written by a newer release. Nothing in it was touched.
        case newerVersion = "newer version"
        /// Another process holds this directory, or the database.
        case locked
        /// Any other failure of the operating system.
        case io = "I/O error"
        /// No such message, entry or content.
        case notFound = "not found"
        /// The spool was closed.
        case closed
        /// The request contradicts itself; nothing was done.
        case invalid
    }

    package let code: Code
    /// For people: what was tried and what the system said.
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package static func == (a: SpoolError, b: SpoolError) -> Bool { a.code == b.code }

    package var description: String { detail.isEmpty ? code.rawValue : "\(code.rawValue): \(detail)" }
}
