internal import Configuration

/// Words may be shortened as long as they stay unambiguous.
package enum Abbreviation {
    /// The word that `text` is or begins.
    /// - Parameter what: what is looked for, as `command`.
    package static func expand(_ text: String, among words: [String], what: String) throws(UsageError) -> String {
        if words.contains(text) { return text }
        let matches = text.isEmpty ? [] : words.filter { $0.hasPrefix(text) }
        if matches.count == 1 { return matches[0] }
        if matches.count > 1 {
            throw UsageError("\(what) \(text) is ambiguous: \(matches.joined(separator: ", "))")
        }
        if let nearest = EditDistance.nearest(to: text, among: words) {
            throw UsageError("there is no \(what) \(text); did you mean \(nearest)?")
        }
        throw UsageError("there is no \(what) \(text); there are \(words.joined(separator: ", "))")
    }
}
