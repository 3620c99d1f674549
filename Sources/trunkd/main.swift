import Daemon

TrunkdCommand.run(CommandLine.arguments)
