package dev.ebb.charging;

import static dev.ebb.charging.TestAccount.AS_OF;
import static dev.ebb.charging.TestAccount.H100;
import static dev.ebb.charging.TestAccount.NOVEMBER;
import static dev.ebb.charging.TestAccount.TARIFF;
import static dev.ebb.charging.TestAccount.anHour;
import static dev.ebb.charging.TestAccount.computed;
import static dev.ebb.charging.TestUsage.november;
import static dev.ebb.charging.TestUsage.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Statements.Computed;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage.Lost;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Notice;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a statement warns of, and when it is incomplete. */
class StatementWarningsTests {

    private static final DeploymentId MODEL = new DeploymentId("acme", "m");

    @Test
    void aDifferenceOfOneMicroGpuSecondBetweenTheRoadsIsTold() {
        Computed computed = computed(anHour().metered("H100", "global", "3600.000001"));

        assertThat(computed.statement().complete()).isFalse();
        assertThat(computed.warnings())
                .containsExactly(new Warning(
                        "acme",
                        null,
                        null,
                        "deployment acme/m: sessions and meters differ on H100 in global from 2026-11-01T00:00:00Z to"
                                + " 2026-11-15T00:00:00Z: sessions say 3600.000000 GPU-seconds, meters say"
                                + " 3600.000001"));
    }

    @Test
    void metersThatKnowAKindThatSessionsDoNotAreTold() {
        Computed computed = computed(november().metered("A100", "eu", "1"));

        assertThat(computed.statement().complete()).isFalse();
        assertThat(computed.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.reason())
                        .contains("A100 in eu", "sessions say 0.000000", "meters say 1.000000"));
    }

    @Test
    void theRoadsAreComparedUpToTheLastQuarterHourOnly() {
        Instant asOf = Instant.parse("2026-11-03T10:50:00Z");
        // open since 10:00: meters are exact up to 10:45, 2700 s; the statement has 3000 s = 6.666… = 6.67
        TestAccount metered = new TestAccount(november(open("r1", H100, "2026-11-03T10:00:00Z", asOf.toString()))
                .metered("H100", "global", "2700"));

        Computed computed = new Statements(metered, TARIFF).of("acme", NOVEMBER, asOf);

        assertThat(computed.warnings()).isEmpty();
        assertThat(computed.statement().total()).isEqualTo("6.67");
    }

    @Test
    void aPendingDeploymentIsToldAndNotCompared() {
        Computed computed = computed(anHour().metered("H100", "global", "1").whilePending());

        assertThat(computed.statement().complete()).isFalse();
        assertThat(computed.warnings())
                .extracting(Warning::reason)
                .containsExactly(
                        "deployment acme/m: an announcement has not reached all of its replicas yet, or they changed while"
                                + " they were read");
    }

    @Test
    void aReadyThatWaitsForItsShapeMakesThePeriodIncomplete() {
        Notice waiting = new Notice(
                Notice.Kind.WAITING,
                new Identity("acme", "urn:s", "e-1"),
                Instant.parse("2026-11-03T10:00:00Z"),
                Instant.parse("2026-11-03T11:00:00Z"));
        TestAccount metered = new TestAccount(november().noticed(waiting));

        Computed november = new Statements(metered, TARIFF).of("acme", NOVEMBER, AS_OF);
        Computed october = new Statements(metered, TARIFF).of("acme", Period.of("2026-10", "UTC"), AS_OF);

        assertThat(november.statement().complete()).isFalse();
        assertThat(november.warnings()).containsExactly(new Warning("acme", "urn:s", "e-1", waiting.reason(), MODEL));
        assertThat(october.statement().complete()).isTrue();
        assertThat(october.warnings()).isEqualTo(november.warnings());
    }

    @Test
    void aReadyAfterADeletionIsAWarningOnly() {
        Notice after = new Notice(
                Notice.Kind.AFTER_DELETION,
                new Identity("acme", "urn:s", "e-1"),
                Instant.parse("2026-11-03T10:00:00Z"),
                null);

        Computed computed = computed(november().noticed(after));

        assertThat(computed.statement().complete()).isTrue();
        assertThat(computed.warnings()).containsExactly(new Warning("acme", "urn:s", "e-1", after.reason(), MODEL));
    }

    @Test
    void aRestartOfOneSecondIsAWarningOfItsPeriodAndLeavesLaterOnesOpenWhileItIsLatest() {
        Notice open = restart(null);
        Notice over = restart(Instant.parse("2026-11-03T11:00:00Z"));

        assertThat(computed(november().noticed(open)).statement().complete()).isFalse();
        assertThat(computed(november().noticed(over)).statement().complete()).isTrue();
        assertThat(computed(november().noticed(over)).warnings())
                .containsExactly(new Warning(
                        "acme",
                        "urn:s",
                        "e-3",
                        "events urn:s e-2, urn:s e-3 of one replica share the time 2026-11-03T10:00:00Z and their sequence:"
                                + " taken for a restart, so one session ends and the next begins then; send a sequence"
                                + " that tells their order",
                        MODEL));
        Statements later = new Statements(new TestAccount(november().noticed(over)), TARIFF);
        assertThat(later.of("acme", Period.of("2026-10", "UTC"), AS_OF).warnings())
                .as("of another month")
                .isEmpty();
    }

    private static Notice restart(@Nullable Instant until) {
        Identity ready = new Identity("acme", "urn:s", "e-3");
        List<Identity> tied = List.of(new Identity("acme", "urn:s", "e-2"), ready);
        return new Notice(Notice.Kind.RESTARTED, ready, Instant.parse("2026-11-03T10:00:00Z"), until, tied);
    }

    @Test
    void aLostReplicaIsAWarningThatNamesIt() {
        Computed computed = computed(november().losing(new Lost("r7", Instant.parse("2026-11-14T12:00:00Z"), null)));

        assertThat(computed.statement().complete()).isTrue();
        assertThat(computed.warnings())
                .extracting(Warning::reason)
                .containsExactly(
                        "deployment acme/m: replica r7 fell silent: its session ends provisionally at 2026-11-14T12:00:00Z");
    }
}
