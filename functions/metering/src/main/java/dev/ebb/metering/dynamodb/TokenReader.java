package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.TokenUsage;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads token meters: the sums over all shards. */
final class TokenReader {

    private final Table table;

    TokenReader(Table table) {
        this.table = table;
    }

    List<TokenUsage> read(String account, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return List.of();
        }
        Map<String, TokenUsage> sums = new TreeMap<>();
        for (int shard = 0; shard < Keys.TOKEN_SHARDS; shard++) {
            List<Map<String, AttributeValue>> items = table.query(
                    Keys.tokens(account, shard),
                    Keys.hour(from),
                    Keys.hour(to.minusMillis(1)) + " " + Character.MAX_VALUE,
                    Deadline.NONE);
            for (Map<String, AttributeValue> item : items) {
                String[] part = item.get(EbbTable.SORT).s().split(" ", 2);
                Instant hour = Keys.hourStart(part[0]);
                for (int quarter = 0; quarter < 4; quarter++) {
                    Instant start = hour.plus(Duration.ofMinutes(15L * quarter));
                    if (!start.isBefore(from) && start.isBefore(to)) {
                        TokenUsage usage = usage(part[1], start, quarter, item);
                        sums.merge(start + " " + part[1], usage, TokenReader::sum);
                    }
                }
            }
        }
        return sums.values().stream().filter(TokenReader::isAny).toList();
    }

    private static TokenUsage usage(String model, Instant start, int quarter, Map<String, AttributeValue> item) {
        return new TokenUsage(
                model,
                start,
                Value.bigNumber(item, Effect.TokensAdded.PROMPT + quarter),
                Value.bigNumber(item, Effect.TokensAdded.CACHED_PROMPT + quarter),
                Value.bigNumber(item, Effect.TokensAdded.COMPLETION + quarter));
    }

    private static TokenUsage sum(TokenUsage a, TokenUsage b) {
        return new TokenUsage(
                a.model(),
                a.quarter(),
                a.prompt().add(b.prompt()),
                a.cachedPrompt().add(b.cachedPrompt()),
                a.completion().add(b.completion()));
    }

    private static boolean isAny(TokenUsage usage) {
        return usage.prompt().add(usage.completion()).compareTo(BigInteger.ZERO) != 0;
    }
}
