import Spool
import Testing

@Suite("The store on SQLite keeps the contract of stores")
struct SQLiteSpoolContractTests {
    let contract = SpoolContract { try SQLiteSpool(directory: $0) }

    @Test("It keeps what it accepted, over a restart") func kept() async throws {
        try await contract.keepsWhatItAccepted()
    }
    @Test("It keeps content of every length") func content() async throws {
        try await contract.keepsContentOfEveryLength()
    }
    @Test("A message goes with its last recipient") func removal() async throws {
        try await contract.removesAMessageWithItsLastRecipient()
    }
    @Test("A repeated hand-over is harmless") func ledger() async throws {
        try await contract.leavesOutWhatANeighbourHandedOverBefore()
    }
    @Test("Hand-overs are forgotten after 30 days") func ledgerLifetime() async throws {
        try await contract.forgetsHandoversAfterTheirLifetime()
    }
    @Test("Failures stay until their report is taken") func failures() async throws {
        try await contract.keepsFailuresUntilTheirReportIsTaken()
    }
    @Test("No report is kept that must not be sent") func noReports() async throws {
        try await contract.reportsNothingThatMustNotBeReported()
    }
    @Test("Recipients go to other connectors, in one transaction with the outcomes of others") func moves() async throws
    {
        try await contract.movesRecipientsToOtherConnectors()
    }
    @Test("What is gone goes nowhere else") func moveOfNothing() async throws {
        try await contract.movesNothingOfAnEntryThatIsGone()
    }
    @Test("A delay is told once, also after a restart and on another way") func delay() async throws {
        try await contract.tellsOfADelayOnce()
    }
    @Test("Nobody is told of a delay who must not hear of it") func noDelay() async throws {
        try await contract.tellsNobodyOfADelayWhoMustNotHear()
    }
    @Test("A message is held with all its entries, on every way and after a restart, until it is released")
    func hold() async throws { try await contract.holdsAMessageUntilItIsReleased() }
    @Test("Times and notes of an entry are kept") func times() async throws { try await contract.keepsTimesAndNotes() }
    @Test("No number comes twice") func numbers() async throws { try await contract.givesNoNumberTwice() }
    @Test("Recoveries are kept, replaced and forgotten") func recoveries() async throws {
        try await contract.keepsRecoveries()
    }
    @Test("Replies come in the order of the requests, over many transactions") func order() async throws {
        try await contract.answersInTheOrderOfTheRequests()
    }
    @Test("After its end it refuses everything") func end() async throws { try await contract.refusesAllAfterItsEnd() }
    @Test("A request that contradicts itself is refused") func invalid() async throws {
        try await contract.refusesWhatContradictsItself()
    }
}
