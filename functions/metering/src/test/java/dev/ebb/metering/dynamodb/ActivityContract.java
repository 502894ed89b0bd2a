package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.LedgerEvents.ACCOUNT;
import static dev.ebb.metering.dynamodb.LedgerEvents.LLAMA;
import static dev.ebb.metering.dynamodb.LedgerEvents.ready;
import static dev.ebb.metering.dynamodb.LedgerEvents.rejected;
import static dev.ebb.metering.dynamodb.LedgerEvents.reported;
import static dev.ebb.metering.dynamodb.LedgerEvents.served;
import static dev.ebb.metering.dynamodb.LedgerEvents.servedWithTokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.tokens;
import static dev.ebb.metering.dynamodb.LedgerEvents.voided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.Outcome;
import dev.ebb.metering.TokenUsage;
import dev.ebb.metering.UsageEvent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tokens fold into sums, and activity into minutes. */
abstract class ActivityContract extends LedgerContract {

    ActivityContract(Supplier<TestTable> tables) {
        super(tables);
    }

    @Test
    void hundredsOfTokenEventsOfSeveralModelsAndQuartersFoldIntoExactSums() {
        List<UsageEvent> events = new ArrayList<>(IntStream.range(0, 250)
                .mapToObj(i -> tokens(
                        "t" + i,
                        at(i % 2 == 0 ? "10:14:59.999" : "10:15:00"),
                        "m" + i % 3,
                        1_000_000_000_000L,
                        i,
                        2L * i))
                .toList());
        events.add(events.getFirst());

        List<Outcome> outcomes = fixture().recordAll(NOW, events);

        assertThat(outcomes.subList(0, 250)).containsOnly(ACCEPTED);
        assertThat(outcomes.getLast()).isEqualTo(DUPLICATE);
        List<TokenUsage> expected = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            for (int model = 0; model < 3; model++) {
                int offset = half;
                int kind = model;
                List<Integer> those = IntStream.range(0, 250)
                        .filter(i -> i % 2 == offset && i % 3 == kind)
                        .boxed()
                        .toList();
                long sum = those.stream().mapToLong(i -> i).sum();
                expected.add(new TokenUsage(
                        "m" + model,
                        at(half == 0 ? "10:00:00" : "10:15:00"),
                        BigInteger.valueOf(1_000_000_000_000L).multiply(BigInteger.valueOf(those.size())),
                        BigInteger.valueOf(sum),
                        BigInteger.valueOf(2 * sum)));
            }
        }
        assertThat(fixture().usage.tokens(ACCOUNT, DAY, NEXT_DAY)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aDuplicateAmongManyTokenEventsHoldsUpNoneOfThem() {
        recordEach(tokens("t7", at("10:00:00"), "m", 1, 0, 0));
        UsageEvent[] events = IntStream.range(0, 20)
                .mapToObj(i -> tokens("t" + i, at("10:00:00"), "m", i == 9 ? 2 : 1, 0, 0))
                .toArray(UsageEvent[]::new);
        recordEach(tokens("t9", at("10:00:00"), "m", 1, 0, 0));

        List<Outcome> outcomes = record(events);

        assertThat(outcomes.get(7)).isEqualTo(DUPLICATE);
        assertThat(outcomes.get(9)).isInstanceOf(Outcome.Refused.class);
        assertThat(outcomes.stream().filter(ACCEPTED::equals)).hasSize(18);
        assertThat(promptTokens()).isEqualTo(20);
    }

    @Test
    void servedMinutesAreActiveWithAndWithoutTokensAndAVoidTakesBackOnlyItsOwn() {
        recordEach(
                ready("r", at("09:00:00"), "r-1"),
                served("a", at("10:00:00"), at("10:02:00"), 1),
                servedWithTokens("b", at("10:01:30"), at("10:04:00"), 1),
                servedWithTokens("c", at("10:03:00"), at("10:04:00"), 1),
                servedWithTokens("quiet", at("10:30:00"), at("10:31:00"), 0));
        assertThat(activeMinutes()).containsExactly(600, 601, 602, 603);

        recordEach(voided("v", at("12:00:00"), "b"));

        assertThat(activeMinutes()).containsExactly(600, 601, 603);
    }

    @Test
    void rejectedAndReportedMinutesAreKeptApartFromActiveOnes() {
        recordEach(ready("r", at("09:00:00"), "r-1"));
        recordEach(rejected("x", at("10:58:00"), at("11:02:00")), reported("y", at("10:59:00"), at("11:01:00")));
        recordEach(rejected("x", at("10:58:00"), at("11:02:00")));

        assertThat(activeMinutes()).isEmpty();
        assertThat(fixture()
                        .item(Keys.activity(LLAMA, at("10:00:00")))
                        .get(ActivityItem.WANTED)
                        .ns())
                .containsExactlyInAnyOrder("58", "59");
        assertThat(fixture()
                        .item(Keys.activity(LLAMA, at("11:00:00")))
                        .get(ActivityItem.WANTED)
                        .ns())
                .containsExactlyInAnyOrder("0", "1");
        Key reported = new Key(Keys.accountMeters(ACCOUNT), Keys.REPORTED + Keys.hour(at("10:00:00")));
        assertThat(fixture().item(reported).get(ActivityItem.REPORTED).ns()).containsExactly("59");
    }

    private List<Integer> activeMinutes() {
        return day().activeMinutes().stream().boxed().toList();
    }
}
