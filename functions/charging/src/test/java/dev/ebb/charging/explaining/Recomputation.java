package dev.ebb.charging.explaining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/** An amount, computed again from an explanation's JSON and nothing else: a numerator and a denominator. */
record Recomputation(BigInteger numerator, BigInteger denominator) {

    private static final BigInteger HOUR = BigInteger.valueOf(3_600_000_000L);
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    static Recomputation of(JsonNode explanation) {
        Recomputation used;
        if (explanation.has("sessions")) {
            used = gpuTime(explanation.get("sessions")).over(HOUR);
            if (explanation.has("reservedMicroGpuSeconds")) {
                used = used.minus(
                        fraction(explanation.get("reservedMicroGpuSeconds")).over(HOUR));
            }
        } else if (explanation.has("spans")) {
            used = gpuTime(explanation.get("spans")).over(HOUR);
        } else {
            BigInteger tokens = BigInteger.ZERO;
            for (JsonNode quarter : explanation.get("quarterHours")) {
                tokens = tokens.add(quarter.get("quantity").bigIntegerValue());
            }
            used = new Recomputation(tokens, MILLION);
        }
        return used.times(price(explanation.get("price")));
    }

    private static Recomputation gpuTime(JsonNode stretches) {
        BigInteger sum = BigInteger.ZERO;
        for (JsonNode stretch : stretches) {
            long millis = Duration.between(
                            Instant.parse(stretch.get("from").asText()),
                            Instant.parse(stretch.get("to").asText()))
                    .toMillis();
            assertThat(stretch.get("milliseconds").asLong()).isEqualTo(millis);
            BigInteger micros =
                    BigInteger.valueOf(millis).multiply(stretch.get("milliGpus").bigIntegerValue());
            assertThat(stretch.get("microGpuSeconds").bigIntegerValue()).isEqualTo(micros);
            sum = sum.add(micros);
        }
        return new Recomputation(sum, BigInteger.ONE);
    }

    private static Recomputation price(JsonNode price) {
        Recomputation unit = decimal(price.get("unitPrice").asText());
        JsonNode percentOff = price.path("agreement").path("percentOff");
        return percentOff.isTextual()
                ? unit.times(new Recomputation(HUNDRED, BigInteger.ONE).minus(decimal(percentOff.asText())))
                        .over(HUNDRED)
                : unit;
    }

    static Recomputation decimal(String text) {
        BigDecimal decimal = new BigDecimal(text);
        return new Recomputation(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
    }

    static Recomputation fraction(JsonNode fraction) {
        return new Recomputation(
                new BigInteger(fraction.get("numerator").asText()),
                new BigInteger(fraction.get("denominator").asText()));
    }

    Recomputation plus(Recomputation other) {
        return new Recomputation(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Recomputation minus(Recomputation other) {
        return plus(new Recomputation(other.numerator.negate(), other.denominator));
    }

    Recomputation times(Recomputation other) {
        return new Recomputation(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Recomputation over(BigInteger divisor) {
        return new Recomputation(numerator, denominator.multiply(divisor));
    }

    boolean isSameAs(Recomputation other) {
        return minus(other).numerator().signum() == 0;
    }

    /** Whole cents at or below it. */
    BigInteger floorCents() {
        BigInteger[] parts = numerator.multiply(HUNDRED).divideAndRemainder(denominator);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    /** Half a cent and more goes up; for what is not negative. */
    BigInteger halfUpCents() {
        BigInteger two = BigInteger.TWO;
        return numerator.multiply(HUNDRED).multiply(two).add(denominator).divide(denominator.multiply(two));
    }

    int compareLostCents(Recomputation other) {
        Recomputation mine = times(new Recomputation(HUNDRED, BigInteger.ONE))
                .minus(new Recomputation(floorCents(), BigInteger.ONE));
        Recomputation theirs = other.times(new Recomputation(HUNDRED, BigInteger.ONE))
                .minus(new Recomputation(other.floorCents(), BigInteger.ONE));
        return mine.minus(theirs).numerator().signum();
    }
}
