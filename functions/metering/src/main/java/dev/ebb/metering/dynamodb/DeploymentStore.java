package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Announcement;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Position;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Timeline;
import dev.ebb.metering.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads and encodes a deployment's counters and its timeline. */
final class DeploymentStore {

    /** Rises with every announcement that is accepted or voided. */
    static final String TIMELINE_NUMBER = "timeline";

    /** The timeline number that all replicas have been folded under. */
    static final String SETTLED = "settled";

    static final String READY = "ready";
    static final String STARTING = "starting";
    static final String LOST = "lost";

    /** Rises with every change of a session, so that a reader of several items can tell that none came between. */
    static final String REVISION = "revision";

    /** There is an action on it that was decided and has not come to its end: demand makes it due. */
    static final String MARKED = "marked";

    /** When demand last made it due, or came, to the minute at least, while it was: then it is not put off. */
    static final String DEMAND_AT = "demandAt";

    /** Replicas whose pages have not all been folded yet. */
    static final String UNFINISHED = "unfinished";

    private static final String POSITION = "position";
    private static final String NUMBER = "number";
    private static final String VOIDED = "voided";
    private static final String SOURCE = "source";
    private static final String ID = "id";

    private final Table table;

    DeploymentStore(Table table) {
        this.table = table;
    }

    /** One read, for the counters and the timeline stand beside each other. */
    DeploymentView view(DeploymentId id, Deadline deadline) {
        Map<String, AttributeValue> state = Map.of();
        List<DeploymentView.Entry> entries = new ArrayList<>();
        for (Map<String, AttributeValue> item :
                table.query(Keys.partition(id), Keys.STATE, Keys.TIMELINE + Character.MAX_VALUE, deadline)) {
            if (item.get(EbbTable.SORT).s().equals(Keys.STATE)) {
                state = item;
            } else {
                entries.add(entry(id.account(), item));
            }
        }
        Timeline timeline = new Timeline(
                Value.numberOr(state, TIMELINE_NUMBER, 0),
                entries.stream().map(DeploymentView.Entry::announcement).toList());
        return new DeploymentView(
                id,
                !state.isEmpty(),
                entries,
                timeline,
                Value.numberOr(state, SETTLED, 0),
                Value.numberOr(state, READY, 0),
                DueIndex.dueAt(state).orElse(null));
    }

    static long revision(Map<String, AttributeValue> state) {
        return Value.numberOr(state, REVISION, 0);
    }

    /** Whether a replica is ready, or was until it fell silent. */
    static boolean hasOpenSessions(Map<String, AttributeValue> state) {
        return Value.numberOr(state, READY, 0) + Value.numberOr(state, LOST, 0) > 0;
    }

    /** Whether something that was accepted has not reached all replicas and all of their pages yet. */
    static boolean isPending(Map<String, AttributeValue> state) {
        return Value.numberOr(state, SETTLED, 0) < Value.numberOr(state, TIMELINE_NUMBER, 0)
                || Value.numberOr(state, UNFINISHED, 0) > 0;
    }

    static Map<String, AttributeValue> item(DeploymentView.Entry entry) {
        Announcement announcement = entry.announcement();
        Position position = announcement.position();
        Map<String, AttributeValue> item = new HashMap<>(configurationItem(entry.configuration()));
        item.putAll(shapeItem(announcement.shape()));
        item.put(
                POSITION,
                Value.text(position.kind() + " " + ReplicaCodec.time(position) + " "
                        + position.sequence().digits()));
        item.put(SOURCE, Value.text(position.identity().source()));
        item.put(ID, Value.text(position.identity().id()));
        item.put(NUMBER, Value.number(announcement.number()));
        if (announcement.voided()) {
            item.put(VOIDED, Value.flag());
        }
        return item;
    }

    private static DeploymentView.Entry entry(String account, Map<String, AttributeValue> item) {
        String[] part = item.get(POSITION).s().split(" ", 3);
        Identity identity =
                new Identity(account, item.get(SOURCE).s(), item.get(ID).s());
        Position position = new Position(
                ReplicaCodec.wholeMillis(part[1]),
                ReplicaCodec.finer(part[1]),
                new Sequence(part[2]),
                Position.Kind.valueOf(part[0]),
                identity);
        Announcement announcement =
                new Announcement(position, shape(item), Value.numberOr(item, NUMBER, 0), item.containsKey(VOIDED));
        return new DeploymentView.Entry(announcement, configuration(item));
    }

    static Map<String, AttributeValue> shapeItem(ShapePart shape) {
        Map<String, AttributeValue> item = new HashMap<>();
        putText(item, "accelerator", shape.accelerator());
        putText(item, "region", shape.region());
        if (shape.count() != null) {
            item.put("milliGpus", Value.number(shape.count().milliGpus()));
        }
        return item;
    }

    static ShapePart shape(Map<String, AttributeValue> item) {
        AttributeValue milliGpus = item.get("milliGpus");
        return new ShapePart(
                Value.textIn(item, "accelerator").orElse(null),
                milliGpus == null ? null : new GpuCount(Integer.parseInt(milliGpus.n())),
                Value.textIn(item, "region").orElse(null));
    }

    static Map<String, AttributeValue> configurationItem(Usage.Configuration configuration) {
        Map<String, AttributeValue> item = new HashMap<>();
        putText(item, "model", configuration.model());
        putText(item, "target", configuration.target());
        putText(item, "policy", configuration.policy());
        putNumber(item, "minReplicas", configuration.minReplicas());
        putNumber(item, "maxReplicas", configuration.maxReplicas());
        Map<String, String> labels = configuration.labels();
        if (labels != null) {
            Map<String, AttributeValue> values = new HashMap<>();
            labels.forEach((name, value) -> values.put(name, Value.text(value)));
            item.put("labels", AttributeValue.fromM(values));
        }
        return item;
    }

    static Usage.Configuration configuration(Map<String, AttributeValue> item) {
        return new Usage.Configuration(
                Value.textIn(item, "model").orElse(null),
                integer(item, "minReplicas"),
                integer(item, "maxReplicas"),
                labels(item.get("labels")),
                Value.textIn(item, "target").orElse(null),
                Value.textIn(item, "policy").orElse(null));
    }

    private static @Nullable Map<String, String> labels(@Nullable AttributeValue value) {
        if (value == null) {
            return null;
        }
        Map<String, String> labels = new TreeMap<>();
        value.m().forEach((name, label) -> labels.put(name, label.s()));
        return labels;
    }

    private static @Nullable Integer integer(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? null : Integer.valueOf(value.n());
    }

    private static void putText(Map<String, AttributeValue> item, String name, @Nullable String text) {
        if (text != null) {
            item.put(name, Value.text(text));
        }
    }

    private static void putNumber(Map<String, AttributeValue> item, String name, @Nullable Integer number) {
        if (number != null) {
            item.put(name, Value.number(number));
        }
    }
}
