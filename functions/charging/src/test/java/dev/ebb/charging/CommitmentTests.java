package dev.ebb.charging;

import static dev.ebb.charging.TestBooks.gpu;
import static dev.ebb.charging.TestBooks.usd;
import static dev.ebb.charging.TestTerms.commitment;
import static dev.ebb.charging.TestTerms.reserving;
import static dev.ebb.charging.TestTerms.tariff;
import static dev.ebb.charging.TestUsage.november;
import static dev.ebb.charging.TestUsage.session;
import static dev.ebb.charging.TestUsage.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitmentTests {

    private static final String START = "2026-11-01T00:00:00Z";
    private static final String TEN = "2026-11-03T10:00:00Z";
    private static final String ELEVEN = "2026-11-03T11:00:00Z";
    private static final PriceBook BOOK = usd(gpu("H100", "*", "2026-01-01T00:00:00Z", "8.00"));

    private static List<Line> rated(Tariff tariff, String from, String to, TestUsage... usages) {
        GpuRating rating = new Rating(tariff).gpus(Instant.parse(from), Instant.parse(to));
        for (TestUsage usage : usages) {
            rating.add(usage.build());
        }
        return rating.lines();
    }

    /** Lines as {@code name region billed, reserved or used in micro-GPU-seconds = exact amount}. */
    private static List<String> text(List<Line> lines) {
        return lines.stream()
                .map(line -> switch (line) {
                    case Line.Gpu gpu ->
                        gpu.deployment() + " " + gpu.kind().region() + " "
                                + gpu.billed().microGpuSeconds() + ", " + gpu.reserved() + " = "
                                + gpu.exactAmount().map(Fraction::toString).orElse("-");
                    case Line.Committed committed ->
                        "reserved " + committed.commitment().region() + " "
                                + committed.billed().microGpuSeconds() + ", "
                                + committed.used().microGpuSeconds() + " = "
                                + committed.exactAmount().orElseThrow();
                    case Line.Tokens tokens -> tokens.toString();
                    case Line.Adjustment adjustment -> adjustment.toString();
                })
                .toList();
    }

    private static ReplicaSession hour(String gpus, String region) {
        return session(shape("H100", gpus, region), TEN, ELEVEN);
    }

    @Test
    void twelveReservedAndSixteenRunningWithReplicasThatComeAndGoByTheMillisecondAndChangeShape() {
        Tariff tariff = tariff(BOOK, reserving(START, commitment("H100", "*", "12", START, "5.00")));
        TestUsage a = november(session(shape("H100", "8", "global"), TEN, "2026-11-03T10:00:04Z"))
                .named("a");
        TestUsage b = november(
                        session(shape("H100", "4", "global"), TEN, "2026-11-03T10:00:02.500Z"),
                        session(shape("H100", "4", "global"), TEN, "2026-11-03T10:00:01.001Z"),
                        session(shape("H100", "2", "global"), "2026-11-03T10:00:01.001Z", "2026-11-03T10:00:04Z"))
                .named("b");

        List<Line> lines = rated(tariff, TEN, "2026-11-03T10:00:04Z", a, b);

        // 1001 ms: a 8, b 8 = 16, 12/16 covered: on demand a 2, b 2
        // 1499 ms: a 8, b 6 = 14, 12/14 covered: on demand a 8/7, b 6/7
        // 1500 ms: a 8, b 2 = 10, all covered
        // a: 32,000 GPU-ms, on demand 2 x 1001 + 8/7 x 1499 = 26006/7; reserved (224000 - 26006)/7 = 197994/7
        // b: 20,002 GPU-ms, on demand 2 x 1001 + 6/7 x 1499 = 23008/7; reserved (140014 - 23008)/7 = 117006/7
        // a owes 26006/7 x 8 / 3,600,000 = 208048/25200000 = 13003/1575000
        // b owes 23008/7 x 8 / 3,600,000 = 184064/25200000 = 1438/196875
        // reserved 12 x 4000 ms = 48,000 GPU-ms x 5 / 3,600,000 = 1/15, used 12 x 1001 + 12 x 1499 + 10 x 1500 = 45,000
        assertThat(text(lines))
                .containsExactly(
                        "reserved * 48000000, 45000000 = 1/15",
                        "a global 32000000, 197994000/7 = 13003/1575000",
                        "b global 20002000, 117006000/7 = 1438/196875");
    }

    @Test
    void everyDeploymentPaysForTheSameShareOfItsGpus() {
        Tariff tariff = tariff(BOOK, reserving(START, commitment("H100", "global", "12", START, "5.00")));

        List<Line> lines = rated(
                tariff,
                TEN,
                ELEVEN,
                november(hour("10", "global")).named("a"),
                november(hour("6", "global")).named("b"));

        // 4 of 16 on demand: a 10 x 4/16 = 2.5 x 8.00, b 6 x 4/16 = 1.5 x 8.00; reserved 12 x 5.00
        assertThat(lines)
                .extracting(line -> line.exactAmount().orElseThrow())
                .containsExactly(Fraction.of(60), Fraction.of(20), Fraction.of(12));
    }

    @Test
    void whatIsReservedForARegionCoversFirstAndTheRestIsCoveredInAllRegions() {
        Tariff tariff = tariff(
                BOOK,
                reserving(
                        START,
                        commitment("H100", "*", "6", START, "5.00"),
                        commitment("H100", "eu", "4", START, "6.00")));

        List<Line> lines = rated(tariff, TEN, ELEVEN, november(hour("6", "eu"), hour("10", "us")));

        // eu: 4 of 6, 2 rest; us: 10 rest; 6 of the 12 are covered: eu 5 of 6, us 5 of 10
        // on demand eu 1 x 8.00, us 5 x 8.00; an hour of a GPU is 3,600,000,000
        assertThat(text(lines))
                .containsExactly(
                        "reserved * 21600000000, 21600000000 = 30/1",
                        "reserved eu 14400000000, 14400000000 = 24/1",
                        "m eu 21600000000, 18000000000/1 = 8/1",
                        "m us 36000000000, 18000000000/1 = 40/1");
    }

    @Test
    void whatIsReservedForARegionOrAnAcceleratorCoversNoOther() {
        Tariff tariff = tariff(
                BOOK,
                reserving(
                        START,
                        commitment("A100", "*", "6", START, "1.00"),
                        commitment("H100", "eu", "4", START, "6.00")));

        List<Line> lines = rated(tariff, TEN, ELEVEN, november(hour("1", "us")));

        assertThat(text(lines))
                .containsExactly(
                        "reserved * 21600000000, 0 = 6/1",
                        "reserved eu 14400000000, 0 = 24/1",
                        "m us 3600000000, 0/1 = 8/1");
    }

    @Test
    void aRegionNamedAsteriskIsCoveredOnce() {
        Tariff tariff = tariff(BOOK, reserving(START, commitment("H100", "*", "1", START, "5.00")));

        List<Line> lines = rated(tariff, TEN, ELEVEN, november(hour("4", "*")));

        // 1 of 4 is covered; the other 3 cost 8 each, by the rows for any region.
        assertThat(text(lines))
                .containsExactly("reserved * 3600000000, 3600000000 = 5/1", "m * 14400000000, 3600000000/1 = 24/1");
    }

    @Test
    void aDraftBillsWhatWasReservedUpToAsOfUsedOrNot() {
        Tariff tariff = tariff(BOOK, reserving(START, commitment("H100", "*", "12", START, "5.00")));
        TestAccount nothing = new TestAccount();
        Period november = Period.of("2026-11", "UTC");

        Statement draft = new Statements(nothing, tariff)
                .of("acme", november, Instant.parse("2026-11-15T06:00:00Z"))
                .statement();
        Statement whole = new Statements(nothing, tariff)
                .of("acme", november, Instant.parse("2026-12-15T00:00:00Z"))
                .statement();
        Statement early = new Statements(nothing, tariff)
                .of("acme", november, Instant.parse("2026-10-15T00:00:00Z"))
                .statement();

        // (14 x 24 + 6) h x 12 x 5.00 = 342 x 60; 720 h x 60
        assertThat(draft.total()).isEqualTo("20520.00");
        assertThat(whole.total()).isEqualTo("43200.00");
        assertThat(early.lines()).isEmpty();
    }

    @Test
    void aTermThatEndsACommitmentEndsItToTheMillisecond() {
        Tariff tariff = tariff(
                BOOK,
                reserving(START, commitment("H100", "*", "4", START, "5.00")),
                reserving("2026-11-03T10:15:00Z", commitment("H100", "*", "2", "2026-11-03T10:15:00Z", "6.00")),
                reserving("2026-11-03T10:45:00Z"));

        List<Line> lines = rated(tariff, TEN, ELEVEN, november(hour("4", "global")));

        // 15 min x 4 x 5.00 = 5, 30 min x 2 x 6.00 = 6; on demand 30 min x 2 + 15 min x 4 = 2 GPU-hours x 8.00
        assertThat(text(lines))
                .containsExactly(
                        "reserved * 3600000000, 3600000000 = 5/1",
                        "reserved * 3600000000, 3600000000 = 6/1",
                        "m global 14400000000, 7200000000/1 = 16/1");
    }

    @Test
    void whatIsCoveredIsCutWhereThePriceChanges() {
        PriceBook book =
                usd(gpu("H100", "*", "2026-01-01T00:00:00Z", "8.00"), gpu("H100", "*", "2026-11-03T10:45:00Z", "4.00"));
        Tariff tariff = tariff(book, reserving(START, commitment("H100", "*", "1", START, "5.00")));

        List<Line> lines = rated(tariff, TEN, ELEVEN, november(hour("2", "global")));

        // one of two covered: 45 min x 8.00 = 6, 15 min x 4.00 = 1
        assertThat(text(lines))
                .containsExactly(
                        "reserved * 3600000000, 3600000000 = 5/1",
                        "m global 5400000000, 2700000000/1 = 6/1",
                        "m global 1800000000, 900000000/1 = 1/1");
    }

    @Test
    void usageWithoutAPriceIsUnpricedUnlessAllOfItIsCovered() {
        Tariff tariff = tariff(usd(), reserving(START, commitment("H100", "*", "2", START, "5.00")));

        Statement covered = Statement.of(
                "acme",
                Period.of("2026-11", "UTC"),
                tariff,
                rated(tariff, TEN, ELEVEN, november(hour("2", "global"))),
                true);
        Statement beyond = Statement.of(
                "acme",
                Period.of("2026-11", "UTC"),
                tariff,
                rated(tariff, TEN, ELEVEN, november(hour("3", "global"))),
                true);

        assertThat(covered.complete()).isTrue();
        assertThat(covered.lines()).extracting(line -> line.amount() + "").containsExactly("10.00", "0.00");
        assertThat(beyond.complete()).isFalse();
        assertThat(beyond.lines()).extracting(line -> line.amount() + "").containsExactly("10.00", "null");
    }

    @Test
    void aCommitmentIsOfMoreThanNothing() {
        assertThatThrownBy(() -> commitment("H100", "*", "0", START, "5.00"))
                .hasMessage("gpus: must be above 0 and at most 1000000, is 0.000");
    }
}
