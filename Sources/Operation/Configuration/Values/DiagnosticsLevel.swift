/// How much of an event category is recorded; Exchange's four levels.
package enum DiagnosticsLevel: String, Hashable, Sendable, CaseIterable {
    case none, minimum, medium, maximum
}
