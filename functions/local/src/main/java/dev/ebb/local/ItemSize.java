package dev.ebb.local;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How large DynamoDB takes an item to be, in bytes, by the rules of its developer guide ("DynamoDB item sizes and
 * formats"). A number has a byte for two significant digits and one more, and one more if it is negative.
 */
final class ItemSize {

    private static final int CONTAINER = 3;
    private static final int ELEMENT = 1;

    private ItemSize() {}

    /** Names and values; 0 for an item that does not exist. */
    static long bytes(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToLong(each -> utf8(each.getKey()) + value(each.getValue()))
                .sum();
    }

    private static long value(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case N -> number(value.n());
            case B -> value.b().asByteArrayUnsafe().length;
            case SS -> value.ss().stream().mapToLong(ItemSize::utf8).sum();
            case NS -> value.ns().stream().mapToLong(ItemSize::number).sum();
            case BS ->
                value.bs().stream().mapToLong(b -> b.asByteArrayUnsafe().length).sum();
            case M -> CONTAINER + bytes(value.m()) + (long) ELEMENT * value.m().size();
            case L ->
                CONTAINER
                        + value.l().stream()
                                .mapToLong(each -> ELEMENT + value(each))
                                .sum();
            case BOOL, NUL -> 1;
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("unknown type of attribute: " + value);
        };
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static long number(String text) {
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        return (number.precision() + 1L) / 2 + 1 + (number.signum() < 0 ? 1 : 0);
    }
}
