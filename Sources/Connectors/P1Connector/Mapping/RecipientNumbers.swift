import BER
package import P1

/// The relay's numbers of an envelope's recipients.
///
/// They are the numbers that the originator's MTA gave. Those that a distribution list was expanded to all have the
/// number of the list (X.411 14.3.10); they get digits of their names in front, above the fifteen bits that a number
/// has, which come out the same in whatever copy of the message they stand. There are so many digits that two members
/// of a list do not have the same ones: the ledger would drop the second as taken already.
package enum RecipientNumbers {
    /// In the order of the fields. Fields with one number and one name are one recipient.
    static func all(of envelope: some SubjectEnvelope) -> [Int] {
        let fields = envelope.perRecipientFields
        var seen: Set<Int> = []
        let isExpanded =
            envelope.extensions.first(.dlExpansionHistory) != nil
            || !fields.allSatisfy { seen.insert($0.originallySpecifiedRecipientNumber).inserted }
        guard isExpanded else { return fields.map(\.originallySpecifiedRecipientNumber) }
        var digits = MemberDigits()
        return fields.map { field in
            let number = field.originallySpecifiedRecipientNumber
            return number | digits.take(for: field.recipientName, of: number, preferring: hash(field.recipientName))
                << bits
        }
    }

    /// The number on the wire.
    static func original(_ number: Int) -> Int { number & (1 << bits - 1) }

    private static let bits = 15

    /// FNV-1a of 64 bits, folded.
    private static func hash(_ name: ORName) -> Int {
        var writer = BERWriter()
        name.write(to: &writer)
        let hash = writer.octets.fnv1a
        return Int(truncatingIfNeeded: hash ^ hash >> 46)
    }
}

/// Gives out digits to the members of lists: to each its own, those of its hash or the next that are free.
///
/// Names can be made whose hashes are all the same. What is known of a run of taken digits is therefore kept: no run is
/// walked twice, and the work grows with the number of members and not with its square.
package struct MemberDigits {
    private struct Member: Hashable {
        let name: ORName
        let number: Int
    }

    /// Digits of a list's number.
    private struct Place: Hashable {
        let digits: Int
        let number: Int
    }

    private var given: [Member: Int] = [:]
    /// From digits that are taken to others, never behind the next that are free.
    private var following: [Place: Int] = [:]

    package init() {}

    /// - Parameters:
    ///   - number: the list's.
    ///   - hash: of the name; its lowest 46 bits count.
    package mutating func take(for name: ORName, of number: Int, preferring hash: Int) -> Int {
        let member = Member(name: name, number: number)
        if let known = given[member] { return known }
        var digits = hash & (Self.mark - 1) | Self.mark
        var walked: [Int] = []
        while let next = following[Place(digits: digits, number: number)] {
            walked.append(digits)
            digits = next
        }
        let next = (digits + 1) & (Self.mark - 1) | Self.mark
        for place in walked + [digits] { following[Place(digits: place, number: number)] = next }
        given[member] = digits
        return digits
    }

    /// Set in all digits, above the 46 bits of the hash.
    private static let mark = 1 << 46
}
