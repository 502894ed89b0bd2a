package dev.ebb.metering.dynamodb;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Meter;
import dev.ebb.metering.Position;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What accepting an event changed, as far as a void must know to take it back. It stands with the identity. */
sealed interface Effect {

    /** Name of the attribute that holds it. */
    String ATTRIBUTE = "effect";

    /** One line of text; its first letter tells the kinds apart. */
    String line();

    /** An announcement, by the sort key of its item. */
    record Announced(DeploymentId deployment, String sort) implements Effect {
        /** When it is in force from. */
        Instant time() {
            return Instant.parse(sort.substring(Keys.TIMELINE.length(), sort.lastIndexOf(' ')));
        }

        @Override
        public String line() {
            return "D " + deployment.name() + " " + sort;
        }
    }

    /** A transition of a replica. */
    record Moved(ReplicaId replica, Instant time) implements Effect {
        @Override
        public String line() {
            return "R " + replica.deployment().name() + " " + replica.name() + " " + time.toEpochMilli();
        }
    }

    /** What is additions to meters and nothing else. */
    sealed interface Added extends Effect {
        /** The item that most of it goes to: events with the same one fold best. */
        Key mainKey(int shard);

        /** Adds it to {@code plan}, {@code sign} times. */
        void addTo(TransactionPlan plan, int shard, int sign);
    }

    /** Serverless tokens. */
    record TokensAdded(String account, String model, Instant time, long prompt, long cachedPrompt, long completion)
            implements Added {
        static final String PROMPT = "p";
        static final String CACHED_PROMPT = "c";
        static final String COMPLETION = "o";
        static final String EVENTS = "n";

        @Override
        public String line() {
            return "T " + time.toEpochMilli() + " " + prompt + " " + cachedPrompt + " " + completion + " " + model;
        }

        @Override
        public Key mainKey(int shard) {
            return Keys.tokens(account, shard, time, model);
        }

        @Override
        public void addTo(TransactionPlan plan, int shard, int sign) {
            long quarter = Math.floorMod(Math.floorDiv(time.toEpochMilli(), Meter.QUARTER_MILLIS), 4L);
            Map<String, BigInteger> adds = Map.of(
                    PROMPT + quarter, times(sign, prompt),
                    CACHED_PROMPT + quarter, times(sign, cachedPrompt),
                    COMPLETION + quarter, times(sign, completion),
                    EVENTS + quarter, times(sign, 1));
            plan.add(mainKey(shard), Action.Update.adding(adds));
        }
    }

    /** Traffic with token counts: counted by minute, so that it can be taken back. */
    record ActivityAdded(DeploymentId deployment, Usage.Served served) implements Added {

        @Override
        public String line() {
            Usage.AdviceTokens tokens = served.tokens();
            if (tokens == null) {
                throw new IllegalStateException("traffic without tokens has no identity: " + served);
            }
            Usage.Minutes minutes = served.minutes();
            return "S " + deployment.name() + " " + minutes.from().toEpochMilli() + " "
                    + minutes.to().toEpochMilli() + " " + served.count() + " " + served.concurrency() + " "
                    + served.probe() + " " + tokens.prompt() + " " + tokens.completion();
        }

        @Override
        public Key mainKey(int shard) {
            return Keys.activity(deployment, served.minutes().from());
        }

        @Override
        public void addTo(TransactionPlan plan, int shard, int sign) {
            String prefix = served.active() ? ActivityItem.ACTIVE_COUNT : ActivityItem.REPORTED_COUNT;
            ActivityItem.byHour(served.minutes()).forEach((hour, minutes) -> {
                Map<String, BigInteger> adds = new HashMap<>();
                minutes.stream().forEach(minute -> adds.put(prefix + minute, times(sign, 1)));
                adds.put(ActivityItem.CHANGES, BigInteger.ONE);
                plan.add(Keys.activity(deployment, hour), Action.Update.adding(adds));
            });
            Usage.AdviceTokens tokens = served.tokens();
            if (tokens != null && !served.probe()) {
                plan.add(
                        mainKey(shard),
                        Action.Update.adding(Map.of(
                                ActivityItem.REQUESTS, times(sign, served.count()),
                                ActivityItem.PROMPT_TOKENS, times(sign, tokens.prompt()),
                                ActivityItem.COMPLETION_TOKENS, times(sign, tokens.completion()))));
            }
        }
    }

    /** A void. */
    record Nothing() implements Effect {
        @Override
        public String line() {
            return "X";
        }
    }

    default Map<String, AttributeValue> item() {
        return Map.of(ATTRIBUTE, Value.text(line()));
    }

    private static BigInteger times(int sign, long amount) {
        return BigInteger.valueOf(amount).multiply(BigInteger.valueOf(sign));
    }

    /** What accepting {@code event} changes. */
    static Effect of(UsageEvent event) {
        return switch (event.usage()) {
            case Usage.OfDeployment announced -> {
                Position position = event.position(announced.kind());
                yield new Announced(
                        announced.deployment(),
                        Keys.timeline(announced.deployment(), position).sort());
            }
            case Usage.OfReplica moved -> new Moved(moved.replica(), event.time());
            case Usage.Tokens tokens ->
                new TokensAdded(
                        tokens.account(),
                        tokens.model(),
                        event.time(),
                        tokens.prompt(),
                        tokens.cachedPrompt(),
                        tokens.completion());
            case Usage.Served served -> new ActivityAdded(served.deployment(), served);
            case Usage.Voided ignored -> new Nothing();
            case Usage.Alive ignored -> new Nothing();
            case Usage.Rejected ignored -> new Nothing();
            case Usage.Reported ignored -> new Nothing();
            case Usage.OwnAnnouncement ignored -> new Nothing();
        };
    }

    /** What {@link #item} wrote. */
    static Effect of(String account, Map<String, AttributeValue> item) {
        String line = item.get(ATTRIBUTE).s();
        return switch (line.charAt(0)) {
            case 'D' -> {
                String[] part = line.split(" ", 3);
                yield new Announced(new DeploymentId(account, part[1]), part[2]);
            }
            case 'R' -> {
                String[] part = line.split(" ", 4);
                yield new Moved(new ReplicaId(new DeploymentId(account, part[1]), part[2]), millis(part[3]));
            }
            case 'T' -> {
                String[] part = line.split(" ", 6);
                yield new TokensAdded(
                        account,
                        part[5],
                        millis(part[1]),
                        Long.parseLong(part[2]),
                        Long.parseLong(part[3]),
                        Long.parseLong(part[4]));
            }
            case 'S' -> {
                String[] part = line.split(" ", 9);
                DeploymentId deployment = new DeploymentId(account, part[1]);
                Usage.Minutes minutes = new Usage.Minutes(millis(part[2]), millis(part[3]));
                Usage.AdviceTokens tokens = new Usage.AdviceTokens(Long.parseLong(part[7]), Long.parseLong(part[8]));
                yield new ActivityAdded(
                        deployment,
                        new Usage.Served(
                                deployment,
                                minutes,
                                Long.parseLong(part[4]),
                                new BigDecimal(part[5]),
                                Boolean.parseBoolean(part[6]),
                                tokens));
            }
            case 'X' -> new Nothing();
            default -> throw new IllegalStateException("unknown effect: " + line);
        };
    }

    private static Instant millis(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text));
    }
}
