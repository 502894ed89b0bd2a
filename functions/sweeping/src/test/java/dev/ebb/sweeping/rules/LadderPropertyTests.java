package dev.ebb.sweeping.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.SweepStatus;
import dev.ebb.sweeping.SweepStatus.Rung;
import dev.ebb.sweeping.Verdict;
import dev.ebb.sweeping.policy.Mode;
import dev.ebb.sweeping.rules.Ladder.Decision;
import dev.ebb.sweeping.rules.Ladder.Look;
import dev.ebb.sweeping.rules.Ladder.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What holds for all looks. A seed makes a look. */
class LadderPropertyTests {

    private static final int TRIES = 600;
    private static final String WARM =
            ",\"keepWarm\":[{\"days\":\"MON-SUN\",\"from\":\"00:00\",\"to\":\"00:00\",\"zone\":\"UTC\"}]";

    /** Random, and quiet often enough that things are done. */
    private static Looks random(long seed) {
        return random(new Random(seed), "");
    }

    private static Looks random(Random random, String more) {
        Looks looks = random.nextInt(3) > 0 ? Looks.up() : Looks.atZero();
        String mode = pick(random, "dryRun", "warn", "zero", "zero", "delete", "delete");
        looks.policyOf("{\"mode\":\"" + mode + "\",\"zeroAfter\":\"" + pick(random, "PT5M", "PT20M", "PT1H")
                + "\",\"deleteAfter\":\"" + pick(random, "PT1H", "PT3H") + "\",\"wake\":" + random.nextBoolean()
                + ",\"damping\":" + random.nextBoolean() + ",\"coverMinimum\":" + random.nextBoolean() + more + "}");
        looks.now(at(150 + random.nextInt(440)));
        boolean up = looks.look().watched().state().readyReplicas() > 0;
        Rung likely = up ? Rung.WARNED : Rung.AT_ZERO;
        looks.rung(random.nextInt(3) > 0 ? likely : pick(random, Rung.values()), at(60 + random.nextInt(150)));
        looks.damping(random.nextInt(3));
        if (random.nextInt(3) > 0) {
            looks.quiet();
        }
        IntStream.range(0, some(random)).forEach(i -> looks.activeAt(random.nextInt(600)));
        IntStream.range(0, some(random)).forEach(i -> looks.wantedAt(random.nextInt(600)));
        IntStream.range(0, some(random)).forEach(i -> looks.unreportedAt(random.nextInt(600)));
        if (random.nextInt(3) == 0) {
            looks.minimum(random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            looks.lag(Duration.ofMinutes(random.nextInt(8)));
        }
        if (random.nextInt(2) == 0) {
            looks.scaledDownAt("09:30");
        }
        if (random.nextInt(3) > 0) {
            looks.noticed("09:31", "receipt-1");
        }
        if (random.nextInt(6) == 0) {
            looks.startingSince("09:40").replicas(looks.look().watched().state().readyReplicas(), 1, 0);
        }
        return looks;
    }

    private static int some(Random random) {
        return Math.max(0, random.nextInt(6) - 3);
    }

    private static Instant at(int minute) {
        return Looks.at("06:00").plus(Duration.ofMinutes(minute));
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... from) {
        return from[random.nextInt(from.length)];
    }

    private static boolean acts(Decision decision) {
        return decision.step() instanceof Step.Act;
    }

    private static boolean stops(Decision decision) {
        return decision.step() instanceof Step.Act act
                && (act.action() == Action.SCALE_TO_ZERO || act.action() == Action.DELETE);
    }

    @Test
    void theRandomLooksLeadToEveryAction() {
        Map<Action, Integer> seen = new EnumMap<>(Action.class);

        for (long seed = 0; seed < 5 * TRIES; seed++) {
            if (random(seed).decide().step() instanceof Step.Act act) {
                seen.merge(act.action(), 1, Integer::sum);
            }
        }

        assertThat(seen).containsOnlyKeys(Action.WARN, Action.SCALE_TO_ZERO, Action.DELETE, Action.WAKE);
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isGreaterThan(20));
    }

    @Property(tries = TRIES)
    void unknownNeverActs(@ForAll long seed) {
        List<Decision> doubtful = List.of(
                random(seed).failure("CloudWatch: PartialData").decide(),
                random(seed).replicas(1, 0, 1).decide(),
                random(seed).replicas(0, 0, 1).decide(),
                random(seed).pending().decide());

        assertThat(doubtful).allSatisfy(decision -> {
            assertThat(decision.step()).isEqualTo(new Step.Nothing());
            assertThat(decision.verdict()).isInstanceOf(Verdict.Unknown.class);
            assertThat(decision.dueAt()).isPresent();
        });
        Decision any = random(seed).decide();
        if (any.verdict() instanceof Verdict.Unknown) {
            assertThat(any.step()).isEqualTo(new Step.Nothing());
        }
    }

    @Property(tries = TRIES)
    void nothingIsStoppedUnlessEveryMinuteOfItsWindowWasReportedAndQuiet(@ForAll long seed) {
        Look look = random(seed).look();

        Decision decision = new IdleLadder().decide(look);

        if (decision.step() instanceof Step.Act act && act.action() != Action.WAKE) {
            boolean atZero = look.watched().state().readyReplicas() == 0;
            Duration window = act.action() == Action.WARN && !atZero
                    ? look.policy().policy().warnAfter()
                    : look.policy().policy().zeroAfter();
            long end = ActivityMinutes.minuteOf(look.now().minus(look.lag()));
            for (long minute = end - window.toMinutes(); minute < end; minute++) {
                assertThat(look.watched().minutes().isReported(minute)).isTrue();
                assertThat(look.watched().minutes().isActive(minute)).isFalse();
                assertThat(look.watched().minutes().isWanted(minute)).isFalse();
            }
        }
    }

    @Property(tries = TRIES)
    void whatIsUpIsIdleOnOneKnownMinuteAtLeast(@ForAll long seed) {
        Random random = new Random(~seed);
        Looks looks = random(seed).observedFrom("09:00").upSince("09:0" + random.nextInt(3));

        Decision decision = looks.now(Looks.at("09:0" + random.nextInt(9))).decide();

        if (looks.look().watched().state().readyReplicas() > 0 && decision.verdict() instanceof Verdict.Idle idle) {
            assertThat(idle.evidence().minutesReported()).isPositive();
            assertThat(idle.evidence().minutesNeeded())
                    .isEqualTo(idle.evidence().minutesReported());
        }
    }

    @Property(tries = TRIES)
    void oneMoreUnreportedMinuteInTheWindowNeverLeadsToAnAction(@ForAll long seed) {
        Random random = new Random(~seed);
        Looks looks = random(seed);
        Look look = looks.look();
        int before =
                Math.toIntExact(Duration.between(Looks.at("06:00"), look.now().minus(look.lag()))
                        .toMinutes());

        Decision decision = looks.unreportedAt(before - 1 - random.nextInt(3)).decide();

        if (acts(decision)) {
            // What was active was reported, whoever says otherwise: only demand at zero leads to anything then.
            assertThat(((Step.Act) decision.step()).action()).isEqualTo(Action.WAKE);
        }
    }

    @Property(tries = TRIES)
    void nothingGoesFromActiveToDeletedInOneStep(@ForAll long seed) {
        Looks looks = random(seed);
        SweepStatus before = looks.look().status();

        Decision decision = looks.decide();

        if (decision.step() instanceof Step.Act act && act.action() == Action.DELETE) {
            assertThat(before.rung()).isEqualTo(Rung.AT_ZERO);
            assertThat(looks.look().watched().state().readyReplicas()).isZero();
            assertThat(before.deletionReceipt()).isNotNull();
        }
        if (decision.step() instanceof Step.Act act && act.action() == Action.SCALE_TO_ZERO) {
            assertThat(before.rung()).isEqualTo(Rung.WARNED);
        }
    }

    @Property(tries = TRIES)
    void nothingIsDoneWhileItIsHeldBack(@ForAll long seed) {
        assertThat(acts(random(seed).pinned("17:00").decide())).isFalse();
        assertThat(acts(random(seed).held("kill switch: fire drill").decide())).isFalse();
        assertThat(acts(random(new Random(seed), ",\"misspelt\":1").decide())).isFalse();
        assertThat(stops(random(new Random(seed), WARM).decide())).isFalse();
    }

    @Property(tries = TRIES)
    void theModeIsRespected(@ForAll long seed) {
        Look look = random(seed).look();

        Decision decision = new IdleLadder().decide(look);

        if (decision.step() instanceof Step.Act act) {
            Mode mode = look.policy().policy().mode();
            List<Action> allowed = switch (mode) {
                case DRY_RUN -> List.of(Action.WARN, Action.SCALE_TO_ZERO);
                case WARN -> List.of(Action.WARN);
                case ZERO -> List.of(Action.WARN, Action.SCALE_TO_ZERO, Action.WAKE);
                case DELETE -> List.of(Action.WARN, Action.SCALE_TO_ZERO, Action.WAKE, Action.DELETE);
            };
            assertThat(allowed).contains(act.action());
            assertThat(act.dryRun()).isEqualTo(mode == Mode.DRY_RUN);
        }
    }

    @Property(tries = TRIES)
    void idlenessNeverBeginsBeforeTheFirstLookThePolicyOrTheStretch(@ForAll long seed) {
        Look look = random(seed).look();

        Decision decision = new IdleLadder().decide(look);

        if (decision.verdict() instanceof Verdict.Idle idle && decision.after().rung() != Rung.DELETED) {
            assertThat(idle.since())
                    .isAfterOrEqualTo(look.status().observedFrom())
                    .isAfterOrEqualTo(decision.after().policySince());
            Stream.of(look.watched().isUpSince(), look.watched().isAtZeroSince())
                    .flatMap(Optional::stream)
                    .forEach(since -> assertThat(idle.since()).isAfterOrEqualTo(since));
        }
    }

    @Property(tries = TRIES)
    void moreDemandNeverStopsAnything(@ForAll long seed) {
        Random random = new Random(~seed);
        Looks looks = random(seed);
        boolean stopped = stops(looks.decide());
        int minute = random.nextInt(600);

        Decision decision = (random.nextBoolean() ? looks.activeAt(minute) : looks.wantedAt(minute)).decide();

        if (!stopped) {
            assertThat(stops(decision)).isFalse();
        }
    }

    @Property(tries = 100)
    void nothingComesBeforeItIsLookedAtAgain(@ForAll long seed) {
        Looks looks = random(seed);
        Decision decision = looks.decide();
        Instant now = looks.look().now();

        if (decision.step() instanceof Step.Nothing && decision.dueAt().isPresent()) {
            Instant due = decision.dueAt().get();
            assertThat(due).isAfter(now);
            assertThat(due.getEpochSecond() % 60).isZero();
            boolean unknown = decision.verdict() instanceof Verdict.Unknown;
            Looks later = looks.status(decision.after());
            Instant end = at(599);
            for (Instant tick = now.plusSeconds(60);
                    !unknown && tick.isBefore(due) && tick.isBefore(end);
                    tick = tick.plusSeconds(60)) {
                Step step = later.now(tick).decide().step();
                if (!isDeletionThatNobodyAllowed(step, looks.look())) {
                    assertThat(step).as("at " + tick).isEqualTo(new Step.Nothing());
                }
            }
        }
    }

    /** It is only shown, and where minutes were missing a day later is soon enough. */
    private static boolean isDeletionThatNobodyAllowed(Step step, Look look) {
        return step instanceof Step.Held held
                && held.action() == Action.DELETE
                && look.policy().policy().mode() != Mode.DELETE;
    }

    @Property(tries = TRIES)
    void theSameLookLeadsToTheSameDecisionAndTheStatusMovesOnByOne(@ForAll long seed) {
        Decision decision = random(seed).decide();

        assertThat(random(seed).decide()).isEqualTo(decision);
        assertThat(decision.after().revision()).isEqualTo(8);
        assertThat(decision.after().mark()).isEqualTo(3);
        assertThat(decision.sentence()).isNotBlank();
    }
}
