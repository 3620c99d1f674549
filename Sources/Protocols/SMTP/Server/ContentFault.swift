/// What makes content unfit to be passed on.
package enum ContentFault: Equatable, Sendable {
    /// RFC 5321 2.3.8: CR and LF stand together only. A relay that read one of them as a line's end would see other
    /// commands in the content than we do.
    case bareCarriageReturn
    case bareLineFeed
    case lineTooLong

    package var reply: SMTPReply {
        switch self {
        case .bareCarriageReturn: SMTPReply(550, "5.6.0", "Message refused: CR without LF in its content")
        case .bareLineFeed: SMTPReply(550, "5.6.0", "Message refused: LF without CR in its content")
        case .lineTooLong: SMTPReply(550, "5.6.0", "Message refused: a line of its content is too long")
        }
    }
}
