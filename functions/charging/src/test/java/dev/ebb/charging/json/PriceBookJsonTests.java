package dev.ebb.charging.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebb.charging.InvalidPriceBookException;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.UnitPrice;
import dev.ebb.metering.GpuKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceBookJsonTests {

    private static PriceBook read(String json) {
        return PriceBookJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problems(String json) {
        try {
            read(json);
        } catch (InvalidPriceBookException invalid) {
            return invalid.problems().stream().map(Object::toString).toList();
        }
        return List.of();
    }

    private static String row(String price) {
        return """
                {'currency': 'USD', 'gpus': [{'accelerator': 'H100', 'region': '*', 'from': '2026-01-01T00:00:00Z',
                 'perGpuHour': %s}]}""".formatted(price);
    }

    @Test
    void readsABookAsItIsSpelled() {
        PriceBook book = read("""
                {'currency': 'USD',
                 'gpus': [{'accelerator': 'H100', 'region': '*', 'from': '2026-09-01T02:00:00.000+02:00',
                           'perGpuHour': '8.00'}],
                 'models': [{'model': 'llama', 'from': '2026-01-01T00:15:00Z', 'perMillionPromptTokens': '0.20',
                             'perMillionCompletionTokens': 0.30, 'remark': {'by': ['sales']}}]}""");

        UnitPrice price = book.gpus().getFirst().perGpuHour();
        assertThat(price.priceFrom()).isEqualTo("2026-09-01T02:00:00.000+02:00");
        assertThat(price.from()).isEqualTo(Instant.parse("2026-09-01T00:00:00Z"));
        assertThat(price.unitPrice()).isEqualTo("8.00");
        PriceBook.ModelPrice model = book.models().getFirst();
        assertThat(model.perMillionCompletionTokens().unitPrice()).isEqualTo("0.30");
        assertThat(model.perMillionCachedPromptTokens()).isNull();
        assertThat(book.minorUnits()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.00", "8", "0.1", "1e1", "1.50E-3", "0.10000000000000000000000000000000000001"})
    void aNumberIsTakenExactlyAsItIsSpelled(String number) {
        UnitPrice price = read(row(number)).gpus().getFirst().perGpuHour();

        assertThat(price.unitPrice()).isEqualTo(number);
        assertThat(price.amount()).isEqualTo(number);
        assertThat(read(row("'" + number + "'")).gpus().getFirst().perGpuHour()).isEqualTo(price);
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        PriceBook book = read("""
                {'currency': 'USD',
                 'gpus': [{'accelerator': 'H100', 'region': '*', 'from': '2026-09-01T02:00:00.000+02:00',
                           'perGpuHour': 8.00}, {'accelerator': 'A', 'region': 'eu', 'from': '2026-09-01T00:00:00Z',
                           'perGpuHour': '1.50E-3'}],
                 'models': [{'model': 'm', 'from': '2026-01-01T00:15:00Z', 'perMillionPromptTokens': '0.20',
                             'perMillionCachedPromptTokens': '0', 'perMillionCompletionTokens': 0.30}]}""");

        assertThat(PriceBookJson.read(PriceBookJson.write(book))).isEqualTo(book);
    }

    @Test
    void listsMayBeAbsent() {
        assertThat(read("{'currency': 'JPY'}")).isEqualTo(read("{'currency': 'JPY', 'gpus': [], 'models': []}"));
        assertThat(read("{'currency': 'JPY'}").minorUnits()).isZero();
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(problems("""
                {'currency': 'DOLLARS',
                 'gpus': [{'accelerator': 'H 100', 'from': 'yesterday', 'perGpuHour': '-1'},
                          {'accelerator': 'A', 'region': '*', 'from': '2026-01-01T00:00:00Z', 'perGpuHour': true},
                          {'accelerator': 'A', 'region': '*', 'from': '2026-01-01T01:00:00+01:00', 'perGpuHour': '1'},
                          7],
                 'models': [{'model': 5, 'from': '2026-01-01T00:20:00Z', 'perMillionPromptTokens': 'much',
                             'perMillionCachedPromptToken': '0.10'}]}"""))
                .containsExactly(
                        "gpus[3]: must be an object, is 7",
                        "models[0].perMillionCachedPromptToken: must be one of [perMillionCachedPromptTokens,"
                                + " perMillionCompletionTokens, perMillionPromptTokens], is \"0.10\"",
                        "currency: must be the code of a currency in ISO 4217, is \"DOLLARS\"",
                        "gpus[0].accelerator: must be 1 to 128 printable ASCII characters without a space, is \"H 100\"",
                        "gpus[0].region: must be there",
                        "gpus[0].from: must be an instant of RFC 3339, such as 2026-01-01T00:00:00Z, is \"yesterday\"",
                        "gpus[0].perGpuHour: must not be negative, is \"-1\"",
                        "gpus[1].perGpuHour: must be a decimal, as a string or a number, is true",
                        "gpus[2]: must not have the accelerator, region and from of gpus[1], is A in * from"
                                + " 2026-01-01T00:00:00Z",
                        "gpus[3].accelerator: must be there",
                        "gpus[3].region: must be there",
                        "gpus[3].from: must be there",
                        "gpus[3].perGpuHour: must be there",
                        "models[0].model: must be a string, is 5",
                        "models[0].from: must lie on a quarter-hour, is \"2026-01-01T00:20:00Z\"",
                        "models[0].perMillionPromptTokens: must be a decimal such as 8.00, of at most 38 digits, is"
                                + " \"much\"",
                        "models[0].perMillionCompletionTokens: must be there");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'123456789012345678901234567890123456789' | must have at most 38 digits",
                "1e-999 | must have at most 38 digits before the point and 38 after it",
                "1e999 | must have at most 38 digits before the point and 38 after it",
                "1e-999999999 | must be a decimal such as 8.00, of at most 38 digits",
                "\"\" | must be a decimal such as 8.00, of at most 38 digits",
                "\"8,00\" | must be a decimal such as 8.00, of at most 38 digits",
                "\"NaN\" | must be a decimal such as 8.00, of at most 38 digits",
                "\"+1\" | must be a decimal such as 8.00, of at most 38 digits",
                "-0.01 | must not be negative",
                "null | must be a decimal, as a string or a number",
                "[1] | must be a decimal, as a string or a number"
            })
    void aPriceThatIsNoDecimalIsRefused(String price, String rule) {
        assertThat(problems(row(price)))
                .singleElement()
                .satisfies(problem -> assertThat(problem).startsWith("gpus[0].perGpuHour: " + rule + ", is "));
    }

    @ParameterizedTest
    @CsvSource({
        "XAU, must be a currency that has a minor unit in ISO 4217",
        "usd, must be the code of a currency in ISO 4217",
        "'', must be the code of a currency in ISO 4217"
    })
    void aCurrencyThatCannotBeRoundedToIsRefused(String code, String rule) {
        assertThat(problems("{'currency': '" + code + "'}"))
                .containsExactly("currency: " + rule + ", is \"" + code + "\"");
    }

    @Test
    void twoRowsOfOneModelAndInstantAreRefused() {
        String model = "{'model': 'm', 'from': '2026-01-01T00:00:00Z', 'perMillionPromptTokens': '1',"
                + " 'perMillionCompletionTokens': '1'}";

        assertThat(problems("{'currency': 'USD', 'models': [" + model + ", " + model + "]}"))
                .containsExactly(
                        "models[1]: must not have the model and from of models[0], is m from 2026-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-01T00:00:00.0001Z", "+12026-01-01T00:00:00Z", "2026-01-01T00:00:00", "2026-01-01"})
    void aFromThatIsNoInstantOfWholeMillisecondsIsRefused(String from) {
        assertThat(problems("{'currency': 'USD', 'gpus': [{'accelerator': 'A', 'region': '*', 'from': '" + from
                        + "', 'perGpuHour': '1'}]}"))
                .singleElement()
                .satisfies(problem -> assertThat(problem).startsWith("gpus[0].from: must "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{'currency': 'USD'",
                "{'currency': 'USD'} {}",
                "{'currency':'USD','currency':'EUR'}"
            })
    void whatIsNoJsonObjectIsRefused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidPriceBookException.class)
                .hasMessageStartingWith("price book: must be ");
    }

    @Test
    void theLatestRowInForceForTheExactRegionBeatsOneForAny() {
        PriceBook book = read("""
                {'currency': 'USD', 'gpus': [
                  {'accelerator': 'A', 'region': '*', 'from': '2026-03-01T00:00:00Z', 'perGpuHour': '3'},
                  {'accelerator': 'A', 'region': 'eu', 'from': '2026-02-01T00:00:00Z', 'perGpuHour': '2'},
                  {'accelerator': 'A', 'region': '*', 'from': '2026-01-01T00:00:00Z', 'perGpuHour': '1'}]}""");

        assertThat(spelled(book.gpuPrice(new GpuKind("A", "eu"), Instant.parse("2026-01-31T23:59:59.999Z"))))
                .isEqualTo("1");
        assertThat(spelled(book.gpuPrice(new GpuKind("A", "eu"), Instant.parse("2026-02-01T00:00:00Z"))))
                .isEqualTo("2");
        assertThat(spelled(book.gpuPrice(new GpuKind("A", "eu"), Instant.parse("2026-04-01T00:00:00Z"))))
                .isEqualTo("2");
        assertThat(spelled(book.gpuPrice(new GpuKind("A", "us"), Instant.parse("2026-04-01T00:00:00Z"))))
                .isEqualTo("3");
        assertThat(spelled(book.gpuPrice(new GpuKind("A", "us"), Instant.parse("2025-12-31T00:00:00Z"))))
                .isEqualTo("none");
        assertThat(spelled(book.gpuPrice(new GpuKind("B", "us"), Instant.parse("2026-04-01T00:00:00Z"))))
                .isEqualTo("none");
    }

    private static String spelled(Optional<UnitPrice> price) {
        return price.map(UnitPrice::unitPrice).orElse("none");
    }
}
