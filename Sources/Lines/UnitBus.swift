internal import CSystemd
import IO

/// A connection to systemd's manager over the system bus. Every call blocks: for a blocking queue of its own.
@safe final class UnitBus {
    /// What the bus said no with.
    struct Refusal: Error, Hashable, Sendable {
        /// The D-Bus error's name; empty where there is no bus to say one.
        var name: String
        var text: String
    }

    private let bus: OpaquePointer

    /// - Throws: where there is no system bus, or it takes no connection.
    init() throws(Refusal) {
        var opened: OpaquePointer?
        let result = unsafe trunkline_bus_open(&opened)
        guard result >= 0, let opened = unsafe opened else {
            throw Refusal(name: "", text: "the system bus cannot be reached: \(Self.reason(result))")
        }
        unsafe bus = unsafe opened
    }

    deinit { unsafe trunkline_bus_close(bus) }

    /// `StartUnit` or `StopUnit`; a job is queued, its outcome shows in the unit's state.
    func call(_ method: String, _ unit: String) throws(Refusal) {
        var name = [CChar](repeating: 0, count: 512)
        var message = [CChar](repeating: 0, count: 512)
        let result = unsafe trunkline_unit_call(bus, method, unit, &name, &message, 512)
        guard result < 0 else { return }
        let text = Self.text(message)
        throw Refusal(name: Self.text(name), text: text.isEmpty ? Self.reason(result) : text)
    }

    /// A job of the unit's is queued or runs: its state is about to change.
    func hasJob(_ unit: String) -> Bool { unsafe trunkline_unit_has_job(bus, unit) == 1 }

    /// `active`, `activating`, `failed`, ...
    func state(of unit: String) throws(Refusal) -> String {
        try text(of: unit, "org.freedesktop.systemd1.Unit", "ActiveState")
    }

    /// How the unit ended: `Result` of a service, which other kinds of unit do not have, and its main process's status.
    func result(of unit: String) -> (result: String, status: Int32) {
        let service = "org.freedesktop.systemd1.Service"
        let result = (try? text(of: unit, service, "Result")) ?? "exit-code"
        var status: Int32 = 0
        _ = unsafe trunkline_unit_property(bus, unit, service, "ExecMainStatus", nil, 0, &status)
        return (result, status)
    }

    private func text(of unit: String, _ interface: String, _ property: String) throws(Refusal) -> String {
        var value = [CChar](repeating: 0, count: 256)
        var number: Int32 = 0
        let result = unsafe trunkline_unit_property(bus, unit, interface, property, &value, 256, &number)
        guard result >= 0 else {
            throw Refusal(name: "org.freedesktop.DBus.Error.Disconnected", text: Self.reason(result))
        }
        return Self.text(value)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func reason(_ result: Int32) -> String { IOError(code: -result, operation: "sd-bus").reason }
}
