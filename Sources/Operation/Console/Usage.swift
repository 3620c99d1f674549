/// What `--help` prints.
package enum Usage {
    package static func text(noun: String?) -> String {
        guard let noun, let own = nouns[noun] else { return general }
        return own + "\n" + options
    }

    private static let general = """
        trunkctl: looks at a Trunkline mail transfer agent and changes what it does

          trunkctl status                   the daemon at a glance
          trunkctl connector [list]         connectors, what they do, what waits and why
          trunkctl connector status NAME    all of one connector
          trunkctl queue [CONNECTOR]        messages that wait: why, and until when
          trunkctl queue hold|release MESSAGE   stop one message; let it go
          trunkctl ras                      the RAS synchronization table: lines in use
          trunkctl association [list]       associations, and calls that have not bound yet
          trunkctl association ping NAME    opens one, binds, releases; what each layer agreed on
          trunkctl link [list]              links: state, what waits, the next call, why not now
          trunkctl link status NAME         all of one link: rules, speed, spending, past calls
          trunkctl link call|hangup NAME    call now; hang up
          trunkctl link pause|grant|limit|resume NAME   what a link may do, until you say otherwise
          trunkctl link cost [NAME]         what was spent, day by day
          trunkctl plan NAME                what goes in the next call, in which order, done when
          trunkctl probe RECIPIENT          could a message be delivered there?
          trunkctl events [--follow]        what happened, what happens
          trunkctl incident [ID]            one cause, what came of it, what to do; all of them without ID
          trunkctl diagnose CONNECTOR       every step to a neighbour: passed, or failed with what to do
          trunkctl explain EVENT|RAS-CODE   what a number means and what to do
          trunkctl check [--config DIR]     mistakes in a configuration, all of them
          trunkctl reload                   read the configuration again

        Words and options may be shortened as long as they stay unambiguous.

        """ + "\n" + options

    private static let options = """
        Options
          --socket PATH   the daemon's socket (TRUNKLINE_SOCKET, else /run/trunkline/admin.sock)
          --json          one JSON value a line, for programs; times are microseconds since 1970
          --bytes         sizes in octets
          --utc           points of time instead of ages
          --help          this, or the help of one command
          --version       trunkctl's version

        Exit status: 0 done, 1 no such thing or problems found, 2 usage, 3 daemon unreachable, 4 refused,
        5 the ping or the diagnosis failed or the probe cannot be delivered, 6 no answer to the probe in time

        """

    private static let nouns: [String: String] = [
        "status": """
        trunkctl status
          Version, spool, queues, connectors, lines and the next call.

        """,
        "connector": """
        trunkctl connector [list]
          One row a connector: state, what waits, since when, when it will be tried again, why not now.
        trunkctl connector status NAME
          All of one connector: neighbour, retries, last error, what it carried.

        """,
        "queue": """
        trunkctl queue [list] [CONNECTOR] [--lines N]
          Messages in the order in which they will go, each with the reason why it waits and until when.
        trunkctl queue hold MESSAGE [--reason TEXT] [--dry-run]
          Stops one message at every connector, over restarts too, while the others pass it. A transfer under way goes
          on to its end. Its lifetime goes on: when that ends, the sender is told.
        trunkctl queue release MESSAGE [--reason TEXT] [--dry-run]
          Lets it go, at once if the link allows.

        """,
        "ras": """
        trunkctl ras [list]
          Slots of the RAS synchronization table that are in use. The generation counts how often a slot was taken.
        trunkctl ras explain CODE
          What a RAS code means, and what to do about it. Needs no daemon.

        """,
        "link": """
        trunkctl link call NAME [--reason TEXT] [--dry-run]
          Calls now, whatever schedule and retry timers say.
        trunkctl link hangup NAME [--reason TEXT] [--dry-run]
          Hangs up; a transfer under way is cut at a checkpoint and resumed later.
        trunkctl link [list]
          One row a link: state, what operators have made of it, what waits, the next call, why not now.
        trunkctl link status NAME
          All of one link: its rules, what it is worth by experience, what was spent, its last calls.
        trunkctl link pause NAME [--for 2h] [--reason TEXT] [--dry-run]
          Nothing is sent and no call is made. What is under way is brought to its end.
        trunkctl link grant NAME [--for 30min] [--reason TEXT] [--dry-run]
          Lets a link call that has Mode=attended.
        trunkctl link limit NAME --priority PRIORITY [--for 2h] [--reason TEXT] [--dry-run]
          Only messages of this priority and above go; non-urgent: all.
        trunkctl link resume NAME [--reason TEXT] [--dry-run]
          Takes pause, grant and limit back. Without --for they hold until then, over restarts too.
        trunkctl link cost [NAME]
          What was spent: a row for each day and phonebook entry.

        """,
        "plan": """
        trunkctl plan CONNECTOR [--speed 12K]
          What goes in the next call, in which order, done when, and what stays behind and why. Reckoned with the median
          speed of the last calls, or with --speed octets a second.

        """,
        "association": """
        trunkctl association [list] [CONNECTOR]
          One row an association: who opened it, what it does, in which application context, what it carried. Calls
          whose bind has not come stand without a connector.
        trunkctl association ping CONNECTOR
          Opens an association beside those that there are, binds, releases it, and shows what each layer agreed on and
          how long it took, or which layer failed and why. A dialled line must be free. Exit status 5 when it failed.

        """,
        "probe": """
        trunkctl probe RECIPIENT [--from MAILBOX] [--size 200K] [--priority urgent|normal|non-urgent] [--wait 5min]
          Asks along the way whether a message could be delivered: RECIPIENT is a mailbox or an O/R address as
          "G=Ann; S=Lee; P=Acme; A= ; C=KE". Waits for the answer, a minute unless told. Exit status 0: it could,
          5: it could not, 6: no answer in time.

        """,
        "events": """
        trunkctl events [--follow] [--lines N]
          The last events (10 unless told), and with --follow or -f those that come.

        """,
        "incident": """
        trunkctl incident [--lines N] [--connector NAME]
          The last incidents (20 unless told): each is one cause, with the events that came of it, and what to do.
        trunkctl incident ID
          The story of one: what happened in which order, what to do, when it is tried again. The beginning of the
          identifier is enough. With --json all its events in one value.

        """,
        "diagnose": """
        trunkctl diagnose CONNECTOR
          Looks at every step on the way to the neighbour: configuration, line, dial, address, reach, transport,
          session, bind, names, credentials; each passed or failed, with what to do. It calls the neighbour. Exit
          status 5 when a step failed.

        """,
        "explain": """
        trunkctl explain EVENT|RAS-CODE
          Cause and remedy of an event (289) or of a RAS code (678, or RAS 678). Needs no daemon.

        """,
        "check": """
        trunkctl check [--config DIR]
          Reads the configuration (/etc/trunkline unless told) and prints every mistake with its file and line.
          Exit status 1 where there is one. Needs no daemon and changes nothing.

        """,
        "reload": """
        trunkctl reload [--dry-run]
          The daemon reads its configuration again. With a mistake in it nothing changes. --dry-run: checks only.

        """,
    ]
}
