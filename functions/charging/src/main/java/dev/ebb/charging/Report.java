package dev.ebb.charging;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Statements, and what became of the events behind them. Sorted, so that equal reports are equal bytes: statements by
 * account and period; rejected events and warnings by source, id and reason, absent ones first.
 *
 * @param warnings each once, although several periods may give it
 */
public record Report(
        Instant asOf, Counts counts, List<RejectedEvent> rejected, List<Warning> warnings, List<Statement> statements) {

    /**
     * How many events were accepted, were deliveries of an accepted one, and were rejected.
     */
    public record Counts(long accepted, long duplicates, long rejected) {}

    /**
     * An event that was not metered.
     *
     * @param source null if it could not be decoded
     * @param id null if it could not be decoded
     * @param reason every rule that it breaks
     * @param file where it stands; null unless it could not be decoded
     * @param line the number of its line, from 1; null unless it could not be decoded
     */
    public record RejectedEvent(
            @Nullable String source,
            @Nullable String id,
            String reason,
            @Nullable String file,
            @Nullable Long line) {

        /** One that could be decoded. */
        public static RejectedEvent of(@Nullable String source, @Nullable String id, String reason) {
            return new RejectedEvent(source, id, reason, null, null);
        }

        /** In a line: where it stands or what it is called first, as far as that is known. */
        public String words() {
            return Stream.of(file, line, source, id)
                            .filter(Objects::nonNull)
                            .map(Object::toString)
                            .collect(Collectors.joining(" "))
                    + ": " + reason;
        }
    }

    private static final Comparator<@Nullable String> NULLS_FIRST = Comparator.nullsFirst(Comparator.naturalOrder());

    /** Sorts. */
    public Report {
        rejected = rejected.stream()
                .sorted(Comparator.comparing(RejectedEvent::source, NULLS_FIRST)
                        .thenComparing(RejectedEvent::id, NULLS_FIRST)
                        .thenComparing(RejectedEvent::reason)
                        .thenComparing(RejectedEvent::file, NULLS_FIRST)
                        .thenComparing(RejectedEvent::line, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
        warnings = warnings.stream()
                .distinct()
                .sorted(Comparator.comparing(Warning::source, NULLS_FIRST)
                        .thenComparing(Warning::id, NULLS_FIRST)
                        .thenComparing(Warning::reason)
                        .thenComparing(Warning::account))
                .toList();
        statements = statements.stream()
                .sorted(Comparator.comparing(Statement::account).thenComparing(Statement::period))
                .toList();
    }
}
