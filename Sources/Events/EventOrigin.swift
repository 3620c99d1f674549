/// Which part of the MTA speaks: the words in an event's closing bracket.
///
/// Components and thread kinds are Exchange's; the procedure number is constant for one operation.
package struct EventOrigin: Hashable, Sendable {
    /// `MTA`, `PLATFORM`, `BASE` or `BASE IL`, then the kind of worker, as `XFER-IN` or `PIPE RAS`.
    package let worker: String
    package let procedure: Int

    package init(_ worker: String, _ procedure: Int) {
        self.worker = worker
        self.procedure = procedure
    }
}
