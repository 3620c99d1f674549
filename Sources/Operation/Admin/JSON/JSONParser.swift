/// Strict reader of one JSON text (RFC 8259) from octets of unknown origin.
///
/// No comments, no trailing commas, no control characters in strings, no lone surrogates, no overlong UTF-8, no name
/// twice in an object. Everything is limited by `JSONLimits`. Recursion is bounded by the depth limit.
package struct JSONParser {
    private let octets: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var values = 0

    private init(_ octets: [UInt8], _ limits: JSONLimits) {
        self.octets = octets
        self.limits = limits
    }

    /// The value that makes up the whole text, blanks around it aside.
    package static func parse(_ octets: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        if octets.count > limits.octets { throw JSONError(.tooLong, offset: limits.octets) }
        var parser = JSONParser(octets, limits)
        parser.skipBlanks()
        let value = try parser.value(depth: 0)
        parser.skipBlanks()
        if parser.position != octets.count { throw JSONError(.trailingOctets, offset: parser.position) }
        return value
    }

    private var next: UInt8? { position < octets.count ? octets[position] : nil }

    private mutating func skipBlanks() {
        while let octet = next, octet == 0x20 || octet == 0x09 || octet == 0x0A || octet == 0x0D { position += 1 }
    }

    private mutating func take(_ expected: UInt8) throws(JSONError) {
        guard let octet = next else { throw JSONError(.endOfText, offset: position) }
        if octet != expected { throw JSONError(.unexpectedOctet, offset: position) }
        position += 1
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        values += 1
        if values > limits.values { throw JSONError(.tooLong, offset: position) }
        guard let octet = next else { throw JSONError(.endOfText, offset: position) }
        switch octet {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw JSONError(.unexpectedOctet, offset: position)
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for octet in text.description.utf8 { try take(octet) }
        return value
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        if depth > limits.depth { throw JSONError(.tooDeep, offset: position) }
        position += 1
        var elements: [JSONValue] = []
        skipBlanks()
        if next == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        while true {
            skipBlanks()
            elements.append(try value(depth: depth))
            skipBlanks()
            if next == UInt8(ascii: ",") {
                position += 1
            } else {
                try take(UInt8(ascii: "]"))
                return .array(elements)
            }
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        if depth > limits.depth { throw JSONError(.tooDeep, offset: position) }
        position += 1
        var members: [JSONMember] = []
        var names: Set<String> = []
        skipBlanks()
        if next == UInt8(ascii: "}") {
            position += 1
            return .object([])
        }
        while true {
            skipBlanks()
            let start = position
            guard next == UInt8(ascii: "\"") else {
                throw JSONError(next == nil ? .endOfText : .unexpectedOctet, offset: position)
            }
            let name = try string()
            if !names.insert(name).inserted { throw JSONError(.duplicateMember, offset: start) }
            skipBlanks()
            try take(UInt8(ascii: ":"))
            skipBlanks()
            members.append(JSONMember(name, try value(depth: depth)))
            skipBlanks()
            if next == UInt8(ascii: ",") {
                position += 1
            } else {
                try take(UInt8(ascii: "}"))
                return .object(members)
            }
        }
    }

    // MARK: Numbers (RFC 8259, 6)

    private mutating func digits() throws(JSONError) {
        let start = position
        while let octet = next, octet >= 0x30 && octet <= 0x39 { position += 1 }
        if position == start { throw JSONError(next == nil ? .endOfText : .invalidNumber, offset: position) }
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let leadingZero = next == UInt8(ascii: "0")
        let first = position
        try digits()
        if leadingZero, position - first > 1 { throw JSONError(.invalidNumber, offset: first) }
        var whole = true
        if next == UInt8(ascii: ".") {
            whole = false
            position += 1
            try digits()
        }
        if let octet = next, octet | 0x20 == UInt8(ascii: "e") {
            whole = false
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        if position - start > 64 { throw JSONError(.invalidNumber, offset: start) }
        let text = String(decoding: octets[start..<position], as: UTF8.self)
        if whole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw JSONError(.invalidNumber, offset: start) }
        return .number(value)
    }

    // MARK: Strings (RFC 8259, 7)

    private mutating func string() throws(JSONError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let octet = next {
            position += 1
            switch octet {
            case UInt8(ascii: "\""):
                guard let result = String(validating: text, as: UTF8.self) else {
                    throw JSONError(.invalidUTF8, offset: start)
                }
                return result
            case UInt8(ascii: "\\"):
                try escape(into: &text)
            case 0x00..<0x20:
                throw JSONError(.invalidString, offset: position - 1)
            default:
                text.append(octet)
            }
        }
        throw JSONError(.endOfText, offset: position)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard let octet = next else { throw JSONError(.endOfText, offset: position) }
        position += 1
        switch octet {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(octet)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape(into: &text)
        default: throw JSONError(.invalidString, offset: position - 1)
        }
    }

    private mutating func unicodeEscape(into text: inout [UInt8]) throws(JSONError) {
        let start = position
        var code = UInt32(try codeUnit())
        if code >= 0xD800, code < 0xDC00 {
            try take(UInt8(ascii: "\\"))
            try take(UInt8(ascii: "u"))
            let low = UInt32(try codeUnit())
            guard low >= 0xDC00, low < 0xE000 else { throw JSONError(.invalidString, offset: start) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw JSONError(.invalidString, offset: start) }
        text.append(contentsOf: String(scalar).utf8)
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        var code: UInt16 = 0
        for _ in 0..<4 {
            guard let octet = next else { throw JSONError(.endOfText, offset: position) }
            let digit: UInt8
            switch octet {
            case 0x30...0x39: digit = octet - 0x30
            case 0x41...0x46: digit = octet - 0x37
            case 0x61...0x66: digit = octet - 0x57
            default: throw JSONError(.invalidString, offset: position)
            }
            code = code << 4 | UInt16(digit)
            position += 1
        }
        return code
    }
}
