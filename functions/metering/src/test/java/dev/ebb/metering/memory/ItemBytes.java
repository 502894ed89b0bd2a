package dev.ebb.metering.memory;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How large DynamoDB takes an item to be, by its developer guide ("DynamoDB item sizes and formats"). */
final class ItemBytes {

    /** An item may have 400 KB. */
    static final long MOST = 400 * 1024L;

    private ItemBytes() {}

    static long of(Map<String, AttributeValue> item) {
        long bytes = 0;
        for (Map.Entry<String, AttributeValue> each : item.entrySet()) {
            bytes += utf8(each.getKey()) + of(each.getValue());
        }
        return bytes;
    }

    private static long of(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case N -> number(value.n());
            case B -> value.b().asByteArrayUnsafe().length;
            case SS -> value.ss().stream().mapToLong(ItemBytes::utf8).sum();
            case NS -> value.ns().stream().mapToLong(ItemBytes::number).sum();
            case M -> 3 + of(value.m()) + value.m().size();
            case L -> 3 + value.l().stream().mapToLong(each -> 1 + of(each)).sum();
            case BOOL, NUL -> 1;
            case BS, UNKNOWN_TO_SDK_VERSION -> throw new UnsupportedOperationException("unknown type: " + value);
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
