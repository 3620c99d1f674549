import OSI

/// A CR, CC or SPDU as its parameters, by a decoder that is not ours: what two implementations sent can be compared
/// field by field.
struct WireUnit: Equatable {
    /// As CR, CN or MIP.
    let name: String
    /// Parameters by the path of their codes, as 05.1a; what stands behind them is `data`.
    let fields: [String: [UInt8]]

    private static let groups: [UInt8] = [0x01, 0x05, 0x21]
    private static let alone: [UInt8: String] = [
        0x0D: "CN", 0x0E: "AC", 0x0C: "RF", 0x09: "FN", 0x0A: "DN", 0x19: "AB", 0x15: "GTC", 0x16: "GTA", 0x01: "GT",
        0x02: "PT",
    ]
    private static let second: [UInt8: String] = [
        0x01: "DT", 0x31: "MIP", 0x32: "MIA", 0x29: "AE", 0x2A: "AEA", 0x2D: "AS",
    ]

    /// The units of one direction, in order. A DR at the end is not one of them.
    static func units(of recording: Recording, fromCaller: Bool) -> [WireUnit] {
        let connect = recording.packets.filter { $0.isFromCaller == fromCaller && [0xE0, 0xD0].contains($0.octets[5]) }
            .map { WireUnit(tpdu: $0.octets[4...]) }
        return connect + recording.tsdus.filter { $0.isFromCaller == fromCaller }.map { WireUnit(tsdu: $0.octets) }
    }

    private init(tpdu: ArraySlice<UInt8>) {
        let octets = Array(tpdu)
        name = octets[1] == 0xE0 ? "CR" : "CC"
        var fields = ["references": Array(octets[2..<6]), "class": [octets[6]]]
        var rest = octets[7...]
        while rest.count >= 2, case let (code, length) = (rest.removeFirst(), Int(rest.removeFirst())) {
            fields[Self.digits(code)] = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        self.fields = fields
    }

    private init(tsdu: [UInt8]) {
        let isSecond = tsdu.count > 2 && tsdu[0] <= 2 && tsdu[1] == 0
        var rest = isSecond ? tsdu[2...] : tsdu[...]
        let code = rest.removeFirst()
        name = (isSecond ? Self.second[code] : Self.alone[code]) ?? Self.digits(code)
        var fields = isSecond ? ["prefix": [tsdu[0]]] : [:]
        let parameters = Self.value(&rest)
        Self.add(parameters, "", &fields)
        if !rest.isEmpty { fields["data"] = Array(rest) }
        self.fields = fields
    }

    private static func add(_ parameters: ArraySlice<UInt8>, _ path: String, _ fields: inout [String: [UInt8]]) {
        var rest = parameters
        while let code = rest.popFirst() {
            let value = value(&rest)
            if groups.contains(code) {
                add(value, path + digits(code) + ".", &fields)
            } else {
                fields[path + digits(code)] = Array(value)
            }
        }
    }

    private static func value(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var length = Int(rest.popFirst() ?? 0)
        if length == 255 { length = Int(rest.popFirst() ?? 0) << 8 | Int(rest.popFirst() ?? 0) }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }

    private static func digits(_ code: UInt8) -> String { (code < 16 ? "0" : "") + String(code, radix: 16) }

    /// The fields in which two units differ, as `CN 05.15`.
    func differences(from other: WireUnit) -> Set<String> {
        guard name == other.name else { return ["\(name) for \(other.name)"] }
        let all = Set(fields.keys).union(other.fields.keys)
        return Set(all.filter { fields[$0] != other.fields[$0] }.map { "\(name) \($0)" })
    }

    /// The same with the segments of each DT put together (X.225 6.3.5); the enclosure item is that of a whole one.
    static func joined(_ units: [WireUnit]) -> [WireUnit] {
        var result: [WireUnit] = []
        var isWaiting = false
        for unit in units {
            guard unit.name == "DT", let enclosure = unit.fields["19"]?.first else {
                result.append(unit)
                continue
            }
            if isWaiting, let last = result.popLast() {
                let data = last.fields["data", default: []] + unit.fields["data", default: []]
                result.append(last.with("data", data).with("19", [3]))
            } else {
                result.append(unit.with("19", [3]))
            }
            isWaiting = enclosure & 2 == 0
        }
        return result
    }

    private func with(_ field: String, _ value: [UInt8]) -> WireUnit {
        WireUnit(name: name, fields: fields.merging([field: value]) { $1 })
    }

    private init(name: String, fields: [String: [UInt8]]) {
        self.name = name
        self.fields = fields
    }
}
