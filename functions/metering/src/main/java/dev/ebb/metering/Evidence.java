package dev.ebb.metering;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What proves that something ran in [from, to) where no session says so: a ready is likely missing, or a creation.
 *
 * @param replica which replica ran; null if only the deployment is known
 * @param from the beginning of its first quarter-hour or minute
 * @param to the end of its last one, or the stop before that
 * @param kinds what proves it
 * @param shape what was announced, if that is known
 */
public record Evidence(
        DeploymentId deployment,
        @Nullable String replica,
        Instant from,
        Instant to,
        Set<Kind> kinds,
        @Nullable Shape shape) {

    /** What proves that something ran. */
    public enum Kind {
        /** The replica said that it is alive. */
        ALIVE("said that it is alive, and no session, boot or stop of it tells of that: its ready is likely missing"),
        /** The deployment served requests. */
        SERVED("served requests while no replica of it had a session: a ready is likely missing"),
        /** The replica became ready long after its deployment's deletion. */
        READY_AFTER_DELETION(
                "became ready after its deployment was deleted: the creation of a new one is likely missing, or the"
                        + " deletion never happened");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** Copies the kinds. */
    public Evidence {
        kinds = Set.copyOf(kinds);
    }

    /** A sentence for people. */
    public String reason() {
        String subject = replica == null ? "the deployment " : "replica " + replica + " ";
        String what = new TreeSet<>(kinds).stream().map(kind -> kind.words).collect(Collectors.joining("; it "));
        return subject + what + " (from " + from + " to " + to
                + "); the statement is incomplete until it is sent, or `ebb evidence` dismisses it";
    }
}
