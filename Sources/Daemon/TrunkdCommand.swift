import Admin
import Configuration
import IO
import Journal
import Spool

/// The command line of `trunkd`: reads the configuration, starts the service, and leaves the process to its queues.
package enum TrunkdCommand {
    private static let usage = """
        trunkd [--config DIR] [--log stderr]
          --config DIR   configuration directory, /etc/trunkline if not given
          --log stderr   events to standard error even where a journal runs
          --version      print the version
        """

    /// Ends the process on a mistake: 2 command line, 3 the store, 78 configuration (systemd does not try that again).
    package static func run(_ arguments: [String]) -> Never {
        let options = parse(Array(arguments.dropFirst()))
        Signals.prepare()
        switch MTAConfiguration.load(directory: options.directory) {
        case .failure(let refusal):
            for problem in refusal.problems { say("<3>\(problem)") }
            ProcessInformation.exit(78)
        case .success(let configuration):
            do throws(SpoolError) {
                let service = try MTAService(configuration: configuration, options: options)
                service.post { $0.start() }
            } catch {
                say("<2>spool \(configuration.general.spoolDirectory): \(error)")
                ProcessInformation.exit(3)
            }
            ProcessInformation.runQueues()
        }
    }

    private static func parse(_ arguments: [String]) -> MTAService.Options {
        var options = MTAService.Options(directory: "/etc/trunkline", logsToStandardError: false)
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--config":
                guard let directory = rest.popFirst() else { fail("--config needs a directory") }
                options.directory = directory
            case "--log":
                guard rest.popFirst() == "stderr" else { fail("--log knows stderr only") }
                options.logsToStandardError = true
            case "--version":
                print("trunkd \(Version.text)")
                ProcessInformation.exit(0)
            case "--help":
                print(usage)
                ProcessInformation.exit(0)
            default: fail("unknown argument \(argument)")
            }
        }
        return options
    }

    private static func fail(_ text: String) -> Never {
        say("trunkd: \(text)\n\(usage)")
        ProcessInformation.exit(2)
    }

    private static func say(_ text: String) { StandardError.write(text + "\n") }
}
