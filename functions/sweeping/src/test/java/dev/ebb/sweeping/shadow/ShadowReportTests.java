package dev.ebb.sweeping.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Rating;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Session;
import dev.ebb.metering.Shape;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.json.ShadowReportJson;
import dev.ebb.sweeping.shadow.Episode.Kind;
import dev.ebb.sweeping.shadow.ShadowReport.OfDeployment;
import dev.ebb.sweeping.shadow.ShadowReport.Prices;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two replicas of two H100 each run from eight to twenty; a GPU costs 3.60 an hour, from fifteen on 7.20. */
class ShadowReportTests {

    private static final DeploymentId DEPLOYMENT = new DeploymentId("acme", "llama");
    private static final Currency DOLLAR = Currency.getInstance("USD");
    private static final Instant DAY = Instant.parse("2026-11-15T00:00:00Z");
    private static final Instant END = at(24, 0);

    /** 4 GPUs for 90 min are 6 GPU-hours at 3.60, which is 21.60. */
    @Test
    void whatWasWantedAgainIsSavedUpToThen() {
        OfDeployment found = report(episode(Action.SCALE_TO_ZERO, Kind.SHADOW, at(10, 0), at(11, 30)));

        assertThat(found.off()).isEqualTo(GpuTime.ofMicros(6L * 3_600 * 1_000_000));
        assertThat(found.saved()).isEqualTo(Fraction.of(new BigDecimal("21.60")));
        assertThat(found.actions()).isEqualTo(1);
        assertThat(found.regrets()).isZero();
    }

    /**
     * From 14:00 to 15:00 4 GPU-hours at 3.60 are 14.40; from 15:00 to the stop at 20:00 20 GPU-hours at 7.20 are 144.00:
     * together 158.40. After 20:00 nothing runs, so nothing is saved.
     */
    @Test
    void whatNobodyWantedAgainIsSavedAsLongAsItRanAtThePricesOfItsTime() {
        OfDeployment found = report(episode(Action.SCALE_TO_ZERO, Kind.SHADOW, at(14, 0), null));

        assertThat(found.off()).isEqualTo(GpuTime.ofMicros(24L * 3_600 * 1_000_000));
        assertThat(found.saved()).isEqualTo(Fraction.of(new BigDecimal("158.40")));
    }

    /** 4 GPUs for 10 min are 40 GPU-minutes at 0.06, which is 2.40. */
    @Test
    void whatWasWantedWithinTheHourIsARegret() {
        OfDeployment found = report(episode(Action.SCALE_TO_ZERO, Kind.SHADOW, at(9, 0), at(9, 10)));

        assertThat(found.regrets()).isEqualTo(1);
        assertThat(found.saved()).isEqualTo(Fraction.of(new BigDecimal("2.40")));
    }

    @Test
    void warningsAndWhatWasHeldOrDoneSaveNothing() {
        OfDeployment found = report(
                episode(Action.WARN, Kind.SHADOW, at(9, 0), null),
                episode(Action.SCALE_TO_ZERO, Kind.HELD, at(10, 0), null),
                episode(Action.SCALE_TO_ZERO, Kind.DONE, at(11, 0), null));

        assertThat(found.actions()).isZero();
        assertThat(found.warnings()).isEqualTo(1);
        assertThat(found.held()).isEqualTo(1);
        assertThat(found.done()).isEqualTo(1);
        assertThat(found.off()).isEqualTo(GpuTime.ZERO);
        assertThat(found.saved()).isEqualTo(Fraction.ZERO);
    }

    @Test
    void withoutAPriceThereIsTimeAndNoAmount() {
        OfDeployment found = OfDeployment.of(
                DEPLOYMENT,
                1,
                List.of(episode(Action.SCALE_TO_ZERO, Kind.SHADOW, at(10, 0), at(11, 0))),
                END,
                ShadowReportTests::usage,
                Optional.of(new Prices(new Rating(Tariff.of(new PriceBook(DOLLAR, List.of(), List.of()))), DOLLAR)));

        assertThat(found.unpriced()).isTrue();
        assertThat(found.saved()).isEqualTo(Fraction.ZERO);
        assertThat(found.off()).isEqualTo(GpuTime.ofMicros(4L * 3_600 * 1_000_000));
    }

    /** 21.60 and 2.40 are 24.00; 6 GPU-hours and 40 GPU-minutes are 24,000 GPU-seconds. */
    @Test
    void theSumsAreThoseOfTheDeployments() {
        ShadowReport report = new ShadowReport(
                DAY,
                END,
                List.of(
                        report(episode(Action.SCALE_TO_ZERO, Kind.SHADOW, at(10, 0), at(11, 30))),
                        report(episode(Action.SCALE_TO_ZERO, Kind.SHADOW, at(9, 0), at(9, 10)))),
                ByOthers.of(List.of()));

        assertThat(report.sum(OfDeployment::actions)).isEqualTo(2);
        assertThat(report.saved()).isEqualTo(Map.of("USD", Fraction.of(24)));
        assertThat(ShadowReportJson.write(report))
                .contains("\"actions\" : 2", "\"regrets\" : 1", "\"USD\" : \"24.00\"")
                .contains("\"gpuSecondsOff\" : \"24000.000000\"", "\"saved\" : \"21.60\"", "\"saved\" : \"2.40\"");
    }

    private static OfDeployment report(Episode... episodes) {
        PriceBook book = new PriceBook(
                DOLLAR,
                List.of(price("2026-01-01T00:00:00Z", "3.60"), price("2026-11-15T15:00:00Z", "7.20")),
                List.of());
        return OfDeployment.of(
                DEPLOYMENT,
                1,
                List.of(episodes),
                END,
                ShadowReportTests::usage,
                Optional.of(new Prices(new Rating(Tariff.of(book)), DOLLAR)));
    }

    private static PriceBook.GpuPrice price(String from, String amount) {
        return new PriceBook.GpuPrice(
                "H100", PriceBook.ANY_REGION, new UnitPrice(Instant.parse(from), from, new BigDecimal(amount), amount));
    }

    private static DeploymentUsage usage(Instant from, Instant to) {
        Shape shape = new Shape("H100", new GpuCount(2_000), Shape.DEFAULT_REGION);
        Session session = new Session(at(8, 0), at(20, 0), shape, null);
        return new DeploymentUsage(
                DEPLOYMENT,
                from,
                to,
                List.of(new ReplicaSession("r1", session, false), new ReplicaSession("r2", session, false)),
                List.of(),
                new BitSet(),
                from.getEpochSecond() / 60,
                List.of(),
                List.of(),
                false,
                Map.of(),
                to);
    }

    private static Episode episode(Action action, Kind kind, Instant at, Instant wanted) {
        return new Episode(action, kind, at, Optional.ofNullable(wanted));
    }

    private static Instant at(int hour, int minute) {
        return DAY.plus(Duration.ofMinutes(hour * 60L + minute));
    }
}
