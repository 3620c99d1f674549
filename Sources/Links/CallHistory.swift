package import Message

/// The last calls of one link, oldest first: what it is worth by experience. A value; its text form is what is kept
/// over a restart.
package struct CallHistory: Hashable, Sendable {
    /// Older ones are forgotten.
    package static let limit = 32

    package private(set) var calls: [CallRecord] = []

    package init() {}

    package mutating func add(_ call: CallRecord) {
        calls.append(call)
        guard calls.count > Self.limit else { return }
        // A neighbour that calls often does not push out what our calls have taught.
        let isTheirs = calls.count(where: \.isInbound) > Self.limit / 2
        if let oldest = calls.firstIndex(where: { $0.isInbound == isTheirs }) { calls.remove(at: oldest) }
    }

    /// Median octets a second outward; nil: no call was long enough to tell.
    package var speedOut: Int? { Self.median(calls.compactMap(\.speedOut)) }

    /// Median time from dial to first octet; nil: no call has come up.
    package var setUp: Interval? {
        Self.median(calls.compactMap(\.setUp).map { Int($0.microseconds) }).map {
            Interval(microseconds: Int64($0))
        }
    }

    /// Calls of ours at the end of the list that did not come up.
    package var failuresSinceSuccess: Int {
        calls.reversed().filter { !$0.isInbound }.prefix { $0.setUp == nil }.count
    }

    private static func median(_ values: [Int]) -> Int? {
        if values.isEmpty { return nil }
        return values.sorted()[values.count / 2]
    }

    // MARK: Text form: a call a line, numbers with blanks between

    package var text: String {
        calls.map { call in
            let fields = [
                call.began.microseconds, call.setUp?.microseconds ?? -1, call.duration.microseconds,
                Int64(call.octetsOut), Int64(call.octetsIn), Int64(call.code.number), call.isInbound ? 1 : 0,
                call.sending.microseconds, Int64(call.octetsSent),
            ]
            return fields.map { "\($0)" }.joined(separator: " ") + "\n"
        }.joined()
    }

    /// Lines that are none are passed over: a history is worth no refusal.
    package init(text: String) {
        for line in text.split(separator: "\n").suffix(Self.limit) {
            let fields = line.split(separator: " ").compactMap { Int64($0) }
            guard fields.count == 9, fields[2...4].allSatisfy({ $0 >= 0 }), fields[7] >= 0,
                (0...1 << 50).contains(fields[8])
            else { continue }
            add(
                CallRecord(
                    began: Timestamp(microseconds: fields[0]),
                    setUp: fields[1] < 0 ? nil : Interval(microseconds: fields[1]),
                    duration: Interval(microseconds: fields[2]), octetsOut: Int(fields[3]), octetsIn: Int(fields[4]),
                    code: RASCode(Int(clamping: fields[5])), sending: Interval(microseconds: fields[7]),
                    octetsSent: Int(fields[8]), isInbound: fields[6] == 1))
        }
    }
}
