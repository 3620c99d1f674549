/// RFC 3461 4 `xtext`: printable ASCII, with `+` and two hexadecimal digits for every other octet.
package enum XText {
    package static func encode(_ octets: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for octet in octets {
            if isPlain(octet) {
                text.append(octet)
            } else {
                text.append(UInt8(ascii: "+"))
                text.append(hexadecimal[Int(octet >> 4)])
                text.append(hexadecimal[Int(octet & 15)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// nil when the text is no xtext. Lower-case digits are taken too.
    package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var octets: [UInt8] = []
        var iterator = text.makeIterator()
        while let octet = iterator.next() {
            if octet == UInt8(ascii: "+") {
                guard let high = iterator.next().flatMap(value), let low = iterator.next().flatMap(value) else {
                    return nil
                }
                octets.append(high << 4 | low)
            } else if isPlain(octet) {
                octets.append(octet)
            } else {
                return nil
            }
        }
        return octets
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    private static func isPlain(_ octet: UInt8) -> Bool {
        octet >= 0x21 && octet <= 0x7E && octet != UInt8(ascii: "+") && octet != UInt8(ascii: "=")
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
