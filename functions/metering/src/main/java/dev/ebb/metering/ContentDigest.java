package dev.ebb.metering;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two events with one identity say the same: their digests are equal exactly when their decoded content
 * is (type, subject, instant with all its digits, sequence, known fields). How it was spelled does not matter, nor who
 * sent it.
 *
 * <p>The digest is SHA-256 over an encoding in which every field is tagged as absent or given with its length, so that
 * no two contents have one encoding. It is stored with identities, and says by which version of this rule it was made:
 * an event is compared by the version that stands, so that one from before a change is still its own duplicate.
 */
public final class ContentDigest {

    private static final int ABSENT = 0;
    private static final int GIVEN = 1;
    private static final String SECOND = "2.";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private final boolean first;

    private ContentDigest(boolean first) {
        this.first = first;
    }

    /** By the present version: {@code 2.} and 43 characters of base64url. */
    public static String of(UsageEvent event) {
        return SECOND + new ContentDigest(false).allDigits(event);
    }

    /** Whether {@code digest}, of whatever version, is that of {@code event}. */
    public static boolean matches(String digest, UsageEvent event) {
        return digest.startsWith(SECOND)
                ? digest.equals(of(event))
                : digest.equals(new ContentDigest(true).wholeMillis(event));
    }

    /** The first version, which has no name: finer digits of the time did not count, nor a void's time. */
    private String wholeMillis(UsageEvent event) {
        instant(event.time());
        return rest(event);
    }

    private String allDigits(UsageEvent event) {
        instant(event.time());
        text(event.finer().digits());
        return rest(event);
    }

    private String rest(UsageEvent event) {
        text(event.sequence().digits());
        text(event.usage().type());
        usage(event.usage());
        return Sha256.base64Url(bytes.toByteArray());
    }

    private void usage(Usage usage) {
        switch (usage) {
            case Usage.Created created -> {
                deployment(created.deployment());
                shape(created.shape());
                configuration(created.configuration());
            }
            case Usage.Updated updated -> {
                deployment(updated.deployment());
                shape(updated.shape());
                configuration(updated.configuration());
            }
            case Usage.Deleted deleted -> {
                deployment(deleted.deployment());
            }
            case Usage.Starting starting -> {
                replica(starting.replica());
                shape(starting.shape());
            }
            case Usage.Ready ready -> {
                replica(ready.replica());
                shape(ready.shape());
            }
            case Usage.Stopped stopped -> {
                replica(stopped.replica());
                text(stopped.reason());
            }
            case Usage.Alive alive -> {
                replica(alive.replica());
            }
            case Usage.Served served -> {
                deployment(served.deployment());
                minutes(served.minutes());
                number(served.count());
                decimal(served.concurrency());
                number(served.probe() ? 1 : 0);
                tokens(served.tokens());
            }
            case Usage.Rejected rejected -> {
                deployment(rejected.deployment());
                minutes(rejected.minutes());
                number(rejected.count());
            }
            case Usage.Reported reported -> {
                text(reported.account());
                minutes(reported.minutes());
            }
            case Usage.Tokens tokens -> {
                text(tokens.account());
                text(tokens.model());
                number(tokens.prompt());
                number(tokens.cachedPrompt());
                number(tokens.completion());
            }
            case Usage.Voided voided -> {
                text(voided.target().account());
                text(voided.target().source());
                text(voided.target().id());
                Instant time = voided.time();
                if (time != null && !first) {
                    instant(time);
                }
            }
            case Usage.OwnAnnouncement own -> {
                text(own.account());
            }
        }
    }

    private void deployment(DeploymentId deployment) {
        text(deployment.account());
        text(deployment.name());
    }

    private void replica(ReplicaId replica) {
        deployment(replica.deployment());
        text(replica.name());
    }

    private void shape(ShapePart shape) {
        text(shape.accelerator());
        GpuCount count = shape.count();
        text(count == null ? null : Integer.toString(count.milliGpus()));
        text(shape.region());
    }

    private void configuration(Usage.Configuration configuration) {
        text(configuration.model());
        whole(configuration.minReplicas());
        whole(configuration.maxReplicas());
        Map<String, String> labels = configuration.labels();
        if (labels == null) {
            text(null);
        } else {
            number(labels.size());
            new TreeMap<>(labels).forEach((name, value) -> {
                text(name);
                text(value);
            });
        }
        text(configuration.target());
        text(configuration.policy());
    }

    private void minutes(Usage.Minutes minutes) {
        instant(minutes.from());
        instant(minutes.to());
    }

    private void tokens(Usage.@Nullable AdviceTokens tokens) {
        if (tokens == null) {
            text(null);
        } else {
            number(tokens.prompt());
            number(tokens.completion());
        }
    }

    private void instant(Instant instant) {
        number(instant.toEpochMilli());
    }

    private void whole(@Nullable Integer value) {
        text(value == null ? null : Integer.toString(value));
    }

    private void number(long value) {
        text(Long.toString(value));
    }

    private void decimal(BigDecimal value) {
        text(value.stripTrailingZeros().toString());
    }

    private void text(@Nullable String value) {
        try {
            if (value == null) {
                out.writeByte(ABSENT);
                return;
            }
            byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
            out.writeByte(GIVEN);
            out.writeInt(encoded.length);
            out.write(encoded);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
    }
}
