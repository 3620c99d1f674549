import Admin
import P1Connector

/// The way to a neighbour step by step, from the configuration up to the credentials, as the knowledge base had it done
/// by hand (Q199971). Pure: what was seen goes in, steps come out; behind a step that failed none is looked at.
struct DiagnosisLadder {
    typealias Step = AdminDiagnosis.Step

    /// From below.
    enum Rung: String, CaseIterable, Comparable {
        case configuration, line, dial, address, reach, transport, session, bind, names, credentials

        static func < (a: Rung, b: Rung) -> Bool {
            (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
        }
    }

    private(set) var steps: [Step] = []

    mutating func pass(_ rung: Rung, _ finding: String) { steps.append(Step(rung.rawValue, .passed, finding)) }

    mutating func skip(_ rung: Rung, _ why: String) { steps.append(Step(rung.rawValue, .skipped, why)) }

    mutating func fail(_ rung: Rung, _ finding: String, advice: String?) {
        steps.append(Step(rung.rawValue, .failed, finding, advice: advice))
    }

    /// Nothing further is looked at.
    mutating func stop(_ why: String) {
        for rung in Rung.allCases.dropFirst(steps.count) { skip(rung, why) }
    }

    // MARK: What an association of its own has shown

    /// - Parameters:
    ///   - isDialled: over the line of a phonebook entry, not an address.
    ///   - failure: how the opening failed; nil where it did not, or failed below.
    mutating func climb(_ ping: AdminPing, failure: P1OpenFailure?, isDialled: Bool, localName: String) {
        let failed = Self.rung(of: ping.failedLayer, failure)
        for rung in Rung.allCases.dropFirst(steps.count) {
            if rung == failed {
                fail(rung, ping.problem ?? "", advice: ping.hint)
                return stop("not looked at: \(rung.rawValue) failed")
            }
            switch rung {
            case .configuration, .line: pass(rung, "")
            case .dial where !isDialled: skip(rung, "not dialled: \(ping.through)")
            case .address where isDialled, .reach where isDialled: skip(rung, "not needed: the line leads there")
            case .dial: pass(rung, "the line was up\(Self.after(ping.connectTime))")
            case .address: pass(rung, ping.through)
            case .reach: pass(rung, "connected\(Self.after(ping.connectTime))")
            case .transport, .session: pass(rung, Self.values(of: rung.rawValue, ping))
            case .bind: pass(rung, "answered" + Self.after(ping.openTime))
            case .names where failure == .authenticationError:
                skip(rung, "not known: the neighbour does not say whether it is our name or our password")
            case .names:
                pass(rung, "it calls itself \(ping.remoteMTA), as configured, and knows us as \(localName)")
            case .credentials: pass(rung, "both passwords are right")
            }
        }
    }

    /// The step that a layer of a ping belongs to.
    private static func rung(of layer: String?, _ failure: P1OpenFailure?) -> Rung? {
        switch (layer, failure) {
        case (nil, _): nil
        case ("line", _): .dial
        case ("address", _): .address
        case ("network", _): .reach
        case ("transport", _): .transport
        case ("session", _): .session
        case ("MTS bind", .wrongName): .names
        case ("MTS bind", .wrongPassword), ("MTS bind", .authenticationError): .credentials
        case (_, _): .bind
        }
    }

    private static func after(_ microseconds: Int?) -> String {
        microseconds.map { " after \($0 / 1000).\($0 / 100 % 10) ms" } ?? ""
    }

    private static func values(of layer: String, _ ping: AdminPing) -> String {
        let values = ping.layers.first { $0.name == layer }?.values ?? []
        return values.isEmpty ? "answered" : values.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    }
}
