/// Who answers for a recipient, and which reports are wanted (X.411 PerRecipientIndicators).
package struct PerRecipientIndicators: Hashable, Sendable {
    /// 8...16 bits; 8 are sent.
    package var bits: NamedBitList

    package init(bits: NamedBitList) { self.bits = bits }

    /// The MTS's own request is a report where one is wanted, else a non-delivery report: one of the two must be set.
    /// The originator's is at most one of the two, and a report says of non-delivery too.
    package init(
        responsibility: Bool, originatingMTAReport: Bool = false, originatorReport: Bool = false,
        originatorNonDeliveryReport: Bool = false
    ) {
        bits = NamedBitList([], count: 8)
        self.responsibility = responsibility
        self.originatingMTAReport = originatingMTAReport || originatorReport
        originatingMTANonDeliveryReport = !self.originatingMTAReport
        self.originatorReport = originatorReport
        self.originatorNonDeliveryReport = originatorNonDeliveryReport && !originatorReport
    }

    /// The MTA that gets this message delivers to this recipient or reports that it could not.
    package var responsibility: Bool {
        get { bits[0] }
        set { bits[0] = newValue }
    }
    package var originatingMTAReport: Bool {
        get { bits[1] }
        set { bits[1] = newValue }
    }
    package var originatingMTANonDeliveryReport: Bool {
        get { bits[2] }
        set { bits[2] = newValue }
    }
    package var originatorReport: Bool {
        get { bits[3] }
        set { bits[3] = newValue }
    }
    package var originatorNonDeliveryReport: Bool {
        get { bits[4] }
        set { bits[4] = newValue }
    }

    /// What the MTA at which the subject began wants to know. Both bits together ask for a report with the subject's
    /// whole trace; none, which X.411 forbids, is taken for the non-delivery report.
    package var originatingMTARequest: OriginatingMTARequest {
        switch (originatingMTAReport, originatingMTANonDeliveryReport) {
        case (true, true): .auditedReport
        case (true, false): .report
        case (false, _): .nonDeliveryReport
        }
    }

    package enum OriginatingMTARequest: Hashable, Sendable {
        case nonDeliveryReport
        case report
        case auditedReport
    }
}
