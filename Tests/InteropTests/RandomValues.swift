import BER
import P1

/// Random values that X.411 permits, the same ones for the same seed.
struct RandomValues {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
    mutating func chance() -> Bool { Bool.random(using: &self) }
    mutating func perhaps<Value>(_ make: (inout RandomValues) throws -> Value) rethrows -> Value? {
        number(0...2) == 0 ? try make(&self) : nil
    }
    mutating func some<Value>(
        _ range: ClosedRange<Int>, _ make: (inout RandomValues) throws -> Value
    ) rethrows -> [Value] {
        try (0..<number(range)).map { _ in try make(&self) }
    }

    /// Mostly short; the greatest length now and then.
    private mutating func length(_ range: ClosedRange<Int>) -> Int {
        number(0...19) == 0
            ? range.upperBound : number(range.lowerBound...min(range.upperBound, range.lowerBound + 12))
    }

    mutating func octets(_ range: ClosedRange<Int>) -> [UInt8] {
        (0..<length(range)).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    private static let printable = Array("abcXYZ0123456789 '()+,-./:=?".utf8)

    mutating func text(_ range: ClosedRange<Int>) -> String {
        let octets = (0..<length(range)).map { _ in Self.printable[number(0...(Self.printable.count - 1))] }
        return String(decoding: octets, as: UTF8.self)
    }

    mutating func digits(_ range: ClosedRange<Int>) -> String {
        String(decoding: (0..<length(range)).map { _ in UInt8(0x30 + number(0...9)) }, as: UTF8.self)
    }

    mutating func bits(_ range: ClosedRange<Int>) -> NamedBitList {
        let count = number(range)
        return NamedBitList((0..<count).filter { _ in chance() }, count: count)
    }

    mutating func identifier() -> ObjectIdentifierValue {
        ObjectIdentifierValue([2, UInt64(number(0...200))] + some(1...4) { $0.chance() ? 5 : $0.next() >> 1 })
    }

    mutating func time() -> UTCTime { UTCTime(seconds: Int64(number(315_532_800...3_471_292_799))) }

    /// The encoding of a value of a type that P1 does not know.
    mutating func opaque() -> [UInt8] {
        let octets = octets(0...60)
        return [0x04, UInt8(octets.count)] + octets
    }

    // MARK: Names

    mutating func domain() -> GlobalDomainIdentifier {
        GlobalDomainIdentifier(
            country: chance() ? "GB" : digits(3...3), administrationDomain: chance() ? text(0...16) : digits(0...16),
            privateDomain: perhaps { $0.text(1...16) })
    }

    mutating func mtsIdentifier() -> MTSIdentifier {
        MTSIdentifier(globalDomainIdentifier: domain(), localIdentifier: text(1...32))
    }

    /// The address of random attributes, so that every extension attribute is one that this implementation writes.
    mutating func address() throws(ORAddressError) -> ORAddress {
        var attributes: [ORAddressAttribute] = []
        func add(_ key: String, _ value: String?) {
            if let value { attributes.append(ORAddressAttribute(key, value)) }
        }
        add("C", perhaps { $0.chance() ? "KE" : $0.digits(3...3) })
        add("A", perhaps { $0.text(1...16) })
        add("P", perhaps { $0.chance() ? $0.text(1...16) : $0.digits(1...16) })
        add("X.121", perhaps { $0.digits(1...16) })
        add("N-ID", perhaps { $0.digits(1...32) })
        for (key, limit) in [("T-ID", 24), ("PD-SN", 16), ("PD-PC", 16), ("PD-A1", 30), ("PD-A2", 30)] {
            add(key, perhaps { $0.text(1...limit) })
        }
        for (key, limit) in [
            ("S", 20), ("O", 32), ("CN", 32), ("OU1", 16), ("PD-S", 15), ("PD-B", 15), ("PD-PN", 15), ("PD-A", 90),
        ] {
            add(key, perhaps { $0.words(1...limit) })
        }
        if attributes.contains(where: { $0.key == "S" }) {
            add("G", perhaps { $0.words(1...8) })
            add("Q", perhaps { $0.text(1...3) })
        }
        for _ in 0..<number(0...2) { add("DDA:" + words(1...4), words(1...64)) }
        add("PD-C", perhaps { $0.chance() ? "DE" : $0.digits(3...3) })
        add("ISDN", perhaps { $0.digits(1...15) })
        add("T-TY", perhaps { "\($0.number(0...256))" })
        return try ORAddress(attributes: attributes)
    }

    /// Letters of one of the three character sets.
    private mutating func words(_ range: ClosedRange<Int>) -> String {
        let letters = [Array("abc xyz"), Array("éüßłŠ@_a"), Array("李明яЖ🏠a")][number(0...2)]
        return "a" + String((0..<(length(range) - 1)).map { _ in letters[number(0...(letters.count - 1))] })
    }

    mutating func name() throws(ORAddressError) -> ORName {
        ORName(address: try address(), directoryName: perhaps { _ in [0x30, 0] })
    }
}

extension RandomValues: RandomNumberGenerator {
    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
