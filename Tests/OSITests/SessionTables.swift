// table: X.225 annex A for kernel, half-duplex, exceptions, activity management and minor synchronize

/// One line an incoming event, one column a state. A cell has the outgoing events and, behind `→`, the next state where
/// it is another one; `–` is an event that does nothing. A blank cell, and an event without a line, is what the line
/// `others` says, or for what the user asks the line `requests`, where there is one: the protocol error procedure.
struct SessionTable: Sendable {
    /// How the machine of each column comes into its state.
    var columns: [(holdsTokens: Bool?, events: String)]
    var text: String

    var lines: [(event: String, cells: [String])] { tableLines(text) }
}

/// Event and cells of each line; the first one names the states.
func tableLines(_ text: String) -> [(event: String, cells: [String])] {
    text.split(separator: "\n").map { line in
        let parts = line.split(separator: "|", omittingEmptySubsequences: false).map { part in
            part.split(separator: " ").joined(separator: " ")
        }
        return (parts.first ?? "", Array(parts.dropFirst()))
    }
}

extension SessionTable {
    static let all = [connection, transfer, release, activity]

    /// Tables and the abort rows. TDISreq is the owner's where `error` or a refusal tells it to.
    static let connection = SessionTable(
        columns: [
            (nil, ""), (nil, "SCONreq"), (nil, "TCON"), (nil, "TCON CN+"), (nil, "TCON SCONreq"),
            (nil, "TCON SCONreq+"), (nil, "TCON CN"), (nil, "TCON CN SCONrsp-"),
            (nil, "TCON CN SCONrsp- TDISind"),
        ],
        text: """
                    |01       |01B      |01C       |01D       |02A         |02B         |08         |16         |end
            others  |→end     |→end     |error→end |error→end |AB error→16 |AB error→16 |AB error→16|–          |–
            requests|error→end|error→end|error→end |error→end |error→end   |error→end   |error→end  |–          |–
            TCON    |→01C     |CN→02A   |→end      |→end      |→end        |→end        |→end       |→end       |
            TDISind |lost→end |lost→end |lost→end  |lost→end  |lost→end    |lost→end    |lost→end   |→end       |
            CN      |         |         |SCONind→08|          |            |            |           |TDISreq→end|
            CN+     |         |         |OA→01D    |          |            |            |           |TDISreq→end|
            OA      |         |         |          |          |            |CDO→02A     |           |           |
            CDO     |         |         |          |–         |            |            |           |           |
            CDO end |         |         |          |SCONind→08|            |            |           |           |
            AC      |         |         |          |          |SCONcnf+→713|            |           |           |
            RF      |         |         |          |          |SCONcnf-→end|SCONcnf-→end|           |           |
            AB user |         |         |          |          |SUABind→end |SUABind→end |SUABind→end|TDISreq→end|
            AB prov |         |         |          |          |SPABind→end |SPABind→end |SPABind→end|TDISreq→end|
            AA      |         |         |          |          |            |            |           |TDISreq→end|
            SCONreq |→01B     |         |CN→02A    |          |            |            |           |error→end  |error
            SCONreq+|→01B     |         |CN+→02B   |          |            |            |           |error→end  |error
            SCONrsp+|         |         |          |          |            |            |AC→713     |error→end  |error
            SCONrsp-|         |         |          |          |            |            |RF→16      |error→end  |error
            SUABreq |→end     |→end     |→end      |→end      |AB→16       |AB→16       |AB→16      |→end       |
            """)

    /// STA713: with the tokens outside an activity, in one with nothing and with two points set, without the tokens
    /// outside an activity, in one with nothing and with one point indicated, in one with the data token alone.
    static let transfer = SessionTable(
        columns: [
            (true, ""), (true, "SACTSreq"), (true, "SACTSreq SSYNmreq SSYNmreq"), (false, ""), (false, "AS"),
            (false, "AS MIP_1"), (false, "AS GT_dk"),
        ],
        text: """
                      |713        |713        |713        |713        |713         |713         |713
            others    |AB error→16|AB error→16|AB error→16|AB error→16|AB error→16 |AB error→16 |AB error→16
            TCON      |→end       |→end       |→end       |→end       |→end        |→end        |→end
            TDISind   |lost→end   |lost→end   |lost→end   |lost→end   |lost→end    |lost→end    |lost→end
            AB user   |SUABind→end|SUABind→end|SUABind→end|SUABind→end|SUABind→end |SUABind→end |SUABind→end
            AB prov   |SPABind→end|SPABind→end|SPABind→end|SPABind→end|SPABind→end |SPABind→end |SPABind→end
            DT        |           |           |           |SDTind     |SDTind      |SDTind      |
            MIP 1     |           |           |           |           |SSYNmind    |            |
            MIP 2     |           |           |           |           |            |SSYNmind    |
            MIA 1     |           |           |SSYNmcnf   |           |            |            |
            MIA 2     |           |           |SSYNmcnf   |           |            |            |
            AE 1      |           |           |           |           |SACTEind→10B|            |
            AE 2      |           |           |           |           |            |SACTEind→10B|
            AS        |           |           |           |SACTSind   |            |            |
            AR        |           |           |           |SACTRind   |            |            |
            AI        |           |           |           |AIA        |SACTIind→11B|SACTIind→11B|SACTIind→11B
            AD        |           |           |           |ADA        |SACTDind→11C|SACTDind→11C|SACTDind→11C
            ED        |           |SxERind→20 |SxERind→20 |           |SxERind     |SxERind     |SxERind→20
            ER        |           |SxERind→20 |SxERind→20 |           |SxERind     |SxERind     |SxERind→20
            GT dk     |           |           |           |SGTind     |SGTind      |SGTind      |
            GT all    |           |           |           |SGTind     |SGTind      |SGTind      |
            GTC       |           |           |           |GTA SCGind |            |            |
            PT        |SPTind     |SPTind     |SPTind     |SPTind     |SPTind      |SPTind      |SPTind
            FN        |           |           |           |SRELind→09 |            |            |
            SCONreq   |error→end  |error→end  |error→end  |error→end  |error→end   |error→end   |error→end
            SCONreq+  |error→end  |error→end  |error→end  |error→end  |error→end   |error→end   |error→end
            SCONrsp+  |error→end  |error→end  |error→end  |error→end  |error→end   |error→end   |error→end
            SCONrsp-  |error→end  |error→end  |error→end  |error→end  |error→end   |error→end   |error→end
            SDTreq    |DT         |DT         |DT         |           |            |            |DT
            SSYNmreq  |           |MIP1       |MIP3       |           |            |            |
            SSYNmrsp 1|           |           |           |           |            |MIA1        |
            SACTSreq  |AS         |           |           |           |            |            |
            SACTRreq  |AR         |           |           |           |            |            |
            SACTEreq  |           |AE1→04B    |AE3→04B    |           |            |            |
            SACTIreq  |           |AI→05B     |AI→05B     |           |            |            |
            SACTDreq  |           |AD→05C     |AD→05C     |           |            |            |
            SUERreq   |           |           |           |           |ED→19       |ED→19       |
            SGTreq dk |GT         |GT         |GT         |           |            |            |GT
            SGTreq all|GT         |GT         |GT         |           |            |            |
            SCGreq    |GTC→18     |           |           |           |            |            |
            SPTreq    |PT         |PT         |PT         |PT         |PT          |PT          |PT
            SRELreq   |FN→03      |           |           |           |            |            |
            SUABreq   |AB→16      |AB→16      |AB→16      |AB→16      |AB→16       |AB→16       |AB→16
            """)

    /// Release, the turn, and the answers to AI and AD.
    static let release = SessionTable(
        columns: [(true, "SRELreq"), (false, "FN"), (true, "SCGreq"), (false, "AS AI"), (false, "AS AD")],
        text: """
                    |03         |09         |18         |11B        |11C
            others  |AB error→16|AB error→16|AB error→16|AB error→16|AB error→16
            TCON    |→end       |→end       |→end       |→end       |→end
            TDISind |lost→end   |lost→end   |lost→end   |lost→end   |lost→end
            AB user |SUABind→end|SUABind→end|SUABind→end|SUABind→end|SUABind→end
            AB prov |SPABind→end|SPABind→end|SPABind→end|SPABind→end|SPABind→end
            PT      |SPTind     |           |SPTind     |           |
            DN      |SRELcnf→end|           |           |           |
            GTA     |           |           |given→713  |           |
            SCONreq |error→end  |error→end  |error→end  |error→end  |error→end
            SCONreq+|error→end  |error→end  |error→end  |error→end  |error→end
            SCONrsp+|error→end  |error→end  |error→end  |error→end  |error→end
            SCONrsp-|error→end  |error→end  |error→end  |error→end  |error→end
            SPTreq  |           |PT         |           |           |
            SRELrsp |           |DN→16      |           |           |
            SACTIrsp|           |           |           |AIA→713    |
            SACTDrsp|           |           |           |           |ADA→713
            SUABreq |AB→16      |AB→16      |AB→16      |AB→16      |AB→16
            """)

    /// The end of an activity, each with point 1 not confirmed and 2 the end; interruption, discard, exceptions.
    static let activity = SessionTable(
        columns: [
            (true, "SACTSreq SSYNmreq SACTEreq"), (false, "AS MIP_1 AE_2"), (true, "SACTSreq SSYNmreq SACTIreq"),
            (true, "SACTSreq SSYNmreq SACTDreq"), (false, "AS MIP_1 SUERreq"), (true, "SACTSreq SSYNmreq ED"),
        ],
        text: """
                      |04B         |10B         |05B         |05C         |19          |20
            others    |AB error→16 |AB error→16 |AB error→16 |AB error→16 |AB error→16 |AB error→16
            TCON      |→end        |→end        |→end        |→end        |→end        |→end
            TDISind   |lost→end    |lost→end    |lost→end    |lost→end    |lost→end    |lost→end
            AB user   |SUABind→end |SUABind→end |SUABind→end |SUABind→end |SUABind→end |SUABind→end
            AB prov   |SPABind→end |SPABind→end |SPABind→end |SPABind→end |SPABind→end |SPABind→end
            DT        |            |            |            |            |–           |
            MIP 2     |            |            |            |            |–           |
            MIA 1     |SSYNmcnf    |            |–           |–           |            |–
            MIA 2     |            |            |–           |–           |            |
            MIA 3     |            |            |–           |–           |            |
            MIA 4     |            |            |–           |–           |            |
            AE 2      |            |            |            |            |–           |
            AEA 1     |            |            |SACTEcnf    |SACTEcnf    |            |–
            AEA 2     |SACTEcnf→713|            |SACTEcnf    |SACTEcnf    |            |
            AEA 3     |            |            |SACTEcnf    |SACTEcnf    |            |
            AEA 4     |            |            |SACTEcnf    |SACTEcnf    |            |
            AI        |            |SACTIind→11B|            |            |SACTIind→11B|
            AD        |            |SACTDind→11C|            |            |SACTDind→11C|
            AIA       |            |            |SACTIcnf→713|            |            |
            ADA       |            |            |            |SACTDcnf→713|            |
            ED        |SxERind→20  |            |–           |–           |SxERind     |
            ER        |SxERind→20  |            |–           |–           |SxERind     |
            GT dk     |            |SGTind      |            |            |SGTind→713  |
            GT all    |            |SGTind      |            |            |SGTind→713  |
            PT        |SPTind      |            |SPTind      |SPTind      |–           |SPTind
            SCONreq   |error→end   |error→end   |error→end   |error→end   |error→end   |error→end
            SCONreq+  |error→end   |error→end   |error→end   |error→end   |error→end   |error→end
            SCONrsp+  |error→end   |error→end   |error→end   |error→end   |error→end   |error→end
            SCONrsp-  |error→end   |error→end   |error→end   |error→end   |error→end   |error→end
            SSYNmrsp 1|            |MIA1        |            |            |            |
            SACTErsp  |            |AEA2→713    |            |            |            |
            SACTIreq  |AI→05B      |            |            |            |            |AI→05B
            SACTDreq  |AD→05C      |            |            |            |            |AD→05C
            SUERreq   |            |ED→19       |            |            |            |
            SGTreq dk |GT          |            |            |            |            |GT→713
            SGTreq all|GT          |            |            |            |            |GT→713
            SPTreq    |            |PT          |            |            |PT          |
            SUABreq   |AB→16       |AB→16       |AB→16       |AB→16       |AB→16       |AB→16
            """)
}
