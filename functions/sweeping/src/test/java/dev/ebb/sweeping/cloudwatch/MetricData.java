package dev.ebb.sweeping.cloudwatch;

import dev.ebb.sweeping.cloudwatch.MetricDataServer.Query;
import dev.ebb.sweeping.cloudwatch.MetricDataServer.Result;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What was put into metrics, and how GetMetricData tells of it: by statistic and period, the newest first, in pages. */
public final class MetricData {

    /** Queries of one request. */
    static final int MOST_QUERIES = 500;

    /** Values of one page. */
    static final int MOST_POINTS = 100_800;

    private static final Pattern ID = Pattern.compile("[a-z][A-Za-z0-9_]{0,254}");
    private static final Set<String> STATISTICS = Set.of("Sum", "Maximum", "Minimum", "Average", "SampleCount");
    private static final String MEMBER = "MetricDataQueries.member.";

    private record Name(String namespace, String metric, Map<String, String> dimensions) {}

    /** A page: what is told, and where the next begins. */
    record Told(List<Result> results, Optional<String> next) {}

    private final Map<Name, NavigableMap<Instant, List<BigDecimal>>> points = new ConcurrentHashMap<>();

    /** Puts a value. */
    public void put(String namespace, String metric, Map<String, String> dimensions, Instant at, String value) {
        points.computeIfAbsent(new Name(namespace, metric, dimensions), name -> new TreeMap<>())
                .computeIfAbsent(at, instant -> new ArrayList<>())
                .add(new BigDecimal(value));
    }

    static List<Query> queries(Map<String, String> form) {
        List<Query> queries = new ArrayList<>();
        for (int i = 1; form.containsKey(MEMBER + i + ".Id"); i++) {
            String stat = MEMBER + i + ".MetricStat.";
            Map<String, String> dimensions = new TreeMap<>();
            for (int d = 1; form.containsKey(stat + "Metric.Dimensions.member." + d + ".Name"); d++) {
                String dimension = stat + "Metric.Dimensions.member." + d + ".";
                dimensions.put(form.get(dimension + "Name"), form.get(dimension + "Value"));
            }
            queries.add(new Query(
                    form.get(MEMBER + i + ".Id"),
                    form.getOrDefault(stat + "Metric.Namespace", ""),
                    form.getOrDefault(stat + "Metric.MetricName", ""),
                    dimensions,
                    Integer.parseInt(form.getOrDefault(stat + "Period", "0")),
                    form.getOrDefault(stat + "Stat", "")));
        }
        return queries;
    }

    /** The code of the error that CloudWatch would answer with; empty if it takes the request. */
    static String refusal(Map<String, String> form, List<Query> queries) {
        if (!"GetMetricData".equals(form.get("Action")) || !"2010-08-01".equals(form.get("Version"))) {
            return "InvalidAction";
        }
        boolean wellFormed = queries.stream()
                .allMatch(query -> ID.matcher(query.id()).matches()
                        && query.period() > 0
                        && query.period() % 60 == 0
                        && STATISTICS.contains(query.stat())
                        && !query.metric().isEmpty()
                        && query.dimensions().values().stream().noneMatch(String::isBlank));
        boolean named = queries.stream().map(Query::id).distinct().count() == queries.size();
        boolean bounded = !queries.isEmpty() && queries.size() <= MOST_QUERIES;
        if (!wellFormed || !named || !bounded || !instant(form, "StartTime").isBefore(instant(form, "EndTime"))) {
            return "ValidationError";
        }
        String token = form.getOrDefault("NextToken", "0:0");
        return token.matches("[0-9]+:[0-9]+") ? "" : "InvalidNextToken";
    }

    Told tell(Map<String, String> form, List<Query> queries, int most) {
        String[] token = form.getOrDefault("NextToken", "0:0").split(":", 2);
        int number = Integer.parseInt(token[0]);
        int offset = Integer.parseInt(token[1]);
        List<Result> results = new ArrayList<>();
        int room = most;
        for (; number < queries.size(); number++, offset = 0) {
            Query query = queries.get(number);
            List<Map.Entry<Instant, String>> all = statistics(form, query);
            int end = Math.min(all.size(), offset + room);
            List<Map.Entry<Instant, String>> told = all.subList(offset, end);
            results.add(new Result(
                    query.id(),
                    told.stream().map(Map.Entry::getKey).toList(),
                    told.stream().map(Map.Entry::getValue).toList(),
                    end < all.size() ? "PartialData" : "Complete",
                    Map.of()));
            room -= told.size();
            if (end < all.size()) {
                return new Told(results, Optional.of(number + ":" + end));
            }
        }
        return new Told(results, Optional.empty());
    }

    private List<Map.Entry<Instant, String>> statistics(Map<String, String> form, Query query) {
        TreeMap<Instant, List<BigDecimal>> periods = new TreeMap<>();
        points.getOrDefault(
                        new Name(query.namespace(), query.metric(), query.dimensions()),
                        Collections.emptyNavigableMap())
                .subMap(instant(form, "StartTime"), instant(form, "EndTime"))
                .forEach((at, values) -> periods.computeIfAbsent(
                                Instant.ofEpochSecond(at.getEpochSecond() / query.period() * query.period()),
                                period -> new ArrayList<>())
                        .addAll(values));
        return periods.descendingMap().entrySet().stream()
                .map(period -> Map.entry(
                        period.getKey(),
                        statistic(query.stat(), period.getValue()).toPlainString()))
                .toList();
    }

    private static BigDecimal statistic(String name, List<BigDecimal> values) {
        BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal count = BigDecimal.valueOf(values.size());
        return switch (name) {
            case "Sum" -> sum;
            case "Maximum" -> Collections.max(values);
            case "Minimum" -> Collections.min(values);
            case "Average" -> sum.divide(count, 9, RoundingMode.HALF_EVEN);
            case "SampleCount" -> count;
            default -> throw new IllegalArgumentException("no such statistic: " + name);
        };
    }

    private static Instant instant(Map<String, String> form, String name) {
        return Instant.parse(form.getOrDefault(name, "1970-01-01T00:00:00Z"));
    }
}
