import Foundation
import IO
import Synchronization

/// What callbacks have told a test, and a way to wait for it.
final class Collected<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var waiters: [(condition: @Sendable ([Value]) -> Bool, continuation: CheckedContinuation<[Value], Never>)] = []
    }
    private let state = Mutex(State())

    var values: [Value] { state.withLock { $0.values } }

    func append(_ value: Value) {
        let ready: ([CheckedContinuation<[Value], Never>], [Value]) = state.withLock { s in
            s.values.append(value)
            let values = s.values
            let ready = s.waiters.filter { $0.condition(values) }.map(\.continuation)
            s.waiters.removeAll { $0.condition(values) }
            return (ready, values)
        }
        for continuation in ready.0 { continuation.resume(returning: ready.1) }
    }

    @discardableResult
    func wait(until condition: @escaping @Sendable ([Value]) -> Bool) async -> [Value] {
        await withCheckedContinuation { continuation in
            let now: [Value]? = state.withLock { s in
                if condition(s.values) { return s.values }
                s.waiters.append((condition, continuation))
                return nil
            }
            if let now { continuation.resume(returning: now) }
        }
    }
}

/// A program that ran to its end.
struct Ran: Sendable {
    var status: IO.ExitStatus
    var output: [UInt8]
    var errors: [String]
    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs a program and gives what it wrote.
func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Ran {
    let executor = QueueExecutor(label: "run")
    let output = Collected<[UInt8]?>()
    let errors = Collected<String>()
    let exits = Collected<Result<IO.ExitStatus, IOError>>()
    var variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
    if let libraries = EnvironmentVariables.value("LD_LIBRARY_PATH") { variables["LD_LIBRARY_PATH"] = libraries }
    variables.merge(environment) { $1 }
    executor.post { [variables] in
        do throws(IOError) {
            let child = try ChildProcess.spawn(arguments: arguments, environment: variables, executor: executor)
            child.channel.onOctets = { output.append($0) }
            child.channel.onClosed = { _ in
                output.append(nil)
                child.channel.close()
            }
            child.onErrorLine = { errors.append($0) }
            child.onExit = { exits.append(.success($0)) }
            child.channel.start()
        } catch {
            exits.append(.failure(error))
        }
    }
    let status = try await exits.wait { !$0.isEmpty }[0].get()
    let pieces = await output.wait { $0.contains { $0 == nil } }
    return Ran(status: status, output: pieces.flatMap { $0 ?? [] }, errors: errors.values)
}

/// Path of the program that runs these tests.
func ownProgram() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
}
