package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoFleetWatch;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.sweeping.ActingCap;
import dev.ebb.sweeping.caps.CapRecords;
import dev.ebb.sweeping.dynamodb.DynamoCapRecords;
import dev.ebb.sweeping.dynamodb.DynamoSafety;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a person tells sweeps, and does themselves, on a table that is served over HTTP. Each test has its deployment. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SweepingCommandsTests {

    @TempDir
    private static Path directory = Path.of("");

    private final ServedTable table;

    SweepingCommandsTests() throws IOException {
        table = ServedTable.with();
    }

    @BeforeAll
    void meterThem() {
        for (String name : List.of("p1", "p2", "p3", "s1", "s2", "s3", "s4", "s5")) {
            table.meter(
                    Invocation.NOW,
                    event(
                            name,
                            "deployment.created",
                            "",
                            "{\"accelerator\":\"H100\","
                                    + "\"acceleratorCount\":1,\"policy\":{\"zeroAfter\":\"PT2H\"}}"));
            table.meter(Invocation.NOW, event(name, "replica.ready", "/replicas/r", "{}"));
        }
    }

    @AfterAll
    void end() {
        table.close();
    }

    @Test
    void aPolicyIsShownWithWhereEachValueComesFrom() throws IOException {
        Invocation set =
                policy("{\"mode\":\"zero\",\"deleteAfter\":\"P3D\"}", "--account", "b-p1", "--deployment", "p1");
        Invocation shown = ebb("policy", "show", "--account", "b-p1", "--deployment", "p1");

        assertThat(set.status()).as(set.err()).isZero();
        assertThat(set.out()).contains("b-p1/p1: version 1 by kim; 1 deployment is looked at anew");
        assertThat(shown.out().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "mode zero deployment",
                        "warnAfter PT45M default",
                        "zeroAfter PT2H announced",
                        "deleteAfter PT72H deployment",
                        "fleetPercent 5 default")
                .contains("Safe limits: 5 actions a sweep, 5 % of the fleet (at least one) stopped an hour,"
                        + " 1 deletion an hour.");
        assertThat(ebb("policy", "show", "--account", "b-p1", "--deployment", "p1", "--json")
                        .out())
                .contains("\"mode\":\"zero\"", "\"origins\":{\"mode\":\"deployment\"", "\"faults\":[]");
    }

    @Test
    void everythingThatIsWrongInAPolicyIsSaidAndNothingIsSet() throws IOException {
        Invocation wrong = policy("{\"mode\":\"sometimes\",\"zeroAfter\":\"PT1M\",\"zero\":1}", "--account", "b-p2");

        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).contains("--policy: ", "mode: ", "zeroAfter: ", "zero: ");
        assertThat(ebb("policy", "history", "--account", "b-p2").err()).contains("Nothing was ever set for b-p2.");
    }

    @Test
    void whoHasReadAnotherVersionSetsNothing() throws IOException {
        policy("{\"wake\":true}", "--account", "b-p3");
        Invocation late = policy("{\"wake\":false}", "--account", "b-p3", "--before", "0");
        Invocation next = policy("{}", "--account", "b-p3", "--before", "1");

        assertThat(late.status()).isEqualTo(1);
        assertThat(late.err()).contains("--before: must be the present version, which is 1, is 0");
        assertThat(next.out()).contains("b-p3: version 2 by kim");
        assertThat(ebb("policy", "history", "--account", "b-p3").out())
                .contains("1   2026-11-15T12:00:00Z   kim   {\"wake\":true}", "2   2026-11-15T12:00:00Z   kim   {}");
    }

    @Test
    void whatContradictsAnotherLevelIsSetWithAWarningThatNothingIsDone() throws IOException {
        Invocation set = policy("{\"warnAfter\":\"PT3H\"}", "--account", "b-p2", "--deployment", "p2");

        assertThat(set.status()).isZero();
        assertThat(set.err()).contains("Warning: nothing is done while this holds: deployment: warnAfter");
        assertThat(ebb("policy", "show", "--account", "b-p2", "--deployment", "p2")
                        .out())
                .contains("What is set is wrong, so the defaults are shown and nothing is done:");
    }

    @Test
    void aDeploymentWithoutItsAccountIsNotALevel() {
        Invocation alone = ebb("policy", "show", "--deployment", "p1");

        assertThat(alone.err()).contains("--deployment: needs --account beside it");
        assertThat(alone.status()).isEqualTo(2);
    }

    @Test
    void aPinHasAnOwnerAReasonAndAnEndAndMakesItsDeploymentDue() {
        Invocation set = pin("--for", "PT48H", "--owner", "kim", "--reason", "demo day");
        Instant due;
        try (DynamoDbClient client = Connection.local(URI.create(table.endpoint()))) {
            due = new DynamoFleetWatch(client, EmbeddedTable.NAME)
                    .watch(new DeploymentId("b-s1", "s1"), Invocation.NOW, Invocation.NOW, Deadline.NONE)
                    .orElseThrow()
                    .dueAt();
        }

        assertThat(set.out()).isEqualToIgnoringNewLines("b-s1/s1: pinned until 2026-11-17T12:00:00Z by kim: demo day");
        assertThat(due).isBeforeOrEqualTo(Invocation.NOW);
        assertThat(pin("--snooze", "PT25H", "--owner", "kim").err())
                .contains("--snooze: must be at most PT24H, is PT25H");
        assertThat(pin("--snooze", "PT2H", "--owner", "kim").out()).contains("2026-11-15T14:00:00Z by kim: snoozed");
        assertThat(pin("--until", "2026-11-15T11:00:00Z", "--owner", "kim", "--reason", "x")
                        .err())
                .contains("--until: must be after 2026-11-15T12:00:00Z");
        assertThat(pin("--owner", "kim", "--reason", "x").status()).isEqualTo(2);
        assertThat(ebb("pin", "remove", "--account", "b-s1", "--deployment", "s1", "--owner", "ann")
                        .out())
                .contains("b-s1/s1: not pinned any more; was pinned until 2026-11-15T14:00:00Z by kim: snoozed");
        assertThat(ebb("pin", "remove", "--account", "b-s1", "--deployment", "s1", "--owner", "ann")
                        .status())
                .isEqualTo(1);
        assertThat(ebb("audit", "--account", "b-s1", "--deployment", "s1").out())
                .contains("ann", "demo day", "snoozed");
    }

    /** It could forge a line of an audit, or hide one. */
    @Test
    void nobodyIsCalledByControlCharacters() throws IOException {
        String forged = "kim\n2026-11-15T12:00:00Z  ann  breaker reset";

        String empty = Files.writeString(directory.resolve("empty.json"), "{}").toString();

        for (Invocation refused : List.of(
                scale("s3", "--by", forged),
                ebb("breaker", "reset", "--by", forged),
                ebb("kill", "on", "--by", forged, "--reason", "r"),
                ebb("policy", "set", "--by", forged, "--policy", empty),
                pin("--for", "PT1H", "--owner", forged, "--reason", "r"),
                ebb("pin", "remove", "--account", "b-p1", "--deployment", "p1", "--owner", "kim\u202e"))) {
            assertThat(refused.status()).as(refused.err()).isEqualTo(1);
        }
        assertThat(scale("s3", "--by", forged).err())
                .contains(
                        "--by: must be 1 to 128 characters, not blank and without control characters, is \"kim\\u000a");
    }

    private Invocation pin(String... more) {
        List<String> all = new ArrayList<>(List.of("pin", "--account", "b-s1", "--deployment", "s1"));
        all.addAll(List.of(more));
        return ebb(all.toArray(String[]::new));
    }

    @Test
    void aPersonScalesWithTheSameAuditAndSomebodyElsesPinHoldsThemBack() {
        ebb("pin", "--account", "b-s2", "--deployment", "s2", "--for", "PT1H", "--owner", "ann", "--reason", "mine");
        Invocation refused = scale("s2", "--by", "kim");
        Invocation meant = scale("s2", "--by", "kim", "--despite-pin", "--reason", "it burns");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("b-s2/s2: ", "ann: mine");
        assertThat(meant.status()).as(meant.err()).isZero();
        assertThat(meant.out())
                .contains("b-s2 s2 1 SCALE_TO_ZERO: marked, to be done by 2026-11-15T12:05:00Z")
                .contains("On the bus: dev.ebb.action.requested b-s2 s2 1 SCALE_TO_ZERO, 0 replicas");
        assertThat(ebb("audit", "--account", "b-s2", "--deployment", "s2", "--most", "5")
                        .out())
                .contains("kim", "REQUESTED to CALLED");
    }

    @Test
    void whatNobodyTookAwayIsNotRestoredAndWhatNobodyHeardOfNotScaled() {
        Invocation restored = ebb("restore", "--account", "b-s3", "--deployment", "s3", "--by", "kim");

        assertThat(restored.status()).isEqualTo(1);
        assertThat(restored.err()).contains("there is nothing that Ebb took away of b-s3/s3");
        assertThat(scale("nobody", "--by", "kim").status()).isEqualTo(1);
        assertThat(scale("s3", "--by", " ").err()).contains("--by: must be 1 to 128 characters");
        assertThat(scale("s3").status()).isEqualTo(2);
    }

    private Invocation scale(String name, String... more) {
        List<String> all =
                new ArrayList<>(List.of("scale", "--account", "b-" + name, "--deployment", name, "--replicas", "0"));
        all.addAll(List.of(more));
        return ebb(all.toArray(String[]::new));
    }

    @Test
    void whoAsksForMoreWhileAHardCapActsIsToldThatItMayBeStoppedAgain() {
        try (DynamoDbClient client = Connection.local(URI.create(table.endpoint()))) {
            ActingCap cap = new ActingCap("100.00 USD", Instant.parse("2026-12-01T00:00:00Z"));
            new DynamoCapRecords(new Table(client, EmbeddedTable.NAME))
                    .keep(
                            "b-s4",
                            new CapRecords.State(1, Instant.EPOCH, Instant.EPOCH, Set.of(), Optional.of(cap), true),
                            List.of(),
                            "it acts",
                            Invocation.NOW,
                            Deadline.NONE);
        }
        Invocation more = ebb("scale", "--account", "b-s4", "--deployment", "s4", "--replicas", "3", "--by", "kim");

        assertThat(more.status()).as(more.err()).isZero();
        assertThat(more.out()).contains("b-s4 s4 1 SCALE: marked");
        assertThat(more.err())
                .contains("Note: the hard cap of 100.00 USD of account b-s4 is reached. It does not hold s4 any more,"
                        + " but a sweep may stop it again before 2026-12-01T00:00:00Z");
        assertThat(scale("s4", "--by", "kim").err()).doesNotContain("hard cap");
    }

    @Test
    void whoAsksForMoreIsToldWhenNobodyCanSayWhetherAHardCapActs() {
        try (DynamoDbClient client = Connection.local(URI.create(table.endpoint()))) {
            Map<String, AttributeValue> broken = Map.of(
                    "pk", AttributeValue.fromS("SWEEP b-s5"),
                    "sk", AttributeValue.fromS("CAP"),
                    "acting", AttributeValue.fromS("100.00 USD"));
            client.putItem(put -> put.tableName(EmbeddedTable.NAME).item(broken));
        }

        Invocation more = ebb("scale", "--account", "b-s5", "--deployment", "s5", "--replicas", "3", "--by", "kim");

        assertThat(more.out()).contains("b-s5 s5 1 SCALE: marked");
        assertThat(more.err())
                .contains("Note: whether a hard cap of account b-s5 is reached can't be read (")
                .contains("if it is, a sweep may stop s5 again");
    }

    @Test
    void theBreakerIsShownAndResetByNameAndTheKillSwitchIsSetAndReleased() throws IOException {
        try (ServedTable own = ServedTable.with();
                DynamoDbClient client = Connection.local(URI.create(own.endpoint()))) {
            new DynamoSafety(client, EmbeddedTable.NAME)
                    .open("errors: 12 in this hour, beside 20 verdicts", Invocation.NOW, Deadline.NONE);

            Invocation shown = at(own, "breaker", "show");
            Invocation nameless = at(own, "breaker", "reset");
            Invocation reset = at(own, "breaker", "reset", "--by", "kim");
            Invocation again = at(own, "breaker", "reset", "--by", "kim");
            Invocation killed = at(own, "kill", "on", "--by", "kim", "--reason", "release day");
            Invocation released = at(own, "kill", "off", "--by", "ann", "--reason", "released");

            assertThat(shown.out()).contains("Breaker: open since 2026-11-15T12:00:00Z: errors: 12 in this hour");
            assertThat(nameless.status()).isEqualTo(2);
            assertThat(reset.out())
                    .contains("Breaker: closed", "reset at 2026-11-15T12:00:00Z by kim, who had seen: errors: 12");
            assertThat(again.err()).contains("breaker: is not open");
            assertThat(killed.out()).contains("Kill switch: on since 2026-11-15T12:00:00Z by kim: release day");
            assertThat(released.out()).contains("Kill switch: off");
            assertThat(at(own, "breaker").out()).contains("breaker reset", "kill switch released: released");
        }
    }

    private static Invocation at(ServedTable own, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--endpoint", own.endpoint()));
        return Invocation.of(all.toArray(String[]::new));
    }

    private Invocation policy(String json, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("policy.json"), json);
        List<String> all = new ArrayList<>(List.of("policy", "set", "--by", "kim", "--policy", file.toString()));
        all.addAll(List.of(more));
        return ebb(all.toArray(String[]::new));
    }

    private Invocation ebb(String... arguments) {
        return at(table, arguments);
    }

    private static Original event(String name, String type, String replica, String data) {
        return Original.of(
                "{\"specversion\":\"1.0\",\"id\":\"" + type + "\",\"source\":\"urn:t\",\"type\":\"dev.ebb." + type
                        + "\",\"subject\":\"accounts/b-" + name + "/deployments/" + name + replica
                        + "\",\"time\":\"2026-11-15T11:30:00Z\",\"data\":" + data + "}");
    }
}
