package dev.ebb.local.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Computes statements plainly and slowly: it collects every instant at which anything could change, and decides for each
 * interval between two of them, anew from the whole set of events, what is billed.
 */
final class Oracle {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<OracleEvent> accepted;
    private final List<OracleEvent> happened;
    private final OraclePrices prices;
    private final Instant asOf;
    private final ZoneId zone;
    private final Duration lostAfter;

    private Oracle(List<OracleEvent> accepted, OraclePrices prices, Instant asOf, ZoneId zone, Duration lostAfter) {
        this.accepted = accepted;
        this.happened = accepted.stream()
                .filter(event -> accepted.stream().noneMatch(other -> other.voids(event)))
                .toList();
        this.prices = prices;
        this.asOf = asOf;
        this.zone = zone;
        this.lostAfter = lostAfter;
    }

    /**
     * The {@code statements} of section "Statement" of the design.
     *
     * @param events those accepted, each once, none after as-of
     * @param prices a price book
     * @param periods months such as 2026-11
     * @param lostAfter how long a replica that was alive may be silent
     */
    static JsonNode statements(
            Collection<? extends JsonNode> events,
            JsonNode prices,
            Instant asOf,
            Collection<String> periods,
            String zone,
            Duration lostAfter) {
        List<OracleEvent> accepted = events.stream()
                .filter(event -> !event.path("type").asText().startsWith("dev.ebb.action."))
                .map(OracleEvent::of)
                .toList();
        for (OracleEvent event : accepted) {
            if (event.time().isAfter(asOf)) {
                throw new IllegalArgumentException("after as-of: " + event);
            }
        }
        Oracle oracle = new Oracle(accepted, new OraclePrices(prices), asOf, ZoneId.of(zone), lostAfter);
        ArrayNode statements = JSON.createArrayNode();
        for (String account : oracle.accounts()) {
            for (String period : new TreeSet<>(periods)) {
                statements.add(oracle.statement(account, period));
            }
        }
        return asRead(statements);
    }

    /** The same tree as reading it from its text gives: numbers have a class of their own otherwise. */
    private static JsonNode asRead(JsonNode tree) {
        try {
            return JSON.readTree(JSON.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Set<String> accounts() {
        Set<String> accounts = new TreeSet<>();
        accepted.forEach(event -> accounts.add(event.account()));
        return accounts;
    }

    private ObjectNode statement(String account, String period) {
        YearMonth month = YearMonth.parse(period);
        Instant from = month.atDay(1).atStartOfDay(zone).toInstant();
        Instant to = month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
        List<OracleEvent> own =
                happened.stream().filter(e -> e.account().equals(account)).toList();

        OracleStatement lines = new OracleStatement();
        boolean nothingWaits = true;
        Set<String> deployments = new TreeSet<>();
        own.stream().filter(e -> !e.deployment().isEmpty()).forEach(e -> deployments.add(e.deployment()));
        for (String deployment : deployments) {
            List<OracleEvent> its =
                    own.stream().filter(e -> e.deployment().equals(deployment)).toList();
            nothingWaits &= replicas(its).stream()
                    .noneMatch(replica -> replica.waitsIn(from, to) || replica.isDoubtfulBefore(to));
            nothingWaits &= !new OracleEvidence(its, replicas(its), from, to, asOf).isAny();
            addGpus(lines, deployment, its, from, to);
        }
        addTokens(lines, own, from, to);

        ObjectNode statement = JSON.createObjectNode()
                .put("account", account)
                .put("period", period)
                .put("timeZone", zone.getId())
                .put("from", from.toString())
                .put("to", to.toString())
                .put("currency", prices.currency())
                .put("complete", nothingWaits && lines.everythingIsPriced());
        statement.putArray("lines");
        lines.writeInto(statement, prices.currency());
        return statement;
    }

    private List<OracleReplica> replicas(List<OracleEvent> deployment) {
        Set<String> ids = new TreeSet<>();
        deployment.stream().filter(e -> !e.replica().isEmpty()).forEach(e -> ids.add(e.replica()));
        return ids.stream()
                .map(id -> new OracleReplica(id, deployment, asOf, lostAfter))
                .toList();
    }

    private record GpuUsage(String accelerator, String region, Optional<JsonNode> row) {}

    private void addGpus(OracleStatement lines, String deployment, List<OracleEvent> events, Instant from, Instant to) {
        List<OracleReplica> replicas = replicas(events);
        List<OracleEvent> demand =
                events.stream().filter(OracleEvent::servedDemand).toList();
        List<Instant> edges = new ArrayList<>(edges(replicas, demand, from, to));
        Map<GpuUsage, BigInteger> busy = new LinkedHashMap<>();
        Map<GpuUsage, BigInteger> idle = new LinkedHashMap<>();
        for (int at = 0; at + 1 < edges.size(); at++) {
            Instant begin = edges.get(at);
            BigInteger millis = BigInteger.valueOf(
                    Duration.between(begin, edges.get(at + 1)).toMillis());
            boolean active = demand.stream().anyMatch(served -> served.makesActive(begin));
            for (OracleReplica replica : replicas) {
                replica.billedAt(begin).ifPresent(shape -> {
                    GpuUsage usage = new GpuUsage(
                            shape.accelerator(),
                            shape.region(),
                            prices.gpu(shape.accelerator(), shape.region(), begin));
                    BigInteger used = shape.milliGpus().multiply(millis);
                    busy.merge(usage, active ? used : BigInteger.ZERO, BigInteger::add);
                    idle.merge(usage, active ? BigInteger.ZERO : used, BigInteger::add);
                });
            }
        }
        busy.forEach((usage, busyUse) -> lines.gpus(
                deployment,
                usage.accelerator(),
                usage.region(),
                usage.row(),
                busyUse,
                idle.getOrDefault(usage, BigInteger.ZERO)));
    }

    /** Every instant of [from, to] until as-of at which what is billed, or how, may change. */
    private Set<Instant> edges(List<OracleReplica> replicas, List<OracleEvent> demand, Instant from, Instant to) {
        Instant end = asOf.isBefore(to) ? asOf : to;
        Set<Instant> edges = new TreeSet<>();
        Stream.of(
                        Stream.of(from, end),
                        replicas.stream().flatMap(OracleReplica::instants),
                        demand.stream().map(OracleEvent::firstMinute),
                        demand.stream().map(OracleEvent::minutesEnd),
                        prices.instants())
                .flatMap(instants -> instants)
                .filter(instant -> !instant.isBefore(from) && !instant.isAfter(end))
                .forEach(edges::add);
        return edges;
    }

    private record TokenUse(String model, Optional<JsonNode> row) {}

    private void addTokens(OracleStatement lines, List<OracleEvent> account, Instant from, Instant to) {
        Map<TokenUse, List<OracleEvent>> uses = new LinkedHashMap<>();
        for (OracleEvent event : account) {
            if (event.is("tokens.used")
                    && !event.time().isBefore(from)
                    && event.time().isBefore(to)) {
                String model = event.data().path("model").asText();
                uses.computeIfAbsent(new TokenUse(model, prices.model(model, event.time())), use -> new ArrayList<>())
                        .add(event);
            }
        }
        uses.forEach((use, events) -> {
            BigInteger prompt = sum(events, "promptTokens");
            BigInteger cached = sum(events, "cachedPromptTokens");
            boolean cachedApart = use.row()
                    .map(row -> row.has("perMillionCachedPromptTokens"))
                    .orElse(false);
            BigInteger flat = cachedApart ? prompt.subtract(cached) : prompt;
            BigInteger cachedInFlat = cachedApart ? BigInteger.ZERO : cached;
            String model = use.model();
            lines.tokens(
                    model,
                    "completion",
                    use.row(),
                    "perMillionCompletionTokens",
                    sum(events, "completionTokens"),
                    Optional.empty());
            lines.tokens(model, "prompt", use.row(), "perMillionPromptTokens", flat, Optional.of(cachedInFlat));
            if (cachedApart) {
                lines.tokens(
                        model, "cachedPrompt", use.row(), "perMillionCachedPromptTokens", cached, Optional.empty());
            }
        });
    }

    private static BigInteger sum(List<OracleEvent> events, String field) {
        return events.stream()
                .map(event -> new BigInteger(event.data().path(field).asText("0")))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }
}
