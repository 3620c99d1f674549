import Message

/// How both are kept in the spool: a line for each fact, words between blanks. What a later version may add is passed
/// over.
extension LinkConditions {
    package init(text octets: [UInt8]) {
        self.init()
        for words in lines(octets) {
            switch words.first {
            case "pause": pause = words.count == 2 ? Term(words[1]) : nil
            case "grant": grant = words.count == 2 ? Term(words[1]) : nil
            case "limit":
                guard words.count == 3, let least = Priority.allCases.first(where: { $0.name == words[1] }),
                    let term = Term(words[2])
                else { continue }
                limit = PriorityLimit(least: least, term: term)
            default: continue
            }
        }
    }

    /// Empty where nothing is set.
    package var text: [UInt8] {
        let lines = [
            pause.map { "pause \($0.text)\n" }, grant.map { "grant \($0.text)\n" },
            limit.map { "limit \($0.least.name) \($0.term.text)\n" },
        ]
        return Array(lines.compactMap { $0 }.joined().utf8)
    }
}

extension LinkConditions.Term {
    fileprivate init?(_ text: Substring) {
        if text == "open" {
            self = .open
        } else {
            guard let seconds = Int64(text), seconds.magnitude < 1 << 40 else { return nil }
            self = .until(Timestamp(seconds: seconds))
        }
    }

    fileprivate var text: String {
        switch self {
        case .until(let time): "\(time.seconds)"
        case .open: "open"
        }
    }
}

extension CostLedger {
    package init(text octets: [UInt8]) {
        self.init()
        for words in lines(octets) {
            let numbers = words.compactMap { Int64($0) }
            guard words.count == 5, numbers.count == 5, numbers[0].magnitude < 1 << 24,
                numbers[1...].allSatisfy({ $0 >= 0 && $0 < 1 << 62 })
            else { continue }
            book(
                Money(millionths: numbers[1]), on: CalendarDay(number: numbers[0]), calls: Int(numbers[2]),
                seconds: Int(numbers[3]), octets: Int(numbers[4]))
        }
    }

    package var text: [UInt8] {
        let lines = rows.map { row in
            "\(row.day.number) \(row.cost.millionths) \(row.calls) \(row.seconds) \(row.octets)\n"
        }
        return Array(lines.joined().utf8)
    }
}

private func lines(_ octets: [UInt8]) -> [[Substring]] {
    String(decoding: octets, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
}
