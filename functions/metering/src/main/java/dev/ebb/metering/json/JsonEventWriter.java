package dev.ebb.metering.json;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes events as CloudEvents 1.0 in structured JSON, on one line, such that {@link JsonEventReader} reads the same. */
public final class JsonEventWriter {

    private JsonEventWriter() {}

    /**
     * One event as JSON text, without a line break.
     *
     * @throws IllegalArgumentException for one of Ebb's own announcements: of those nothing is read
     */
    public static String write(UsageEvent event) {
        Members data = data(event.usage());
        Members members = new Members()
                .text("specversion", "1.0")
                .text("id", event.identity().id())
                .text("source", event.identity().source())
                .text("type", event.usage().type())
                .text("subject", subject(event.usage()).text())
                .text("time", event.finer().after(event.time()));
        if (!event.sequence().equals(Sequence.ABSENT)) {
            members.text("sequence", event.sequence().digits());
        }
        if (!data.all.isEmpty()) {
            members.json("data", data.json());
        }
        return members.json().text();
    }

    private static Subject subject(Usage usage) {
        return switch (usage) {
            case Usage.OfDeployment of -> deployment(of.deployment());
            case Usage.OfReplica of -> replica(of.replica());
            case Usage.Alive alive -> replica(alive.replica());
            case Usage.Served served -> deployment(served.deployment());
            case Usage.Rejected rejected -> deployment(rejected.deployment());
            case Usage.Reported reported -> new Subject.OfAccount(reported.account());
            case Usage.Tokens tokens -> new Subject.OfAccount(tokens.account());
            case Usage.Voided voided -> new Subject.OfAccount(voided.target().account());
            case Usage.OwnAnnouncement own -> throw unknown(own);
        };
    }

    private static Subject deployment(DeploymentId id) {
        return new Subject.OfDeployment(id);
    }

    private static Subject replica(ReplicaId id) {
        return new Subject.OfReplica(id);
    }

    private static IllegalArgumentException unknown(Usage.OwnAnnouncement own) {
        return new IllegalArgumentException("usage: must be known whole, is " + own);
    }

    private static Members data(Usage usage) {
        return switch (usage) {
            case Usage.Created created -> configuration(shape(created.shape()), created.configuration());
            case Usage.Updated updated -> configuration(shape(updated.shape()), updated.configuration());
            case Usage.Deleted ignored -> new Members();
            case Usage.Starting starting -> shape(starting.shape());
            case Usage.Ready ready -> shape(ready.shape());
            case Usage.Stopped stopped -> new Members().text("reason", stopped.reason());
            case Usage.Alive ignored -> new Members();
            case Usage.Served served -> served(served);
            case Usage.Rejected rejected -> minutes(rejected.minutes()).number("count", rejected.count());
            case Usage.Reported reported -> minutes(reported.minutes());
            case Usage.Tokens tokens ->
                new Members()
                        .text("model", tokens.model())
                        .number("promptTokens", tokens.prompt())
                        .number("cachedPromptTokens", tokens.cachedPrompt())
                        .number("completionTokens", tokens.completion());
            case Usage.Voided voided -> {
                Members target = new Members()
                        .text("source", voided.target().source())
                        .text("id", voided.target().id());
                Instant time = voided.time();
                yield time == null ? target : target.instant("time", time);
            }
            case Usage.OwnAnnouncement own -> throw unknown(own);
        };
    }

    private static Members shape(ShapePart shape) {
        Members members = new Members().text("accelerator", shape.accelerator());
        GpuCount count = shape.count();
        if (count != null) {
            members.number("acceleratorCount", BigDecimal.valueOf(count.milliGpus(), 3));
        }
        return members.text("region", shape.region());
    }

    private static Members configuration(Members members, Usage.Configuration configuration) {
        members.text("model", configuration.model());
        Integer least = configuration.minReplicas();
        Integer most = configuration.maxReplicas();
        if (least != null) {
            members.number("minReplicas", least);
        }
        if (most != null) {
            members.number("maxReplicas", most);
        }
        Map<String, String> labels = configuration.labels();
        if (labels != null) {
            Members texts = new Members();
            labels.forEach(texts::text);
            members.json("labels", texts.json());
        }
        return members.parsed("target", configuration.target()).parsed("policy", configuration.policy());
    }

    private static Members served(Usage.Served served) {
        Members members = minutes(served.minutes()).number("count", served.count());
        if (served.concurrency().signum() != 0) {
            members.number("concurrency", served.concurrency());
        }
        if (served.probe()) {
            members.json("probe", new Json.Truth(true));
        }
        Usage.AdviceTokens tokens = served.tokens();
        if (tokens != null) {
            members.number("promptTokens", tokens.prompt()).number("completionTokens", tokens.completion());
        }
        return members;
    }

    private static Members minutes(Usage.Minutes minutes) {
        return new Members().instant("from", minutes.from()).instant("to", minutes.to());
    }

    /** An object in the making; a null adds nothing. */
    private static final class Members {

        private final Map<String, Json> all = new LinkedHashMap<>();

        Json.Members json() {
            return new Json.Members(all, Set.of());
        }

        Members json(String name, Json value) {
            all.put(name, value);
            return this;
        }

        Members text(String name, @Nullable String value) {
            return value == null ? this : json(name, new Json.Text(value));
        }

        Members instant(String name, Instant value) {
            return text(name, value.toString());
        }

        Members number(String name, long value) {
            return json(name, new Json.Digits(Long.toString(value)));
        }

        Members number(String name, BigDecimal value) {
            BigDecimal shortest = value.stripTrailingZeros();
            return json(name, new Json.Digits(shortest.scale() > 0 ? shortest.toString() : shortest.toPlainString()));
        }

        /** @param text as JSON */
        Members parsed(String name, @Nullable String text) {
            if (text == null) {
                return this;
            }
            try {
                return json(
                        name,
                        JsonText.parse(text.getBytes(StandardCharsets.UTF_8)).value());
            } catch (JsonText.MalformedException malformed) {
                throw new IllegalArgumentException(name + ": " + malformed.getMessage(), malformed);
            }
        }
    }
}
