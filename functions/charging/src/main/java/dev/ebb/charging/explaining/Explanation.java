package dev.ebb.charging.explaining;

import dev.ebb.charging.Allotment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line.EventReference;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a line costs what it costs.
 *
 * @param statement the line's
 * @param number of the line, from 1
 * @param asOf the present when usage was read
 * @param basis what the amount is computed from
 * @param rounding what became of the exact amount; null if no price covers it
 * @param exactTotal what all exact amounts of the statement add up to
 */
public record Explanation(
        Statement statement,
        int number,
        Instant asOf,
        Basis basis,
        Allotment.@Nullable Share rounding,
        Fraction exactTotal) {

    /** The line. */
    public ChargedLine charged() {
        return statement.lines().get(number - 1);
    }

    /** What an amount is computed from. */
    public sealed interface Basis {}

    /**
     * Of GPU time.
     *
     * @param parts of sessions, in the order in which they begin
     * @param coveredBy numbers of the lines of the commitments that can cover it; empty if nothing of it is reserved
     * @param unexplained what the line has more than its parts; not nothing if usage has become known since
     */
    public record Sessions(List<SessionPart> parts, List<Integer> coveredBy, GpuTime unexplained) implements Basis {

        /** Copies them. */
        public Sessions {
            parts = List.copyOf(parts);
            coveredBy = List.copyOf(coveredBy);
        }
    }

    /** Of tokens: they are metered by quarter-hours, and priced at their first instants. */
    public record Quarters(List<Quarter> quarters) implements Basis {

        /** Copies them. */
        public Quarters {
            quarters = List.copyOf(quarters);
        }
    }

    /** Of what was reserved. */
    public record Held(List<HeldSpan> spans) implements Basis {

        /** Copies them. */
        public Held {
            spans = List.copyOf(spans);
        }
    }

    /**
     * Of an adjustment: today's amount of the line that it corrects, less all that was invoiced for that line before.
     *
     * @param today what became of the line's exact amount, as rounded as its month's invoice was; null if it has none
     * @param invoiced what each invoice before this statement charged for the line, by number
     * @param unexplained what the adjustment has more than that; not zero if usage has become known since
     * @param events what made the difference, as far as it is known
     * @param moreEvents how many more there are
     */
    public record Corrected(
            Allotment.@Nullable Share today,
            List<Charge> invoiced,
            BigDecimal unexplained,
            List<EventReference> events,
            long moreEvents)
            implements Basis {

        /** Copies them. */
        public Corrected {
            invoiced = List.copyOf(invoiced);
            events = List.copyOf(events);
        }

        Corrected with(BigDecimal rest) {
            return new Corrected(today, invoiced, rest, events, moreEvents);
        }

        /** Today's amount, less what was invoiced. */
        public BigDecimal difference() {
            BigDecimal amount = today == null ? BigDecimal.ZERO : today.amount();
            return invoiced.stream().map(Charge::amount).reduce(amount, BigDecimal::subtract);
        }
    }

    /** What an invoice charged for a line, its own or as an adjustment. */
    public record Charge(long invoice, BigDecimal amount) {}

    /**
     * A stretch of a session that the line's price holds for, in the statement's period.
     *
     * @param from its first instant
     * @param to the first instant after it
     * @param shape what it ran on
     * @param sessionFrom when the session began
     * @param sessionTo when it ended; the present if it has not
     * @param ending why it ended
     * @param events that made it, in order
     */
    public record SessionPart(
            String replica,
            Instant from,
            Instant to,
            Shape shape,
            Instant sessionFrom,
            Instant sessionTo,
            Ending ending,
            List<Cause> events) {

        /** Copies the events. */
        public SessionPart {
            events = List.copyOf(events);
        }

        /** How long it lasted. */
        public Duration duration() {
            return Duration.between(from, to);
        }

        /** GPUs times time. */
        public GpuTime gpuTime() {
            return new GpuTime(BigInteger.valueOf(shape.count().milliGpus())
                    .multiply(BigInteger.valueOf(duration().toMillis())));
        }
    }

    /** Why a session ended. */
    public enum Ending {
        /** An event ended it. */
        CLOSED,
        /** Its replica fell silent: it ended, provisionally, when it was last seen. */
        SILENT,
        /** It has not. */
        RUNNING
    }

    /**
     * An event that had a part in a session.
     *
     * @param type its CloudEvents type
     */
    public record Cause(Role role, String type, EventReference event) {}

    /** Which part. */
    public enum Role {
        /** Began the boot, which is not billed. */
        BOOTED,
        /** Announced what the replica did not say of its shape. */
        SHAPED,
        /** Opened the session. */
        OPENED,
        /** Said once more that it is open. */
        CONFIRMED,
        /** Ended it. */
        CLOSED
    }

    /**
     * Tokens of the line's model and direction in one quarter-hour.
     *
     * @param from its first instant
     * @param cached those of {@code quantity} that were cached and cost what others do
     */
    public record Quarter(Instant from, BigInteger quantity, BigInteger cached) {}

    /** A stretch in which so many GPUs, in thousandths, were reserved. */
    public record HeldSpan(Instant from, Instant to, long milliGpus) {

        /** GPUs times time. */
        public GpuTime gpuTime() {
            return new GpuTime(BigInteger.valueOf(milliGpus)
                    .multiply(BigInteger.valueOf(Duration.between(from, to).toMillis())));
        }
    }
}
