import Links
import Message

/// When a worker last asked what its link may carry, and how long the answer holds.
struct PolicyReview: Sendable {
    var from: Timestamp
    /// nil: until something else than time changes it.
    var until: Timestamp?
    var call: LinkCall
    /// Mail that is not urgent may be called for.
    var isOpen: Bool
    /// nil: everything is carried at any time.
    var forecast: LinkForecast?

    func holds(at time: Timestamp, for call: LinkCall) -> Bool {
        // A clock that was set back makes it worthless, too.
        call == self.call && time >= from && until.map { time < $0 } ?? true
    }
}
