package dev.ebb.charging.budgets;

import dev.ebb.charging.AccountCharging.Charged;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Period;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.time.Instant;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where the statement is that an account was last charged by. */
public interface LastDraft {

    /** Of accounts that were never charged. */
    LastDraft NONE = (account, period, currency) -> Optional.empty();

    /**
     * The draft of a period; empty if there is none yet, or only one of other bounds, or in another currency.
     *
     * @throws dev.ebb.metering.LedgerUnavailableException if it can't be read
     */
    Optional<Draft> of(String account, Period period, Currency currency);

    /**
     * A draft.
     *
     * @param asOf the present when it was made
     */
    record Draft(Statement statement, Instant asOf) {

        /** What charging an account has just made. */
        public static Draft of(Charged charged) {
            return new Draft(charged.draft(), charged.fleet().asOf());
        }

        /** What its serverless tokens come to. */
        Fraction tokens() {
            return sum(Line.Tokens.class);
        }

        /** What it adjusts of earlier periods; may be negative. */
        Fraction adjustments() {
            return sum(Line.Adjustment.class);
        }

        /** What it reserves comes to, used or not. */
        Fraction committed() {
            return sum(Line.Committed.class);
        }

        /** What its GPUs come to on demand. */
        Fraction gpus() {
            return sum(Line.Gpu.class);
        }

        private Fraction sum(Class<? extends Line> kind) {
            return Fraction.sum(statement.lines().stream()
                    .map(ChargedLine::line)
                    .filter(kind::isInstance)
                    .flatMap(line -> line.exactAmount().stream())
                    .toList());
        }

        /** All its GPU time, covered or not. */
        Map<GpuKind, GpuTime> gpuTime() {
            Map<GpuKind, GpuTime> time = new TreeMap<>();
            for (ChargedLine each : statement.lines()) {
                if (each.line() instanceof Line.Gpu gpu) {
                    time.merge(gpu.kind(), gpu.billed(), GpuTime::plus);
                }
            }
            return time;
        }
    }
}
