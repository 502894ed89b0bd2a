package dev.ebb.metering.json;

import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Names;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.Usage;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The rules for single values. Each reads a value or throws {@link BrokenRuleException}. */
final class Rules {

    private static final int MAX_REPLICAS = 100_000;
    private static final int MAX_LABELS = 50;
    private static final int MAX_LABEL_NAME = 128;
    private static final int MAX_LABEL_VALUE = 256;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1," + Sequence.MAX_DIGITS + "}");

    private Rules() {}

    /** A string of so many characters. */
    static Function<Json, String> text(int min, int max) {
        String rule = "must be a string of " + (min == 0 ? "at most " + max : min + " to " + max) + " characters";
        return value -> {
            String text = string(value, rule);
            int length = text.codePointCount(0, text.length());
            return check(text, length >= min && length <= max, rule);
        };
    }

    /** CloudEvents' {@code specversion}. */
    static String specVersion(Json value) {
        String rule = "must be \"1.0\"";
        String text = string(value, rule);
        return check(text, text.equals("1.0"), rule);
    }

    /** A URI reference. */
    static String uriReference(Json value) {
        String text = text(1, 256).apply(value);
        try {
            return new URI(text).toString();
        } catch (URISyntaxException broken) {
            throw new BrokenRuleException("must be a URI reference");
        }
    }

    /** CloudEvents' {@code sequence}. */
    static Sequence sequence(Json value) {
        String rule = "must be a string of 1 to " + Sequence.MAX_DIGITS + " digits";
        String text = string(value, rule);
        return Sequence.of(check(text, SEQUENCE.matcher(text).matches(), rule));
    }

    /** What a price book may refer to. */
    static String identifier(Json value) {
        String rule = "must be 1 to 128 printable ASCII characters without spaces";
        String text = string(value, rule);
        return check(text, Names.IDENTIFIER.matcher(text).matches(), rule);
    }

    /** GPUs per replica, from a number or a string, exactly. */
    static GpuCount gpuCount(Json value) {
        try {
            return GpuCount.of(decimal(value));
        } catch (IllegalArgumentException broken) {
            throw new BrokenRuleException(String.valueOf(broken.getMessage()));
        }
    }

    /** A decimal from a number or a string, exactly. */
    private static BigDecimal decimal(Json value) {
        Json number = value instanceof Json.Text text ? new Json.Digits(text.value()) : value;
        String rule = "must be a decimal number";
        if (!(number instanceof Json.Digits digits)) {
            throw new BrokenRuleException(rule);
        }
        return exact(check(digits, NUMBER.matcher(digits.digits()).matches(), rule));
    }

    /** Requests or tokens. */
    static long count(Json value) {
        return whole(value, Usage.MAX_COUNT);
    }

    /** Replicas. */
    static int replicas(Json value) {
        return Math.toIntExact(whole(value, MAX_REPLICAS));
    }

    /** Requests in flight, on average. */
    static BigDecimal concurrency(Json value) {
        BigDecimal exact = decimal(value);
        boolean inRange = exact.signum() >= 0 && exact.compareTo(BigDecimal.valueOf(Usage.MAX_COUNT)) <= 0;
        return check(exact, inRange, "must be a number from 0 to " + Usage.MAX_COUNT);
    }

    /** True or false. */
    static boolean truth(Json value) {
        if (value instanceof Json.Truth truth) {
            return truth.value();
        }
        throw new BrokenRuleException("must be true or false");
    }

    /** One label's value. */
    static String label(Json value) {
        return text(0, MAX_LABEL_VALUE).apply(value);
    }

    /** Labels' names, and that they are not too many; the values are for {@link #label}. */
    static Json.Members labels(Json value) {
        String rule = "must be an object of at most " + MAX_LABELS + " strings, their names of 1 to " + MAX_LABEL_NAME
                + " characters";
        if (value instanceof Json.Members labels) {
            boolean named = labels.members().keySet().stream()
                    .allMatch(name -> !name.isEmpty()
                            && name.codePointCount(0, name.length()) <= MAX_LABEL_NAME
                            && new Json.Text(name).wellFormed());
            return check(labels, named && labels.members().size() <= MAX_LABELS, rule);
        }
        throw new BrokenRuleException(rule);
    }

    /** Which system runs a deployment: a name, or an object that the system understands; as canonical JSON. */
    static String target(Json value) {
        boolean allowed = value instanceof Json.Text || value instanceof Json.Members;
        return canonical(value, allowed, 2048, "must be a string or an object");
    }

    /** A policy, as canonical JSON. */
    static String policy(Json value) {
        return canonical(value, value instanceof Json.Members, 4096, "must be an object");
    }

    private static String canonical(Json value, boolean allowed, int maxBytes, String rule) {
        String whole = rule + " of at most " + maxBytes + " bytes";
        String text = check(value, allowed, whole).canonical();
        return check(text, text.getBytes(StandardCharsets.UTF_8).length <= maxBytes, whole);
    }

    private static long whole(Json value, long max) {
        String rule = "must be a whole number from 0 to " + max;
        if (value instanceof Json.Digits number) {
            BigDecimal exact = number.value().orElseThrow(() -> new BrokenRuleException(rule));
            boolean inRange = exact.signum() >= 0
                    && exact.compareTo(BigDecimal.valueOf(max)) <= 0
                    && exact.stripTrailingZeros().scale() <= 0;
            return check(exact, inRange, rule).longValueExact();
        }
        throw new BrokenRuleException(rule);
    }

    private static BigDecimal exact(Json.Digits number) {
        return number.value()
                .orElseThrow(() -> new BrokenRuleException("must have at most " + Json.MAX_NUMBER_LENGTH
                        + " characters and an exponent within " + Json.MAX_EXPONENT));
    }

    private static String string(Json value, String rule) {
        if (value instanceof Json.Text text) {
            check(text, text.wellFormed(), "must not hold half a surrogate pair");
            return text.value();
        }
        throw new BrokenRuleException(rule);
    }

    private static <T> T check(T value, boolean holds, String rule) {
        if (!holds) {
            throw new BrokenRuleException(rule);
        }
        return value;
    }
}
