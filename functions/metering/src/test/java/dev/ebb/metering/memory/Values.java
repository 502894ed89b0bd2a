package dev.ebb.metering.memory;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Attribute values as DynamoDB keeps them: numbers without trailing zeros, sets in one order, nothing that it refuses. */
final class Values {

    private static final int MAX_DIGITS = 38;
    private static final BigDecimal GREATEST = new BigDecimal("9.9999999999999999999999999999999999999E+125");
    private static final BigDecimal LEAST = new BigDecimal("1E-130");

    private Values() {}

    /** Each value of an item as it is kept. */
    static Map<String, AttributeValue> checked(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> kept = new HashMap<>();
        item.forEach((name, value) -> kept.put(name, checked(value)));
        return kept;
    }

    /**
     * A value as it is kept.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException for a number of more than 38 significant
     *     digits or none at all, and for a set that is empty or has an element twice
     */
    static AttributeValue checked(AttributeValue value) {
        return switch (value.type()) {
            case S, B, BOOL, NUL -> value;
            case N -> AttributeValue.fromN(text(number(value.n())));
            case NS -> numbers(value.ns());
            case SS -> texts(value.ss());
            case L ->
                AttributeValue.fromL(value.l().stream().map(Values::checked).toList());
            case M -> {
                Map<String, AttributeValue> members = new LinkedHashMap<>();
                value.m().forEach((name, member) -> members.put(name, checked(member)));
                yield AttributeValue.fromM(members);
            }
            case BS, UNKNOWN_TO_SDK_VERSION ->
                throw new UnsupportedOperationException("the table in memory does not know: " + value);
        };
    }

    private static AttributeValue numbers(List<String> elements) {
        TreeSet<BigDecimal> sorted = new TreeSet<>();
        elements.forEach(each -> sorted.add(number(each)));
        requireSet(elements, sorted.size());
        return AttributeValue.fromNs(sorted.stream().map(Values::text).toList());
    }

    private static AttributeValue texts(List<String> elements) {
        TreeSet<String> sorted = new TreeSet<>(elements);
        requireSet(elements, sorted.size());
        return AttributeValue.fromSs(List.copyOf(sorted));
    }

    private static void requireSet(List<String> elements, int distinct) {
        if (elements.isEmpty()) {
            throw Refusal.invalid("a set must not be empty");
        }
        if (distinct < elements.size()) {
            throw Refusal.invalid("a set must not contain an element twice: " + elements);
        }
    }

    /** A number that DynamoDB can keep. */
    static BigDecimal number(String text) {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException malformed) {
            throw Refusal.invalid("cannot be converted to a number: " + text);
        }
        return number(number);
    }

    static BigDecimal number(BigDecimal exact) {
        BigDecimal number = exact.stripTrailingZeros();
        if (number.precision() > MAX_DIGITS) {
            throw Refusal.invalid("more than 38 significant digits in a number: " + number);
        }
        BigDecimal size = number.abs();
        if (size.compareTo(GREATEST) > 0 || (size.signum() > 0 && size.compareTo(LEAST) < 0)) {
            throw Refusal.invalid("out of range: " + number);
        }
        return number;
    }

    static String text(BigDecimal number) {
        return number.toPlainString();
    }

    /** What {@code size()} says of it. */
    static long size(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s().getBytes(StandardCharsets.UTF_8).length;
            case B -> value.b().asByteArrayUnsafe().length;
            case NS -> value.ns().size();
            case SS -> value.ss().size();
            case L -> value.l().size();
            case M -> value.m().size();
            case N, BOOL, NUL, BS, UNKNOWN_TO_SDK_VERSION ->
                throw Refusal.invalid("incorrect operand type for function size: " + value.type());
        };
    }

    /** Texts by their UTF-8 bytes, numbers by what they are. */
    static int compare(AttributeValue one, AttributeValue other) {
        return switch (one.type()) {
            case S -> compareUtf8(one.s(), other.s());
            case N -> new BigDecimal(one.n()).compareTo(new BigDecimal(other.n()));
            case B, SS, NS, BS, M, L, BOOL, NUL, UNKNOWN_TO_SDK_VERSION ->
                throw new UnsupportedOperationException("the table in memory does not compare " + one.type());
        };
    }

    /** The order of sort keys: bytewise in UTF-8, which is by code points. */
    static int compareUtf8(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        for (int i = 0; i < shorter; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean both = Character.isSurrogate(a) == Character.isSurrogate(b);
                return both ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
