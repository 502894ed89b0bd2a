package dev.ebb.metering;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * An account's history as events that lead to the same sessions, boots and minutes of an interval again. Lifecycle events
 * are those that were accepted, with their own identities; what has none is told by events of {@link #SOURCE}, whose ids
 * follow from what they say. Nothing that was voided is told, and nothing later than the interval: what runs beyond its
 * end is open then. Of reasons of stops only {@value Transition#UNREADY} is kept.
 */
public final class HistoryExport {

    /** Of events that nobody sent so. */
    public static final String SOURCE = "urn:ebb:export";

    private static final int MODEL_HASH = 12;
    private static final Duration TOKENS_TOGETHER = Duration.ofDays(1);

    private final DeploymentHistory history;
    private final Recordings recordings;
    private final MeteredUsage usage;
    private final HistoryRange range;

    /** Reads as much as one deployment has at a time. */
    public HistoryExport(DeploymentHistory history, Recordings recordings, MeteredUsage usage, HistoryRange range) {
        this.history = history;
        this.recordings = recordings;
        this.usage = usage;
        this.range = range;
    }

    /** What was announced of a deployment before the interval's end, what its replicas did, and its traffic. */
    public Stream<UsageEvent> deployment(DeploymentId id) {
        List<Announced> announced = history.announcements(id);
        Timeline timeline = new Timeline(
                announced.size(),
                announced.stream().map(Announced::announcement).toList());
        return Stream.of(
                        announced.stream()
                                .filter(each -> !each.announcement().voided())
                                .filter(each ->
                                        each.announcement().position().time().isBefore(range.to()))
                                .map(each -> event(id, each)),
                        recordings
                                .replicas(id)
                                .flatMap(replica -> ExportedReplica.events(replica, timeline, range).stream()),
                        Stream.of(id).flatMap(this::activity))
                .flatMap(events -> events);
    }

    private Stream<UsageEvent> activity(DeploymentId id) {
        return ExportedActivity.events(id, recordings.activity(id, range.from(), range.to()), range).stream();
    }

    private static UsageEvent event(DeploymentId id, Announced announced) {
        Position position = announced.announcement().position();
        ShapePart shape = announced.announcement().shape();
        Usage usage = switch (position.kind()) {
            case CREATED -> new Usage.Created(id, shape, announced.configuration());
            case UPDATED -> new Usage.Updated(id, shape, announced.configuration());
            case DELETED -> new Usage.Deleted(id);
            case STARTING, READY, STOPPED -> throw new IllegalStateException("no announcement: " + announced);
        };
        return new UsageEvent(position.identity(), position.time(), position.finer(), position.sequence(), usage);
    }

    /** The minutes that were reported of all deployments of an account. */
    public Stream<UsageEvent> reported(String account) {
        BitSet minutes = recordings.reported(account, range.from(), range.to());
        return range.runs(minutes, HistoryRange.DAY).stream()
                .map(HistoryRange.Run::minutes)
                .map(run -> event(
                        account, id("reported", account, run.from()), run.to(), new Usage.Reported(account, run)));
    }

    /** An account's serverless tokens, by the quarter-hours that begin in the interval; read as they are consumed. */
    public Stream<UsageEvent> tokens(String account) {
        return Stream.iterate(range.from(), day -> day.isBefore(range.to()), day -> day.plus(TOKENS_TOGETHER))
                .flatMap(day -> usage.tokens(account, day, endOfDay(day)).stream())
                .flatMap(tokens -> events(account, tokens));
    }

    private Instant endOfDay(Instant day) {
        Instant end = day.plus(TOKENS_TOGETHER);
        return end.isBefore(range.to()) ? end : range.to();
    }

    private static Stream<UsageEvent> events(String account, TokenUsage tokens) {
        String model = Sha256.base64Url(tokens.model().getBytes(StandardCharsets.UTF_8))
                .substring(0, MODEL_HASH);
        List<BigInteger> sums = List.of(tokens.prompt(), tokens.completion());
        return Stream.iterate(0, n -> n < Portion.count(sums), n -> n + 1)
                .map(n -> event(
                        account,
                        id("tokens", model, tokens.quarter()) + Portion.suffix(n),
                        tokens.quarter(),
                        new Usage.Tokens(
                                account,
                                tokens.model(),
                                Portion.of(tokens.prompt(), n),
                                Portion.of(tokens.cachedPrompt(), n),
                                Portion.of(tokens.completion(), n))));
    }

    /** At most 128 characters: names have at most 63. */
    static String id(String kind, String name, Instant at) {
        return kind + "-" + name + "-" + at;
    }

    static UsageEvent event(String account, String id, Instant time, Usage usage) {
        return new UsageEvent(new Identity(account, SOURCE, id), time, Sequence.ABSENT, usage);
    }
}
