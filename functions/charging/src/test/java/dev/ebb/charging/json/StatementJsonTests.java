package dev.ebb.charging.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Commitment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Line.Direction;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Report;
import dev.ebb.charging.Report.Counts;
import dev.ebb.charging.Report.RejectedEvent;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.Warning;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementJsonTests {

    private static final Instant AS_OF = Instant.parse("2026-11-15T00:00:00Z");
    private static final Period NOVEMBER = Period.of("2026-11", "UTC");
    private static final PriceBook BOOK = new PriceBook(Currency.getInstance("USD"), List.of(), List.of());
    private static final GpuKind H100 = new GpuKind("H100", "global");

    private static UnitPrice price(String amount) {
        return new UnitPrice(
                Instant.parse("2026-09-01T00:00:00Z"), "2026-09-01T02:00:00+02:00", new BigDecimal(amount), amount);
    }

    private static Statement statement(String account, Line... lines) {
        return Statement.of(account, NOVEMBER, Tariff.of(BOOK), List.of(lines), true);
    }

    private static String write(Report report) {
        return new String(StatementJson.write(report), StandardCharsets.UTF_8);
    }

    @Test
    void aReportIsWrittenByteForByte() {
        Line gpu = new Line.Gpu(
                "llama-70b", H100, price("8.00"), GpuTime.ofMicros(360_000_000), GpuTime.ofMicros(60_000_000));
        Line unpriced = new Line.Gpu("llama-70b", H100, null, GpuTime.ofMicros(1), GpuTime.ZERO);
        Line prompt = new Line.Tokens(
                "llama", Direction.PROMPT, price("0.20"), BigInteger.valueOf(1_000_000), BigInteger.valueOf(400_000));
        Line completion =
                new Line.Tokens("llama", Direction.COMPLETION, price("0.20"), BigInteger.ONE, BigInteger.ZERO);
        Report report = new Report(
                AS_OF,
                new Counts(6, 0, 2),
                List.of(
                        RejectedEvent.of("urn:s", "e-1", "data.acceleratorCount: must be above 0"),
                        new RejectedEvent(null, null, "is no JSON", "events.jsonl", 12L)),
                List.of(
                        new Warning("acme", "urn:s", "e-2", "opens no session"),
                        new Warning("acme", null, null, "differ")),
                List.of(statement("acme", prompt, gpu, unpriced, completion)));

        // 0.1 GPU-hours x 8.00; 1 M x 0.20; one token: 0.0000002; total 1.0000002
        assertThat(write(report)).isEqualTo("""
                {
                  "asOf" : "2026-11-15T00:00:00Z",
                  "counts" : {
                    "accepted" : 6,
                    "duplicates" : 0,
                    "rejected" : 2
                  },
                  "rejected" : [
                    {
                      "source" : null,
                      "id" : null,
                      "reason" : "is no JSON",
                      "file" : "events.jsonl",
                      "line" : 12
                    },
                    {
                      "source" : "urn:s",
                      "id" : "e-1",
                      "reason" : "data.acceleratorCount: must be above 0"
                    }
                  ],
                  "warnings" : [
                    {
                      "source" : null,
                      "id" : null,
                      "reason" : "differ"
                    },
                    {
                      "source" : "urn:s",
                      "id" : "e-2",
                      "reason" : "opens no session"
                    }
                  ],
                  "statements" : [
                    {
                      "account" : "acme",
                      "period" : "2026-11",
                      "timeZone" : "UTC",
                      "from" : "2026-11-01T00:00:00Z",
                      "to" : "2026-12-01T00:00:00Z",
                      "currency" : "USD",
                      "complete" : false,
                      "lines" : [
                        {
                          "kind" : "gpu",
                          "deployment" : "llama-70b",
                          "accelerator" : "H100",
                          "region" : "global",
                          "priceFrom" : null,
                          "unitPrice" : null,
                          "unit" : "GPU-hour",
                          "gpuSeconds" : "0.000001",
                          "busyGpuSeconds" : "0.000000",
                          "idleGpuSeconds" : "0.000001",
                          "exactAmount" : null,
                          "amount" : null,
                          "unpriced" : true
                        },
                        {
                          "kind" : "gpu",
                          "deployment" : "llama-70b",
                          "accelerator" : "H100",
                          "region" : "global",
                          "priceFrom" : "2026-09-01T02:00:00+02:00",
                          "unitPrice" : "8.00",
                          "unit" : "GPU-hour",
                          "gpuSeconds" : "360.000000",
                          "busyGpuSeconds" : "60.000000",
                          "idleGpuSeconds" : "300.000000",
                          "exactAmount" : "0.800000000",
                          "amount" : "0.80"
                        },
                        {
                          "kind" : "tokens",
                          "model" : "llama",
                          "direction" : "completion",
                          "priceFrom" : "2026-09-01T02:00:00+02:00",
                          "unitPrice" : "0.20",
                          "unit" : "1M tokens",
                          "quantity" : 1,
                          "exactAmount" : "0.000000200",
                          "amount" : "0.00"
                        },
                        {
                          "kind" : "tokens",
                          "model" : "llama",
                          "direction" : "prompt",
                          "priceFrom" : "2026-09-01T02:00:00+02:00",
                          "unitPrice" : "0.20",
                          "unit" : "1M tokens",
                          "quantity" : 1000000,
                          "cachedQuantity" : 400000,
                          "exactAmount" : "0.200000000",
                          "amount" : "0.20"
                        }
                      ],
                      "total" : "1.00"
                    }
                  ]
                }
                """);
    }

    @Test
    void equalReportsAreEqualBytesWhateverTheOrder() {
        RejectedEvent first = RejectedEvent.of("a", "1", "x");
        RejectedEvent second = RejectedEvent.of("a", "2", "x");
        Warning bare = new Warning("acme", null, null, "x");
        Warning some = new Warning("acme", "a", "1", "x");
        Counts counts = new Counts(1, 2, 3);

        Report one = new Report(
                AS_OF,
                counts,
                List.of(first, second),
                List.of(bare, some),
                List.of(statement("acme"), statement("bert")));
        Report other = new Report(
                AS_OF,
                counts,
                List.of(second, first),
                List.of(some, bare, some),
                List.of(statement("bert"), statement("acme")));

        assertThat(write(one)).isEqualTo(write(other));
    }

    @Test
    void exactAmountsAreReadHalfEvenToNineDecimals() {
        // 0.0000000005 and 0.0000000015 of a price of 1 per million: half a unit, and one and a half
        assertThat(exactAmount("0.0005")).contains("\"exactAmount\" : \"0.000000000\"");
        assertThat(exactAmount("0.0015")).contains("\"exactAmount\" : \"0.000000002\"");
    }

    private static String exactAmount(String perMillion) {
        Line line = new Line.Tokens("m", Direction.COMPLETION, price(perMillion), BigInteger.ONE, BigInteger.ZERO);
        return write(new Report(AS_OF, new Counts(0, 0, 0), List.of(), List.of(), List.of(statement("a", line))));
    }

    @Test
    void commitmentsAndWhatTheyCoverAreWritten() {
        UnitPrice reserved = new UnitPrice(
                Instant.parse("2026-11-01T00:00:00Z"), "2026-11-01T00:00:00Z", new BigDecimal("5.00"), "5.00");
        Line committed = new Line.Committed(
                new Commitment("H100", "*", 12_000, reserved),
                GpuTime.ofMicros(43_200_000_000L),
                GpuTime.ofMicros(36_000_000_000L));
        UnitPrice agreed = new UnitPrice(
                Instant.parse("2026-09-01T00:00:00Z"),
                "2026-09-01T00:00:00Z",
                new BigDecimal("7.20"),
                "8.00",
                new UnitPrice.Agreed(Instant.parse("2026-11-01T00:00:00Z"), "10"));
        // 2/3 of 7,200 GPU-seconds is covered, and of the odd micro-GPU-second too
        Line gpu = new Line.Gpu(
                "llama",
                H100,
                agreed,
                GpuTime.ofMicros(7_200_000_001L),
                GpuTime.ZERO,
                new Fraction(BigInteger.valueOf(14_400_000_002L), BigInteger.valueOf(3)));

        // 12 h x 5.00; 2,400.00000033 s x 7.20 / 3600
        assertThat(new String(StatementJson.write(statement("acme", gpu, committed)), StandardCharsets.UTF_8))
                .contains("""
                            {
                              "kind" : "commitment",
                              "accelerator" : "H100",
                              "region" : "*",
                              "priceFrom" : "2026-11-01T00:00:00Z",
                              "unitPrice" : "5.00",
                              "unit" : "GPU-hour",
                              "gpuSeconds" : "43200.000000",
                              "usedGpuSeconds" : "36000.000000",
                              "gpus" : "12",
                              "exactAmount" : "60.000000000",
                              "amount" : "60.00"
                            },
                            {
                              "kind" : "gpu",
                              "deployment" : "llama",
                              "accelerator" : "H100",
                              "region" : "global",
                              "priceFrom" : "2026-09-01T00:00:00Z",
                              "unitPrice" : "8.00",
                              "unit" : "GPU-hour",
                              "agreementFrom" : "2026-11-01T00:00:00Z",
                              "percentOff" : "10",
                              "gpuSeconds" : "7200.000001",
                              "busyGpuSeconds" : "0.000000",
                              "idleGpuSeconds" : "7200.000001",
                              "reservedGpuSeconds" : "4800.000001",
                              "reservedExact" : "7200000001/1500000",
                              "exactAmount" : "4.800000001",
                              "amount" : "4.80"
                            }
                        """);
    }
}
