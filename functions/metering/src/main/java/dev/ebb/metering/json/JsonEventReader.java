package dev.ebb.metering.json;

import dev.ebb.metering.EventReader;
import dev.ebb.metering.Original;
import dev.ebb.metering.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads CloudEvents 1.0 in structured JSON: bare, in EventBridge's envelope, or in an array of either.
 *
 * <p>An element of an array that is malformed becomes a rejection of its own; its neighbours are read. An array in an
 * array is not an event. An event's original is what stands in the body for it: for an envelope the value of
 * {@code detail}, for an element its slice of the array.
 */
public final class JsonEventReader implements EventReader {

    /** The most events in one body: the smallest that is one has about 200 bytes, and a message at most 1 MiB. */
    static final int MAX_ELEMENTS = 10_000;

    /** Reads anything; has no state. */
    public JsonEventReader() {}

    @Override
    public List<ReadEvent> read(Original body) {
        byte[] bytes = body.bytes();
        int start = Slices.start(bytes);
        if (start == bytes.length || bytes[start] != '[') {
            return List.of(one(body));
        }
        List<Slices.Slice> slices = Slices.elements(bytes, start, MAX_ELEMENTS);
        if (slices.size() > MAX_ELEMENTS) {
            return List.of(undecodable("event: must be in an array of at most " + MAX_ELEMENTS + ", has more", body));
        }
        List<ReadEvent> events = new ArrayList<>();
        for (Slices.Slice slice : slices) {
            events.add(one(Original.of(bytes, slice.from(), slice.to())));
        }
        return events;
    }

    private static ReadEvent one(Original original) {
        JsonText.Parsed parsed;
        try {
            parsed = JsonText.parse(original.bytes());
        } catch (JsonText.MalformedException malformed) {
            return undecodable(String.valueOf(malformed.getMessage()), original);
        }
        if (parsed.value() instanceof Json.Members object) {
            return isEnvelope(object) ? inside(object, parsed, original) : new EventDecoder(object, original).read();
        }
        return undecodable("event: must be a JSON object, is " + parsed.value().shown(), original);
    }

    private static boolean isEnvelope(Json.Members object) {
        return object.members().containsKey("detail-type") && object.members().containsKey("detail");
    }

    private static ReadEvent inside(Json.Members envelope, JsonText.Parsed parsed, Original original) {
        if (envelope.repeated().contains("detail")) {
            return undecodable("detail: must be given once, is repeated", original);
        }
        String detail = parsed.detail();
        if (envelope.members().get("detail") instanceof Json.Members event && detail != null) {
            return new EventDecoder(event, Original.of(detail.getBytes(StandardCharsets.UTF_8))).read();
        }
        String shown =
                envelope.members().getOrDefault("detail", new Json.Nothing()).shown();
        return undecodable("detail: must be a CloudEvent, is " + shown, original);
    }

    private static ReadEvent undecodable(String reason, Original original) {
        return new ReadEvent.Invalid(new Rejection(null, null, null, reason, original));
    }
}
