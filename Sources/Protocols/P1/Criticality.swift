/// Where a message must not go on if an extension is not understood (X.411 Criticality), by its bits.
package enum Criticality: Int, Hashable, Sendable, CaseIterable {
    case submission = 0
    case transfer = 1
    case delivery = 2
}
