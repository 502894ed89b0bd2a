package dev.ebb.charging.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.Agreement.Term;
import dev.ebb.charging.Commitment;
import dev.ebb.charging.InvalidTermException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementJsonTests {

    private static final String FULL = """
            {'from': '2026-12-01T01:00:00+01:00', 'percentOff': '12.5', 'remark': {'signed': true},
             'gpus': [{'accelerator': 'H100', 'region': 'eu', 'perGpuHour': 5.50}],
             'models': [{'model': 'llama', 'perMillionPromptTokens': '0.20', 'perMillionCachedPromptTokens': '0.1',
                         'perMillionCompletionTokens': '0.30'}],
             'commitments': [{'accelerator': 'H100', 'gpus': '12', 'perGpuHour': '4.00'},
                             {'accelerator': 'H100', 'region': 'eu', 'gpus': 0.125, 'perGpuHour': '3'}]}""";

    private static Term read(String json) {
        return AgreementJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problems(String json) {
        try {
            read(json);
        } catch (InvalidTermException invalid) {
            return invalid.problems().stream().map(Object::toString).toList();
        }
        return List.of();
    }

    @Test
    void readsATermAsItIsSpelled() {
        Term term = read(FULL);

        assertThat(term.from()).isEqualTo(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(term.percentOff()).isEqualByComparingTo("12.5");
        assertThat(term.percentText()).isEqualTo("12.5");
        assertThat(term.gpus()).singleElement().satisfies(row -> {
            assertThat(row.perGpuHour().unitPrice()).isEqualTo("5.50");
            assertThat(row.perGpuHour().from()).isEqualTo(term.from());
            assertThat(row.perGpuHour().priceFrom()).isEqualTo("2026-12-01T01:00:00+01:00");
        });
        assertThat(term.models()).hasSize(1);
        assertThat(term.commitments()).extracting(Commitment::region).containsExactly("*", "eu");
        assertThat(term.commitments()).extracting(Commitment::milliGpus).containsExactly(12_000L, 125L);
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        assertThat(AgreementJson.read(AgreementJson.write(read(FULL)))).isEqualTo(read(FULL));
        Term bare = read("{'from': '2026-12-01T00:00:00Z'}");
        assertThat(AgreementJson.read(AgreementJson.write(bare))).isEqualTo(bare);
        assertThat(bare.percentText()).isEqualTo("0");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(problems("""
                {'from': '2026-12-01T00:10:00Z', 'percentOff': '101', 'percentof': '5',
                 'gpus': [{'accelerator': 'A', 'region': '*', 'from': '2026-01-01T00:00:00Z', 'perGpuHour': '1'},
                          {'accelerator': 'A', 'region': '*', 'perGpuhour': '-1'}],
                 'models': 7,
                 'commitments': [{'accelerator': 'A', 'gpus': '0', 'perGpuHour': '1'},
                                 {'accelerator': 'A', 'gpus': '1.0005', 'perGpuHour': 'x'},
                                 {'accelerator': 'B', 'perGpuHour': '1'}]}"""))
                .containsExactly(
                        "percentof: must be one of [commitments, from, gpus, models, percentOff], is \"5\"",
                        "gpus[0].from: must be one of [accelerator, perGpuHour, region], is \"2026-01-01T00:00:00Z\"",
                        "gpus[1].perGpuhour: must be one of [accelerator, perGpuHour, region], is \"-1\"",
                        "models: must be an array, is 7",
                        "from: must lie on a quarter-hour, is \"2026-12-01T00:10:00Z\"",
                        "percentOff: must be from 0 to 100, is \"101\"",
                        "gpus[1].perGpuHour: must be there",
                        "gpus[1]: must not have the accelerator and region of gpus[0], is A in *",
                        "commitments[0].gpus: must be above 0 and at most 1000000, is \"0\"",
                        "commitments[1].gpus: must have at most 3 decimals, is \"1.0005\"",
                        "commitments[1].perGpuHour: must be a decimal such as 8.00, of at most 38 digits, is \"x\"",
                        "commitments[1]: must not have the accelerator and region of commitments[0], is A in *",
                        "commitments[2].gpus: must be there");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | must not be negative",
                "100.01 | must be from 0 to 100",
                "null | must be a decimal, as a string or a number"
            })
    void aPercentageThatIsNoneIsRefused(String percent, String rule) {
        assertThat(problems("{'from': '2026-12-01T00:00:00Z', 'percentOff': " + percent + "}"))
                .containsExactly("percentOff: " + rule + ", is " + percent);
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThatThrownBy(() -> read("[]"))
                .isInstanceOf(InvalidTermException.class)
                .hasMessage("agreement: must be a JSON object, is []");
        assertThat(problems("{}")).containsExactly("from: must be there");
    }
}
