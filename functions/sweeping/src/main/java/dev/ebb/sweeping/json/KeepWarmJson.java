package dev.ebb.sweeping.json;

import dev.ebb.metering.json.Json;
import dev.ebb.sweeping.policy.KeepWarm;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Windows of the week as JSON: days such as {@code MON-FRI} or {@code MON,WED}, times such as {@code 08:00}. */
final class KeepWarmJson {

    private static final int MAX_WINDOWS = 50;
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final List<String> DAYS = List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");
    private static final String DAYS_RULE =
            "must be days of " + DAYS + ", as in MON-FRI or SAT,SUN; a range may pass the end of the week";
    private static final String TIME_RULE = "must be a time such as 08:00";
    private static final String ZONE_RULE = "must be a region of the time zone database, such as Europe/Paris or UTC";

    private KeepWarmJson() {}

    /** Null if it is absent, or breaks a rule. */
    static @Nullable List<KeepWarm> read(PolicyFields fields, String name) {
        Json value = fields.value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Json.Elements array) || array.elements().size() > MAX_WINDOWS) {
            fields.refuse(name, "must be an array of at most " + MAX_WINDOWS + " windows");
            return null;
        }
        List<KeepWarm> windows = new ArrayList<>();
        for (int i = 0; i < array.elements().size(); i++) {
            if (array.elements().get(i) instanceof Json.Members window) {
                KeepWarm read = window(fields.within(name, i, window.members()));
                if (read != null) {
                    windows.add(read);
                }
            } else {
                fields.refuse(name, "must be an array of objects");
            }
        }
        return windows;
    }

    private static @Nullable KeepWarm window(PolicyFields fields) {
        Set<DayOfWeek> days = days(fields);
        LocalTime from = time(fields, "from");
        LocalTime to = time(fields, "to");
        String zone = fields.text("zone", ZONE_RULE);
        boolean region = zone != null && KeepWarm.isRegion(zone);
        if (!region && (zone != null || fields.value("zone") == null)) {
            fields.refuse("zone", ZONE_RULE);
        }
        fields.refuseOthers();
        return days == null || from == null || to == null || !region
                ? null
                : new KeepWarm(days, from, to, ZoneId.of(zone));
    }

    private static @Nullable LocalTime time(PolicyFields fields, String name) {
        String text = fields.text(name, TIME_RULE);
        if (text != null && TIME.matcher(text).matches()) {
            return LocalTime.parse(text);
        }
        if (text != null || fields.value(name) == null) {
            fields.refuse(name, TIME_RULE);
        }
        return null;
    }

    private static @Nullable Set<DayOfWeek> days(PolicyFields fields) {
        String text = fields.text("days", DAYS_RULE);
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        boolean broken = text == null;
        for (String part : text == null ? new String[0] : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            int first = DAYS.indexOf(ends[0]);
            int last = DAYS.indexOf(ends[ends.length - 1]);
            if (first < 0 || last < 0 || ends.length > 2) {
                broken = true;
            } else {
                DayOfWeek day = DayOfWeek.of(first + 1);
                days.add(day);
                while (day.getValue() != last + 1) {
                    day = day.plus(1);
                    days.add(day);
                }
            }
        }
        if (broken && (text != null || fields.value("days") == null)) {
            fields.refuse("days", DAYS_RULE);
        }
        return broken ? null : days;
    }

    /** As {@link #read} takes it. */
    static Json write(List<KeepWarm> windows) {
        return new Json.Elements(windows.stream().map(KeepWarmJson::write).toList());
    }

    private static Json write(KeepWarm window) {
        Map<String, Json> fields = new LinkedHashMap<>();
        String days = window.days().stream()
                .sorted()
                .map(day -> DAYS.get(day.getValue() - 1))
                .collect(Collectors.joining(","));
        fields.put("days", new Json.Text(days));
        fields.put("from", new Json.Text(window.from().toString()));
        fields.put("to", new Json.Text(window.to().toString()));
        fields.put("zone", new Json.Text(window.zone().getId()));
        return new Json.Members(fields, Set.of());
    }
}
