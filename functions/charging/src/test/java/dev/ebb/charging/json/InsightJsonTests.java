package dev.ebb.charging.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.Advice;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.IdleCost;
import dev.ebb.charging.Insight;
import dev.ebb.charging.NotBilled;
import dev.ebb.charging.Period;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import dev.ebb.metering.GpuTime;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InsightJsonTests {

    @Test
    void insightIsWrittenByteForByte() {
        PriceBook book = new PriceBook(Currency.getInstance("USD"), List.of(), List.of());
        Statement statement = Statement.of("acme", Period.of("2026-11", "UTC"), Tariff.of(book), List.of(), true);
        NotBilled.Time boot = new NotBilled.Time(
                2,
                Duration.ofMillis(1500),
                GpuTime.ofMicros(3_000_000),
                new Fraction(BigInteger.ONE, BigInteger.valueOf(150)),
                0);
        NotBilled.Time failed = new NotBilled.Time(1, Duration.ofSeconds(1), null, null, 1);
        IdleCost idle = new IdleCost("d", GpuTime.ofMicros(2_000_000), GpuTime.ofMicros(1_000_000), Fraction.of(1), 0);
        Advice advice = new Advice(
                "d",
                "llama",
                Fraction.of(16),
                Fraction.of(2),
                new Advice.Evidence(
                        BigInteger.valueOf(500), BigInteger.TEN, BigInteger.TWO, 50, 31, true, Duration.ofHours(1)));
        Insight insight = new Insight(
                List.of(new NotBilled("d", boot, failed, NotBilled.Time.NONE, NotBilled.Time.NONE)),
                List.of(idle),
                Map.of("team", List.of(new IdleCost("(none)", idle.billed(), idle.idle(), idle.cost(), 1))),
                List.of(advice));

        // 16 / (2 / 500) = 4000 requests
        assertThat(new String(InsightJson.write(statement, insight), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {
                          "account" : "acme",
                          "period" : "2026-11",
                          "currency" : "USD",
                          "notBilled" : [
                            {
                              "deployment" : "d",
                              "boot" : {
                                "count" : 2,
                                "seconds" : "1.500",
                                "gpuSeconds" : "3.000000",
                                "cost" : "0.006666667",
                                "unknown" : 0
                              },
                              "failedStarts" : {
                                "count" : 1,
                                "seconds" : "1.000",
                                "gpuSeconds" : null,
                                "cost" : null,
                                "unknown" : 1
                              },
                              "lost" : {
                                "count" : 0,
                                "seconds" : "0.000",
                                "gpuSeconds" : "0.000000",
                                "cost" : "0.000000000",
                                "unknown" : 0
                              },
                              "runningWithoutSession" : {
                                "count" : 0,
                                "seconds" : "0.000",
                                "gpuSeconds" : "0.000000",
                                "cost" : "0.000000000",
                                "unknown" : 0
                              }
                            }
                          ],
                          "idle" : [
                            {
                              "deployment" : "d",
                              "gpuSeconds" : "2.000000",
                              "idleGpuSeconds" : "1.000000",
                              "cost" : "1.000000000",
                              "unpriced" : 0
                            }
                          ],
                          "idleByLabel" : {
                            "team" : [
                              {
                                "value" : "(none)",
                                "gpuSeconds" : "2.000000",
                                "idleGpuSeconds" : "1.000000",
                                "cost" : "1.000000000",
                                "unpriced" : 1
                              }
                            ],
                            "project" : [ ],
                            "environment" : [ ]
                          },
                          "advice" : [
                            {
                              "deployment" : "d",
                              "model" : "llama",
                              "recommendation" : "probably serverless",
                              "dedicatedCost" : "16.000000000",
                              "serverlessCost" : "2.000000000",
                              "serverlessCostIsLowerBound" : true,
                              "breakEvenRequestsPerHour" : "4000.0",
                              "evidence" : {
                                "requests" : 500,
                                "promptTokens" : 10,
                                "completionTokens" : 2,
                                "activeMinutes" : 50,
                                "minutesWithTokens" : 31,
                                "allPriced" : true,
                                "upSeconds" : "3600.000"
                              },
                              "reason" : "500 requests with 12 tokens in 31 of 50 active minutes; tokens known for 62 % of active minutes: would have cost at least USD 2.00 per token, and cost USD 16.00 on dedicated GPUs"
                            }
                          ]
                        }
                        """);
    }
}
