/// What `trunkd-answer` is told on its command line, as `--name=value`.
package struct AnswerArguments: Hashable, Sendable {
    /// The daemon's socket for calls that come in.
    package var socket = "/run/trunkline/answer.sock"
    /// What the line is called in the RAS table.
    package var line = "answer"
    package var isFramed = true
    /// Bits a second.
    package var speed = 33_600
    /// Milliseconds there and back, at least.
    package var roundTrip = 1000

    package struct Mistake: Error, Hashable, Sendable {
        package let text: String
    }

    package init(_ arguments: [String]) throws(Mistake) {
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw Mistake(text: "\(argument) is not --name=value") }
            try set(parts[0], parts[1])
        }
    }

    private mutating func set(_ name: String, _ value: String) throws(Mistake) {
        switch (name, value) {
        case ("--socket", _) where value.hasPrefix("/"): socket = value
        case ("--line", _) where AnswerGreeting.isName(value): line = value
        case ("--framing", "yes"): isFramed = true
        case ("--framing", "no"): isFramed = false
        case ("--speed", _): speed = try number(name, value, 50...4_000_000)
        case ("--round-trip", _): roundTrip = try number(name, value, 10...600_000)
        case ("--socket", _), ("--line", _), ("--framing", _):
            throw Mistake(text: "\(name)=\(value): a path, a name, yes or no is wanted")
        default: throw Mistake(text: "there is no \(name)")
        }
    }

    private func number(_ name: String, _ value: String, _ range: ClosedRange<Int>) throws(Mistake) -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw Mistake(text: "\(name) is a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
