package dev.ebb.charging.dynamodb;

import static dev.ebb.charging.dynamodb.BilledAccount.adjustments;
import static dev.ebb.charging.dynamodb.BilledAccount.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ebb.charging.Line;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Tariff;
import dev.ebb.charging.explaining.Correcting;
import dev.ebb.charging.explaining.Explaining;
import dev.ebb.charging.json.AgreementJson;
import dev.ebb.charging.json.ExplanationJson;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.dynamodb.DynamoHistory;
import dev.ebb.metering.dynamodb.LocalTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplainedAdjustmentDynamoTests {

    private final LocalTable table = new LocalTable();
    private final BilledAccount acme = new BilledAccount(table.client(), table.name(), "acme").priced();

    @AfterEach
    void drop() {
        table.close();
    }

    private JsonNode explained(Statement statement, String asOf) throws IOException {
        Explaining explaining = new Explaining(
                acme.usage,
                new DynamoHistory(table.client(), table.name()),
                Tariff.of(BilledAccount.BOOK),
                new Correcting(acme.invoices, acme.accounts.settings("acme")),
                "acme",
                statement.period(),
                at(asOf));
        assertThat(adjustments(statement)).as("line 1 is the only one").hasSize(1);
        return new JsonMapper().readTree(ExplanationJson.write(explaining.line(statement, 1)));
    }

    /** The amount from the explanation and nothing else: today's cents from the exact amount, less what was invoiced. */
    private static BigDecimal recomputed(JsonNode explanation) {
        BigDecimal amount = BigDecimal.ZERO;
        if (explanation.get("today").isObject()) {
            JsonNode exact = explanation.at("/today/exactAmount");
            BigInteger cents = new BigInteger(exact.get("numerator").asText())
                    .multiply(BigInteger.valueOf(100))
                    .divide(new BigInteger(exact.get("denominator").asText()));
            amount = new BigDecimal(cents, 2)
                    .add(explanation.at("/today/raised").asBoolean() ? new BigDecimal("0.01") : BigDecimal.ZERO);
            assertThat(explanation.at("/today/amount").asText()).isEqualTo(amount.toPlainString());
        }
        for (JsonNode charge : explanation.get("invoiced")) {
            amount = amount.subtract(new BigDecimal(charge.get("amount").asText()));
        }
        assertThat(new BigDecimal(explanation.get("difference").asText())).isEqualByComparingTo(amount);
        return amount.add(new BigDecimal(explanation.path("unexplained").asText("0")));
    }

    private void assertRecomputed(JsonNode explanation, String amount) {
        assertThat(recomputed(explanation)).isEqualByComparingTo(amount);
        assertThat(new BigDecimal(explanation.at("/line/amount").asText())).isEqualByComparingTo(amount);
    }

    /** 2 GPUs for 5 hours at 4.00: 40.00. Then one for 50 minutes: 3.33. Then its void. */
    @Test
    void anAdjustmentsAmountFollowsFromItsExplanation() throws IOException {
        acme.ran(at("2026-09-10T06:00:00Z"), "r", "llama", 2, "2026-09-10T00:00:00Z", "2026-09-10T05:00:00Z");
        acme.charge("2026-10-04T00:00:00Z");
        acme.ran(at("2026-10-05T00:00:00Z"), "late", "llama", 1, "2026-09-20T10:00:00Z", "2026-09-20T10:50:00Z");
        Statement october = acme.charge("2026-10-05T01:00:00Z").draft();

        JsonNode draft = explained(october, "2026-10-05T01:00:00Z");

        assertRecomputed(draft, "3.33");
        assertThat(draft.has("unexplained")).isFalse();
        assertThat(draft.get("invoiced")).singleElement().satisfies(charge -> {
            assertThat(charge.get("invoice").asLong()).isEqualTo(1);
            assertThat(charge.get("amount").asText()).isEqualTo("40.00");
        });
        assertThat(draft.get("events")).hasSize(2);

        acme.charge("2026-11-04T00:00:00Z");
        acme.record(
                at("2026-11-05T00:00:00Z"),
                acme.voided("v1", at("2026-11-05T00:00:00Z"), "late"),
                acme.voided("v2", at("2026-11-05T00:00:00Z"), "late-stop"));
        Statement november = acme.charge("2026-11-05T01:00:00Z").draft();

        JsonNode back = explained(november, "2026-11-05T01:00:00Z");
        JsonNode invoiced = explained(acme.invoice(2).statement(), "2026-11-05T01:00:00Z");

        assertRecomputed(back, "-3.33");
        assertThat(back.get("invoiced")).as("the line, and its adjustment").hasSize(2);
        assertRecomputed(invoiced, "3.33");
        assertThat(invoiced.get("unexplained").asText())
                .as("it was voided since")
                .isEqualTo("3.33");
    }

    /** 3,000 times a thousand tokens at 1.00 a million: 3.00. */
    @Test
    void ofThousandsOfLateEventsAHundredAreNamedAndTheRestIsCounted() throws IOException {
        acme.ran(at("2026-09-10T06:00:00Z"), "r", "llama", 2, "2026-09-10T00:00:00Z", "2026-09-10T05:00:00Z");
        acme.charge("2026-10-04T00:00:00Z");
        for (int batch = 0; batch < 30; batch++) {
            int first = batch * 100;
            acme.record(
                    at("2026-10-05T00:00:00Z"),
                    IntStream.range(first, first + 100)
                            .mapToObj(i -> acme.tokens(
                                    "t" + i, at("2026-09-20T00:00:00Z").plusSeconds(2_999 - i), 1_000))
                            .toArray(UsageEvent[]::new));
        }
        Statement october = acme.charge("2026-10-05T01:00:00Z").draft();

        JsonNode draft = explained(october, "2026-10-05T01:00:00Z");

        assertThat(adjustments(october)).singleElement().satisfies(line -> {
            assertThat(line.amount()).isEqualTo("3.00");
            assertThat(line.events())
                    .extracting(Line.EventReference::id)
                    .containsExactlyElementsOf(IntStream.range(0, 100)
                            .mapToObj(i -> "t" + (2_999 - i))
                            .toList());
            assertThat(line.moreEvents()).isEqualTo(2_900);
        });
        assertRecomputed(draft, "3.00");
        assertThat(draft.get("events")).hasSize(100);
        assertThat(draft.get("moreEvents").asLong()).isEqualTo(2_900);
    }

    @Test
    void whatHasNoInvoiceIsExplainedByItsMonth() throws IOException {
        acme.ran(at("2026-09-10T06:00:00Z"), "r", "llama", 2, "2026-09-10T00:00:00Z", "2026-09-10T05:00:00Z");
        acme.charge("2026-10-04T00:00:00Z");
        acme.ran(at("2026-10-05T00:00:00Z"), "early", "llama", 1, "2026-07-20T10:00:00Z", "2026-07-20T10:50:00Z");
        Statement october = acme.charge("2026-10-05T01:00:00Z").draft();

        JsonNode draft = explained(october, "2026-10-05T01:00:00Z");

        assertRecomputed(draft, "3.33");
        assertThat(draft.get("invoiced")).isEmpty();
    }

    /** One GPU is reserved. E alone has all of it; D beside it has half, which leaves half an hour of E to be paid. */
    @Test
    void whereGpusAreReservedAnotherDeploymentsEventsAreNamed() {
        byte[] term = """
                {"from": "2026-09-01T00:00:00Z",
                 "commitments": [{"accelerator": "H100", "region": "*", "gpus": "1", "perGpuHour": "1.00"}]}
                """.getBytes(StandardCharsets.UTF_8);
        acme.accounts.addTerm("acme", AgreementJson.read(term), "signed", at("2026-09-01T00:00:00Z"));
        acme.ran(at("2026-09-10T06:00:00Z"), "r", "e", 1, "2026-09-10T00:00:00Z", "2026-09-10T01:00:00Z");
        acme.charge("2026-10-04T00:00:00Z");
        acme.ran(at("2026-10-05T00:00:00Z"), "late", "d", 1, "2026-09-10T00:00:00Z", "2026-09-10T01:00:00Z");

        List<Line.Adjustment> lines =
                adjustments(acme.charge("2026-10-05T01:00:00Z").draft());

        assertThat(lines).extracting(line -> line.line().name()).containsExactly("d", "e");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.amount()).isEqualTo("2.00");
            assertThat(line.events()).extracting(Line.EventReference::id).containsExactly("late", "late-stop");
        });
    }
}
