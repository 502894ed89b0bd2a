package dev.ebb.charging.invoicing;

import dev.ebb.charging.Line;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import dev.ebb.charging.Warning;
import dev.ebb.metering.DeploymentId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Why a period's invoice is held: what has no price, and which replica, deployment or event the warnings are about. */
public final class HeldReason {

    /** More than a person reads in a line. */
    private static final int MOST = 10;

    private HeldReason() {}

    /**
     * In a line.
     *
     * @param statement one that is incomplete
     * @param warnings of it
     */
    public static String of(Statement statement, List<Warning> warnings) {
        Set<String> reasons = new LinkedHashSet<>();
        for (ChargedLine charged : statement.lines()) {
            if (charged.amount() == null) {
                reasons.add(unpriced(charged.line()));
            }
        }
        for (Warning warning : warnings) {
            DeploymentId about = warning.deployment();
            reasons.add((about == null ? "" : "deployment " + about + ": ") + warning.words());
        }
        List<String> named = new ArrayList<>(reasons.stream().limit(MOST).toList());
        if (reasons.size() > MOST) {
            named.add("and " + (reasons.size() - MOST) + " more");
        }
        return "period " + statement.period().month() + " is incomplete"
                + (named.isEmpty() ? "" : ": " + String.join("; ", named));
    }

    private static String unpriced(Line line) {
        return switch (line) {
            case Line.Gpu gpu ->
                "no price for accelerator " + gpu.kind().accelerator() + " in region "
                        + gpu.kind().region() + " (deployment " + gpu.deployment() + ")";
            case Line.Tokens tokens ->
                "no price for model " + tokens.model() + " ("
                        + tokens.direction().text() + " tokens)";
            case Line.Committed committed ->
                "no price for what is reserved of " + committed.commitment().accelerator();
            case Line.Adjustment adjustment -> "no amount for the adjustment of " + adjustment.period();
        };
    }
}
