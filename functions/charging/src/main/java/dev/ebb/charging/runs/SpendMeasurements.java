package dev.ebb.charging.runs;

import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Statement;
import dev.ebb.charging.budgets.Spend;
import dev.ebb.charging.runs.Measurement.Dimension;
import dev.ebb.charging.runs.Measurement.Name;
import java.math.RoundingMode;
import java.util.List;

/** What is measured of an account that was charged: the figures that its budgets are compared with, and idle cost. */
final class SpendMeasurements {

    private static final int DECIMALS = 9;

    private SpendMeasurements() {}

    /** In the account's currency with nine decimals, half-even, at the instant of its spend. */
    static List<Measurement> of(String account, Spend spend, Statement draft) {
        return List.of(
                of(account, Name.MONTH_TO_DATE, spend.monthToDate(), spend),
                of(account, Name.BURN_RATE, spend.burnRate(), spend),
                of(account, Name.FORECAST, spend.forecast(), spend),
                of(account, Name.IDLE_COST, idleCost(draft), spend));
    }

    private static Measurement of(String account, Name name, Fraction amount, Spend spend) {
        return new Measurement(
                name, Dimension.ACCOUNT, account, amount.rounded(DECIMALS, RoundingMode.HALF_EVEN), spend.asOf());
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
}
