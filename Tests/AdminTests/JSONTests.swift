import Admin
import Testing

@Suite("JSON")
struct JSONTests {
    private func parse(_ text: String, _ limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
        try JSONParser.parse(Array(text.utf8), limits: limits)
    }

    private func failure(_ text: String, _ limits: JSONLimits = JSONLimits()) -> JSONError.Code? {
        do throws(JSONError) {
            _ = try parse(text, limits)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("Every kind of value is read and written again in its shortest form")
    func values() throws {
        let text = #" { "a" : [ 1 , -2.5 , 1e3, true , false , null ] , "é\u00e9\ud83d\ude00" : "\"\\\/\b\f\n\r\t" } "#
        let value = try parse(text)
        #expect(value["a"] == .array([.integer(1), .number(-2.5), .number(1000), .bool(true), .bool(false), .null]))
        #expect(value["éé😀"] == .string("\"\\/\u{8}\u{c}\n\r\t"))
        #expect(try JSONParser.parse(value.octets) == value)
        #expect(try parse("{}").text == "{}" && parse("[]").text == "[]")
        #expect(try parse("9223372036854775807") == .integer(.max))
        #expect(try parse("-9223372036854775808") == .integer(.min))
        #expect(try parse("9223372036854775808") == .number(9_223_372_036_854_775_808))
        #expect(JSONValue.string("\u{1}\u{7F}").text == #""\u0001\u007f""#)
    }

    static let hostile: [(String, JSONError.Code)] = [
        ("", .endOfText), ("  ", .endOfText), ("nul", .endOfText), ("nulL", .unexpectedOctet),
        ("True", .unexpectedOctet),
        ("01", .invalidNumber), ("-", .endOfText), ("-x", .invalidNumber), ("1.", .endOfText), ("1.x", .invalidNumber),
        (".5", .unexpectedOctet), ("+1", .unexpectedOctet), ("1e", .endOfText), ("1e999", .invalidNumber),
        ("NaN", .unexpectedOctet), ("0x10", .trailingOctets), ("1 2", .trailingOctets), ("[1,]", .unexpectedOctet),
        ("[1 2]", .unexpectedOctet), ("{\"a\":1,}", .unexpectedOctet), ("{a:1}", .unexpectedOctet),
        ("{\"a\" 1}", .unexpectedOctet), ("{\"a\":1,\"a\":2}", .duplicateMember), ("\"\n\"", .invalidString),
        ("\"\\x\"", .invalidString), ("\"\\u12\"", .invalidString), ("\"\\ud800\"", .unexpectedOctet),
        ("\"\\ud800\\u0041\"", .invalidString), ("\"\\udc00\"", .invalidString), ("\"abc", .endOfText),
        ("// c\n1", .unexpectedOctet), ("'a'", .unexpectedOctet), ("[1}", .unexpectedOctet),
        (String(repeating: "1", count: 65), .invalidNumber),
    ]

    @Test("What is not JSON is refused with a code", arguments: hostile)
    func refused(text: String, code: JSONError.Code) {
        #expect(failure(text) == code)
    }

    @Test("Octets that are not UTF-8 are refused", arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xC3]])
    func notUTF8(octets: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONParser.parse([0x22] + octets + [0x22]) }
    }

    @Test("Depth, length and number of values are limited")
    func limits() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(failure(nested(32)) == nil)
        #expect(failure(nested(33)) == .tooDeep)
        #expect(failure(String(repeating: "[", count: 500_000)) == .tooDeep)
        #expect(failure(String(repeating: "{\"a\":", count: 100_000)) == .tooDeep)
        let small = JSONLimits(depth: 4, octets: 10, values: 3)
        #expect(failure("[1,2]", small) == nil)
        #expect(failure("[1,2,3]", small) == .tooLong)
        #expect(failure("\"123456789\"", small) == .tooLong)
    }

    @Test("Every prefix of a text is refused without a crash")
    func prefixes() {
        let text = Array(#"{"method":"a.b","parameters":{"x":[1,-2.5e3,"é\u00e9\ud83d\ude00",null,true]}}"#.utf8)
        for count in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.prefix(count))) }
        }
    }

    @Test("A text with any octet changed is read or refused, never a crash")
    func mutations() {
        let text = Array(#"{"a":[1,-2.5,"x\n\u00e9"],"b":{"c":null}}"#.utf8)
        for index in text.indices {
            for octet in stride(from: 0, through: 255, by: 3) {
                var changed = text
                changed[index] = UInt8(octet)
                if let value = try? JSONParser.parse(changed) {
                    #expect((try? JSONParser.parse(value.octets)) == value)
                }
            }
        }
    }
}
