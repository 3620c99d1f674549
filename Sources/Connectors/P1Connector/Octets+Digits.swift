extension Sequence<UInt8> {
    /// Two lower-case digits an octet.
    var hexadecimal: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    /// FNV-1a of 64 bits: to tell apart, not to protect.
    var fnv1a: UInt64 { reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } }
}
