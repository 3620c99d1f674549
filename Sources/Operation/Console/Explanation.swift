internal import Events
internal import Links

/// What a number means, from the catalogues that are compiled in; needs no daemon.
package enum Explanation {
    /// `289`, `RAS 678`, `ras678`, `678`; nil for what is neither an event nor a RAS code.
    package static func text(of code: String) -> String? {
        var digits = code.lowercased()[...]
        let isRAS = digits.hasPrefix("ras")
        for prefix in ["ras", "event", "mta", "-", " "] where digits.hasPrefix(prefix) {
            digits = digits.dropFirst(prefix.count)
        }
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let number = Int(digits)
        else { return nil }
        if !isRAS, let event = EventCatalogue.explain(number) { return event }
        return RASCode(number).explanation
    }
}
