import BER

extension MTSAPDUDecoder {
    /// Goes on by one element or one piece; false when it needs more input or is at the end.
    mutating func step(
        _ input: ArraySlice<UInt8>, _ position: inout Int, _ parts: inout [DecodedPart]
    ) throws(BERError) -> Bool {
        switch phase {
        case .start, .external, .apdu, .message, .content, .segments, .report, .reportContent, .reportFields, .closing:
            try leaveEndedLevels(&parts)
            if phase == .end { return false }
            let before = position
            let header = try headers.next(input, &position)
            offset += position - before
            guard let header else { return false }
            try enter(header, input, &position, &parts)
            return true
        case .contentOctets:
            return pass(input, &position, &parts)
        case .reference, .envelope, .probe, .reportEnvelope, .reportField:
            guard let octets = try gather(input, &position) else { return false }
            try read(octets[...], &parts)
            return true
        case .end:
            return false
        }
    }

    // MARK: Gathered elements

    /// Reads the element if the input has all of it, else begins to gather it.
    private mutating func gather(
        _ header: BERHeader, _ input: ArraySlice<UInt8>, _ position: inout Int, limit: Int, _ phase: Phase,
        _ parts: inout [DecodedPart]
    ) throws(BERError) {
        self.phase = phase
        guard let start = headers.start(of: header, before: position), let length = header.length,
            length <= input.endIndex - position, position + length - start <= limit
        else {
            let octets = headers.octets(of: header, input, before: position)
            collector = try ElementCollector(header, start: octets, limit: limit)
            return
        }
        position += length
        offset += length
        try read(input[start..<position], &parts)
    }

    /// The octets of the element that is gathered, once it is complete.
    private mutating func gather(
        _ input: ArraySlice<UInt8>, _ position: inout Int
    ) throws(BERError) -> [UInt8]? {
        let before = position
        let isComplete = try collector?.take(input, &position) ?? false
        offset += position - before
        guard offset <= bound else { throw BERError(.malformed, "element longer than its surroundings", at: offset) }
        guard isComplete else { return nil }
        defer { collector = nil }
        return collector?.octets
    }

    /// What is wrong is told by its place in the element, not in the input.
    private mutating func read(_ octets: ArraySlice<UInt8>, _ parts: inout [DecodedPart]) throws(BERError) {
        do throws(BERError) {
            try readWhole(octets, &parts)
        } catch {
            throw BERError(error.code, error.detail, at: max(error.offset - octets.startIndex, 0))
        }
    }

    private mutating func readWhole(_ octets: ArraySlice<UInt8>, _ parts: inout [DecodedPart]) throws(BERError) {
        var reader = try BERReader(octets)
        switch phase {
        case .reference:
            let element = try reader.next()
            if element.tag == .integer { contextIdentifier = try element.integer() }
            phase = .external
        case .envelope:
            let limits = limits
            let envelope = try reader.next { (reader) throws(BERError) in
                try MessageTransferEnvelope(&reader, limits: limits)
            }
            parts.reserveCapacity(3)  // beside it, the content and the end
            parts.append(.envelope(envelope))
            phase = .content
        case .probe:
            parts.append(.probe(try ProbeTransferEnvelope(try reader.next(), limits: limits)))
            phase = .closing
        case .reportEnvelope:
            report = PartialReport(envelope: try reader.next(ReportTransferEnvelope.init))
            phase = .reportContent
        case .reportField:
            report?.fields += octets
            phase = .reportFields
        case .start, .external, .apdu, .message, .content, .contentOctets, .segments, .report, .reportContent,
            .reportFields, .closing, .end:
            break
        }
    }

    /// Hands on a slice of the content.
    private mutating func pass(
        _ input: ArraySlice<UInt8>, _ position: inout Int, _ parts: inout [DecodedPart]
    ) -> Bool {
        let count = min(remaining, input.endIndex - position)
        if count > 0 {
            let piece = input[position..<position + count]
            if case nil = report { parts.append(.content(piece)) } else { parts.append(.returnedContent(piece)) }
        }
        position += count
        offset += count
        remaining -= count
        if remaining > 0 { return false }
        phase = phaseWithin(levels.last)
        return true
    }

    // MARK: Levels

    private var bound: Int { levels.last?.bound ?? .max }

    /// What goes on when an element within `level` has ended.
    private func phaseWithin(_ level: Level?) -> Phase {
        switch level?.kind {
        case .content: .segments
        case .reportContent: .reportFields
        case .frame, nil: .closing
        }
    }

    /// Leaves the elements whose definite length is used up.
    private mutating func leaveEndedLevels(_ parts: inout [DecodedPart]) throws(BERError) {
        while let level = levels.last, level.end == offset { try leave(level, &parts) }
        if levels.isEmpty, phase == .closing {
            phase = .end
            parts.append(.end)
        }
    }

    private mutating func leave(_ level: Level, _ parts: inout [DecodedPart]) throws(BERError) {
        switch phase {
        case .segments, .closing: break
        case .reportFields: try endReport(&parts)
        case .start, .external, .reference, .apdu, .message, .envelope, .content, .contentOctets, .probe, .report,
            .reportEnvelope, .reportContent, .reportField, .end:
            throw BERError(.missingElement, "APDU ends too early", at: offset)
        }
        levels.removeLast()
        phase = phaseWithin(levels.last)
    }

    /// All fields of the report's content were read.
    private mutating func endReport(_ parts: inout [DecodedPart]) throws(BERError) {
        guard let report else { return }
        var set = BERWriter()
        set.header(.set, constructed: true, length: report.fields.count)
        set.encoded(report.fields)
        var reader = try BERReader(set.octets[...])
        let limits = limits
        let content = try reader.next { (reader) throws(BERError) in
            try ReportTransferContent(&reader, limits: limits)
        }
        parts.append(.report(report.envelope, content))
    }

    private mutating func push(_ header: BERHeader, _ kind: Level.Kind = .frame) throws(BERError) {
        guard levels.count < BERReader.depthLimit else { throw BERError(.tooDeep, at: offset) }
        let end = header.length.map { offset + $0 }
        if levels.isEmpty { levels.reserveCapacity(4) }
        levels.append(Level(end: end, bound: end ?? bound, kind: kind))
    }

    // MARK: Headers

    /// A header was read: enters its element or refuses it.
    private mutating func enter(
        _ header: BERHeader, _ input: ArraySlice<UInt8>, _ position: inout Int, _ parts: inout [DecodedPart]
    ) throws(BERError) {
        guard offset <= bound, header.length ?? 0 <= bound - offset else {
            throw BERError(.malformed, "element longer than its surroundings", at: offset)
        }
        if header.tag == .endOfContents {
            guard header.isEndOfContents, let level = levels.last, level.end == nil else {
                throw BERError(.malformed, "end-of-contents", at: offset)
            }
            return try leave(level, &parts)
        }
        switch phase {
        case .start where header.tag == .external && header.isConstructed:
            try push(header)
            phase = .external
        case .start, .apdu:
            try enterAPDU(header, input, &position, &parts)
        case .external:
            try enterExternal(header, input, &position, &parts)
        case .message where header.tag == .set && header.isConstructed:
            try gather(header, input, &position, limit: limits.envelopeOctets, .envelope, &parts)
        case .content where header.tag == .octetString, .segments where header.tag == .octetString:
            try enterContent(header)
        case .report where header.tag == .set && header.isConstructed:
            try gather(header, input, &position, limit: limits.envelopeOctets, .reportEnvelope, &parts)
        case .reportContent where header.tag == .set && header.isConstructed:
            try push(header, .reportContent)
            phase = .reportFields
        case .reportFields:
            try enterReportField(header, input, &position, &parts)
        case .message, .content, .segments, .closing, .reference, .envelope, .contentOctets, .probe, .report,
            .reportEnvelope, .reportContent, .reportField, .end:
            throw BERError(.unexpectedTag, "\(header.tag) in an MTS-APDU", at: offset)
        }
    }

    private mutating func enterAPDU(
        _ header: BERHeader, _ input: ArraySlice<UInt8>, _ position: inout Int, _ parts: inout [DecodedPart]
    ) throws(BERError) {
        guard header.isConstructed else { throw BERError(.unexpectedTag, "\(header.tag) primitive", at: offset) }
        switch header.tag {
        case .context(0):
            try push(header)
            phase = .message
        case .context(1):
            try push(header)
            phase = .report
        case .context(2):
            try gather(header, input, &position, limit: limits.envelopeOctets, .probe, &parts)
        default:
            throw BERError(.unexpectedTag, "\(header.tag) as MTS-APDU", at: offset)
        }
    }

    /// Direct reference, indirect reference and data value descriptor may each stand before the value.
    private mutating func enterExternal(
        _ header: BERHeader, _ input: ArraySlice<UInt8>, _ position: inout Int, _ parts: inout [DecodedPart]
    ) throws(BERError) {
        switch header.tag {
        case .objectIdentifier, .integer, .universal(7):
            references += 1
            guard references <= 3 else { throw BERError(.malformed, "EXTERNAL", at: offset) }
            try gather(header, input, &position, limit: ValueLimit.string, .reference, &parts)
        case .context(0) where header.isConstructed:
            try push(header)
            phase = .apdu
        default:
            throw BERError(.unexpectedTag, "\(header.tag) in EXTERNAL", at: offset)
        }
    }

    private mutating func enterContent(_ header: BERHeader) throws(BERError) {
        if header.isConstructed {
            try push(header, .content)
            phase = .segments
            return
        }
        let length = header.length ?? 0
        guard length <= limits.contentOctets - contentOctets else {
            throw BERError(.limitExceeded, "content over \(limits.contentOctets) octets", at: offset)
        }
        contentOctets += length
        remaining = length
        phase = .contentOctets
    }

    private mutating func enterReportField(
        _ header: BERHeader, _ input: ArraySlice<UInt8>, _ position: inout Int, _ parts: inout [DecodedPart]
    ) throws(BERError) {
        if header.tag == ReportTransferContent.returnedContentTag {
            guard report?.hasReturnedContent == false else {
                throw BERError(.malformed, "returned content twice", at: offset)
            }
            report?.hasReturnedContent = true
            return try enterContent(header)
        }
        let limit = limits.envelopeOctets - (report?.fields.count ?? 0)
        try gather(header, input, &position, limit: limit, .reportField, &parts)
    }
}
