internal import IO
package import Message
package import Spool
internal import SMTP

/// Delivers into Maildirs, each message once, whatever happens.
///
/// ## Function
/// 1. Every file of a batch is written to `tmp/` and synchronised, then each `tmp/` folder once.
/// 2. The spool notes durably that these entries are being handed over.
/// 3. Every file is renamed into `new/`, then each `new/` folder is synchronised once.
///
/// An entry that comes back with that note after a crash needs no writing: a file in `tmp/` was not yet renamed, and is
/// now; one that is not there was renamed, wherever its reader has taken it since. Where only some of an entry's
/// recipients reach step 2, a recovery value of the spool names them, and the others count as untouched.
///
/// ## Owner
/// Its own queue; the work that blocks is done by `MaildirWorker`s.
package actor MaildirDelivery: LocalDelivery {
    /// Hands that write at the same time.
    package static let width = 8

    private struct Batch {
        var items: [LocalDeliveryItem]
        var files: [MaildirFile] = []
        /// Replies of workers or of the spool that are waited for.
        var awaited = 0
        let reply: @Sendable ([Int64: [Int: Outcome]]) -> Void
    }

    nonisolated let executor: QueueExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private nonisolated let spool: any SpoolStore
    private let template: MailboxTemplate
    private let host: String
    private let workers: [MaildirWorker]
    private var batches: [Int: Batch] = [:]
    private var nextBatch = 0
    private var nextWorker = 0

    /// - Parameter hostname: stands in the files' names; a delivery must keep it while entries are being handed over.
    package init(label: String, spool: any SpoolStore, template: MailboxTemplate, hostname: String) {
        executor = QueueExecutor(label: label, blocking: true)
        self.spool = spool
        self.template = template
        host = MaildirName.host(hostname)
        workers = (0..<MaildirDelivery.width).map { MaildirWorker(label: "\(label).\($0)") }
    }

    nonisolated package func deliver(
        _ batch: [LocalDeliveryItem], reply: @escaping @Sendable ([Int64: [Int: Outcome]]) -> Void
    ) {
        post { $0.begin(Batch(items: batch, reply: reply)) }
    }

    // MARK: 1, writing

    private func begin(_ new: Batch) {
        var batch = new
        for item in batch.items { batch.files += files(of: item) }
        let number = nextBatch
        nextBatch += 1
        let unwritten = batch.files.indices.filter { index in
            if case .unwritten = batch.files[index].step { true } else { false }
        }
        let shares = split(unwritten)
        batch.awaited = shares.count
        batches[number] = batch
        if shares.isEmpty { return written(number) }
        for share in shares {
            let files = share.map { ($0, batch.files[$0]) }
            onWorker { [spool] in
                MaildirDelivery.write(files, spool)
            } then: { delivery, files in
                for (index, file) in files { delivery.batches[number]?.files[index] = file }
                delivery.written(number)
            }
        }
    }

    /// A file for each recipient, or why there is none.
    private func files(of item: LocalDeliveryItem) -> [MaildirFile] {
        let handed = item.entry.handing ? handedRecipients(item.entry.id) : .success(nil)
        return item.envelope.recipients.map { recipient in
            let name = MaildirName.name(entry: item.entry, recipient: recipient.number, host: host)
            let folder = template.path(of: recipient.mailbox)
            var file = MaildirFile(
                entry: item.entry.id, message: item.entry.message, recipient: recipient.number, folder: folder ?? "",
                name: name)
            if let refusal = item.refusal {
                file.step = .failed(refusal)
            } else if folder == nil {
                file.step = .failed(
                    NonDelivery(
                        reason: .unableToTransfer, diagnostic: .unrecognisedORName, status: "5.1.1",
                        text: "The address names no mailbox here"))
            } else if item.entry.handing {
                switch handed {
                case .failure(let error): file.step = .deferred("the spool cannot be read: \(error)")
                case .success(let numbers?) where !numbers.contains(recipient.number):
                    file.step = .deferred("a crash came between the delivery to other recipients and this one")
                case .success: file.recover()
                }
            }
            return file
        }
    }

    private static func write(_ files: [(Int, MaildirFile)], _ spool: any SpoolStore) -> [(Int, MaildirFile)] {
        var reader: (message: MessageID, content: ContentReader)?
        return files.map { index, file in
            var file = file
            do throws(SpoolError) {
                if reader?.message != file.message {
                    reader = (file.message, try spool.content(of: file.message))
                }
                if let reader { file.write(reader.content) }
            } catch {
                file.step = .deferred("the spool's copy cannot be read: \(error)")
            }
            return (index, file)
        }
    }

    private func written(_ number: Int) {
        guard isLast(number), let batch = batches[number] else { return }
        var failed: [String: String] = [:]
        for folder in Set(batch.files.filter(\.isWritten).map(\.folder)) {
            do throws(IOError) {
                try Files.syncDirectory("\(folder)/tmp")
            } catch {
                failed[folder] = MaildirFile.why(error)
            }
        }
        for (index, file) in batch.files.enumerated() where file.isWritten {
            if let why = failed[file.folder] { batches[number]?.files[index].step = .deferred(why) }
        }
        mark(number)
    }

    // MARK: 2, the note

    private func mark(_ number: Int) {
        guard let batch = batches[number] else { return }
        var ready: [Int64: [Int]] = [:]
        for file in batch.files where file.isWritten { ready[file.entry, default: []].append(file.recipient) }
        let marked = batch.items.filter { ready[$0.entry.id] != nil && !$0.entry.handing }.map(\.entry)
        if marked.isEmpty { return publish(number) }
        // The spool commits in the order of the requests: the names are there when the note is.
        for entry in marked {
            let recipients = ready[entry.id] ?? []
            if recipients.count < batch.items.first(where: { $0.entry.id == entry.id })?.envelope.recipients.count ?? 0
            {
                spool.saveRecovery(key: key(entry.id), value: encode(recipients), reply: nil)
            } else if entry.attempts > 0 {
                spool.saveRecovery(key: key(entry.id), value: nil, reply: nil)
            }
        }
        let entries = marked.map(\.id)
        spool.markHanding(entries) { result in
            self.post { $0.marked(number, Set(entries), result) }
        }
    }

    private func marked(_ number: Int, _ entries: Set<Int64>, _ result: Result<Void, SpoolError>) {
        if case .failure(let error) = result, let batch = batches[number] {
            for (index, file) in batch.files.enumerated() where file.isWritten && entries.contains(file.entry) {
                file.discard()
                batches[number]?.files[index].step = .deferred("the spool cannot note the delivery: \(error)")
            }
        }
        publish(number)
    }

    private func key(_ entry: Int64) -> String { "maildir/\(entry)" }

    private func encode(_ recipients: [Int]) -> [UInt8] {
        Array(recipients.map(String.init).joined(separator: ",").utf8)
    }

    /// The recipients that a note of an earlier run is about; nil is all of them.
    private func handedRecipients(_ entry: Int64) -> Result<Set<Int>?, SpoolError> {
        Result { () throws(SpoolError) in
            guard let value = try spool.recoveries(prefix: key(entry)).first(where: { $0.key == key(entry) }) else {
                return nil
            }
            return Set(String(decoding: value.value, as: UTF8.self).split(separator: ",").compactMap { Int($0) })
        }
    }

    // MARK: 3, publication

    private func publish(_ number: Int) {
        guard let batch = batches[number] else { return }
        var folders: [String: [Int]] = [:]
        for (index, file) in batch.files.enumerated() where file.isWritten {
            folders[file.folder, default: []].append(index)
        }
        let shares = split(folders.keys.sorted())
        batches[number]?.awaited = shares.count
        if shares.isEmpty { return finish(number) }
        for share in shares {
            let files = share.map { folder in (folders[folder] ?? []).map { ($0, batch.files[$0]) } }
            onWorker {
                files.flatMap(MaildirDelivery.publish)
            } then: { delivery, files in
                for (index, file) in files { delivery.batches[number]?.files[index] = file }
                delivery.finish(number)
            }
        }
    }

    /// All files of one folder.
    private static func publish(_ files: [(Int, MaildirFile)]) -> [(Int, MaildirFile)] {
        var published = files.map { index, file in
            var file = file
            file.publish()
            return (index, file)
        }
        guard let folder = published.first?.1.folder else { return published }
        do throws(IOError) {
            try Files.syncDirectory("\(folder)/new")
        } catch {
            // Whether they would outlast a power cut is not known. The next attempt renames over the same names.
            let why = MaildirFile.why(error)
            for place in published.indices {
                if case .delivered = published[place].1.step { published[place].1.step = .deferred(why) }
            }
        }
        return published
    }

    private func finish(_ number: Int) {
        guard isLast(number), let batch = batches.removeValue(forKey: number) else { return }
        var outcomes: [Int64: [Int: Outcome]] = [:]
        for item in batch.items { outcomes[item.entry.id] = [:] }
        for file in batch.files { outcomes[file.entry]?[file.recipient] = file.outcome }
        batch.reply(outcomes)
    }

    // MARK: Workers

    /// At most `width` shares of about the same size, none empty.
    private func split<Element>(_ elements: [Element]) -> [[Element]] {
        let count = min(MaildirDelivery.width, elements.count)
        return (0..<count).map { share in
            stride(from: share, to: elements.count, by: count).map { elements[$0] }
        }
    }

    private func onWorker<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value, then: @escaping @Sendable (isolated MaildirDelivery, Value) -> Void
    ) {
        nextWorker = (nextWorker + 1) % workers.count
        workers[nextWorker].executor.post {
            let value = work()
            self.post { then($0, value) }
        }
    }

    /// Counts one reply; true when none is left.
    private func isLast(_ number: Int) -> Bool {
        guard let awaited = batches[number]?.awaited else { return false }
        batches[number]?.awaited = max(0, awaited - 1)
        return awaited <= 1
    }
}

extension MaildirDelivery: QueueOwner {}
