package dev.ebb.charging.runs;

import dev.ebb.charging.AccountCharging;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Statement;
import dev.ebb.charging.runs.Measurement.Dimension;
import dev.ebb.charging.runs.Measurement.Name;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What an account spends, in its currency; all but the total with nine decimals, half-even.
 *
 * @param asOf the instant it holds for
 * @param monthToDate the draft's total
 * @param burnRate what all that is running costs an hour
 * @param forecast the period's amount if nothing changes until its end
 * @param idleCost what of the GPU lines was paid for minutes without requests
 */
record Spend(Instant asOf, BigDecimal monthToDate, BigDecimal burnRate, BigDecimal forecast, BigDecimal idleCost) {

    private static final int DECIMALS = 9;
    private static final Fraction MILLIS_PER_HOUR = Fraction.of(3_600_000);

    static Spend of(AccountCharging.Charged charged) {
        Statement draft = charged.draft();
        Instant asOf = charged.fleet().asOf();
        return new Spend(
                asOf,
                draft.total(),
                rounded(charged.fleet().burnRate()),
                rounded(forecast(draft, charged.fleet().burnRate(), asOf)),
                rounded(idleCost(draft)));
    }

    /** What is owed so far, and what is running now for the time that is left. */
    private static Fraction forecast(Statement draft, Fraction burnRate, Instant asOf) {
        Fraction soFar = draft.lines().stream()
                .flatMap(line -> line.line().exactAmount().stream())
                .reduce(Fraction.ZERO, Fraction::plus);
        long left = Math.max(0, Duration.between(asOf, draft.to()).toMillis());
        return soFar.plus(burnRate.times(hours(left)));
    }

    private static Fraction hours(long millis) {
        return new Fraction(Fraction.of(millis).numerator(), MILLIS_PER_HOUR.numerator());
    }

    /** Of each GPU line its idle share: what a commitment covers lowers idle and busy time alike. */
    private static Fraction idleCost(Statement draft) {
        Fraction sum = Fraction.ZERO;
        for (Statement.ChargedLine line : draft.lines()) {
            if (line.line() instanceof Line.Gpu gpu
                    && gpu.billed().microGpuSeconds().signum() > 0) {
                Fraction share =
                        new Fraction(gpu.idle().microGpuSeconds(), gpu.billed().microGpuSeconds());
                sum = sum.plus(gpu.exactAmount().orElse(Fraction.ZERO).times(share));
            }
        }
        return sum;
    }

    private static BigDecimal rounded(Fraction amount) {
        return amount.rounded(DECIMALS, RoundingMode.HALF_EVEN);
    }

    List<Measurement> measurements(String account) {
        return List.of(
                of(account, Name.MONTH_TO_DATE, monthToDate),
                of(account, Name.BURN_RATE, burnRate),
                of(account, Name.FORECAST, forecast),
                of(account, Name.IDLE_COST, idleCost));
    }

    private Measurement of(String account, Name name, BigDecimal value) {
        return new Measurement(name, Dimension.ACCOUNT, account, value, asOf);
    }
}
