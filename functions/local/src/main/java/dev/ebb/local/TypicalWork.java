package dev.ebb.local;

import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.json.JsonEventReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * What a fleet's usual work costs in write units, done by MeterUsage's own code on a fresh table. The process has met each
 * row's account and deployment before, as one that has run for a while has. Times and names are fixed, so that the figures
 * are the same whenever they are counted.
 */
final class TypicalWork {

    private static final Instant NOW = Instant.parse("2026-11-15T07:00:00Z");
    private static final Instant TEN = Instant.parse("2026-11-14T10:00:00Z");
    private static final String DATA_OF_TOKENS =
            "{\"model\":\"llama-v3p1-8b-instruct\",\"promptTokens\":1200,\"cachedPromptTokens\":800,\"completionTokens\":350}";
    private static final String SHAPE = "{\"accelerator\":\"NVIDIA_H100_80GB\",\"acceleratorCount\":8}";
    private static final String NOTHING = "{}";
    private static final int USUAL_EVENTS = 50;

    private final CountingClient counting;
    private final MeterUsage metering;
    private final UsualHandlers usual;
    private final List<Row> rows = new ArrayList<>();
    private int numbers;

    private TypicalWork(DynamoDbClient client) {
        counting = new CountingClient(client);
        metering = new MeterUsage(
                new JsonEventReader(),
                new DynamoLedger(counting, EmbeddedTable.NAME),
                new DynamoQuarantine(counting, EmbeddedTable.NAME),
                Admission.LIVE);
        usual = new UsualHandlers(counting, EmbeddedTable.NAME);
    }

    /**
     * What some work cost.
     *
     * @param work what was done
     * @param pieces how many of what {@code piece} says
     */
    record Row(String work, int pieces, String piece, WriteUnits units) {

        /** Units for one piece, in hundredths. */
        BigDecimal each() {
            return BigDecimal.valueOf(units.total()).divide(BigDecimal.valueOf(pieces), 2, RoundingMode.HALF_UP);
        }
    }

    /** Does all of it on a table of its own. */
    static List<Row> counted() {
        try (EmbeddedTable table = EmbeddedTable.create()) {
            TypicalWork work = new TypicalWork(table.client());
            work.tokens();
            work.activity();
            work.replicas();
            work.deployments();
            work.voids();
            return work.rows;
        }
    }

    private void tokens() {
        count(
                "token events, usual handler: put, then update (unsafe)",
                USUAL_EVENTS,
                "event",
                () -> each(id -> usual.putThenUpdate(id, 1)));
        count(
                "token events, usual handler: both in a transaction",
                USUAL_EVENTS,
                "event",
                () -> each(id -> usual.putAndUpdateInTransaction(id, 1)));
        for (int batch : List.of(1, 10, 50, 99, 500)) {
            Fleet fleet = new Fleet("tokens-" + batch);
            deliver(fleet.tokens(TEN.minus(Duration.ofHours(2))));
            List<String> events =
                    IntStream.range(0, batch).mapToObj(i -> fleet.tokens(TEN)).toList();
            count("token events, batches of " + batch, batch, "event", () -> deliver(events));
        }
        Fleet late = new Fleet("tokens-late");
        Instant before = TEN.minus(Duration.ofDays(3));
        deliver(late.tokens(before));
        List<String> events =
                IntStream.range(0, 49).mapToObj(i -> late.tokens(before)).toList();
        count("token events that come a day late, batches of 49", 49, "event", () -> deliver(events));
    }

    private void each(Consumer<String> handler) {
        IntStream.range(0, USUAL_EVENTS).forEach(i -> handler.accept(id()));
    }

    private void activity() {
        Fleet one = announced("activity-1");
        count("activity report of a minute", 1, "deployment-hour", () -> deliver(one.served(TEN, 1)));
        Fleet day = announced("activity-2");
        count(
                "activity report of 24 hours",
                24,
                "deployment-hour",
                () -> deliver(day.served(TEN.minus(Duration.ofHours(20)), 24 * 60)));
        Fleet hour = announced("activity-3");
        List<String> minutes = IntStream.range(0, 60)
                .mapToObj(minute -> hour.served(TEN.plus(Duration.ofMinutes(minute)), 1))
                .toList();
        count("60 activity reports of a minute, one batch", 1, "deployment-hour", () -> deliver(minutes));
        Fleet tokens = announced("activity-4");
        count("activity report with token counts", 1, "event", () -> deliver(tokens.servedWithTokens(TEN)));
    }

    private void replicas() {
        Fleet one = announced("replica-1");
        List<String> life = one.life();
        count("replica's life, starting, ready, stopped one by one", 1, "replica", () -> life.forEach(this::deliver));
        Fleet batch = announced("replica-2");
        count("replica's life, in one batch", 1, "replica", () -> deliver(batch.life()));
        Fleet late = new Fleet("replica-late");
        deliver(late.deployment("deployment.created", TEN.minus(Duration.ofDays(4)), SHAPE));
        deliver(late.replica("ready", "r-1", TEN.minus(Duration.ofDays(3))));
        count(
                "replica's stop that comes a day late",
                1,
                "event",
                () -> deliver(late.replica("stopped", "r-1", TEN.minus(Duration.ofDays(2)))));
        Fleet alive = announced("replica-3");
        deliver(alive.replica("ready", "r-1", TEN));
        deliver(alive.replica("alive", "r-1", TEN.plusSeconds(60)));
        count("alive", 1, "event", () -> deliver(alive.replica("alive", "r-1", TEN.plusSeconds(120))));
        String later = alive.replica("alive", "r-1", TEN.plusSeconds(180));
        count(
                "alive, its account's first event of an hour",
                1,
                "event",
                () -> deliver(List.of(later), NOW.plus(Duration.ofHours(1))));
    }

    private void deployments() {
        Fleet created = new Fleet("deployment-1");
        deliver(created.tokens(TEN));
        count("deployment created, first heard of", 1, "event", () -> deliver(created.created()));
        Fleet deleted = announced("deployment-2");
        deliver(IntStream.range(0, 10)
                .mapToObj(replica -> deleted.replica("ready", "r-" + replica, TEN))
                .toList());
        count(
                "deployment with 10 open replicas deleted",
                1,
                "event",
                () -> deliver(deleted.deployment("deployment.deleted", TEN.plus(Duration.ofHours(3)), NOTHING)));
    }

    private void voids() {
        Fleet tokens = new Fleet("void-1");
        String used = tokens.tokens(TEN);
        deliver(used);
        String voidOfTokens = tokens.voided(lastId());
        count("void of a token event", 1, "event", () -> deliver(voidOfTokens));
        Fleet replica = announced("void-2");
        deliver(replica.replica("ready", "r-1", TEN));
        deliver(replica.replica("stopped", "r-1", TEN.plus(Duration.ofHours(3))));
        String voidOfStop = replica.voided(lastId());
        count("void of a replica's stop", 1, "event", () -> deliver(voidOfStop));
    }

    private Fleet announced(String account) {
        Fleet fleet = new Fleet(account);
        deliver(fleet.created());
        return fleet;
    }

    private void count(String work, int pieces, String piece, Runnable task) {
        counting.take();
        task.run();
        rows.add(new Row(work, pieces, piece, counting.take()));
    }

    private void deliver(String event) {
        deliver(List.of(event));
    }

    private void deliver(List<String> events) {
        deliver(events, NOW);
    }

    private void deliver(List<String> events, Instant now) {
        MeterUsage.Result result =
                metering.meter(events.stream().map(Original::of).toList(), now, Deadline.NONE);
        if (result.accepted() != events.size()) {
            throw new IllegalStateException("not all accepted: " + result);
        }
    }

    /** As long as a UUID, which is what ids usually are. */
    private String id() {
        numbers++;
        return lastId();
    }

    private String lastId() {
        return String.format(Locale.ROOT, "00000000-0000-4000-8000-%012d", numbers);
    }

    /** Events of an account with one deployment. */
    private final class Fleet {
        private final String account;

        private Fleet(String account) {
            this.account = account;
        }

        String tokens(Instant time) {
            return event("tokens.used", "", time, DATA_OF_TOKENS);
        }

        String voided(String id) {
            return event("usage.voided", "", NOW, "{\"source\":\"urn:fleet:eu-west-1\",\"id\":\"" + id + "\"}");
        }

        String created() {
            return deployment("deployment.created", TEN.minus(Duration.ofHours(1)), SHAPE);
        }

        String served(Instant from, int minutes) {
            return deployment("requests.served", NOW, traffic(from, from.plus(Duration.ofMinutes(minutes)), ""));
        }

        String servedWithTokens(Instant from) {
            String tokens = ",\"promptTokens\":12000,\"completionTokens\":3500";
            return deployment("requests.served", NOW, traffic(from, from.plusSeconds(60), tokens));
        }

        private String traffic(Instant from, Instant to, String more) {
            return "{\"from\":\"" + from + "\",\"to\":\"" + to + "\",\"count\":17" + more + "}";
        }

        /** Three hours apart, so that no two of them share an hour's meters. */
        List<String> life() {
            String name = id();
            return List.of(
                    replica("starting", name, TEN),
                    replica("ready", name, TEN.plus(Duration.ofHours(3))),
                    replica("stopped", name, TEN.plus(Duration.ofHours(6))));
        }

        String replica(String type, String name, Instant time) {
            return event("replica." + type, "/deployments/llama-70b/replicas/" + name, time, NOTHING);
        }

        String deployment(String type, Instant time, String data) {
            return event(type, "/deployments/llama-70b", time, data);
        }

        private String event(String type, String subject, Instant time, String data) {
            return String.format(Locale.ROOT, """
                    {"specversion":"1.0","id":"%s","source":"urn:fleet:eu-west-1","type":"dev.ebb.%s",\
                    "subject":"accounts/%s%s","time":"%s","data":%s}""", id(), type, account, subject, time, data);
        }
    }
}
