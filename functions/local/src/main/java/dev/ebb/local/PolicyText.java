package dev.ebb.local;

import dev.ebb.metering.json.Json;
import dev.ebb.sweeping.json.PolicyJson;
import dev.ebb.sweeping.policy.InForce;
import dev.ebb.sweeping.policy.Policy.Limits;
import dev.ebb.sweeping.policy.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A policy in force, for people and for programs. */
final class PolicyText {

    private PolicyText() {}

    /** A value a line with where it comes from; then what is wrong, and what the limits mean. */
    static List<String> lines(InForce inForce) {
        TextTable table = new TextTable("", "in force", "from");
        PolicyJson.members(Settings.of(inForce.policy()))
                .members()
                .forEach((name, value) -> table.row(
                        name, Printable.of(text(value)), inForce.origins().getOrDefault(name, "default")));
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        Limits limits = inForce.policy().limits();
        lines.add("Safe limits: " + atMost(limits.actionsPerSweep(), "action", "actions") + " a sweep, "
                + (limits.fleetPercent() == 0
                        ? "nothing of the fleet stopped"
                        : limits.fleetPercent() + " % of the fleet (at least one) stopped an hour")
                + ", " + atMost(limits.deletionsPerHour(), "deletion", "deletions") + " an hour.");
        if (!inForce.isValid()) {
            lines.add("What is set is wrong, so the defaults are shown and nothing is done:");
            inForce.faults().forEach(fault -> lines.add("  " + Printable.of(fault)));
        }
        return lines;
    }

    private static String atMost(int limit, String one, String many) {
        return limit == 0 ? "no " + many : Figures.count(limit, one, many);
    }

    private static String text(Json value) {
        return value instanceof Json.Text text ? text.value() : value.text();
    }

    /** {@code {"policy", "origins", "versions", "faults"}} in one line. */
    static String json(InForce inForce) {
        Json.Members policy = PolicyJson.members(Settings.of(inForce.policy()));
        Map<String, Json> origins = new LinkedHashMap<>();
        policy.members()
                .keySet()
                .forEach(name ->
                        origins.put(name, new Json.Text(inForce.origins().getOrDefault(name, "default"))));
        Map<String, Json> versions = new LinkedHashMap<>();
        inForce.versions().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> versions.put(
                        each.getKey(), new Json.Digits(each.getValue().toString())));
        List<Json> faults = new ArrayList<>();
        inForce.faults().forEach(fault -> faults.add(new Json.Text(fault)));
        Map<String, Json> all = new LinkedHashMap<>();
        all.put("policy", policy);
        all.put("origins", new Json.Members(origins, Set.of()));
        all.put("versions", new Json.Members(versions, Set.of()));
        all.put("faults", new Json.Elements(faults));
        return new Json.Members(all, Set.of()).text() + "\n";
    }
}
