package dev.ebb.metering.dynamodb;

import static dev.ebb.metering.dynamodb.AccountEvents.at;
import static dev.ebb.metering.dynamodb.AccountEvents.gpus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.HistoryExport;
import dev.ebb.metering.HistoryRange;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is exported from a table and metered in another says the same of the interval there. */
class HistoryExportDynamoTests {

    private static final int HOUR = 3600;
    private static final Usage.AdviceTokens TOKENS = new Usage.AdviceTokens(100, 7);

    private final AccountEvents events = new AccountEvents("acme");
    private final LocalTable first = new LocalTable();
    private final LocalTable second = new LocalTable();

    @AfterEach
    void dropTables() {
        first.close();
        second.close();
    }

    private ToldAgain between(int from, int to, int asOf) {
        return new ToldAgain(events.account(), new HistoryRange(at(from), at(to)), at(asOf), first, second);
    }

    @Test
    void whatBeganBeforeAndWhatIsOpenAtTheEndAreToldWithTheirOwnEventsAndWhatIsVoidedIsNot() {
        ToldAgain told = between(HOUR, 2 * HOUR, 9 * HOUR);

        List<UsageEvent> exported = told.tell(List.of(
                events.stopped("out", 3 * HOUR, "d", "r"),
                events.created("old", 0, "d", gpus("H100", 2)),
                events.ready("past", 10, "d", "q", ShapePart.NONE),
                events.stopped("past-out", 20, "d", "q"),
                events.updated("wrong", 30, "d", gpus("H100", 4)),
                events.voided("void", 40, "wrong"),
                events.starting("boot", 600, "d", "r"),
                events.ready("in", 700, "d", "r", ShapePart.NONE),
                events.updated("later", 3 * HOUR, "d", gpus("A100", 1))));

        assertThat(exported).extracting(event -> event.identity().id()).containsExactly("old", "boot", "in");
        assertThat(exported).extracting(event -> event.identity().source()).containsOnly(AccountEvents.SOURCE);
        assertThat(told.copy()).isEqualTo(told.original());
        assertThat(told.copy().deployments().getFirst().sessions())
                .singleElement()
                .extracting(DeploymentUsage.ReplicaSession::session)
                .returns(at(700), session -> session.start())
                .returns(at(2 * HOUR), session -> session.end())
                .returns(at(600), session -> session.bootFrom());
    }

    @Test
    void aLostReplicaIsLostAgainAndOneThatWasHeardOfLaterIsNot() {
        ToldAgain told = between(0, 2 * HOUR, 9 * HOUR);

        List<UsageEvent> exported = told.tell(List.of(
                events.ready("lost", 60, "d", "lost", gpus("H100", 1)),
                events.alive("seen", 1800, "d", "lost"),
                events.ready("kept", 60, "d", "kept", gpus("H100", 1)),
                events.alive("kept-seen", 1800, "d", "kept"),
                events.stopped("kept-out", 3 * HOUR, "d", "kept")));

        assertThat(exported)
                .filteredOn(event -> event.usage() instanceof Usage.Alive)
                .singleElement()
                .returns(at(1800), UsageEvent::time)
                .returns(new Usage.Alive(events.replica("d", "lost")), UsageEvent::usage);
        assertThat(told.copy()).isEqualTo(told.original());
        assertThat(told.copy().deployments().getFirst().lost())
                .extracting(DeploymentUsage.Lost::replica)
                .containsExactly("lost");
        assertThat(told.copy().deployments().getFirst().sessions())
                .extracting(each -> each.session().end())
                .containsExactly(at(2 * HOUR), at(1800));
    }

    @Test
    void aDeletionAndANewCreationAreToldInTheirOrder() {
        ToldAgain told = between(HOUR, 5 * HOUR, 5 * HOUR);

        told.tell(List.of(
                events.created("one", 0, "d", gpus("H100", 1)),
                events.ready("in", 100, "d", "r", ShapePart.NONE),
                events.deleted("off", 2 * HOUR, "d"),
                events.ready("ghost", 2 * HOUR + 60, "d", "r", ShapePart.NONE),
                events.created("two", 3 * HOUR, "d", gpus("A100", 8)),
                events.ready("again", 4 * HOUR, "d", "r", ShapePart.NONE)));

        assertThat(told.copy()).isEqualTo(told.original());
        assertThat(told.copy().deployments().getFirst().sessions())
                .extracting(each -> each.session().shape().accelerator())
                .containsExactly("H100", "A100");
        assertThat(told.copy().deployments().getFirst().notices()).hasSize(1);
    }

    /**
     * A starting in the very instant of a change of shape belongs to no boot: a tale that began with it would make one of
     * it.
     */
    @Test
    void aChangeOfShapeAtTheBeginningIsToldFromTheSessionBeforeIt() {
        ToldAgain told = between(HOUR, 2 * HOUR, 9 * HOUR);

        told.tell(List.of(
                events.ready("one", 60, "d", "r", gpus("H100", 1)),
                events.starting("boot", HOUR, "d", "r"),
                events.ready("two", HOUR, "d", "r", gpus("H100", 2))));

        assertThat(told.copy()).isEqualTo(told.original());
        assertThat(told.copy().deployments().getFirst().boots()).isEmpty();
    }

    @Test
    void sumsBeyondWhatOneEventMayCountAreDividedAndKept() {
        ToldAgain told = between(0, 2 * HOUR, 2 * HOUR);
        long most = Usage.MAX_COUNT;
        Usage.AdviceTokens many = new Usage.AdviceTokens(most, 1);

        List<UsageEvent> exported = told.tell(List.of(
                events.ready("in", 0, "d", "r", gpus("H100", 1)),
                events.served("s1", 60, 120, "d", most, many),
                events.served("s2", 3000, 3100, "d", 1, many),
                events.tokens("t1", 60, "m", most, most, 0),
                events.tokens("t2", 61, "m", most, 5, 3)));

        assertThat(told.copy()).isEqualTo(told.original());
        assertThat(told.copy().deployments().getFirst().traffic())
                .singleElement()
                .returns("1000000000001", hour -> hour.requests().toString())
                .returns("2000000000000", hour -> hour.promptTokens().toString());
        assertThat(exported)
                .filteredOn(event -> event.usage() instanceof Usage.Tokens)
                .extracting(event -> event.usage())
                .containsExactly(
                        new Usage.Tokens(events.account(), "m", most, most, 3),
                        new Usage.Tokens(events.account(), "m", most, 5, 0));
    }

    /** Requests in no report, but tokens: nothing was active. */
    @Test
    void tokensWithoutRequestsMakeNothingActive() {
        ToldAgain told = between(0, HOUR, HOUR);

        told.tell(
                List.of(events.ready("in", 0, "d", "r", gpus("H100", 1)), events.served("s", 60, 180, "d", 0, TOKENS)));

        assertThat(told.copy()).isEqualTo(told.original());
        assertThat(told.copy().deployments().getFirst().traffic()).hasSize(1);
        assertThat(told.copy().deployments().getFirst().countedMinutes()).isZero();
    }

    @Test
    void whatIsToldTwiceIsToldByTheSameEvents() {
        ToldAgain told = between(0, HOUR, HOUR);
        List<UsageEvent> once = told.tell(List.of(
                events.served("s", 60, 180, "d", 5, TOKENS),
                events.served("t", 600, 900, "d", 1, null),
                events.served("u", 1200, 1300, "d", 0, null),
                events.rejected("v", 60, 120, "d"),
                events.reported("w", 0, HOUR),
                events.tokens("x", 60, "m", 1, 0, 1)));

        List<UsageEvent> twice;
        try (LocalTable third = new LocalTable()) {
            ToldAgain again = new ToldAgain(events.account(), told.range(), told.asOf(), told.second(), third);
            twice = again.tell(List.of());
        }

        assertThat(twice).isEqualTo(once);
        assertThat(once)
                .hasSize(6)
                .extracting(event -> event.identity().source())
                .containsOnly(HistoryExport.SOURCE);
    }

    @Test
    void textsFromOutsideAndSequencesAreKeptAsTheyAre() {
        ToldAgain told = between(0, HOUR, HOUR);
        Usage.Configuration configuration = new Usage.Configuration(
                "m\"odel\\",
                1,
                3,
                Map.of("te\"am\n", "\u0000\u001b[2J\u007f \uD83D\uDE00\u2028", "none", ""),
                "{\"kind\":\"ecs\",\"n\":1}",
                "{\"mode\":\"zero\"}");
        Instant time = at(60).plusMillis(1);

        List<UsageEvent> exported = told.tell(List.of(new UsageEvent(
                new Identity(events.account(), "urn:%22a'b", "\"},{\n\u001b \uD83D\uDE00"),
                time,
                Sequence.of("007"),
                new Usage.Created(events.deployment("d"), gpus("<H\"100>", 1), configuration))));

        assertThat(exported)
                .singleElement()
                .returns(Sequence.of("7"), UsageEvent::sequence)
                .returns("\"},{\n\u001b \uD83D\uDE00", event -> event.identity().id());
        assertThat(told.copy().deployments().getFirst().configuration()).isEqualTo(configuration);
    }

    @Test
    void aLongLifeIsToldWhole() {
        ToldAgain told = between(HOUR, 4 * HOUR, 4 * HOUR);
        List<UsageEvent> life = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            life.add(
                    i % 2 == 0
                            ? events.ready("e" + i, 400L * i, "d", "r", gpus("H100", 1))
                            : events.stopped("e" + i, 400L * i, "d", "r"));
        }

        List<UsageEvent> exported = told.tell(life);

        // Sessions of 400 s begin every 800 s: [3200, 3600) ended as the interval began, [4000, 4400) is the first in
        // it,
        // [13600, 14000) the last that ended, and [14400, …) begins as the interval ends.
        assertThat(exported)
                .hasSize(2 * 13)
                .extracting(event -> event.identity().id())
                .startsWith("e10")
                .endsWith("e35");
        assertThat(told.copy()).isEqualTo(told.original());
    }
}
