package dev.ebb.charging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentState;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.Meter;
import dev.ebb.metering.MeteredUsage;
import dev.ebb.metering.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One account whose deployments answer as they are told, cut to as-of as the contract says. */
record StubUsage(List<TestUsage> usages, List<TokenUsage> allTokens, List<String> asked) implements MeteredUsage {

    StubUsage(TestUsage... usages) {
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
                        usage.metered(),
                        usage.beside())
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
}
