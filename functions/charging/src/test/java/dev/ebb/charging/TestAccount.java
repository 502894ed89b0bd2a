package dev.ebb.charging;

import static dev.ebb.charging.TestBooks.gpu;
import static dev.ebb.charging.TestBooks.model;
import static dev.ebb.charging.TestUsage.november;
import static dev.ebb.charging.TestUsage.session;
import static dev.ebb.charging.TestUsage.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Statements.Computed;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.Shape;
import dev.ebb.metering.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One account whose deployments answer as they are told, cut to as-of as the contract says. */
record TestAccount(List<TestUsage> usages, List<TokenUsage> allTokens, List<String> asked) implements MeteredUsage {

    static final Instant AS_OF = Instant.parse("2026-11-15T00:00:00Z");
    static final Period NOVEMBER = Period.of("2026-11", "UTC");
    static final Shape H100 = shape("H100", "1", "global");
    static final Tariff TARIFF = Tariff.of(TestBooks.book(
            "USD",
            List.of(gpu("H100", "*", "2026-01-01T00:00:00Z", "8.00")),
            List.of(model("llama", "2026-01-01T00:00:00Z", "0.20", null, "0.20"))));

    TestAccount(TestUsage... usages) {
        this(List.of(usages), List.of(), new ArrayList<>());
    }

    @Override
    public List<String> accounts() {
        return List.of("acme");
    }

    @Override
    public List<DeploymentId> deployments(String account) {
        return usages.stream()
                .map(usage -> new DeploymentId(account, usage.deployment()))
                .toList();
    }

    @Override
    public DeploymentUsage deployment(DeploymentId id, Instant from, Instant to, Instant asOf) {
        TestUsage usage = usages.stream()
                .filter(each -> each.deployment().equals(id.name()))
                .findFirst()
                .orElseThrow();
        Instant end = to.isBefore(asOf) ? to : asOf;
        asked.add(from + " to " + to);
        return new TestUsage(
                        usage.deployment(),
                        from,
                        end,
                        usage.sessions(),
                        usage.failedStarts(),
                        usage.activeMinutes(),
                        usage.notices(),
                        usage.lost(),
                        usage.pending(),
                        usage.metered())
                .build();
    }

    @Override
    public List<TokenUsage> tokens(String account, Instant from, Instant to) {
        assertThat(List.of(from, to)).allMatch(edge -> Meter.quarterOf(edge).equals(edge));
        return allTokens.stream()
                .filter(tokens ->
                        !tokens.quarter().isBefore(from) && tokens.quarter().isBefore(to))
                .toList();
    }

    @Override
    public Optional<DeploymentState> state(DeploymentId id, Instant now) {
        return Optional.empty();
    }

    static Computed computed(TestUsage... usages) {
        return new Statements(new TestAccount(usages), TARIFF).of("acme", NOVEMBER, AS_OF);
    }

    static TestUsage anHour() {
        return november(session(H100, "2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z"))
                .metered("H100", "global", "3600");
    }
}
