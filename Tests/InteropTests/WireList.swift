import Foundation

/// The tables of docs/wire.md: what, where the analyser has it, and further fields in the same frame.
enum WireList {
    struct Row: CustomStringConvertible, Sendable {
        let name: String
        /// `field` (it is there), `field=value` (among its values) or `field==a b` (these are its values).
        let place: String
        let fields: [String]

        var description: String { name }

        var placeField: String { String(place.prefix { $0 != "=" }) }

        func matches(_ frame: [String: [String]]) -> Bool {
            guard let values = frame[placeField] else { return false }
            let rest = place.dropFirst(placeField.count)
            if rest.isEmpty { return !values.isEmpty }
            if rest.hasPrefix("==") { return values.joined(separator: " ") == rest.dropFirst(2) }
            return values.contains(String(rest.dropFirst()))
        }
    }

    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/wire.md")

    static let rows: [Row] = {
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| `") else { return nil }
            let cells = line.split(separator: "|").map { cell in
                cell.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
            }
            guard cells.count >= 2, let name = cells[0].first, let place = cells[1].first else { return nil }
            return Row(name: name, place: place, fields: cells.count > 2 ? cells[2] : [])
        }
    }()

    /// What the analyser cannot read: rows without a place.
    static let unread: [String] = {
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        let names = text.split(separator: "\n").compactMap { line in
            line.hasPrefix("| `") ? line.split(separator: "`").dropFirst().first.map(String.init) : nil
        }
        return names.filter { name in !rows.contains { $0.name == name } }
    }()

    /// Every field that the list speaks of.
    static var fields: [String] { rows.flatMap { [$0.placeField] + $0.fields } }
}

/// The properties of the values of an APDU, as `Type.property`, found by reflection.
struct EnvelopeFields {
    private(set) var names: Set<String> = []
    /// Those that are absent or empty.
    private(set) var empty: [String] = []

    /// Values that the wire has as one field.
    private static let leaves = ["UTCTime", "NamedBitList", "BERObjectIdentifier", "ObjectIdentifierValue"]

    mutating func add(_ value: Any) {
        let mirror = Mirror(reflecting: value)
        let type = "\(mirror.subjectType)"
        for child in mirror.children {
            // In which of two string types a name came.
            guard let label = child.label, label != "forms" else { continue }
            let name = "\(type).\(label)"
            names.insert(name)
            descend(child.value, name)
        }
    }

    private mutating func descend(_ value: Any, _ name: String) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            guard let some = mirror.children.first else { return empty.append(name) }
            descend(some.value, name)
        case .collection:
            if mirror.children.isEmpty { empty.append(name) }
            for child in mirror.children { descend(child.value, name) }
        case .struct where !Self.leaves.contains("\(mirror.subjectType)") && !(value is String): add(value)
        case .enum:
            if mirror.children.first.map({ Mirror(reflecting: $0.value).displayStyle == .tuple }) == true { add(value) }
        default: break
        }
    }
}
