/// Which P1 a neighbour understands.
///
/// On receipt there is no difference: what 1984 has, 1988 has with the same tags, so that one decoder reads both. To a
/// neighbour of 1984 goes the `downgraded()` form, which is written as any other.
package enum P1Edition: Hashable, Sendable, CaseIterable {
    /// X.411 of 1984: no extensions, no extension attributes and directory names, no extended types.
    case of1984
    /// X.411 of 1988 and all later editions.
    case of1988
}
