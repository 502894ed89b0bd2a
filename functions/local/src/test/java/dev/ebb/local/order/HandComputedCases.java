package dev.ebb.local.order;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/** Everything that was computed by hand, for whoever computes statements. */
final class HandComputedCases {

    /**
     * At 3.60 a GPU-hour a GPU-second is 0.001. {@code P} doubles within the third of November, at half past ten and 500
     * ms; {@code R} has a row of its own for {@code eu} from half past ten; {@code L} has no price before half past ten.
     */
    static final String PRICES = """
            { "currency": "USD",
              "gpus": [
                {"accelerator": "H", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "3.60"},
                {"accelerator": "A", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "1.80"},
                {"accelerator": "P", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "3.60"},
                {"accelerator": "P", "region": "*", "from": "2026-11-03T10:30:00.500Z", "perGpuHour": "7.20"},
                {"accelerator": "R", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "3.60"},
                {"accelerator": "R", "region": "eu", "from": "2026-11-03T10:30:00Z", "perGpuHour": "1.80"},
                {"accelerator": "R", "region": "*", "from": "2026-11-03T10:45:00Z", "perGpuHour": "7.20"},
                {"accelerator": "L", "region": "*", "from": "2026-11-03T10:30:00Z", "perGpuHour": "3.60"} ],
              "models": [
                {"model": "flat", "from": "2026-01-01T00:00:00Z",
                 "perMillionPromptTokens": "0.20", "perMillionCompletionTokens": "0.40"},
                {"model": "flat", "from": "2026-11-03T10:15:00Z",
                 "perMillionPromptTokens": "0.30", "perMillionCompletionTokens": "0.40"},
                {"model": "cached", "from": "2026-01-01T00:00:00Z", "perMillionPromptTokens": "1.00",
                 "perMillionCachedPromptTokens": "0.50", "perMillionCompletionTokens": "2.00"} ] }""";

    private HandComputedCases() {}

    static List<HandComputedCase> all() {
        return Stream.of(
                        SilenceCases.all(),
                        VoidCases.all(),
                        ShapeCases.all(),
                        OrderCases.all(),
                        TieCases.all(),
                        EvidenceCases.all(),
                        PriceCases.all())
                .flatMap(List::stream)
                .toList();
    }

    /** A line's fields that are strings, names and values in turn. */
    static String line(String... fields) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        for (int at = 0; at < fields.length; at += 2) {
            line.put(fields[at], fields[at + 1]);
        }
        return line.toString();
    }

    /** A line of whole GPU-seconds. */
    static String gpu(int seconds, String amount) {
        return line("kind", "gpu", "gpuSeconds", seconds + ".000000", "amount", amount);
    }
}
