package dev.ebb.sweeping.caps;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.budgets.CapFigures;
import dev.ebb.sweeping.caps.CapMember.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said of a cap. */
final class CapWording {

    private static final int MOST_NAMED = 20;

    private CapWording() {}

    /** Rounded to the currency's minor unit, up. */
    static String amount(CapFigures figures, Fraction amount) {
        int digits = Math.max(0, figures.currency().getDefaultFractionDigits());
        return amount.rounded(digits, RoundingMode.CEILING).toPlainString() + " "
                + figures.currency().getCurrencyCode();
    }

    static String amount(CapFigures figures, BigDecimal amount) {
        return amount(figures, Fraction.of(amount));
    }

    /** Why the cap does not hold, and when it was or will be passed. */
    static String notHeld(CapFigures figures, CapDecision decision) {
        return "the hard cap of " + amount(figures, figures.cap()) + " for "
                + figures.period().month() + " is not kept: " + held(decision.held()) + "; at most "
                + amount(figures, figures.accrued()) + " have accrued; "
                + when(figures.asOf(), decision)
                + (figures.unpriced() ? "; what has no price is in none of this" : "");
    }

    private static String held(List<CapMember> held) {
        if (held.isEmpty()) {
            return "what is left can't be stopped";
        }
        String named = held.stream()
                .limit(MOST_NAMED)
                .map(member -> member.target().deployment().name() + by(member.standing()))
                .collect(Collectors.joining(", "));
        int more = held.size() - Math.min(held.size(), MOST_NAMED);
        return "not stopped: " + named + (more == 0 ? "" : " and " + more + " more");
    }

    static String by(Standing standing) {
        return switch (standing) {
            case Standing.Held held -> ", held by " + held.by();
            case Standing.Free ignored -> "";
            case Standing.Stopping ignored -> "";
        };
    }

    private static String when(Instant now, CapDecision decision) {
        return decision.ceilingReachedAt()
                .filter(at -> !at.isAfter(now))
                .map(at -> "it may have been reached by " + at)
                .orElseGet(() -> passed(decision.reachedAt()) + " as it goes on; " + passed(decision.ceilingReachedAt())
                        + " if all that is left runs at its most");
    }

    private static String passed(Optional<Instant> at) {
        return at.map(instant -> "it will be passed at " + instant).orElse("it will not be passed in this month");
    }
}
