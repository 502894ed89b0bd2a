package dev.ebb.sweeping.dynamodb;

import static dev.ebb.sweeping.dynamodb.Item.required;
import static dev.ebb.sweeping.dynamodb.Item.requiredInstant;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.dynamodb.Action;
import dev.ebb.metering.dynamodb.TransactionPlan;
import dev.ebb.metering.dynamodb.Value;
import dev.ebb.sweeping.ActionId;
import dev.ebb.sweeping.Intent;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An intent as an item. */
final class IntentItem {

    private static final String REVISION = "revision";

    private IntentItem() {}

    static Map<String, AttributeValue> attributes(Intent intent) {
        return new Item()
                .number("mark", intent.id().mark())
                .text("action", intent.id().action().name())
                .number(REVISION, intent.revision())
                .text("cause", line(intent.cause()))
                .number("desiredReplicas", intent.desiredReplicas())
                .instant("markedAt", intent.markedAt())
                .instant("deadline", intent.deadline())
                .text("reason", intent.reason())
                .evidence("evidence", intent.evidence())
                .flag("dryRun", intent.dryRun())
                .text("state", intent.state().name())
                .whole("saved", intent.saved())
                .instant("calledAt", intent.calledAt())
                .instant("endedAt", intent.endedAt())
                .text("outcome", intent.outcome())
                .number("replacedBy", intent.replacedBy())
                .attributes();
    }

    static Intent intent(DeploymentId deployment, Map<String, AttributeValue> item) {
        return new Intent(
                new ActionId(
                        deployment,
                        Value.numberOr(item, "mark", 0),
                        dev.ebb.sweeping.Action.valueOf(required(item, "action"))),
                Value.numberOr(item, REVISION, 0),
                cause(required(item, "cause")),
                Math.toIntExact(Value.numberOr(item, "desiredReplicas", 0)),
                requiredInstant(item, "markedAt"),
                requiredInstant(item, "deadline"),
                required(item, "reason"),
                required(item, "evidence"),
                item.containsKey("dryRun"),
                Intent.State.valueOf(required(item, "state")),
                Value.textIn(item, "saved").orElse(null),
                Value.instantIn(item, "calledAt").orElse(null),
                Value.instantIn(item, "endedAt").orElse(null),
                Value.textIn(item, "outcome").orElse(null),
                item.containsKey("replacedBy") ? Value.numberOr(item, "replacedBy", 0) : null);
    }

    /** Writes it over the one with the revision before; the first one where there is none. */
    static Action put(Intent after) {
        Action.Condition before = after.revision() == 1
                ? Action.Condition.ABSENT
                : Action.Condition.equal(REVISION, Value.number(after.revision() - 1));
        return new Action.Put(attributes(after), before);
    }

    /** The same whenever it is written, and another one for each step of an intent. */
    static String step(Intent intent) {
        return "INTENT " + Value.padded(intent.id().mark(), 12) + " " + intent.revision();
    }

    /** Moves an intent on, with its audit entry. */
    static void move(TransactionPlan plan, Intent from, Intent to) {
        DeploymentId deployment = to.id().deployment();
        plan.add(SweepKeys.intent(deployment, to.id().mark()), put(to));
        String outcome =
                Optional.ofNullable(to.outcome()).map(how -> ": " + how).orElse("");
        AuditItem.add(
                plan,
                SweepKeys.partition(deployment),
                lastInstant(to),
                step(to),
                by(to.cause()),
                to.id().action() + " " + to.id().mark() + ", " + from.state() + " to " + to.state() + outcome);
    }

    /** When it came to where it is. */
    static Instant lastInstant(Intent intent) {
        Instant called = Objects.requireNonNullElse(intent.calledAt(), intent.markedAt());
        return Objects.requireNonNullElse(intent.endedAt(), called);
    }

    /** Who or what decided it, for people. */
    static String by(Intent.Cause cause) {
        return switch (cause) {
            case Intent.Cause.Sweep sweep -> "sweep of " + sweep.minute();
            case Intent.Cause.Person person -> person.name();
            case Intent.Cause.Cap cap -> "hard cap, seen at " + cap.minute();
            case Intent.Cause.Demand demand -> "demand at " + demand.at();
        };
    }

    private static String line(Intent.Cause cause) {
        return switch (cause) {
            case Intent.Cause.Sweep sweep -> "SWEEP " + sweep.minute().toEpochMilli();
            case Intent.Cause.Person person -> "PERSON " + person.name();
            case Intent.Cause.Cap cap -> "CAP " + cap.minute().toEpochMilli();
            case Intent.Cause.Demand demand -> "DEMAND " + demand.at().toEpochMilli();
        };
    }

    private static Intent.Cause cause(String line) {
        String[] part = line.split(" ", 2);
        return switch (part[0]) {
            case "SWEEP" -> new Intent.Cause.Sweep(millis(part[1]));
            case "PERSON" -> new Intent.Cause.Person(part[1]);
            case "CAP" -> new Intent.Cause.Cap(millis(part[1]));
            case "DEMAND" -> new Intent.Cause.Demand(millis(part[1]));
            default -> throw new IllegalStateException("unknown cause: " + line);
        };
    }

    private static Instant millis(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text));
    }
}
