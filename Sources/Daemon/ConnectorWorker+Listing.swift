import Admin
import Configuration
import IO
import Links
import OSI
import Message
import P1Connector
import Queue

/// What operators see of a connector, and what they may ask of it.
extension ConnectorWorker {
    func status() -> AdminConnector {
        let listing = backlog.queue
        return AdminConnector(
            name: name, kind: settings.kind.rawValue, remoteMTA: settings.session.remoteName, state: state,
            why: progress ?? why, queued: listing.count, queuedOctets: listing.octets, urgent: listing.urgentWaiting,
            held: listing.held,
            oldest: backlog.oldest, nextTry: nextTry, failedOpens: failedOpens,
            openRetries: settings.retry.openRetries, lastError: lastError?.text, lastErrorAt: lastError?.at,
            lastSuccess: lastSuccess, associations: sessions.count, localityIndex: locality,
            phonebookEntry: settings.entry?.name, rasSlot: line?.index,
            address: settings.address.map { "\($0)" }, schedule: settings.schedule.rawValue,
            addressSpaces: settings.addressSpaces, messagesOut: totals.messagesOut, messagesIn: totals.messagesIn,
            octetsOut: octets.out, octetsIn: octets.in)
    }

    func queueRows(limit: Int) -> (rows: [AdminQueueEntry], total: Int) {
        let time = now()
        var rows = backlog.listing(
            connector: name, now: time, limit: limit, waitingFor: why, linkAt: nextTry,
            lifetimes: settings.lifetimes)
        let expected = expectations()
        for index in rows.indices { rows[index].eta = expected[Int64(rows[index].entry)] }
        return (rows, backlog.queue.count)
    }

    private var nextTry: Timestamp? { nextOpen ?? link?.until ?? policyWait?.until }

    /// `message 0000000c: 61 % of 6842692 octets confirmed`; nil where nothing longer is under way.
    private var progress: String? {
        guard let (message, octets, total) = sessions.values.compactMap(\.progress).first, total > 0 else { return nil }
        return "message \(message): \(octets * 100 / total) % of \(total) octets confirmed"
    }

    /// Why even a message that is ready does not go; nil while an association is open.
    private var why: String? {
        if settings.schedule == .never { return "the connector's schedule is never" }
        if sessions.values.contains(where: \.isOpen) { return nil }
        if !backlog.isEmpty, backlog.queue.held == backlog.queue.count { return "held by an operator" }
        if !settings.calls { return "waits for \(settings.session.remoteName) to call" }
        if nextOpen != nil { return lastError.map { "retry after: \($0.text)" } ?? "open interval" }
        if link?.state.holdsLine != true, let policyWait, backlog.queue.count > 0 { return policyWait.why }
        if let why = link?.why, backlog.queue.count > 0 { return why }
        return backlog.isEmpty ? nil : "association being opened"
    }

    private var state: AdminConnector.State {
        if settings.schedule == .never { return .suspended }
        if sessions.values.contains(where: { $0.session.isTransferring }) { return .transferring }
        if sessions.values.contains(where: \.isOpen) { return .connected }
        if !sessions.isEmpty || connecting > 0 { return .opening }
        if case .barred(_, let code) = link?.state, code.rasClass.barsLink { return .barred }
        return backlog.isEmpty ? .idle : .waiting
    }

    func associationRows() -> [AdminAssociation] {
        sessions.sorted { $0.key < $1.key }.map { number, record in
            let state: AdminAssociation.State =
                switch record.session.activity {
                case .opening: .opening
                case .idle: .open
                case .sending: .sending
                case .receiving: .receiving
                case .releasing: .releasing
                }
            let agreed = record.session.parameters
            let (out, inward) = record.session.octets
            return AdminAssociation(
                connector: name, number: number, remoteMTA: settings.session.remoteName,
                isInitiator: record.session.isInitiator, state: state, since: record.since,
                application: agreed.map { ConnectorApplication($0.applicationContext).rawValue },
                twoWayAlternate: agreed.map { $0.dialogueMode == .twoWayAlternate }, octetsOut: out, octetsIn: inward)
        }
    }

    // MARK: link call, link hangup

    /// Calls now, whatever the open-retry timer says.
    func call() -> AdminReply {
        guard settings.entry != nil || settings.address != nil else {
            return .failed(.notDialled(name: name, kind: settings.kind.rawValue))
        }
        if let why = reasonNotToDial { return .failed(.refused(why: why)) }
        isCalledByHand = true
        if settings.entry != nil {
            if link?.state.isCallUp == false { rooms.retries.called(name) }
            tellLink(.callRequested)
        } else if sessions.isEmpty, connecting == 0 {
            rooms.retries.called(name)
            connect(.first)
        }
        return .done
    }

    /// By an operator.
    var isPaused: Bool { linkRecord?.conditions.pause?.holds(at: now()) ?? false }

    /// Not even for the operator.
    var reasonNotToDial: String? {
        if isStopping { return "the service stops" }
        // What it would cost could not be booked.
        if linkRecord == nil { return "the spool cannot be read" }
        return isPaused ? "an operator has paused the link of connector \(name)" : nil
    }

    /// Ends what is there; a transfer goes on at its checkpoint with the next call.
    func hangUpNow() -> AdminReply {
        if pinging?.call != nil {
            endPing(why: "an operator hung up")
            if sessions.isEmpty, line == nil { return .done }
        }
        if sessions.isEmpty, line == nil {
            return .failed(.refused(why: "connector \(name) has no line and no association"))
        }
        isCalledByHand = false
        if settings.entry != nil { tellLink(.hangUpRequested) }
        for record in sessions.values { record.session.cut(why: "an operator hung up") }
        pause(.first)
        return .done
    }
}
