/// An amount in millionths of the currency's unit. No floating point; sums stop at the greatest amount.
package struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var millionths: Int64

    package static let zero = Money(millionths: 0)

    package init(millionths: Int64) { self.millionths = millionths }

    /// `0.25`, `12`, `1.234567`: digits and at most six of them behind a point; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ part in !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            parts[0].utf8.count <= 12, let whole = Int64(parts[0])
        else { return nil }
        var fraction: Int64 = 0
        if parts.count == 2 {
            guard parts[1].utf8.count <= 6,
                let digits = Int64(parts[1] + String(repeating: "0", count: 6 - parts[1].utf8.count))
            else { return nil }
            fraction = digits
        }
        millionths = whole * 1_000_000 + fraction
    }

    package static func < (a: Money, b: Money) -> Bool { a.millionths < b.millionths }

    package static func + (a: Money, b: Money) -> Money {
        let (sum, overflow) = a.millionths.addingReportingOverflow(b.millionths)
        return Money(millionths: overflow ? .max : sum)
    }

    package static func - (a: Money, b: Money) -> Money { Money(millionths: a.millionths &- b.millionths) }

    package static func * (a: Money, count: Int64) -> Money {
        let (product, overflow) = a.millionths.multipliedReportingOverflow(by: count)
        return Money(millionths: overflow ? .max : product)
    }

    /// With two digits behind the point at least: `0.25`, `12.00`, `1.2345`.
    package var description: String {
        let magnitude = millionths.magnitude
        var digits = String(magnitude % 1_000_000)
        digits = String(repeating: "0", count: 6 - digits.utf8.count) + digits
        while digits.utf8.count > 2, digits.hasSuffix("0") { digits.removeLast() }
        return "\(millionths < 0 ? "-" : "")\(magnitude / 1_000_000).\(digits)"
    }
}
