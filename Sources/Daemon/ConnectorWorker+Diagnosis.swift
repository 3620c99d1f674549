import Admin
import Configuration
import Links
import P1Connector

/// `trunkctl diagnose`: what can be seen at rest, and then a ping.
extension ConnectorWorker {
    /// - Parameter problems: mistakes in the files of the configuration as they are now.
    func diagnose(problems: [String], reply: @escaping @Sendable (AdminReply) -> Void) {
        var ladder = DiagnosisLadder()
        lookAtConfiguration(problems, &ladder)
        guard settings.schedule != .never, settings.entry != nil || settings.address != nil else {
            ladder.stop("not looked at: nothing is called")
            return reply(.diagnosis(diagnosis(ladder)))
        }
        if let entry = settings.entry, line != nil {
            ladder.pass(.line, "a call over \(entry.name) is up: \(sessionsInWords)")
            ladder.stop("not looked at while a call is up; to see all of it, type `trunkctl link hangup \(name)` first")
            return reply(.diagnosis(diagnosis(ladder)))
        }
        lookAtLine(&ladder)
        let (below, isDialled, local) = (ladder, settings.entry != nil, settings.session.localName)
        let blank = diagnosis(below)
        let remedy =
            isPaused
            ? "Type `trunkctl link resume \(name)`, and ask again."
            : "Wait until it is over, and ask again; `trunkctl ras` shows the lines in use."
        ping { answer, failure in
            var ladder = below
            switch answer {
            case .ping(let ping): ladder.climb(ping, failure: failure, isDialled: isDialled, localName: local)
            case .failed(.refused(let why)):
                let ping = AdminPing(
                    connector: blank.connector, remoteMTA: blank.remoteMTA, through: blank.through,
                    failedLayer: isDialled ? "line" : "network", problem: why, hint: remedy)
                ladder.climb(ping, failure: nil, isDialled: isDialled, localName: local)
            default: return reply(answer)
            }
            var diagnosis = blank
            diagnosis.steps = ladder.steps
            reply(.diagnosis(diagnosis))
        }
    }

    private func diagnosis(_ ladder: DiagnosisLadder) -> AdminDiagnosis {
        AdminDiagnosis(
            connector: name, remoteMTA: settings.session.remoteName,
            through: settings.entry?.name ?? settings.addressText, steps: ladder.steps)
    }

    private func lookAtConfiguration(_ problems: [String], _ ladder: inout DiagnosisLadder) {
        if let first = problems.first {
            let more = problems.count > 1 ? ", and \(problems.count - 1) more" : ""
            ladder.fail(
                .configuration, "\(first)\(more)",
                advice: "Mend it, and type `trunkctl reload`: until then the configuration of before is in force, "
                    + "which the steps below look at.")
        } else if settings.schedule == .never {
            ladder.fail(
                .configuration, "the schedule of connector \(name) is never",
                advice: "Set Schedule=always in its file, and type `trunkctl reload`.")
        } else if settings.entry == nil, settings.address == nil {
            ladder.pass(
                .configuration, "no mistakes; \(settings.session.remoteName) calls us, and is not called: see there")
        } else {
            ladder.pass(.configuration, "no mistakes; schedule \(settings.schedule.rawValue)")
        }
    }

    private func lookAtLine(_ ladder: inout DiagnosisLadder) {
        guard let entry = settings.entry else { return ladder.skip(.line, "none: \(settings.addressText)") }
        var findings = ["phonebook entry \(entry.name)"]
        if case .barred(_, let code) = link?.state {
            findings.append("the last call failed with RAS \(code)")
        }
        findings.append("\(rooms.rasTable.inUse) of \(rooms.rasTable.size) lines in use")
        ladder.pass(.line, findings.joined(separator: "; "))
    }

    private var sessionsInWords: String {
        if sessions.isEmpty { return "being dialled" }
        let open = sessions.values.filter(\.isOpen).count
        return open > 0 ? "\(open) open with \(settings.session.remoteName)" : "association being opened"
    }
}
