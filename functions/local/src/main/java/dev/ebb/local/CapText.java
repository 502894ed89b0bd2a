package dev.ebb.local;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.budgets.CapOutlook;
import dev.ebb.charging.budgets.CapOutlooks;
import dev.ebb.charging.budgets.CapTarget;
import dev.ebb.charging.budgets.CapView;
import dev.ebb.charging.budgets.HardCap;
import dev.ebb.metering.DeploymentId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The outlook on a hard cap in words. Amounts are rounded up: they bound. */
final class CapText {

    private CapText() {}

    static List<String> lines(CapView view) {
        CapOutlook outlook = view.outlook();
        HardCap.Outlook ahead = outlook.ahead();
        List<String> lines = new ArrayList<>();
        lines.add("Hard cap        " + money(Fraction.of(outlook.cap()), outlook) + ", as of " + outlook.asOf());
        lines.add("  accrued       " + money(ahead.accrued(), outlook) + " at most");
        lines.add("  burn          " + money(ahead.burn(), outlook) + " an hour with tokens and what is reserved, "
                + reached(ahead.reachedAt(), outlook));
        lines.add("  ceiling       " + money(ahead.ceiling(), outlook) + " an hour, "
                + reached(ahead.ceilingReachedAt(), outlook));
        lines.add("  must act      "
                + (ahead.actsNow()
                        ? "now"
                        : ahead.actsAt().map(at -> "at " + at).orElseGet(() -> notInPeriod(outlook))));
        victims(lines, view);
        if (outlook.unpriced()) {
            lines.add("  Something is used that has no price: the cap does not hold for it.");
        }
        lines.add(
                view.heldBy().isEmpty()
                        ? "  Sweeps stop them in time, unless a pin, the breaker, the kill switch or a mode below zero"
                                + " holds that."
                        : "  Sweeps do not stop what is held by anything: the cap is kept only if the rest is enough.");
        return lines;
    }

    private static void victims(List<String> lines, CapView view) {
        CapOutlook outlook = view.outlook();
        List<CapTarget> victims = outlook.ahead().victims();
        if (victims.isEmpty()) {
            lines.add("  would stop    nothing: nothing runs or boots");
            return;
        }
        lines.add("  would stop, in this order");
        victims.stream()
                .limit(CapOutlooks.MAX_VICTIMS)
                .forEach(victim -> lines.add("    "
                        + victim.deployment().name() + "  " + money(victim.burn(), outlook) + " an hour, "
                        + (victim.idle() ? "idle, " : "") + (victim.production() ? "production" : "not production")
                        + view.heldBy(victim.deployment())
                                .map(by -> ", held by " + Printable.of(by))
                                .orElse("")));
        int more = victims.size() - CapOutlooks.MAX_VICTIMS;
        if (more > 0) {
            lines.add("    and " + more + " more");
        }
    }

    /** What the next sweep begins to stop; empty if the cap need not act yet, or can stop nothing. */
    static Optional<String> atOnce(CapView view) {
        List<String> names = view.outlook().ahead().victims().stream()
                .map(CapTarget::deployment)
                .filter(deployment -> view.heldBy(deployment).isEmpty())
                .limit(CapOutlooks.MAX_VICTIMS)
                .map(DeploymentId::name)
                .toList();
        return view.outlook().ahead().actsNow() && !names.isEmpty()
                ? Optional.of("Warning: the hard cap must act now: the next sweep begins to stop, in this order, "
                        + String.join(", ", names))
                : Optional.empty();
    }

    private static String reached(Optional<Instant> at, CapOutlook outlook) {
        return at.map(instant -> instant.isAfter(outlook.asOf()) ? "reaches it at " + instant : "may have reached it")
                .orElseGet(() -> "reaches it " + notInPeriod(outlook));
    }

    private static String notInPeriod(CapOutlook outlook) {
        return "not in this period (ends " + outlook.period().to() + ")";
    }

    private static String money(Fraction amount, CapOutlook outlook) {
        BigDecimal rounded = amount.rounded(outlook.currency().getDefaultFractionDigits(), RoundingMode.CEILING);
        return Figures.grouped(rounded) + " " + outlook.currency().getCurrencyCode();
    }
}
