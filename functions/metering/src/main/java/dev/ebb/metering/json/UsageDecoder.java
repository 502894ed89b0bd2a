package dev.ebb.metering.json;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Identity;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decodes and validates an event's {@code data}, by type. Unknown members are ignored; a null is like none. */
final class UsageDecoder {

    private static final Duration LONGEST_REPORT = Duration.ofHours(24);
    private static final int MAX_REASON = 1024;

    private final Fields data;
    private final Optional<Subject> subject;
    private final List<String> complaints;

    /**
     * @param subject of the kind that the type needs, or empty if the event's is none
     * @param complaints where broken rules are written
     */
    UsageDecoder(Fields data, Optional<Subject> subject, List<String> complaints) {
        this.data = data;
        this.subject = subject;
        this.complaints = complaints;
    }

    /** What the event says; empty only if there are complaints. Reads every member even if the subject is none. */
    Optional<Usage> usage(EventType type) {
        return switch (type) {
            case CREATED -> {
                ShapePart shape = new ShapePart(
                        data.required("accelerator", Rules::identifier).orElse(null),
                        data.required("acceleratorCount", Rules::gpuCount).orElse(null),
                        data.optional("region", Rules::identifier).orElse(null));
                Usage.Configuration configuration = configuration();
                yield deployment().map(id -> new Usage.Created(id, shape, configuration));
            }
            case UPDATED -> {
                ShapePart shape = shape();
                Usage.Configuration configuration = configuration();
                yield deployment().map(id -> new Usage.Updated(id, shape, configuration));
            }
            case DELETED -> deployment().map(Usage.Deleted::new);
            case STARTING -> {
                ShapePart shape = shape();
                yield replica().map(id -> new Usage.Starting(id, shape));
            }
            case READY -> {
                ShapePart shape = shape();
                yield replica().map(id -> new Usage.Ready(id, shape));
            }
            case ALIVE -> replica().map(Usage.Alive::new);
            case STOPPED -> {
                String reason =
                        data.optional("reason", Rules.text(0, MAX_REASON)).orElse(null);
                yield replica().map(id -> new Usage.Stopped(id, reason));
            }
            case SERVED -> served();
            case REJECTED -> {
                Optional<Usage.Minutes> minutes = minutes();
                Optional<Long> count = data.required("count", Rules::count);
                yield deployment().flatMap(id -> minutes.flatMap(m -> count.map(c -> new Usage.Rejected(id, m, c))));
            }
            case REPORTED -> {
                Optional<Usage.Minutes> minutes = minutes();
                yield account().flatMap(id -> minutes.map(m -> new Usage.Reported(id, m)));
            }
            case TOKENS -> tokens();
            case VOIDED -> {
                Optional<String> source = data.required("source", Rules::uriReference);
                Optional<String> id = data.required("id", Rules.text(1, 128));
                Instant time = data.optional("time", Rfc3339::instant).orElse(null);
                yield account()
                        .flatMap(a -> source.flatMap(s -> id.map(i -> new Usage.Voided(new Identity(a, s, i), time))));
            }
            case OWN -> account().map(Usage.OwnAnnouncement::new);
        };
    }

    private Optional<Usage> served() {
        Optional<Usage.Minutes> minutes = minutes();
        Optional<Long> count = data.required("count", Rules::count);
        BigDecimal concurrency =
                data.optional("concurrency", Rules::concurrency).orElse(BigDecimal.ZERO);
        boolean probe = data.optional("probe", Rules::truth).orElse(false);
        Optional<Long> prompt = data.optional("promptTokens", Rules::count);
        Optional<Long> completion = data.optional("completionTokens", Rules::count);
        Usage.AdviceTokens tokens = prompt.isEmpty() && completion.isEmpty()
                ? null
                : new Usage.AdviceTokens(prompt.orElse(0L), completion.orElse(0L));
        return deployment()
                .flatMap(id ->
                        minutes.flatMap(m -> count.map(c -> new Usage.Served(id, m, c, concurrency, probe, tokens))));
    }

    private Optional<Usage> tokens() {
        Optional<String> model = data.required("model", Rules::identifier);
        Optional<Long> prompt = data.required("promptTokens", Rules::count);
        long cached = data.optional("cachedPromptTokens", Rules::count).orElse(0L);
        Optional<Long> completion = data.required("completionTokens", Rules::count);
        if (prompt.isPresent() && cached > prompt.get()) {
            data.complain("cachedPromptTokens", "must be at most data.promptTokens (" + prompt.get() + ")");
        }
        return account()
                .flatMap(id -> model.flatMap(
                        m -> prompt.flatMap(p -> completion.map(c -> new Usage.Tokens(id, m, p, cached, c)))));
    }

    private ShapePart shape() {
        return new ShapePart(
                data.optional("accelerator", Rules::identifier).orElse(null),
                data.optional("acceleratorCount", Rules::gpuCount).orElse(null),
                data.optional("region", Rules::identifier).orElse(null));
    }

    private Usage.Configuration configuration() {
        String model = data.optional("model", Rules::identifier).orElse(null);
        Integer min = data.optional("minReplicas", Rules::replicas).orElse(null);
        Integer max = data.optional("maxReplicas", Rules::replicas).orElse(null);
        if (min != null && max != null && min > max) {
            data.complain("minReplicas", "must be at most data.maxReplicas (" + max + ")");
        }
        return new Usage.Configuration(
                model,
                min,
                max,
                labels(),
                data.optional("target", Rules::target).orElse(null),
                data.optional("policy", Rules::policy).orElse(null));
    }

    private @Nullable Map<String, String> labels() {
        Optional<Json.Members> given = data.optional("labels", Rules::labels);
        if (given.isEmpty()) {
            return null;
        }
        Map<String, String> labels = new TreeMap<>();
        Fields fields = new Fields("data.labels.", given.get(), complaints);
        for (String name : given.get().members().keySet()) {
            fields.required(name, Rules::label).ifPresent(value -> labels.put(name, value));
        }
        return Collections.unmodifiableMap(labels);
    }

    private Optional<Usage.Minutes> minutes() {
        Optional<Instant> from = data.required("from", Rfc3339::instant);
        Optional<Instant> to = data.required("to", Rfc3339::instant);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Usage.Minutes minutes = new Usage.Minutes(from.get(), to.get());
        if (minutes.to().isBefore(minutes.from())) {
            data.complain("to", "must not be before data.from (" + minutes.from() + ")");
        } else if (Duration.between(minutes.from(), minutes.to()).compareTo(LONGEST_REPORT) > 0) {
            data.complain("to", "must be at most 24 hours after data.from (" + minutes.from() + ")");
        }
        return Optional.of(minutes);
    }

    private Optional<String> account() {
        return subject.map(Subject::account);
    }

    private Optional<DeploymentId> deployment() {
        return subject.flatMap(
                s -> s instanceof Subject.OfDeployment of ? Optional.of(of.deployment()) : Optional.empty());
    }

    private Optional<ReplicaId> replica() {
        return subject.flatMap(s -> s instanceof Subject.OfReplica of ? Optional.of(of.replica()) : Optional.empty());
    }
}
