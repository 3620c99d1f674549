extension VarlinkInterface {
    static let types = """
        # The daemon at one moment. A message counts once for each connector that it waits for. spoolProblem: what is
        # wrong, missing while the spool takes messages. connectorsBarred: cannot go on without an operator. The
        # counts of messages begin with the daemon's start.
        type DaemonStatus (
          version: string,
          localName: string,
          globalDomain: string,
          hostname: string,
          processID: int,
          configurationDirectory: string,
          now: int,
          started: int,
          configured: int,
          spoolProblem: ?string,
          queued: int,
          queuedOctets: int,
          urgent: int,
          normal: int,
          nonUrgent: int,
          held: int,
          oldest: ?int,
          oldestConnector: ?string,
          connectors: int,
          connectorsUp: int,
          connectorsBarred: int,
          associations: int,
          rasInUse: int,
          rasConfigured: int,
          nextCall: ?int,
          nextCallConnector: ?string,
          messagesIn: int,
          messagesOut: int,
          messagesDelivered: int,
          messagesFailed: int
        )

        # One connector. kind: x400, dynamic-ras, lan or local. why: why it does not send what waits, or how far the
        # transfer under way is. held: of those queued, by operators. failedOpens: since the last success, of
        # openRetries that are allowed.
        type Connector (
          name: string,
          kind: string,
          remoteMTA: string,
          state: (idle, suspended, waiting, opening, connected, transferring, barred),
          why: ?string,
          queued: int,
          queuedOctets: int,
          urgent: int,
          held: int,
          oldest: ?int,
          nextTry: ?int,
          failedOpens: int,
          openRetries: int,
          lastError: ?string,
          lastErrorAt: ?int,
          lastSuccess: ?int,
          associations: int,
          localityIndex: ?int,
          phonebookEntry: ?string,
          rasSlot: ?int,
          address: ?string,
          schedule: string,
          addressSpaces: []string,
          messagesOut: int,
          messagesIn: int,
          octetsOut: int,
          octetsIn: int
        )

        # One message that waits for one connector: why, and until when. state unknown: handed over, and the line was
        # lost before the answer. priority: urgent, normal or non-urgent. eta: when it will be with the neighbour, by
        # experience. expires: its lifetime. kind: message, probe or report.
        type QueueEntry (
          entry: int,
          message: string,
          mtsIdentifier: string,
          connector: string,
          priority: string,
          state: (queued, sending, held, unknown),
          octets: int,
          submitted: int,
          enqueued: int,
          attempts: int,
          why: ?string,
          until: ?int,
          eta: ?int,
          expires: ?int,
          originator: string,
          firstRecipient: string,
          recipients: int,
          kind: string
        )

        # A message that an operator has held or released. connectors: those in whose queues it is; inTransfer: those of
        # them that are transferring it, which is not cut: it is held if the transfer fails.
        type MessageHold (
          message: string,
          mtsIdentifier: string,
          isHeld: bool,
          connectors: []string,
          inTransfer: []string
        )

        # One slot of the RAS synchronization table that is in use. state: dialling, up, idle or hanging-up.
        # generation: how often the slot was taken.
        type RASSlot (
          slot: int,
          generation: int,
          connector: string,
          entry: string,
          state: string,
          since: int,
          octetsOut: int,
          octetsIn: int
        )

        # One association, or a call whose bind has not come (connector missing). number: control block index.
        # application: 1988, 1988-x410 or 1984.
        type Association (
          connector: ?string,
          number: int,
          remoteMTA: string,
          isInitiator: bool,
          state: (calling, opening, open, sending, receiving, releasing),
          since: int,
          application: ?string,
          twoWayAlternate: ?bool,
          address: ?string,
          octetsOut: int,
          octetsIn: int
        )

        # What the two ends agreed on in one layer.
        type PingLayer (name: string, values: []PingValue)

        type PingValue (name: string, value: string)

        # An association opened, bound and released. Times are microseconds. failedLayer, problem and hint: where and
        # why it failed; missing when all went well.
        type PingResult (
          connector: string,
          remoteMTA: string,
          through: string,
          connectTime: ?int,
          openTime: ?int,
          releaseTime: ?int,
          layers: []PingLayer,
          failedLayer: ?string,
          problem: ?string,
          hint: ?string
        )

        # What the answer to a probe says of one recipient. reason, diagnostic: codes of X.411; why: the same in words.
        type ProbeRecipient (
          recipient: string,
          isDelivered: bool,
          reason: ?int,
          diagnostic: ?int,
          why: ?string
        )

        # How a probe stands. state: submitted, delivered, not-delivered or no-answer. time: microseconds from its
        # submission to its answer.
        type ProbeResult (
          mtsIdentifier: string,
          state: string,
          recipients: []ProbeRecipient,
          time: ?int
        )

        # One link: a connector to a neighbour as far as its way there goes. medium: tcp or the medium of its phonebook
        # entry. mode: what operators and configuration have made of it, until modeUntil. rules: thresholds, limits,
        # prices and budgets in words. speed: octets a second by experience; setUp: microseconds. failures: calls that
        # did not come up since the last one that did. spentToday, spentThisMonth: as "3.20 of 10.00 USD".
        type Link (
          name: string,
          remoteMTA: string,
          medium: string,
          phonebookEntry: ?string,
          state: (down, waiting, dialling, up, idle, hanging-up, barred),
          mode: (enabled, suspended, remote-initiated, receive-only, attended, paused, granted, limited),
          modeUntil: ?int,
          queued: int,
          queuedOctets: int,
          oldest: ?int,
          nextCall: ?int,
          why: ?string,
          schedule: string,
          rules: []string,
          speed: ?int,
          setUp: ?int,
          failures: int,
          spentToday: ?string,
          spentThisMonth: ?string
        )

        # One of a link's last calls. setUp, duration: microseconds; setUp is missing where the line never came up.
        # code: the RAS code with which it ended, 631 where it was hung up here in order.
        type PastCall (
          began: int,
          setUp: ?int,
          duration: int,
          octetsOut: int,
          octetsIn: int,
          code: int,
          result: string,
          isInbound: bool
        )

        # What was spent on one phonebook entry's link in one day of its calendar.
        type LinkCost (
          entry: string,
          day: string,
          cost: string,
          currency: string,
          calls: int,
          seconds: int,
          octets: int
        )

        # One message in a plan: done when, or cut after so many octets, or why it stays behind.
        type PlannedMessage (
          message: string,
          priority: string,
          octets: int,
          originator: string,
          firstRecipient: string,
          done: ?int,
          cutAt: ?int,
          stays: ?string
        )

        # What goes in a connector's next call, in this order. begins: missing where nobody can say; the rows then
        # reckon from now. speed: octets a second, from so many past calls (0: given, or assumed).
        type Plan (
          connector: string,
          begins: ?int,
          why: ?string,
          ends: int,
          closes: ?int,
          speed: int,
          calls: int,
          rows: []PlannedMessage
        )

        # One event. severity: information, warning or error. incident: the same for all events of one cause.
        type Event (
          time: int,
          number: int,
          severity: string,
          category: string,
          text: string,
          connector: ?string,
          entity: ?string,
          incident: ?string,
          mtsIdentifier: ?string,
          rasCode: ?int,
          retryAt: ?int,
          hint: ?string
        )

        # One cause and what came of it: the events that carry one identifier. cause: the first warning or error, in
        # words; hint: what is wrong, on which end, what to type; numbers: of its events, in order; omitted: events that
        # the daemon has not kept. In a list events is empty.
        type Incident (
          id: string,
          began: int,
          ended: int,
          connector: ?string,
          entity: ?string,
          numbers: []int,
          cause: string,
          hint: ?string,
          retryAt: ?int,
          omitted: int,
          events: []Event
        )

        # One step on the way to a neighbour. state skipped: not looked at, since one before it failed or the connector
        # has none. advice: what to do, where it failed.
        type DiagnosisStep (
          name: (configuration, line, dial, address, reach, transport, session, bind, names, credentials),
          state: (passed, failed, skipped),
          finding: string,
          advice: ?string
        )

        # The way to a neighbour, from below.
        type Diagnosis (connector: string, remoteMTA: string, through: string, steps: []DiagnosisStep)

        # What an event number or a RAS code means: cause, remedy, next command.
        type Explanation (code: string, title: string, text: string)


        """
}
