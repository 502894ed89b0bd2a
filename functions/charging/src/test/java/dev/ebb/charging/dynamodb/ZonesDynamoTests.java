package dev.ebb.charging.dynamodb;

import static dev.ebb.charging.dynamodb.BilledAccount.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.FinalisedPeriodException;
import dev.ebb.charging.Line;
import dev.ebb.charging.Statement;
import dev.ebb.charging.invoicing.Invoice;
import dev.ebb.metering.dynamodb.LocalTable;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invoiced months have their true length, wherever the account is, and also where it moves. */
class ZonesDynamoTests {

    private final LocalTable table = new LocalTable();
    private final BilledAccount acme = new BilledAccount(table.client(), table.name(), "acme").priced();

    @AfterEach
    void drop() {
        table.close();
    }

    private static String gpuSeconds(Statement statement) {
        return statement.lines().stream()
                .map(charged -> (Line.Gpu) charged.line())
                .map(line -> line.billed().gpuSeconds().toPlainString())
                .findFirst()
                .orElseThrow();
    }

    /**
     * One GPU, all the time. In New York clocks go back on 1 November 2026 (30 days and 25 hours) and forward on 8 March
     * (30 days and 23 hours); on Lord Howe half an hour forward on 4 October, and back on 5 April; in Kolkata never.
     */
    @ParameterizedTest
    @CsvSource({
        "America/New_York,    2026-11, 2026-11-01T04:00:00Z, 2026-12-01T05:00:00Z, 2595600.000000",
        "America/New_York,    2026-03, 2026-03-01T05:00:00Z, 2026-04-01T04:00:00Z, 2674800.000000",
        "Australia/Lord_Howe, 2026-10, 2026-09-30T13:30:00Z, 2026-10-31T13:00:00Z, 2676600.000000",
        "Australia/Lord_Howe, 2026-04, 2026-03-31T13:00:00Z, 2026-04-30T13:30:00Z, 2593800.000000",
        "Asia/Kolkata,        2026-10, 2026-09-30T18:30:00Z, 2026-10-31T18:30:00Z, 2678400.000000",
    })
    void aMonthIsInvoicedWithItsTrueSeconds(String zone, String month, String from, String to, String seconds) {
        acme.accounts.setTimeZone("acme", YearMonth.of(2026, 1), ZoneId.of(zone), BilledAccount.LONG_AGO);
        Instant begin = at(from);
        acme.record(begin, acme.ready("r", begin, "llama", "r", 1));

        acme.charge(at(to).plus(BilledAccount.GRACE));

        Statement statement = acme.invoice(1).statement();
        assertThat(statement.period().month()).isEqualTo(YearMonth.parse(month));
        assertThat(statement.from()).isEqualTo(begin);
        assertThat(statement.to()).isEqualTo(at(to));
        assertThat(gpuSeconds(statement)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "America/New_York, Asia/Kolkata",
        "Asia/Kolkata, America/New_York",
        "Australia/Lord_Howe, UTC",
    })
    void noHourIsBilledTwiceOrNeverWhenAnAccountMoves(String before, String after) {
        acme.accounts.setTimeZone("acme", YearMonth.of(2026, 1), ZoneId.of(before), BilledAccount.LONG_AGO);
        Instant begin = at("2026-08-15T00:00:00Z");
        Instant end = at("2026-11-15T00:00:00Z");
        acme.record(
                end, acme.ready("r", begin, "llama", "r", 1), acme.stopped("s", end, "llama", "r"));
        acme.charge("2026-09-15T00:00:00Z");
        acme.accounts.setTimeZone("acme", YearMonth.of(2026, 10), ZoneId.of(after), at("2026-09-15T00:00:00Z"));

        acme.charge("2026-12-15T00:00:00Z");

        assertThat(acme.invoices.list("acme")).hasSize(4);
        Instant edge = acme.invoice(1).statement().from();
        long millis = 0;
        for (long number = 1; number <= 4; number++) {
            Invoice invoice = acme.invoice(number);
            assertThat(invoice.statement().from()).isEqualTo(edge);
            edge = invoice.statement().to();
            millis += invoice.statement().lines().stream()
                    .mapToLong(charged -> ((Line.Gpu) charged.line())
                            .billed()
                            .microGpuSeconds()
                            .longValueExact())
                    .sum();
        }
        // 92 days of 1,000 milli-GPUs
        assertThat(millis).isEqualTo(92L * 86_400_000 * 1_000);
        assertThat(acme.invoice(3).statement().period().timeZone()).isEqualTo(ZoneId.of(after));
    }

    @Test
    void aZoneForAMonthThatIsFinalisedIsRefused() {
        acme.ran(at("2026-09-10T06:00:00Z"), "r", "llama", 2, "2026-09-10T00:00:00Z", "2026-09-10T05:00:00Z");
        acme.charge("2026-10-04T00:00:00Z");

        assertThatThrownBy(() -> acme.accounts.setTimeZone(
                        "acme", YearMonth.of(2026, 9), ZoneId.of("Asia/Kolkata"), at("2026-10-04T00:00:00Z")))
                .isInstanceOf(FinalisedPeriodException.class);
    }
}
