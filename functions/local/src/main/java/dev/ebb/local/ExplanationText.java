package dev.ebb.local;

import dev.ebb.charging.Allotment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Statement;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.explaining.Explanation;
import dev.ebb.charging.explaining.Explanation.Cause;
import dev.ebb.charging.explaining.Explanation.HeldSpan;
import dev.ebb.charging.explaining.Explanation.Quarter;
import dev.ebb.charging.explaining.Explanation.SessionPart;
import dev.ebb.charging.json.ExplanationJson;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An explanation for people: what was used, what it costs, and how that was rounded. */
final class ExplanationText {

    private static final int READING_DECIMALS = 9;

    private final Explanation explanation;
    private final List<String> lines = new ArrayList<>();

    private ExplanationText(Explanation explanation) {
        this.explanation = explanation;
    }

    /** Lines of text; control characters from outside are spelled as in JSON. */
    static String of(Explanation explanation) {
        ExplanationText text = new ExplanationText(explanation);
        text.heading();
        text.basis();
        text.amount();
        text.rounding();
        return text.lines.stream().map(Printable::of).collect(Collectors.joining("\n", "", "\n"));
    }

    private void heading() {
        Statement statement = explanation.statement();
        lines.add(statement.account() + ", " + statement.period().month() + " ("
                + statement.period().timeZone().getId() + "), line " + explanation.number() + " of "
                + statement.lines().size() + ", as of " + explanation.asOf());
        lines.add(
                switch (explanation.charged().line()) {
                    case Line.Gpu gpu ->
                        "GPU time of " + gpu.deployment() + " on " + gpu.kind().accelerator() + " in "
                                + gpu.kind().region();
                    case Line.Tokens tokens -> tokens.direction().text() + " tokens of " + tokens.model();
                    case Line.Committed committed ->
                        "Reserved " + committed.commitment().accelerator() + ", region "
                                + committed.commitment().region();
                    case Line.Adjustment adjustment -> "Adjustment of " + adjustment.period();
                });
        lines.add("");
    }

    private void basis() {
        switch (explanation.basis()) {
            case Explanation.Sessions sessions -> {
                sessions.parts().forEach(this::part);
                if (sessions.unexplained().microGpuSeconds().signum() != 0) {
                    lines.add("Not explained by what is known today: " + seconds(sessions.unexplained()));
                }
                if (!sessions.coveredBy().isEmpty()) {
                    lines.add("Covered by the commitments of lines "
                            + sessions.coveredBy().stream().map(String::valueOf).collect(Collectors.joining(", ")));
                }
            }
            case Explanation.Quarters quarters -> {
                for (Quarter quarter : quarters.quarters()) {
                    lines.add("  " + quarter.from() + "   " + quarter.quantity() + " tokens"
                            + (quarter.cached().signum() == 0 ? "" : ", " + quarter.cached() + " of them cached"));
                }
                lines.add(ExplanationJson.TOKEN_EVENTS);
            }
            case Explanation.Held held -> {
                if (explanation.charged().line() instanceof Line.Committed committed) {
                    held(held, committed);
                }
            }
            case Explanation.Corrected corrected -> {
                if (explanation.charged().line() instanceof Line.Adjustment adjustment) {
                    corrected(adjustment);
                }
                differing(corrected);
            }
        }
    }

    private void held(Explanation.Held held, Line.Committed committed) {
        Fraction price = Fraction.of(committed.price().amount());
        for (HeldSpan span : held.spans()) {
            Fraction gpus = Fraction.of(BigDecimal.valueOf(span.milliGpus(), 3));
            Fraction hours = new Fraction(
                    BigInteger.valueOf(Duration.between(span.from(), span.to()).toMillis()),
                    BigInteger.valueOf(Duration.ofHours(1).toMillis()));
            lines.add("  " + span.from() + " to " + span.to() + "   " + gpus(span.milliGpus()) + " GPUs × "
                    + exact(hours) + " h × " + committed.price().amount().toPlainString() + " = "
                    + exact(gpus.times(hours).times(price)));
        }
        if (held.spans().isEmpty()) {
            lines.add("  Nothing in the agreement as it is today reserves it.");
        }
    }

    private void corrected(Line.Adjustment adjustment) {
        Long invoice = adjustment.invoice();
        lines.add(
                invoice == null
                        ? "  The month lies before the first invoice."
                        : "  Invoice " + invoice + " is what it corrects.");
        lines.add("  Line: " + adjustment.line());
        adjustment
                .events()
                .forEach(event ->
                        lines.add("  " + event.time() + "   became known late: " + event.source() + " " + event.id()));
        if (adjustment.moreEvents() > 0) {
            lines.add("  and " + adjustment.moreEvents() + " more");
        }
    }

    private void differing(Explanation.Corrected corrected) {
        Allotment.Share today = corrected.today();
        lines.add(
                today == null
                        ? "  Today the line is not there."
                        : "  Today it comes to " + today.amount().toPlainString() + ", exactly "
                                + exact(today.exact()));
        corrected
                .invoiced()
                .forEach(charge -> lines.add("  Less what invoice " + charge.invoice() + " charged for it: "
                        + charge.amount().toPlainString()));
        lines.add("  Difference: " + corrected.difference().toPlainString());
        if (corrected.unexplained().signum() != 0) {
            lines.add("  Not explained by what is known today: "
                    + corrected.unexplained().toPlainString());
        }
    }

    private void part(SessionPart part) {
        lines.add("  " + part.replica() + "   " + part.from() + " to " + part.to() + "   "
                + gpus(part.shape().count().milliGpus()) + " GPUs × " + length(part.duration()) + " = "
                + seconds(part.gpuTime()));
        String ending = switch (part.ending()) {
            case CLOSED -> "ended " + part.sessionTo();
            case SILENT -> "ended " + part.sessionTo() + ", provisionally: nothing was heard of it since";
            case RUNNING -> "has not ended by " + part.sessionTo();
        };
        lines.add("      session began " + part.sessionFrom() + ", " + ending);
        for (Cause cause : part.events()) {
            lines.add("      " + cause.role().name().toLowerCase(Locale.ROOT) + " by " + cause.type() + " "
                    + cause.event().time() + " " + cause.event().source() + " "
                    + cause.event().id());
        }
    }

    private void amount() {
        if (!(explanation.charged().line() instanceof Line.Priced line)) {
            return;
        }
        lines.add("");
        switch (line) {
            case Line.Gpu gpu -> {
                lines.add("Used: " + seconds(gpu.billed()));
                if (gpu.reserved().compareTo(Fraction.ZERO) != 0) {
                    lines.add("Less what commitments cover: " + gpu.reserved() + " micro-GPU-seconds");
                }
            }
            case Line.Committed committed ->
                lines.add("Reserved: " + seconds(committed.billed()) + ", used " + seconds(committed.used()));
            case Line.Tokens tokens -> lines.add("Used: " + tokens.quantity() + " tokens");
        }
        UnitPrice price = line.price();
        String unit = line instanceof Line.Tokens ? "1M tokens" : "GPU-hour";
        if (price == null) {
            lines.add("No price covers it: it has no amount, and the statement is incomplete.");
            return;
        }
        String where = line instanceof Line.Committed ? " in the agreement" : terms(price.agreed());
        lines.add("Price: " + price.amount().toPlainString() + " per " + unit + "; " + price.unitPrice() + " from "
                + price.priceFrom() + where);
    }

    private static String terms(UnitPrice.@Nullable Agreed agreed) {
        if (agreed == null) {
            return " in the price book";
        }
        return agreed.percentOff() == null
                ? " in the agreement's term from " + agreed.from()
                : " in the price book, less " + agreed.percentOff() + " % by the agreement's term from "
                        + agreed.from();
    }

    private void rounding() {
        Statement statement = explanation.statement();
        String currency = statement.currency().getCurrencyCode();
        Allotment.Share share = explanation.rounding();
        if (share != null) {
            lines.add("Exact amount: " + exact(share.exact()));
            lines.add("Cut down to " + share.floor().toPlainString() + ", which loses " + exact(share.lost())
                    + ": place " + share.rank() + " by what was lost, "
                    + (share.raised() ? "so it gets" : "so it does not get")
                    + " one of the minor units that are missing");
            lines.add("Amount: " + share.amount().toPlainString() + " " + currency);
        }
        lines.add("Statement: exactly " + exact(explanation.exactTotal()) + ", rounded half up "
                + statement.total().toPlainString() + " " + currency);
    }

    private static String exact(Fraction fraction) {
        BigDecimal reading = fraction.rounded(READING_DECIMALS, RoundingMode.HALF_EVEN);
        return Fraction.of(reading).equals(fraction)
                ? reading.stripTrailingZeros().toPlainString()
                : fraction + " (about " + reading.toPlainString() + ")";
    }

    private static String gpus(long milliGpus) {
        return BigDecimal.valueOf(milliGpus, 3).stripTrailingZeros().toPlainString();
    }

    private static String length(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    private static String seconds(GpuTime time) {
        return time.gpuSeconds().toPlainString() + " GPU-seconds";
    }
}
