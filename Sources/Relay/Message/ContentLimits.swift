/// Where the content of a message is measured, whatever holds it.
package enum ContentLimits {
    /// Content up to this many octets stands in the spool's row; longer content in a file of its own (design, 6).
    package static let inlineOctets = 64 * 1024
}
