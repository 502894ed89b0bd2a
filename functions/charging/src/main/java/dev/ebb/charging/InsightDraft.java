package dev.ebb.charging;

import dev.ebb.charging.Advice.Evidence;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.DeploymentUsage.ReplicaSession;
import dev.ebb.metering.Traffic;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Gathers an {@link Insight}, deployment by deployment, and then from the lines of all. */
final class InsightDraft {

    private final Rating rating;
    private final List<NotBilled> notBilled = new ArrayList<>();
    private final Map<String, Map<String, String>> labels = new HashMap<>();
    private final Map<String, Served> served = new TreeMap<>();

    private record Served(String model, Fraction cost, Evidence evidence) {}

    InsightDraft(Rating rating) {
        this.rating = rating;
    }

    void add(DeploymentUsage usage) {
        String name = usage.id().name();
        NotBilled free = NotBilled.of(usage, rating);
        if (free.isAny()) {
            notBilled.add(free);
        }
        labels.put(name, Objects.requireNonNullElse(usage.configuration().labels(), Map.of()));
        String model = usage.configuration().model();
        if (model != null && !usage.traffic().hours().isEmpty()) {
            add(name, model, usage);
        }
    }

    private void add(String name, String model, DeploymentUsage usage) {
        Fraction cost = Fraction.ZERO;
        BigInteger requests = BigInteger.ZERO;
        BigInteger prompt = BigInteger.ZERO;
        BigInteger completion = BigInteger.ZERO;
        boolean anyPriced = false;
        boolean allPriced = true;
        for (Traffic.Hour hour : usage.traffic().hours()) {
            ModelPrice price = rating.modelPrice(model, hour.start());
            if (price == null) {
                allPriced = false;
                continue;
            }
            anyPriced = true;
            cost = cost.plus(cost(hour.promptTokens(), price.perMillionPromptTokens()))
                    .plus(cost(hour.completionTokens(), price.perMillionCompletionTokens()));
            requests = requests.add(hour.requests());
            prompt = prompt.add(hour.promptTokens());
            completion = completion.add(hour.completionTokens());
        }
        if (anyPriced) {
            long active = usage.activeMinutes().cardinality();
            long counted = Math.min(active, usage.traffic().countedMinutes());
            Evidence evidence = new Evidence(requests, prompt, completion, active, counted, allPriced, up(usage));
            served.put(name, new Served(model, cost, evidence));
        }
    }

    private static Fraction cost(BigInteger tokens, UnitPrice price) {
        return new Fraction(tokens, Line.TOKENS_PER_PRICE.toBigIntegerExact()).times(Fraction.of(price.amount()));
    }

    /** How long at least one replica was ready. */
    private static Duration up(DeploymentUsage usage) {
        long until = usage.from().toEpochMilli();
        long last = usage.to().toEpochMilli();
        long up = 0;
        List<ReplicaSession> sessions = usage.sessions().stream()
                .sorted(Comparator.comparing(each -> each.session().start()))
                .toList();
        for (ReplicaSession each : sessions) {
            long start = Math.max(until, each.session().start().toEpochMilli());
            long end = Math.min(last, each.session().end().toEpochMilli());
            if (start < end) {
                up += end - start;
                until = end;
            }
        }
        return Duration.ofMillis(up);
    }

    /** @param lines all of the statement */
    Insight of(List<Line> lines) {
        Map<String, IdleCost> byDeployment = new TreeMap<>();
        Map<String, Fraction> costs = new HashMap<>();
        for (Line line : lines) {
            if (line instanceof Line.Gpu gpu) {
                byDeployment.merge(gpu.deployment(), IdleCost.of(gpu), IdleCost::plus);
                gpu.exactAmount().ifPresent(amount -> costs.merge(gpu.deployment(), amount, Fraction::plus));
            }
        }
        List<IdleCost> idle = List.copyOf(byDeployment.values());
        Map<String, List<IdleCost>> byLabel = new HashMap<>();
        Insight.LABELS.forEach(label -> byLabel.put(label, by(label, idle)));
        List<Advice> advice = new ArrayList<>();
        served.forEach((name, each) -> {
            Fraction dedicated = costs.get(name);
            if (dedicated != null && byDeployment.get(name).unpriced() == 0) {
                advice.add(new Advice(name, each.model(), dedicated, each.cost(), each.evidence()));
            }
        });
        List<NotBilled> free = notBilled.stream()
                .sorted(Comparator.comparing(NotBilled::deployment))
                .toList();
        return new Insight(free, idle, byLabel, advice);
    }

    private List<IdleCost> by(String label, List<IdleCost> idle) {
        Map<String, IdleCost> sums = new TreeMap<>();
        for (IdleCost each : idle) {
            String says = labels.getOrDefault(each.name(), Map.of()).getOrDefault(label, Insight.UNLABELLED);
            sums.merge(says, each.named(says), IdleCost::plus);
        }
        return List.copyOf(sums.values());
    }
}
