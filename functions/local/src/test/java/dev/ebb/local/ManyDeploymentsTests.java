package dev.ebb.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account with very many deployments, through the real {@code replay} and its table: right to the cent. */
class ManyDeploymentsTests {

    private static final Instant BEGIN = Instant.parse("2026-06-01T09:00:00Z");
    private static final Instant AS_OF = Instant.parse("2026-06-14T18:00:07Z");

    private static final String PRICES = """
            {"currency": "USD", "models": [], "gpus": [
              {"accelerator": "H100", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "3.60"}]}
            """;

    /** A tenth of a cent. */
    private static final BigDecimal A_GPU_SECOND = new BigDecimal("0.001");

    private static final int GPUS = 3;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void hundredsOfDeploymentsAreChargedToTheCent() throws IOException {
        chargedToTheCent(200);
    }

    @Test
    @Tag("thorough")
    void tenThousandDeploymentsAreChargedToTheCent() throws IOException {
        chargedToTheCent(10_000);
    }

    /** Every other one runs on, the rest stop after an hour and something. */
    private void chargedToTheCent(int deployments) throws IOException {
        List<String> lines = new ArrayList<>();
        long seconds = 0;
        for (int i = 0; i < deployments; i++) {
            Instant ready = BEGIN.plusSeconds(i * 7L % 2_400);
            Instant end = i % 2 == 0 ? AS_OF : ready.plusSeconds(3_600 + i);
            seconds += Duration.between(ready, end).toSeconds();
            String deployment = "accounts/me/deployments/d" + i;
            String shape = "{\"accelerator\": \"H100\", \"acceleratorCount\": " + GPUS + "}";
            lines.add(event("c" + i, "deployment.created", deployment, BEGIN, shape));
            lines.add(event("r" + i, "replica.ready", deployment + "/replicas/r1", ready, "{}"));
            if (end.isBefore(AS_OF)) {
                lines.add(event("s" + i, "replica.stopped", deployment + "/replicas/r1", end, "{}"));
            }
        }
        Path events = Files.write(directory.resolve("events.jsonl"), lines);
        Path prices = Files.writeString(directory.resolve("prices.json"), PRICES);
        Path out = directory.resolve("report.json");

        Invocation invocation = Invocation.of(
                "replay",
                "--events",
                events.toString(),
                "--prices",
                prices.toString(),
                "--as-of",
                AS_OF.toString(),
                "--period",
                "2026-06",
                "--out",
                out.toString());

        assertThat(invocation).isEqualTo(new Invocation(0, "", ""));
        JsonNode report = new ObjectMapper().readTree(out.toFile());
        JsonNode statement = report.get("statements").get(0);
        BigDecimal total = A_GPU_SECOND.multiply(BigDecimal.valueOf(GPUS * seconds));
        assertThat(report.get("counts").get("accepted").asInt()).isEqualTo(lines.size());
        assertThat(report.get("warnings")).isEmpty();
        assertThat(statement.get("complete").asBoolean()).isTrue();
        assertThat(statement.get("lines")).hasSize(deployments);
        assertThat(statement.get("total").asText())
                .isEqualTo(total.setScale(2, RoundingMode.HALF_UP).toPlainString());
    }

    private static String event(String id, String type, String subject, Instant time, String data) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "urn:test", "type": "dev.ebb.%s", "subject": "%s", \
                "time": "%s", "data": %s}""".formatted(id, type, subject, time, data);
    }
}
