package import Message

/// The originator of what waits in an entry is to hear of it.
package struct DelayNotice: Hashable, Sendable {
    package var entry: Int64
    package var delay: DeliveryReport.Delay

    package init(entry: Int64, delay: DeliveryReport.Delay) {
        self.entry = entry
        self.delay = delay
    }
}
