package dev.ebb.metering.json;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a sample file current: events of fixed instants are too old to be metered some weeks after they were written.
 *
 * <p>Every {@code time}, {@code from} and {@code to} moves by the same duration, so that the latest of them is now and
 * their distances stay. Every event's id gets a suffix that depends on now alone: a sample that is taken again is a
 * new event, and one that is taken for the same instant is the same. A void's reference to an id moves along. Bodies in
 * strings, as SQS has them, are treated likewise; what is malformed stays as it is.
 */
public final class Samples {

    private static final Set<String> INSTANTS = Set.of("time", "from", "to");
    private static final String VOIDED = EventType.VOIDED.type();

    private final Duration shift;
    private final String suffix;

    private Samples(Duration shift, Instant now) {
        this.shift = shift;
        this.suffix = "-" + Long.toString(now.toEpochMilli(), Character.MAX_RADIX);
    }

    /**
     * The same file, current.
     *
     * @param file one JSON value or JSON Lines, in UTF-8
     * @param now what the latest instant becomes, cut to a millisecond
     */
    public static byte[] current(byte[] file, Instant now) {
        Instant present = now.truncatedTo(ChronoUnit.MILLIS);
        Optional<Instant> latest =
                parts(file).stream().flatMap(part -> instants(part).stream()).max(Instant::compareTo);
        Samples samples = new Samples(Duration.between(latest.orElse(present), present), present);
        return parts(file).stream()
                .map(part -> samples.moved(part) + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The file's one value, or its lines. */
    private static List<String> parts(byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        return parsed(text) != null ? List.of(text) : text.lines().toList();
    }

    private static List<Instant> instants(String part) {
        List<Instant> instants = new ArrayList<>();
        Json value = parsed(part);
        if (value != null) {
            collect(value, instants);
        }
        return instants;
    }

    private static void collect(Json value, List<Instant> instants) {
        switch (value) {
            case Json.Members object ->
                object.members().forEach((name, inner) -> {
                    if (INSTANTS.contains(name)) {
                        instant(inner).ifPresent(instants::add);
                    }
                    collect(inner, instants);
                });
            case Json.Elements array -> array.elements().forEach(inner -> collect(inner, instants));
            case Json.Text text -> {
                Json body = body(text);
                if (body != null) {
                    collect(body, instants);
                }
            }
            case Json.Digits ignored -> {}
            case Json.Truth ignored -> {}
            case Json.Nothing ignored -> {}
        }
    }

    private String moved(String part) {
        Json value = parsed(part);
        return value == null ? part : moved(value).text();
    }

    private Json moved(Json value) {
        return switch (value) {
            case Json.Members object -> moved(object);
            case Json.Elements array ->
                new Json.Elements(array.elements().stream().map(this::moved).toList());
            case Json.Text text -> {
                Json body = body(text);
                yield body == null ? text : new Json.Text(moved(body).text());
            }
            case Json.Digits digits -> digits;
            case Json.Truth truth -> truth;
            case Json.Nothing nothing -> nothing;
        };
    }

    private Json moved(Json.Members object) {
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((name, inner) -> {
            Optional<Instant> instant = INSTANTS.contains(name) ? instant(inner) : Optional.empty();
            members.put(
                    name,
                    instant.<Json>map(i -> new Json.Text(i.plus(shift).toString()))
                            .orElseGet(() -> moved(inner)));
        });
        if (members.containsKey("specversion")) {
            members.computeIfPresent("id", (name, id) -> suffixed(id));
            if (VOIDED.equals(object.text("type"))) {
                members.computeIfPresent("data", (name, data) -> withSuffixedId(data));
            }
        }
        return new Json.Members(members, object.repeated());
    }

    private Json withSuffixedId(Json data) {
        if (data instanceof Json.Members object) {
            Map<String, Json> members = new LinkedHashMap<>(object.members());
            members.computeIfPresent("id", (name, id) -> suffixed(id));
            return new Json.Members(members, object.repeated());
        }
        return data;
    }

    private Json suffixed(Json id) {
        return id instanceof Json.Text text && !text.value().isEmpty() ? new Json.Text(text.value() + suffix) : id;
    }

    private static Optional<Instant> instant(Json value) {
        try {
            return Optional.of(Rfc3339.instant(value));
        } catch (BrokenRuleException noInstant) {
            return Optional.empty();
        }
    }

    /** The object or array that a string holds, as the body of a message does; null if it holds none. */
    private static @Nullable Json body(Json.Text text) {
        Json body = parsed(text.value());
        return body instanceof Json.Members || body instanceof Json.Elements ? body : null;
    }

    private static @Nullable Json parsed(String text) {
        try {
            JsonText.Parsed parsed = JsonText.parse(text.getBytes(StandardCharsets.UTF_8));
            return parsed.repeats() ? null : parsed.value();
        } catch (JsonText.MalformedException malformed) {
            return null;
        }
    }
}
