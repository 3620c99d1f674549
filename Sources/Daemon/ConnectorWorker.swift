import Acceptance
import Admin
import Events
import IO
import Links
import Message
import OSI
import P1Connector
import Queue
import Spool

/// One connector to an X.400 neighbour: its queue, its line and its associations.
///
/// It decides when to open, what to send next and what an outcome means; it owns everything with effects on the way to
/// this neighbour, on a serial queue of its own, so that a dead neighbour holds up nobody else (design, P3).
///
/// The parts: `+Opening` (associations over TCP), `+Line` (dialled lines), `+Network` (those that bring up a network),
/// `+Sessions` (what the associations tell), `+Incidents` (what went wrong, in order), `+Outcomes` (what becomes of
/// messages), `+Listing` (what operators see).
actor ConnectorWorker: BacklogWorker {
    enum WorkerTimer: Hashable {
        /// An association may be tried again.
        case open
        /// A further one may be tried again.
        case further
        /// A message's time has come.
        case due
        /// A message's lifetime ends.
        case expiry
        /// The link's policy says something else.
        case policy
        /// What waits is old enough to be worth a call.
        case batch
        /// What the call costs is looked at.
        case meter
        /// The same of a ping's call.
        case pingMeter
        case link(LinkTimer)
    }

    /// An association and what is known of it.
    struct SessionRecord {
        let session: P1Session
        let incident: String
        let since: Timestamp
        /// Where it stands among those that the neighbour can recover.
        var ticket: RecoverableAssociations.Ticket?
        /// It took the place of one that was cut.
        var isRecovered = false
        var isOpen = false
        /// The call over whose network it goes; nil: over none, or over a line of octets.
        var overLine: String?
        /// The line of ours that the neighbour's call came over.
        var answered: AnsweredLine?
        /// Something of a message has passed, either way.
        var hasMoved = false
        /// The entry whose transfer the end of the association interrupts.
        var interrupted: Int64?
        /// How far the transfer under way is, as the neighbour has confirmed it.
        var progress: (message: MessageID, octets: Int, total: Int)?
    }

    nonisolated let name: String
    nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    let rooms: Rooms
    var settings: ConnectorSettings
    var backlog = ConnectorBacklog()
    /// By control block index.
    var sessions: [Int: SessionRecord] = [:]
    var lastControlBlock = 0
    /// TCP connections being made.
    var connecting = 0
    /// What is in transfer: queue row → recipients.
    var moving: [Int64: [Int]] = [:]
    /// Opens that failed since the last one that did not.
    var failedOpens = 0
    /// The open retries were used up, and no association has come up since.
    var isGivenUp = false
    /// The last call failed in a way that needs a person, and no association has come up since.
    var isBarred = false
    /// The last further association that was asked for could not be had.
    var isFurtherScarce = false
    /// Why the last open failed, for people.
    var lastError: (text: String, at: Timestamp)?
    var lastSuccess: Timestamp?
    var totals = MTACounters.Values()
    var octets = (out: 0, in: 0)
    /// The dialled line: decisions, and the thing itself.
    var link: LinkMachine?
    var line: LineCall?
    var linkEvents: [LinkEvent] = []
    /// The phonebook entry whose line was claimed last; a reload may have named another since.
    var claimedEntry = ""
    /// What operators have set for the link, and what was spent; nil: not known yet, and no call is made.
    var linkRecord: LinkRecord?
    /// Expenses that the desk has not booked yet: what it says of the ledger until then is older than ours.
    var bookings = 0
    /// What the policy said last; nil: to be asked anew.
    var review: PolicyReview?
    /// Why what waits is not worth a call yet, and until when at most.
    var batchWait: (why: String, until: Timestamp?)?
    /// An operator asked for the call.
    var isCalledByHand = false
    /// Entries of the RAS synchronization table that calls have, of ours and the neighbour's, by incident.
    var rasIndexes: [String: Int] = [:]
    /// Of the last call.
    var lastIncident: String?
    /// Of the call, or the association over TCP, that stands.
    var sending = SendingMeter()
    /// What a person may do about the last failure; of its incident's last event.
    var callHint: String?
    /// What remains to be told of a call that has ended, before the timer of the next one is.
    var callEnd: (() -> Void)?
    var isTellingLink = false
    /// What transfers over our calls have taught of the line.
    var pace: TransferPace?
    /// An operator's ping under way: one at a time.
    var pinging: PingInProgress?
    var isStopping = false
    /// Who waits for the stop, while associations are released.
    private var stopReply: (@Sendable () -> Void)?
    var timers: TimerSet<WorkerTimer>
    var locality: Int

    init(settings: ConnectorSettings, rooms: Rooms) {
        name = settings.name
        executor = QueueExecutor(label: "trunkline.connector.\(settings.name)")
        self.settings = settings
        self.rooms = rooms
        locality = rooms.localities.index(of: settings.session.remoteName, now: now()) ?? 0
        timers = TimerSet(executor)
        link = settings.entry.map { LinkMachine(timing: $0.timing, isWindowOpen: settings.calls) }
        rooms.retries.configure(name, settings.opens)
    }

    // MARK: What others ask

    /// Takes up what the spool holds for this connector.
    func start() {
        followLink()
        takeUp()
    }

    /// A reload: what is open stays as it was opened, the next association is made anew. What leads to another MTA than
    /// is configured from now on is ended.
    func replace(_ new: ConnectorSettings) {
        let old = settings
        // By the old settings: line and place in the row are given back where they were taken.
        if old.entry?.name != new.entry?.name {
            isCalledByHand = false
            tellLink(.hangUpRequested)
        }
        settings = new
        review = nil
        if old.entry?.name != new.entry?.name {
            linkRecord = nil
            backlog.reconsider(nil)
            followLink()
        }
        if old.session.remoteName != new.session.remoteName || old.address != new.address {
            for record in sessions.values { record.session.cut(why: "connector \(name) leads to another MTA now") }
            locality = rooms.localities.index(of: new.session.remoteName, now: now()) ?? 0
        }
        failedOpens = 0
        isGivenUp = false
        isBarred = false
        rooms.retries.configure(name, new.opens)
        relink()
        pump()
        // What this link never carries may have found another one that does.
        for entry in backlog.refused.keys.compactMap({ backlog[$0] }) { reroute(entry, .neverCarried, orFail: nil) }
    }

    func stop(reply: @escaping @Sendable () -> Void) {
        isStopping = true
        timers.cancelAll()
        stopReply = reply
        // What we opened and is idle is released; what is under way goes on at its checkpoint another time.
        for record in sessions.values where !record.session.finishIfIdle() {
            record.session.cut(why: "this MTA stops")
        }
        post(after: Self.releaseTime) { $0.releaseIsDue() }
        stopIfReleased()
    }

    /// Seconds that a neighbour has to answer the release of an idle association when this MTA stops.
    private static var releaseTime: Double { 2 }

    private func releaseIsDue() {
        for record in sessions.values {
            record.session.cut(why: "this MTA stops, and the neighbour does not answer the release")
        }
        stopIfReleased()
    }

    /// The last association has ended: the line goes, and then this worker.
    func stopIfReleased() {
        guard sessions.isEmpty, let reply = stopReply else { return }
        stopReply = nil
        cutPing { self.hangUpAtOnce(reply: reply) }
    }

    // MARK: The heart

    /// Does whatever can be done now, and sees to it that somebody comes back when more can.
    func pump() {
        if isStopping { return }
        expire()
        let time = now()
        reviewPolicy(time)
        noteRefusals()
        if backlog.hasDue(now: time) {
            for record in sessions.values where record.isOpen { record.session.wake() }
            // None of them could take it at once.
            if backlog.hasUrgentDue(now: time) { _ = sessions.values.contains { $0.session.makeWay() } }
        }
        openIfNeeded()
        arm(.due, at: backlog.nextDue(after: time))
        arm(.expiry, at: nextExpiry(after: time))
        armReview(time)
        tellStanding()
    }

    /// Wakes the pump at that time; nil: not at all.
    func arm(_ timer: WorkerTimer, at time: Timestamp?) {
        guard let time, !isStopping else {
            timers.cancel(timer)
            return
        }
        let delay = max(0.01, Double((time - now()).microseconds) / 1_000_000)
        timers.start(timer, after: delay) { self.pump() }
    }

    // MARK: Words to the operator

    var lifetimes: Lifetimes { settings.lifetimes }

    func emit(_ event: Event) { emit(event, incident: nil) }

    func emit(_ event: Event, of entry: StoredEntry) {
        emit(event, mtsIdentifier: entry.mtsIdentifier.description)
    }

    func emit(
        _ event: Event, incident: String? = nil, mtsIdentifier: String? = nil, rasCode: RASCode? = nil,
        retryAt: Timestamp? = nil, hint: String? = nil
    ) {
        rooms.events.emit(
            EventRecord(
                event, connector: name, entity: settings.session.remoteName, incident: incident,
                mtsIdentifier: mtsIdentifier, rasCode: rasCode?.number, rasIndex: incident.flatMap { rasIndexes[$0] },
                localityIndex: locality, retryAt: retryAt, hint: hint))
    }
}
