extension JSONValue {
    /// The shortest text of the value: no blanks, members in their order, only what must be escaped escaped.
    package var octets: [UInt8] {
        var result: [UInt8] = []
        write(into: &result)
        return result
    }

    /// The same, as a string.
    package var text: String { String(decoding: octets, as: UTF8.self) }

    private func write(into result: inout [UInt8]) {
        switch self {
        case .null: result.append(contentsOf: "null".utf8)
        case .bool(let value): result.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): result.append(contentsOf: String(value).utf8)
        case .number(let value): result.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
        case .string(let value): Self.write(value, into: &result)
        case .array(let elements):
            result.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { result.append(UInt8(ascii: ",")) }
                element.write(into: &result)
            }
            result.append(UInt8(ascii: "]"))
        case .object(let members):
            result.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { result.append(UInt8(ascii: ",")) }
                Self.write(member.name, into: &result)
                result.append(UInt8(ascii: ":"))
                member.value.write(into: &result)
            }
            result.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, into result: inout [UInt8]) {
        let hexadecimal = Array("0123456789abcdef".utf8)
        result.append(UInt8(ascii: "\""))
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                result.append(UInt8(ascii: "\\"))
                result.append(octet)
            case 0x0A: result.append(contentsOf: "\\n".utf8)
            case 0x0D: result.append(contentsOf: "\\r".utf8)
            case 0x09: result.append(contentsOf: "\\t".utf8)
            case 0x00..<0x20, 0x7F:
                result.append(contentsOf: "\\u00".utf8)
                result.append(hexadecimal[Int(octet >> 4)])
                result.append(hexadecimal[Int(octet & 0xF)])
            default: result.append(octet)
            }
        }
        result.append(UInt8(ascii: "\""))
    }
}
