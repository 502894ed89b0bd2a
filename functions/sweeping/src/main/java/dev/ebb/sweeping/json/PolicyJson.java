package dev.ebb.sweeping.json;

import dev.ebb.charging.BrokenRulesException.Problem;
import dev.ebb.metering.json.Json;
import dev.ebb.metering.json.JsonText;
import dev.ebb.sweeping.policy.InvalidPolicyException;
import dev.ebb.sweeping.policy.KeepWarm;
import dev.ebb.sweeping.policy.Layer;
import dev.ebb.sweeping.policy.Origin;
import dev.ebb.sweeping.policy.Settings;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is set at one level, as JSON: each name that a policy has, or fewer of them, and no other. */
public final class PolicyJson {

    /** More than anybody means to say. */
    public static final int MAX_BYTES = 8192;

    /** A window is read minute by minute, and damping makes it eight times as long. */
    private static final Duration LONGEST_WINDOW = Duration.ofDays(31);

    private static final Duration LONGEST_AT_ZERO = Duration.ofDays(366);
    private static final int MOST = 1_000_000;

    private PolicyJson() {}

    /**
     * Reads what somebody wants to set.
     *
     * @throws InvalidPolicyException with everything that is wrong in it
     */
    public static Settings read(String json) {
        Layer layer = layer(Origin.DEPLOYMENT, Optional.of(json), 0);
        if (!layer.problems().isEmpty()) {
            throw new InvalidPolicyException(layer.problems());
        }
        return layer.settings();
    }

    /**
     * Reads what stands at a level. What is wrong there is in the layer, for then nothing may be done.
     *
     * @param json empty if nothing was ever set there
     */
    public static Layer layer(Origin origin, Optional<String> json, long version) {
        List<Problem> problems = new ArrayList<>();
        Settings settings = json.map(text -> settings(text, problems)).orElse(Settings.NONE);
        return new Layer(origin, problems.isEmpty() ? settings : Settings.NONE, problems, version);
    }

    private static Settings settings(String json, List<Problem> problems) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            problems.add(new Problem("", bytes.length + " bytes", "must have at most " + MAX_BYTES + " bytes"));
            return Settings.NONE;
        }
        try {
            JsonText.Parsed parsed = JsonText.parse(bytes);
            if (parsed.repeats()) {
                problems.add(new Problem("", "", "must be a JSON object in which no name comes twice"));
            } else if (parsed.value() instanceof Json.Members members) {
                return settings(new PolicyFields("", members.members(), problems));
            } else {
                problems.add(new Problem("", parsed.value().shown(), "must be a JSON object"));
            }
        } catch (JsonText.MalformedException malformed) {
            problems.add(new Problem("", "", "must be a JSON object, and is none: " + malformed.getMessage()));
        }
        return Settings.NONE;
    }

    private static Settings settings(PolicyFields fields) {
        Duration second = Duration.ofSeconds(1);
        Duration minute = Duration.ofMinutes(1);
        Settings settings = new Settings(
                fields.mode("mode"),
                fields.duration("warnAfter", minute, LONGEST_WINDOW),
                fields.duration("zeroAfter", Duration.ofMinutes(5), LONGEST_WINDOW),
                fields.duration("deleteAfter", Duration.ofHours(1), LONGEST_AT_ZERO),
                fields.truth("coverMinimum"),
                fields.truth("wake"),
                fields.truth("damping"),
                KeepWarmJson.read(fields, "keepWarm"),
                fields.duration("stopWithin", second, Duration.ofHours(1)),
                fields.truth("scale"),
                fields.duration("scaleUpWindow", minute, Duration.ofDays(1)),
                fields.duration("scaleDownWindow", minute, Duration.ofDays(1)),
                fields.decimalAboveZero("targetConcurrency", MOST),
                fields.whole("actionsPerSweep", MOST),
                fields.whole("fleetPercent", 100),
                fields.whole("deletionsPerHour", MOST));
        fields.refuseOthers();
        Duration warn = settings.warnAfter();
        Duration zero = settings.zeroAfter();
        if (warn != null && zero != null && warn.compareTo(zero) > 0) {
            fields.refuse("warnAfter", "must be at most zeroAfter, " + zero);
        }
        return settings;
    }

    /** Writes what {@link #read} takes, compactly. */
    public static String write(Settings settings) {
        return members(settings).text();
    }

    /** What is set, by name, in the order in which it is written. */
    public static Json.Members members(Settings settings) {
        Map<String, Json> fields = new LinkedHashMap<>();
        text(fields, "mode", settings.mode() == null ? null : settings.mode().word());
        text(fields, "warnAfter", settings.warnAfter());
        text(fields, "zeroAfter", settings.zeroAfter());
        text(fields, "deleteAfter", settings.deleteAfter());
        truth(fields, "coverMinimum", settings.coverMinimum());
        truth(fields, "wake", settings.wake());
        truth(fields, "damping", settings.damping());
        List<KeepWarm> windows = settings.keepWarm();
        if (windows != null) {
            fields.put("keepWarm", KeepWarmJson.write(windows));
        }
        text(fields, "stopWithin", settings.stopWithin());
        truth(fields, "scale", settings.scale());
        text(fields, "scaleUpWindow", settings.scaleUpWindow());
        text(fields, "scaleDownWindow", settings.scaleDownWindow());
        BigDecimal concurrency = settings.targetConcurrency();
        text(fields, "targetConcurrency", concurrency == null ? null : concurrency.toPlainString());
        whole(fields, "actionsPerSweep", settings.actionsPerSweep());
        whole(fields, "fleetPercent", settings.fleetPercent());
        whole(fields, "deletionsPerHour", settings.deletionsPerHour());
        return new Json.Members(fields, Set.of());
    }

    private static void text(Map<String, Json> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, new Json.Text(value.toString()));
        }
    }

    private static void truth(Map<String, Json> fields, String name, @Nullable Boolean value) {
        if (value != null) {
            fields.put(name, new Json.Truth(value));
        }
    }

    private static void whole(Map<String, Json> fields, String name, @Nullable Integer value) {
        if (value != null) {
            fields.put(name, new Json.Digits(value.toString()));
        }
    }
}
