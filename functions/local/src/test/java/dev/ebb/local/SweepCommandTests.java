package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoIngestion;
import dev.ebb.metering.dynamodb.Table;
import dev.ebb.sweeping.dynamodb.DynamoSweepRecords;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Sweeps over one deployment with one replica of two H100 that is ready from half past nine on. */
class SweepCommandTests {

    @TempDir
    private Path directory = Path.of("");

    private ServedTable table;

    SweepCommandTests() throws IOException {
        table = ServedTable.with();
    }

    @BeforeEach
    void meterIt() {
        meter(
                "10:00",
                deployment(
                        "created",
                        "09:00",
                        "{\"accelerator\":\"H100\",\"acceleratorCount\":2," + "\"labels\":{\"owner\":\"kim\"}}"));
        meter("10:00", replica("ready", "09:30"));
    }

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void aForgottenDeploymentIsWarnedAboutThenStoppedAndVerified() throws IOException {
        ebb(
                "09:50",
                "policy",
                "set",
                "--account",
                "acme",
                "--deployment",
                "llama",
                "--by",
                "kim",
                "--policy",
                file("{\"mode\":\"zero\",\"warnAfter\":\"PT30M\",\"zeroAfter\":\"PT1H\"}"));
        reported("09:30", "10:00");
        Invocation first = ebb("10:00", "sweep");
        reported("10:00", "10:40");
        Invocation warned = ebb("10:40", "sweep");
        reported("10:40", "11:10");
        Invocation marked = ebb("11:10", "sweep");
        meter("11:12", replica("stopped", "11:11"));
        Invocation verified = ebb("11:12", "sweep");

        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.out())
                .contains(
                        "acme/llama  UNKNOWN  can't judge: nothing is known yet: observed since 10:00",
                        "1 deployment was due: 1 UNKNOWN");
        assertThat(warned.out()).contains("Warning for kim: acme/llama idle since 10:00", "told its owner");
        assertThat(marked.out())
                .contains("marked SCALE_TO_ZERO")
                .contains("On the bus: dev.ebb.action.requested acme llama 1 SCALE_TO_ZERO, 0 replicas")
                .contains("acme llama 1 SCALE_TO_ZERO: asked for, and waiting");
        assertThat(verified.out())
                .contains("acme llama 1 SCALE_TO_ZERO: DONE")
                .contains("On the bus: dev.ebb.action.completed acme llama 1 SCALE_TO_ZERO");
        assertThat(ebb("11:13", "audit", "--account", "acme", "--deployment", "llama")
                        .out())
                .contains("SCALE_TO_ZERO 1, CALLED to DONE", "policy 1: {\"mode\":\"zero\"");
    }

    @Test
    void aCapThatCanNotBeLookedAtKeepsNobodyFromTheirsAndIsSaid() {
        for (String account : List.of("aaa", "zzz")) {
            ebb("10:00", "budget", "set", "--account", account, "--amount", "5", "--cap", "5");
        }
        try (DynamoDbClient client = Connection.local(URI.create(table.endpoint()))) {
            client.updateItem(update -> update.tableName(EmbeddedTable.NAME)
                    .key(Map.of(
                            "pk", AttributeValue.fromS("ACCOUNT aaa"), "sk", AttributeValue.fromS("BUDGET account")))
                    .updateExpression("SET cap = :c")
                    .expressionAttributeValues(Map.of(":c", AttributeValue.fromS("no number"))));
        }

        Invocation swept = ebb("10:00", "sweep");

        assertThat(swept.status()).isEqualTo(1);
        assertThat(swept.err())
                .contains("the hard cap of account aaa could not be looked at: ")
                .doesNotContain("zzz");
        assertThat(swept.out()).contains("acme/llama  ", "1 deployment was due: 1 ");
    }

    @Test
    void recordedVerdictsAreShownWithWhatTheyRestOn() {
        reported("09:30", "10:00");
        ebb("10:00", "sweep");

        Invocation shown = ebb("10:01", "sweep", "--verdicts", "--account", "acme", "--deployment", "llama");

        assertThat(shown.out())
                .startsWith("2026-11-15T10:00:00Z  UNKNOWN  can't judge: nothing is known yet")
                .contains("    evidence: ", " reported, 0 of them");
        assertThat(ebb("10:01", "sweep", "--verdicts", "--account", "acme", "--deployment", "other")
                        .err())
                .contains("No verdict since 2026-11-14T10:01:00Z.");
    }

    @Test
    void whatCannotBeJudgedIsSaidAndTheDoctorCountsIt() {
        ebb("10:00", "sweep");
        Invocation unknown = ebb("10:50", "sweep");

        assertThat(unknown.out()).contains("acme/llama  UNKNOWN  can't judge: ", "1 deployment was due: 1 UNKNOWN");
        assertThat(ebb("10:51", "doctor").out())
                .contains("1 deployment, 1 with a verdict, 1 UNKNOWN (100 %)", "UNKNOWN:", "acme/llama: can't judge: ");
    }

    /**
     * In a dry run since 10:00, warned at 10:47 and stopped at 11:02, which are the first minutes at which 45 and 60 quiet
     * ones are known with a lag of two. Wanted again at 11:32: two GPUs for half an hour at 8.00 are 8.00.
     */
    @Test
    void aReportSaysWhatADryRunWouldHaveSaved() throws IOException {
        String prices = file("{\"currency\":\"USD\",\"gpus\":[{\"accelerator\":\"H100\",\"region\":\"*\","
                + "\"from\":\"2026-01-01T00:00:00Z\",\"perGpuHour\":\"8.00\"}],\"models\":[]}");
        reported("09:30", "10:00");
        ebb("10:00", "sweep");
        reported("10:00", "10:47");
        ebb("10:47", "sweep");
        reported("10:47", "11:02");
        Invocation zero = ebb("11:02", "sweep");
        meter("11:33", served("11:32", "11:33"));

        Invocation report = ebb("12:00", "sweep", "--report", "14d", "--prices", prices);
        Invocation json = ebb("12:00", "sweep", "--report", "P1D", "--account", "acme", "--prices", prices, "--json");

        assertThat(zero.out()).contains("would go to zero now (dry run)").doesNotContain("On the bus", "marked");
        assertThat(report.status()).as(report.err()).isZero();
        assertThat(report.out())
                .contains("1 action; 1 would have been woken within the hour; saved 8.00 USD; 1 warning;");
        assertThat(json.out()).contains("\"actions\" : 1", "\"USD\" : \"8.00\"", "\"gpuSecondsOff\" : \"3600.000000\"");
    }

    @Test
    void aReportWithoutPricesCountsTimeAndOneOfNothingSaysSo() {
        assertThat(ebb("12:00", "sweep", "--report", "14d").out())
                .contains("0 actions", "No verdict was recorded in that time.");
    }

    @Test
    void whatGoesTogetherWithNothingIsWrongUsage() {
        assertThat(ebb("12:00", "sweep", "--account", "acme").status()).isEqualTo(2);
        assertThat(ebb("12:00", "sweep", "--verdicts", "--account", "acme").status())
                .isEqualTo(2);
        assertThat(ebb("12:00", "sweep", "--report", "40d").err())
                .contains("--report: must be above 0 and at most 35 days");
        assertThat(ebb("12:00", "sweep", "--report", "14d", "--verdicts").status())
                .isEqualTo(2);
    }

    @Test
    void theDoctorSaysThatNoSweepComesAndWhatWasNeverJudged() {
        Invocation ill = ebb("10:00", "doctor");
        reported("09:30", "10:10");
        ebb("10:00", "sweep");
        ebb("10:10", "sweep");
        Invocation well = ebb("10:12", "doctor");

        assertThat(ill.status()).isEqualTo(1);
        assertThat(ill.out())
                .contains("Last sweep: never", "Never judged:", "acme/llama: no sweep has a verdict of it");
        assertThat(ill.out()).contains("Activity of acme: no minute reported in the last 3 h 00 min");
        assertThat(well.status()).isZero();
        assertThat(well.out())
                .contains("Last sweep: 2026-11-15T10:10:00Z, 2 min ago", "Breaker: closed", "Kill switch: off")
                .contains("Activity of acme: last reported minute 2026-11-15T10:09:00Z", "Nothing is amiss.");
    }

    @Test
    void theDoctorFindsThatIngestionLags() {
        try (DynamoDbClient client = Connection.local(URI.create(table.endpoint()))) {
            new DynamoIngestion(new Table(client, EmbeddedTable.NAME))
                    .expect(Set.of("usage"), Instant.parse("2026-11-15T09:57:00Z"), Deadline.NONE);
        }

        assertThat(ebb("10:00", "doctor").out())
                .contains("Ingestion lags:", "events are metered up to 2026-11-15T09:57:00Z only");
        assertThat(ebb("09:59", "doctor").out()).doesNotContain("Ingestion lags");
    }

    /** Ten errors and no verdict are more than a fifth; the next hour has ten of its own. */
    @Test
    void aBreakerThatAPersonResetStaysClosedForTheSameReasonUntilTheNextHour() {
        failed("10:05");
        Invocation opened = ebb("10:10", "sweep");
        Invocation reset = ebb("10:11", "breaker", "reset", "--by", "kim");
        Invocation after = ebb("10:12", "sweep");
        failed("11:00");
        Invocation again = ebb("11:05", "sweep");

        assertThat(opened.out()).contains("Nothing is done: breaker: errors: 10 in this hour, beside 0 verdicts");
        assertThat(reset.out()).contains("Breaker: closed");
        assertThat(after.out()).doesNotContain("Nothing is done");
        assertThat(again.out()).contains("Nothing is done: breaker: errors: 10 in this hour, beside 0 verdicts");
    }

    private void failed(String time) {
        try (DynamoDbClient client = Connection.local(URI.create(table.endpoint()))) {
            DynamoSweepRecords records = new DynamoSweepRecords(new Table(client, EmbeddedTable.NAME));
            for (int each = 0; each < 10; each++) {
                records.failed(new DeploymentId("acme", "d" + each), "no answer", at(time), Deadline.NONE);
            }
        }
    }

    /** Nobody answers for llama: what a person orders at 10:00 fails at 10:05, and at 11:00 another order is overdue. */
    @Test
    void theDoctorFindsActionsThatFailedOrAreOverdueAndAccountsThatReportNothing() {
        ebb("10:00", "sweep");
        ebb("10:00", "scale", "--account", "acme", "--deployment", "llama", "--replicas", "0", "--by", "kim");
        ebb("10:06", "sweep");
        Invocation failed = ebb("10:07", "doctor");
        ebb("11:00", "scale", "--account", "acme", "--deployment", "llama", "--replicas", "0", "--by", "kim");
        Invocation overdue = ebb("11:06", "doctor");

        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.out())
                .contains(
                        "Actions that failed in the last day:\n  acme/llama: SCALE_TO_ZERO 1 at 2026-11-15T10:06:00Z:")
                .contains("Nobody says that there was no traffic, so nothing is ever idle:\n  acme: no minute reported")
                .doesNotContain("Actions that are overdue");
        assertThat(overdue.out())
                .contains("Actions that are overdue:\n  acme/llama: SCALE_TO_ZERO 2 is CALLED,"
                        + " and was to be done by 2026-11-15T11:05:00Z");
    }

    @Test
    void whatPeopleDidIsInALineOfItsOwnInTheReport() {
        ebb("10:00", "scale", "--account", "acme", "--deployment", "llama", "--replicas", "0", "--by", "kim");
        meter("10:01", replica("stopped", "10:01"));
        ebb("10:02", "sweep");

        assertThat(ebb("12:00", "sweep", "--report", "14d").out())
                .contains("Hard caps: no actions", "People: 1 SCALE_TO_ZERO DONE");
        assertThat(ebb("12:00", "sweep", "--report", "14d", "--json").out())
                .contains("\"caps\" : { }", "\"people\" : {\n    \"SCALE_TO_ZERO DONE\" : 1\n  }");
    }

    @Test
    void theDoctorFindsWhatIsLostStoppedQuarantinedAndWrong() {
        meter("10:00", deployment("updated", "09:40", "{\"policy\":{\"mode\":\"never\"}}"));
        meter("10:00", replica("alive", "09:35"));
        meter("10:00", Original.of("{\"no\":\"event\"}"));
        ebb("10:20", "kill", "on", "--by", "kim", "--reason", "release day");
        ebb("10:20", "charge", "--account", "acme");

        Invocation doctor = ebb("10:20", "doctor");

        assertThat(doctor.out())
                .contains("Kill switch: on since 2026-11-15T10:20:00Z by kim: release day")
                .contains("Actions are stopped:\n  kill switch: release day")
                .contains("In quarantine:\n  1: `ebb quarantine` lists them")
                .contains("Policies that are wrong, so nothing is done:\n  acme/llama: announced: mode");
    }

    private Invocation ebb(String time, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--endpoint", table.endpoint()));
        return Invocation.at(at(time), all.toArray(String[]::new));
    }

    private String file(String content) throws IOException {
        return Files.writeString(directory.resolve("file.json"), content).toString();
    }

    private void meter(String time, Original event) {
        MeterUsage.Result result = table.meter(at(time), event);
        assertThat(result.deferred()).isEmpty();
    }

    private void reported(String from, String to) {
        meter(to, event("activity.reported", "accounts/acme", to, interval(from, to)));
    }

    private static Original served(String from, String to) {
        String data = "{\"count\":1,\"concurrency\":\"0\"," + interval(from, to).substring(1);
        return event("requests.served", "accounts/acme/deployments/llama", to, data);
    }

    private static String interval(String from, String to) {
        return "{\"from\":\"" + at(from) + "\",\"to\":\"" + at(to) + "\"}";
    }

    private static Original deployment(String what, String time, String data) {
        return event("deployment." + what, "accounts/acme/deployments/llama", time, data);
    }

    private static Original replica(String what, String time) {
        return event("replica." + what, "accounts/acme/deployments/llama/replicas/r1", time, "{}");
    }

    private static Original event(String type, String subject, String time, String data) {
        return Original.of("{\"specversion\":\"1.0\",\"id\":\"" + type + time
                + "\",\"source\":\"urn:t\",\"type\":\"dev.ebb." + type + "\",\"subject\":\"" + subject
                + "\",\"time\":\"" + at(time) + "\",\"data\":" + data + "}");
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-15T" + time + ":00Z");
    }
}
