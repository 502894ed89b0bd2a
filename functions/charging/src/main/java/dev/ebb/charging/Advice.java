package dev.ebb.charging;

import dev.ebb.metering.DeploymentUsage;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;

/**
 * What a dedicated deployment's traffic would have cost per token.
 *
 * @param model what it serves, as announced now
 * @param dedicated what its GPUs cost in the period beyond what is reserved, exactly
 * @param serverless what the tokens that are known would have cost, exactly; cached ones flat
 * @param evidence what that is computed from
 */
public record Advice(String deployment, String model, Fraction dedicated, Fraction serverless, Evidence evidence) {

    /** On one deployment, as if nothing were reserved; empty if its traffic or a price is not known. */
    public static Optional<Advice> on(DeploymentUsage usage, Rating rating) {
        InsightDraft draft = new InsightDraft(rating);
        draft.add(usage);
        return draft.of(rating.gpuLines(usage)).advice().stream().findFirst();
    }

    private static final BigInteger MILLIS_PER_HOUR = BigInteger.valueOf(3_600_000);

    /**
     * What is known.
     *
     * @param requests those whose tokens are known and have a price
     * @param promptTokens of these requests
     * @param completionTokens of these requests
     * @param activeMinutes of the period
     * @param countedMinutes those of them for which tokens are known; at most {@code activeMinutes}
     * @param allPriced whether the model had a price whenever tokens are known
     * @param up how long at least one replica accepted requests
     */
    public record Evidence(
            BigInteger requests,
            BigInteger promptTokens,
            BigInteger completionTokens,
            long activeMinutes,
            long countedMinutes,
            boolean allPriced,
            Duration up) {

        /** Whether the tokens of all traffic are known and have a price, so that the cost is no lower bound. */
        public boolean isComplete() {
            return allPriced && countedMinutes == activeMinutes;
        }
    }

    /** What to do. */
    public enum Recommendation {
        /** Per-token pricing would have been cheaper. */
        SERVERLESS,
        /** It would have been cheaper if the traffic whose tokens are unknown is like the other. */
        PROBABLY_SERVERLESS,
        /** It would not have been cheaper if the traffic whose tokens are unknown is like the other. */
        PROBABLY_DEDICATED,
        /** Per-token pricing would not have been cheaper, whatever the tokens that are unknown. */
        DEDICATED;

        /** Whether per-token pricing is, or probably is, cheaper. */
        public boolean isToMove() {
            return this == SERVERLESS || this == PROBABLY_SERVERLESS;
        }

        /** In words. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * The recommendation's reason in a sentence.
     *
     * @param minorUnits decimals of an amount
     */
    public String reason(Currency currency, int minorUnits) {
        String known = evidence.isComplete()
                ? "would have cost "
                : "tokens known for " + percentKnown() + " % of active minutes"
                        + (evidence.allPriced() ? "" : " and not priced at all times") + ": would have cost at least ";
        return evidence.requests() + " requests with "
                + evidence.promptTokens().add(evidence.completionTokens()) + " tokens in " + evidence.countedMinutes()
                + " of " + evidence.activeMinutes() + " active minutes; " + known
                + money(serverless, currency, minorUnits) + " per token, and cost "
                + money(dedicated, currency, minorUnits) + " on dedicated GPUs";
    }

    private static String money(Fraction amount, Currency currency, int minorUnits) {
        return currency.getCurrencyCode() + " "
                + amount.rounded(minorUnits, RoundingMode.HALF_UP).toPlainString();
    }

    /** Whole percent, rounded down, so that 100 % means all. */
    private String percentKnown() {
        return new Fraction(
                        BigInteger.valueOf(100 * evidence.countedMinutes()),
                        BigInteger.valueOf(Math.max(1, evidence.activeMinutes())))
                .rounded(0, RoundingMode.FLOOR)
                .toPlainString();
    }

    /** What the evidence leads to. */
    public Recommendation recommendation() {
        if (serverless.compareTo(dedicated) >= 0) {
            return Recommendation.DEDICATED;
        }
        if (evidence.isComplete()) {
            return Recommendation.SERVERLESS;
        }
        return evidence.countedMinutes() > 0 && estimate().compareTo(dedicated) < 0
                ? Recommendation.PROBABLY_SERVERLESS
                : Recommendation.PROBABLY_DEDICATED;
    }

    /** The serverless cost if all active minutes were like those for which tokens are known. */
    private Fraction estimate() {
        return serverless.times(new Fraction(
                BigInteger.valueOf(evidence.activeMinutes()), BigInteger.valueOf(evidence.countedMinutes())));
    }

    /**
     * From how many requests an hour on, like those that are known, dedicated GPUs are cheaper while they run. Empty if
     * they never ran, or if requests cost nothing.
     */
    public Optional<Fraction> breakEvenRequestsPerHour() {
        Fraction costs =
                serverless.times(new Fraction(BigInteger.valueOf(evidence.up().toMillis()), MILLIS_PER_HOUR));
        return costs.equals(Fraction.ZERO)
                ? Optional.empty()
                : Optional.of(dedicated
                        .times(new Fraction(evidence.requests(), BigInteger.ONE))
                        .dividedBy(costs));
    }
}
