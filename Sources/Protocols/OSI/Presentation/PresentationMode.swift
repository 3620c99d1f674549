/// The mode of a presentation connection and of what stands on it (X.216, mode parameter; X.226 mode-value).
package enum PresentationMode: Int, Hashable, Sendable {
    /// X.410-1984 mode: RTSE stands on the presentation layer itself, which adds nothing to its octets.
    case x410 = 0
    /// Normal mode: contexts are negotiated, and ACSE opens and ends the association.
    case normal = 1
}
