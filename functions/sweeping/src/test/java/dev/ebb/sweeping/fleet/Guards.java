package dev.ebb.sweeping.fleet;

import java.nio.file.Path;
import java.util.List;

/**
 * What keeps each story of what went wrong elsewhere from happening here: the guard, the test that tells the story, and how
 * to take the guard out. {@link GuardListTests} keeps the list true; {@link Mutations} takes each guard out and shows that
 * its test fails then.
 *
 * <p>Where two layers hold a story, each would do alone: then both are taken out.
 */
final class Guards {

    private static final Path SWEEPING = Path.of("src/main/java/dev/ebb/sweeping");

    private Guards() {}

    /**
     * A guard.
     *
     * @param story what went wrong elsewhere
     * @param name as {@code package.Class#method}
     * @param test that tells it
     * @param method of the test
     * @param edits that take it out
     */
    record Guard(String story, String name, Class<?> test, String method, List<Edit> edits) {}

    /**
     * A replacement in a source file of this module.
     *
     * @param file from the module's directory
     * @param from occurs once in it
     * @param to instead
     */
    record Edit(Path file, String from, String to) {}

    private static Edit edit(String file, String from, String to) {
        return new Edit(SWEEPING.resolve(file), from, to);
    }

    private static Guard guard(String story, String name, Class<?> test, String method, Edit... edits) {
        return new Guard(story, "dev.ebb.sweeping." + name, test, method, List.of(edits));
    }

    private static final Class<?> EVIDENCE = EvidenceStoriesDynamoTests.class;
    private static final Class<?> SAFETY = SafetyStoriesDynamoTests.class;
    private static final Class<?> ACTIONS = ActionStoriesDynamoTests.class;

    private static final Edit UNREPORTED_IS_QUIET = edit(
            "rules/IdleRule.java",
            "return Math.max(quietSince(minutes, floor, tick), endOf(minutes.lastUnreported(first, tick)));",
            "return Math.max(quietSince(minutes, floor, tick), Math.min(first, 0));");
    private static final Edit GAPS_ARE_PASSED_OVER =
            edit("rules/WhileUp.java", "if (gap.isPresent()) {", "if (gap.isPresent() && needsNoReports()) {");
    private static final Edit NO_REPORTS_NEEDED = edit(
            "rules/WhileUp.java",
            "    private Found unreported(",
            "    private static boolean needsNoReports() {\n        return false;\n    }\n\n    private Found unreported(");
    private static final Edit EVERY_MINUTE_IS_SEEN = edit(
            "cloudwatch/Inquiry.java",
            "        witnessed.or(all);",
            "        witnessed.set(0, Math.toIntExact(end - first));");
    private static final Edit UNKNOWN_NAMES_ARE_IGNORED =
            edit("json/PolicyFields.java", "if (!known.contains(name)) {", "if (name.isEmpty()) {");
    private static final Edit NO_STAMP = edit(
            "dynamodb/ConclusionPlan.java",
            "                conclusion.stamp());",
            "                Optional.empty());");

    /** All of them. */
    static final List<Guard> ALL = List.of(
            guard(
                    "a broken metrics server read as zero load",
                    "evidence.Combined#of",
                    EVIDENCE,
                    "aBrokenMetricsServerIsNotZeroLoad",
                    edit(
                            "evidence/Combined.java",
                            "reported.set(i, sees && seen.isReported(minute));",
                            "reported.set(i, events.isReported(minute) || seen.isReported(minute));"),
                    edit(
                            "rules/IdleLadder.java",
                            "if (!sight.look().failures().isEmpty()) {",
                            "if (sight.look().failures().size() > 99) {")),
            guard(
                    "a non-200 read as empty",
                    "cloudwatch.Reading#failures",
                    EVIDENCE,
                    "anAnswerThatIsNotWholeIsNotEmpty",
                    edit(
                            "cloudwatch/Reading.java",
                            "        if (!faults.isEmpty()) {\n            return faults;",
                            "        if (first <= end) {\n            return Set.of();")),
            guard(
                    "\"in-use\" list empty, so everything was unused",
                    "cloudwatch.Inquiry#seen",
                    EVIDENCE,
                    "anEmptyListOfWhatIsInUseProvesNothing",
                    EVERY_MINUTE_IS_SEEN),
            guard(
                    "metrics delayed region-wide while workloads were fine",
                    "cloudwatch.Inquiry#seen",
                    EVIDENCE,
                    "metricsThatComeAnHourLateAreNotAnIdleHour",
                    EVERY_MINUTE_IS_SEEN),
            guard(
                    "last-active unknown read as idle",
                    "rules.WhileUp#found",
                    EVIDENCE,
                    "whatNobodyReportsIsNotIdle",
                    UNREPORTED_IS_QUIET,
                    GAPS_ARE_PASSED_OVER,
                    NO_REPORTS_NEEDED),
            guard(
                    "a gap in what was reported read as quiet",
                    "rules.WhileUp#found",
                    EVIDENCE,
                    "oneMinuteWithoutAReportIsAGap",
                    UNREPORTED_IS_QUIET,
                    GAPS_ARE_PASSED_OVER,
                    NO_REPORTS_NEEDED),
            guard(
                    "idle for weeks on the day of adoption",
                    "rules.WhileUp#found",
                    EVIDENCE,
                    "nobodysFleetIsIdleForWeeksOnTheDayOfAdoption",
                    edit("rules/WhileUp.java", "sight.look().status().observedFrom().toEpochMilli()", "0L"),
                    edit("rules/WhileUp.java", "next.policySince().toEpochMilli()", "0L")),
            guard(
                    "a limit of 0 read as unlimited",
                    "dynamodb.ConclusionPlan#take",
                    SAFETY,
                    "aLimitOfNoneIsNone",
                    edit("dynamodb/ConclusionPlan.java", "limit > 0 ? ", "limit >= 0 ? ")),
            guard(
                    "a cap that was checked and never incremented",
                    "dynamodb.ConclusionPlan#take",
                    SAFETY,
                    "aLimitIsUsedUpByWhatItAllows",
                    edit(
                            "dynamodb/ConclusionPlan.java",
                            "Map.of(USED, BigInteger.ONE)",
                            "Map.of(USED, BigInteger.ZERO)")),
            guard(
                    "one bad item that blocked the batch",
                    "sweeps.Judging#see",
                    SAFETY,
                    "oneBadItemKeepsNobodyFromTheirVerdict",
                    edit(
                            "sweeps/Judging.java",
                            "            pass.tally().failed(id, failures.note(id, failure, pass.sweep(), pass.deadline()));\n"
                                    + "            return Optional.empty();",
                            "            throw failure;")),
            guard(
                    "an exemption tag ignored after a rename",
                    "json.PolicyFields#refuseOthers",
                    SAFETY,
                    "anExemptionUnderANameThatNobodyKnowsHoldsEverything",
                    UNKNOWN_NAMES_ARE_IGNORED),
            guard(
                    "an account's exemption under a name that nobody knows",
                    "json.PolicyFields#refuseOthers",
                    SAFETY,
                    "anAccountsUnknownNameHoldsTheAccount",
                    UNKNOWN_NAMES_ARE_IGNORED),
            guard(
                    "an inventory that was empty, or half of it",
                    "sweeps.Breaker#inventory",
                    SAFETY,
                    "anInventoryThatShrinksOpensTheBreaker",
                    edit("sweeps/Breaker.java", "return vanished || halved\n", "return vanished && !halved\n")),
            guard(
                    "a kill switch that came after the decision",
                    "actions.Guards#against",
                    SAFETY,
                    "whatWasMarkedIsNotCarriedOutOnceTheKillSwitchIsThrown",
                    edit(
                            "actions/Guards.java",
                            "        return situation\n                .held()\n                .or(() -> pinned(situation))",
                            "        return pinned(situation)")),
            guard(
                    "an exemption that came after the decision",
                    "actions.Guards#pinned",
                    SAFETY,
                    "whatWasMarkedIsNotCarriedOutOnceItIsPinned",
                    edit("actions/Guards.java", "pin.holdsAt(situation.now())", "pin.until().isBefore(pin.from())")),
            guard(
                    "a budget passed by what was started after it had to stop everything",
                    "actions.Guards#capped",
                    SAFETY,
                    "whatWasToBeWokenIsNotOnceAHardCapActs",
                    edit("actions/Guards.java", "byEbb && asksForMore(situation)", "!byEbb && asksForMore(situation)")),
            guard(
                    "a budget passed by what was started while everything else was stopped",
                    "rules.Holds#cap",
                    SAFETY,
                    "nothingIsWokenWhileAHardCapActs",
                    edit(
                            "rules/Holds.java",
                            ".filter(acting -> acting.holdsAt(now))",
                            ".filter(acting -> !acting.holdsAt(now))")),
            guard(
                    "a policy that changed after the decision",
                    "actions.PolicyPermission#changed",
                    SAFETY,
                    "whatWasMarkedIsNotCarriedOutOnceThePolicySaysOtherwise",
                    edit(
                            "actions/PolicyPermission.java",
                            "return same ? Optional.empty()",
                            "return same || !same ? Optional.empty()")),
            guard(
                    "requests cut off at the end of the grace period",
                    "actions.Progress#orUndo",
                    ACTIONS,
                    "aRequestThatComesWhileItGoesToZeroBringsItBack",
                    edit(
                            "actions/Progress.java",
                            "        return Guards.demandOf(situation)\n                .<Step>map(minute -> new Step.Undo",
                            "        return Optional.<Instant>empty()\n                .<Step>map(minute -> new Step.Undo")),
            guard(
                    "a target that did not obey in time, taken for done",
                    "actions.Progress#seen",
                    ACTIONS,
                    "theEndOfTheGracePeriodIsTheEndOfTheActionAndNotOfTheReplica",
                    edit(
                            "actions/Progress.java",
                            "if (isDone(situation.intent(), seen)) {",
                            "if (isDone(situation.intent(), seen) || situation.isOverdue()) {")),
            guard(
                    "a request between the look and the action",
                    "dynamodb.ConclusionPlan#ConclusionPlan",
                    ACTIONS,
                    "aRequestThatIsReportedBeforeTheMarkStopsIt",
                    NO_STAMP,
                    edit(
                            "actions/Guards.java",
                            "return isJudged(situation) && takesAway(",
                            "return !isJudged(situation) && takesAway(")),
            guard(
                    "a sweep that outgrew its time limit and silently skipped the rest",
                    "sweeps.SweepDeployments#run",
                    ACTIONS,
                    "aSweepThatRunsOutOfTimeGoesOnWhereItStopped",
                    edit(
                            "sweeps/SweepDeployments.java",
                            "if (result.deferred() > 0) {",
                            "if (result.deferred() < 0) {")),
            guard(
                    "snapshot sweeper that deleted the parent",
                    "actions.Guards#againstWhatRuns",
                    ACTIONS,
                    "whatCameUpAgainIsNotDeleted",
                    edit(
                            "actions/Guards.java",
                            "if (action == Action.DELETE && !seen.isAtZero()) {",
                            "if (action == Action.DELETE && seen.ready() < 0) {")),
            guard(
                    "something that runs, deleted because its time was over",
                    "rules.IdleLadder#judged",
                    ACTIONS,
                    "whatIsUpIsNeverDeleted",
                    edit(
                            "rules/IdleLadder.java",
                            "        if (!sight.isUp()) {\n",
                            "        if (!sight.isInDemand()) {\n"),
                    edit(
                            "actions/Guards.java",
                            "if (action == Action.DELETE && !seen.isAtZero()) {",
                            "if (action == Action.DELETE && seen.ready() < 0) {")),
            guard(
                    "a deletion that nobody was told of",
                    "rules.AtZero#leaving",
                    ACTIONS,
                    "nothingIsDeletedWithoutAReceiptOfItsNotice",
                    edit(
                            "rules/AtZero.java",
                            "boolean noticed = sent != null && status.deletionReceipt() != null && !sent.isBefore(clock);",
                            "boolean noticed = sent == null || !sent.isBefore(clock);")),
            guard(
                    "flapping between zero and one for hours",
                    "rules.Damping#after",
                    ACTIONS,
                    "whatIsWokenSoonAfterItWentToZeroIsLeftUpForLonger",
                    edit("rules/Damping.java", "Math.min(MOST, before + 1)", "Math.min(MOST, before)")));
}
