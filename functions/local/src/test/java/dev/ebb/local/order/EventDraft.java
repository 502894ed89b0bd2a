package dev.ebb.local.order;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event to be, which refers to instants and to other events by number.
 *
 * @param at the number of its instant in a pool
 * @param other like {@code at}: the other end of the minutes that it reports
 * @param sequence null for none
 * @param variant from 0 to 7, chooses among forms of its type
 */
record EventDraft(
        String type,
        Place place,
        int at,
        int other,
        @Nullable String sequence,
        Says says,
        int variant,
        Aim aim) {

    private static final List<String> MODELS = List.of("flat", "late", "unknown", "flat");
    private static final List<Long> QUANTITIES = List.of(0L, 1L, 2L, 999_999L, 5_000_001L, 1_000_000_000_000L);

    /** Which account, which of its deployments, which of that one's replicas; from 1. */
    record Place(int account, int deployment, int replica) {}

    /** What an event may say of a shape. */
    record Says(
            @Nullable String accelerator,
            @Nullable String count,
            @Nullable String region) {}

    /**
     * What a void is aimed at.
     *
     * @param event its number
     */
    record Aim(int event, Miss miss) {}

    /** How a void fails to name its aim. */
    enum Miss {
        NOT,
        OTHER_ACCOUNT,
        OTHER_SOURCE,
        UNKNOWN_ID
    }

    /**
     * The event that it becomes as the {@code number}-th of {@code all}. Two events have one id but different sources, so
     * that every identity is of one event.
     */
    RawEvent event(int number, List<EventDraft> all, List<Instant> pool) {
        RawEvent event = form(number, all, pool).source(source(number)).id(id(number));
        return sequence == null ? event : event.sequence(sequence);
    }

    private RawEvent form(int number, List<EventDraft> all, List<Instant> pool) {
        String time = instant(at, pool).toString();
        RawEvent ofAccount = RawEvent.ofAccount(type, finer(time)).account(account(place.account));
        RawEvent ofDeployment = ofAccount.deployment("m" + place.deployment);
        RawEvent ofReplica = ofDeployment.replica("r" + place.replica);
        return switch (type) {
            case "deployment.created" ->
                shaped(
                        ofDeployment,
                        says.accelerator == null ? "A" : says.accelerator,
                        says.count == null ? "1" : says.count);
            case "deployment.updated" -> shaped(ofDeployment.with("model", "llama"), says.accelerator, says.count);
            case "deployment.deleted" -> ofDeployment;
            case "replica.starting" -> shaped(ofReplica, says.accelerator, says.count);
            case "replica.ready" -> ready(ofReplica);
            case "replica.alive" -> ofReplica;
            case "replica.stopped" -> variant == 5 ? ofReplica.with("reason", "unready") : ofReplica;
            case "requests.served" -> served(minutes(ofDeployment, pool).with("count", variant % 3));
            case "requests.rejected" -> minutes(ofDeployment, pool).with("count", variant + 1);
            case "activity.reported" -> minutes(ofAccount, pool);
            case "tokens.used" -> tokens(ofAccount);
            case "usage.voided" -> aimed(ofAccount, number, all);
            default -> throw new IllegalArgumentException(type);
        };
    }

    /** One time in four with digits that are finer than a millisecond. */
    private String finer(String time) {
        String digits = switch ((variant + other) % 8) {
            case 6 -> "0002";
            case 7 -> "00010";
            default -> "";
        };
        String whole = time.substring(0, time.length() - 1);
        return digits.isEmpty() ? time : whole + (whole.contains(".") ? "" : ".000") + digits + "Z";
    }

    /** Half of the readies say everything, so that sessions are common. */
    private RawEvent ready(RawEvent event) {
        boolean whole = variant < 4;
        String accelerator = says.accelerator == null && whole ? "A" : says.accelerator;
        String count = says.count == null && whole ? "1" : says.count;
        return shaped(event, accelerator, count);
    }

    private RawEvent shaped(RawEvent event, @Nullable String accelerator, @Nullable String count) {
        RawEvent shaped = accelerator == null ? event : event.with("accelerator", accelerator);
        if (count != null) {
            boolean asNumber = variant % 2 == 0;
            shaped = asNumber
                    ? shaped.with("acceleratorCount", JsonNodeFactory.instance.numberNode(new BigDecimal(count)))
                    : shaped.with("acceleratorCount", count);
        }
        return says.region == null ? shaped : shaped.with("region", says.region);
    }

    /** Adds minutes; an interval of more than a day becomes an instant. */
    private RawEvent minutes(RawEvent event, List<Instant> pool) {
        Instant one = instant(at, pool);
        Instant two = instant(other, pool);
        Instant from = one.isBefore(two) ? one : two;
        Instant to = one.isBefore(two) ? two : one;
        boolean tooLong = Duration.between(from, to).compareTo(Duration.ofDays(1)) > 0;
        return event.with("from", (tooLong ? to : from).toString()).with("to", to.toString());
    }

    private RawEvent served(RawEvent event) {
        RawEvent served = variant == 3 ? event.with("concurrency", "0.5") : event;
        served = variant == 4 ? served.with("probe", true) : served;
        return variant > 4 ? served.with("promptTokens", 10L * variant).with("completionTokens", variant) : served;
    }

    private RawEvent tokens(RawEvent event) {
        long prompt = QUANTITIES.get(other);
        RawEvent tokens = event.with("model", MODELS.get(variant % MODELS.size()))
                .with("promptTokens", prompt)
                .with("completionTokens", QUANTITIES.get((other + variant) % QUANTITIES.size()));
        return variant < 4 ? tokens.with("cachedPromptTokens", prompt / (variant + 1)) : tokens;
    }

    private RawEvent aimed(RawEvent event, int number, List<EventDraft> all) {
        int target = (number + 1 + aim.event) % all.size();
        int account = all.get(target).place.account;
        RawEvent hit =
                event.account(account(account)).with("source", source(target)).with("id", id(target));
        return switch (aim.miss) {
            case NOT -> hit;
            case OTHER_ACCOUNT -> hit.account(account(3 - account));
            case OTHER_SOURCE -> hit.with("source", "urn:c");
            case UNKNOWN_ID -> hit.with("id", "nobody's");
        };
    }

    private static Instant instant(int number, List<Instant> pool) {
        return pool.get(number % pool.size());
    }

    private static String account(int number) {
        return "acme-" + number;
    }

    private static String source(int number) {
        return number % 2 == 0 ? "urn:a" : "urn:b";
    }

    private static String id(int number) {
        return "e-" + number / 2;
    }
}
