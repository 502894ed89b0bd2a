package dev.ebb.sweeping.json;

import dev.ebb.metering.json.Json;
import dev.ebb.metering.json.JsonText;
import dev.ebb.sweeping.Evidence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A verdict's evidence as it is kept, in one line. */
public final class EvidenceJson {

    private EvidenceJson() {}

    /** Compact JSON. */
    public static String write(Evidence evidence) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("source", new Json.Text(evidence.source()));
        fields.put("minutesNeeded", number(evidence.minutesNeeded()));
        fields.put("minutesReported", number(evidence.minutesReported()));
        fields.put("minutesActive", number(evidence.minutesActive()));
        List<Json> data = new ArrayList<>();
        evidence.data().forEach(datum -> data.add(new Json.Text(datum)));
        fields.put("data", new Json.Elements(data));
        return new Json.Members(fields, Set.of()).text();
    }

    /**
     * What {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Evidence read(String json) {
        try {
            if (JsonText.parse(json.getBytes(StandardCharsets.UTF_8)).value() instanceof Json.Members fields
                    && fields.get("source") instanceof Json.Text source
                    && fields.get("data") instanceof Json.Elements data) {
                List<String> sentences = new ArrayList<>();
                for (Json datum : data.elements()) {
                    sentences.add(text(datum));
                }
                return new Evidence(
                        source.value(),
                        number(fields, "minutesNeeded"),
                        number(fields, "minutesReported"),
                        number(fields, "minutesActive"),
                        sentences);
            }
        } catch (JsonText.MalformedException malformed) {
            throw new IllegalArgumentException("evidence: must be JSON, is \"" + json + "\"", malformed);
        }
        throw new IllegalArgumentException("evidence: must be an object with source and data, is \"" + json + "\"");
    }

    private static Json number(long value) {
        return new Json.Digits(Long.toString(value));
    }

    private static String text(Json datum) {
        if (datum instanceof Json.Text text) {
            return text.value();
        }
        throw new IllegalArgumentException("evidence: data must be strings, are " + datum.shown());
    }

    private static long number(Json.Members fields, String name) {
        if (fields.get(name) instanceof Json.Digits number) {
            return Long.parseLong(number.digits());
        }
        throw new IllegalArgumentException("evidence: " + name + " must be a number");
    }
}
