import Links
import Message
import Queue

/// A link's forecast, asked at one time for one kind of call.
struct LinkJudge: Sendable {
    var forecast: LinkForecast
    var call: LinkCall
    var time: Timestamp

    func verdict(_ entry: QueueEntry) -> LinkVerdict {
        forecast.verdict(
            LinkCargo(priority: entry.priority, octets: entry.octets, enqueued: entry.enqueued), in: call, now: time)
    }
}
