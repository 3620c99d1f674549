/// Where an SMTP server connection stands.
enum SMTPServerState: Equatable, Sendable {
    /// Nothing has happened yet. → command, closed
    case fresh
    /// A command line is read. → checkingRecipient, data, chunk, committing, closed
    case command
    /// The owner was asked about a recipient; input waits. → command, closed
    case checkingRecipient(SMTPTransaction.Recipient)
    /// Content follows DATA. → command, committing, closed
    case data(DataDecoder)
    /// So many octets of a BDAT are still to come. → command, committing, closed
    case chunk(remaining: Int, last: Bool)
    /// Octets of a BDAT that had no place are read over, then this is replied. → command, closed
    case readingOver(remaining: Int, SMTPReply)
    /// The owner makes the message safe; input waits. With `closing`, that answer is the last. → command, closed
    case committing(closing: Bool)
    /// Over. Nothing happens any more.
    case closed
}
