package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Carry;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.FinerDigits;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Notice;
import dev.ebb.metering.OpenSession;
import dev.ebb.metering.Position;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Session;
import dev.ebb.metering.SessionFold;
import dev.ebb.metering.Shape;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Transition;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Replicas and their pages as items. Their parts are lines of text, for every KB multiplies the cost of a write. Fields
 * are separated by spaces; only an event's id may hold one, and stands last. What is absent is empty.
 */
final class ReplicaCodec {

    private static final String VERSION = "v";
    private static final String TIMELINE = "timeline";
    private static final String PAGED = "paged";
    private static final String LOST_AT = "lostAt";
    private static final String CURSOR = "cursor";
    private static final String CURSOR_CARRY = "cursorCarry";
    private static final String LOW = "low";
    private static final String LOG = "log";
    private static final String BEFORE = "before";
    private static final String POSTED = "posted";
    private static final String AFTER = "after";

    /** In place of its kind: a stop of a replica that runs on. */
    private static final String UNREADY = "UNREADY";

    private ReplicaCodec() {}

    static Action.Condition unchanged(ReplicaRecord record) {
        return record.version() == 0
                ? Action.Condition.ABSENT
                : Action.Condition.equal(VERSION, Value.number(record.version()));
    }

    static Map<String, AttributeValue> item(ReplicaRecord record) {
        Map<String, AttributeValue> item = new HashMap<>(item(record.last()));
        item.put(VERSION, Value.number(record.version()));
        item.put(TIMELINE, Value.number(record.timeline()));
        if (record.paged()) {
            item.put(PAGED, Value.flag());
        }
        if (record.lostAt() != null) {
            item.put(LOST_AT, Value.instant(record.lostAt()));
        }
        ReplicaRecord.Cursor cursor = record.cursor();
        if (cursor != null) {
            item.put(
                    CURSOR,
                    Value.text(cursor.low().toEpochMilli() + " " + cursor.toTheEnd() + " " + cursor.timeline()));
            item.put(CURSOR_CARRY, Value.texts(lines(cursor.carry())));
        }
        return item;
    }

    static ReplicaRecord record(ReplicaId id, Map<String, AttributeValue> item) {
        String account = id.deployment().account();
        ReplicaRecord.Cursor cursor = Value.textIn(item, CURSOR)
                .map(text -> text.split(" ", -1))
                .map(part -> new ReplicaRecord.Cursor(
                        millis(part[0]),
                        carry(account, Value.textsIn(item, CURSOR_CARRY)),
                        Boolean.parseBoolean(part[1]),
                        Long.parseLong(part[2])))
                .orElse(null);
        return new ReplicaRecord(
                id,
                Value.numberOr(item, VERSION, 0),
                Value.numberOr(item, TIMELINE, 0),
                item.containsKey(PAGED),
                page(account, item),
                Value.instantIn(item, LOST_AT).orElse(null),
                cursor);
    }

    static Map<String, AttributeValue> item(Page page) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(LOW, Value.instant(page.low()));
        item.put(
                LOG,
                Value.texts(page.transitions().stream().map(ReplicaCodec::line).toList()));
        SessionFold.Folded posted = page.posted();
        List<String> lines = new ArrayList<>();
        posted.sessions().forEach(session -> lines.add("S " + line(session)));
        posted.failedStarts().forEach(failed -> lines.add("F " + line(failed)));
        posted.notices().forEach(notice -> lines.add("N " + line(notice)));
        putUnlessEmpty(item, POSTED, lines);
        putUnlessEmpty(item, BEFORE, lines(page.before()));
        putUnlessEmpty(item, AFTER, lines(posted.after()));
        return item;
    }

    private static void putUnlessEmpty(Map<String, AttributeValue> item, String name, List<String> lines) {
        if (!lines.isEmpty()) {
            item.put(name, Value.texts(lines));
        }
    }

    static Page page(String account, Map<String, AttributeValue> item) {
        List<Session> sessions = new ArrayList<>();
        List<FailedStart> failedStarts = new ArrayList<>();
        List<Notice> notices = new ArrayList<>();
        for (String line : Value.textsIn(item, POSTED)) {
            String rest = line.substring(2);
            switch (line.charAt(0)) {
                case 'S' -> sessions.add(session(rest));
                case 'F' -> failedStarts.add(failedStart(rest));
                case 'N' -> notices.add(notice(account, rest));
                default -> throw new IllegalStateException("unknown line: " + line);
            }
        }
        return new Page(
                Value.instantIn(item, LOW).orElse(Page.FIRST_LOW),
                Value.textsIn(item, LOG).stream()
                        .map(line -> transition(account, line))
                        .toList(),
                carry(account, Value.textsIn(item, BEFORE)),
                new SessionFold.Folded(sessions, failedStarts, notices, carry(account, Value.textsIn(item, AFTER))));
    }

    private static List<String> lines(Carry carry) {
        List<String> lines = new ArrayList<>();
        OpenSession open = carry.open();
        if (open != null) {
            lines.add("O " + line(open));
        }
        Carry.Boot boot = carry.boot();
        if (boot != null) {
            lines.add("B " + boot.from().toEpochMilli() + " " + line(boot.shape()));
        }
        if (carry.waiting() != null) {
            lines.add("W " + line(carry.waiting()));
        }
        if (carry.restarted() != null) {
            lines.add("R " + line(carry.restarted()));
        }
        return lines;
    }

    private static Carry carry(String account, List<String> lines) {
        OpenSession open = null;
        Carry.Boot boot = null;
        Notice waiting = null;
        Notice restarted = null;
        for (String line : lines) {
            String rest = line.substring(2);
            switch (line.charAt(0)) {
                case 'O' -> open = openSession(rest);
                case 'B' -> {
                    String[] part = rest.split(" ", 2);
                    boot = new Carry.Boot(millis(part[0]), shape(part[1]));
                }
                case 'W' -> waiting = notice(account, rest);
                case 'R' -> restarted = notice(account, rest);
                default -> throw new IllegalStateException("unknown line: " + line);
            }
        }
        return new Carry(open, boot, waiting, restarted);
    }

    static String line(OpenSession open) {
        return open.start().toEpochMilli() + " " + open.lastReady().toEpochMilli() + " " + line(open.bootFrom()) + " "
                + line(open.shape());
    }

    static OpenSession openSession(String line) {
        String[] part = line.split(" ", 4);
        return new OpenSession(millis(part[0]), requireShape(part[3]), millis(part[1]), millisOrNull(part[2]));
    }

    static String line(Session session) {
        return session.start().toEpochMilli() + " " + session.end().toEpochMilli() + " " + line(session.bootFrom())
                + " " + line(session.shape());
    }

    static Session session(String line) {
        String[] part = line.split(" ", 4);
        return new Session(millis(part[0]), millis(part[1]), requireShape(part[3]), millisOrNull(part[2]));
    }

    static String line(FailedStart failed) {
        return failed.from().toEpochMilli() + " " + failed.to().toEpochMilli() + " " + line(failed.shape());
    }

    static FailedStart failedStart(String line) {
        String[] part = line.split(" ", 3);
        return new FailedStart(millis(part[0]), millis(part[1]), shape(part[2]));
    }

    static String line(Notice notice) {
        String head = notice.kind() + " " + notice.from().toEpochMilli() + " " + line(notice.until()) + " ";
        return head + (notice.kind().isTie() ? tied(notice) : name(notice.identity()));
    }

    private static String name(Identity identity) {
        return identity.source() + " " + identity.id();
    }

    /** The ready first; ids are encoded, for only a line's last part may hold a space. */
    private static String tied(Notice notice) {
        return Stream.concat(Stream.of(notice.identity()), notice.tied().stream())
                .map(each -> each.source() + " " + URLEncoder.encode(each.id(), StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
    }

    static Notice notice(String account, String line) {
        String[] part = line.split(" ", 4);
        Notice.Kind kind = Notice.Kind.valueOf(part[0]);
        List<Identity> events = kind.isTie() ? tied(account, part[3]) : List.of(identity(account, part[3]));
        return new Notice(
                kind, events.getFirst(), millis(part[1]), millisOrNull(part[2]), events.subList(1, events.size()));
    }

    private static Identity identity(String account, String name) {
        String[] part = name.split(" ", 2);
        return new Identity(account, part[0], part[1]);
    }

    private static List<Identity> tied(String account, String names) {
        String[] part = names.split(" ", -1);
        List<Identity> events = new ArrayList<>();
        for (int at = 0; at < part.length; at += 2) {
            events.add(new Identity(account, part[at], URLDecoder.decode(part[at + 1], StandardCharsets.UTF_8)));
        }
        return events;
    }

    private static String line(Transition transition) {
        Position position = transition.position();
        ShapePart shape = transition.shape();
        return String.join(
                " ",
                transition.unready() ? UNREADY : position.kind().name(),
                time(position),
                position.sequence().digits(),
                orEmpty(shape.accelerator()),
                shape.count() == null ? "" : Integer.toString(shape.count().milliGpus()),
                orEmpty(shape.region()),
                position.identity().source(),
                position.identity().id());
    }

    private static Transition transition(String account, String line) {
        String[] part = line.split(" ", 8);
        boolean unready = part[0].equals(UNREADY);
        Position position = new Position(
                wholeMillis(part[1]),
                finer(part[1]),
                new Sequence(part[2]),
                unready ? Position.Kind.STOPPED : Position.Kind.valueOf(part[0]),
                new Identity(account, part[6], part[7]));
        ShapePart shape = new ShapePart(
                orNull(part[3]), part[4].isEmpty() ? null : new GpuCount(Integer.parseInt(part[4])), orNull(part[5]));
        return new Transition(position, shape, unready);
    }

    /** Milliseconds since the epoch; a point and the finer digits only where there are any. */
    static String time(Position position) {
        String millis = Long.toString(position.time().toEpochMilli());
        String finer = position.finer().digits();
        return finer.isEmpty() ? millis : millis + "." + finer;
    }

    static Instant wholeMillis(String time) {
        int point = time.indexOf('.');
        return millis(point < 0 ? time : time.substring(0, point));
    }

    static FinerDigits finer(String time) {
        int point = time.indexOf('.');
        return point < 0 ? FinerDigits.NONE : new FinerDigits(time.substring(point + 1));
    }

    private static String line(@Nullable Shape shape) {
        return shape == null ? "" : shape.count().milliGpus() + " " + shape.accelerator() + " " + shape.region();
    }

    private static @Nullable Shape shape(String line) {
        return line.isEmpty() ? null : requireShape(line);
    }

    private static Shape requireShape(String line) {
        String[] part = line.split(" ", 3);
        return new Shape(part[1], new GpuCount(Integer.parseInt(part[0])), part[2]);
    }

    private static String line(@Nullable Instant instant) {
        return instant == null ? "" : Long.toString(instant.toEpochMilli());
    }

    private static Instant millis(String text) {
        return Instant.ofEpochMilli(Long.parseLong(text));
    }

    private static @Nullable Instant millisOrNull(String text) {
        return text.isEmpty() ? null : millis(text);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
