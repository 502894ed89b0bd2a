package dev.ebb.metering.dynamodb;

import dev.ebb.metering.Deadline;
import dev.ebb.metering.LedgerUnavailableException;
import dev.ebb.metering.Original;
import dev.ebb.metering.Quarantine;
import dev.ebb.metering.Rejection;
import dev.ebb.metering.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The quarantine in the table. An entry's key is a digest of its reason and bytes, so that a repeated delivery is one
 * entry; large ones are compressed, and split over items where that is not enough.
 */
public final class DynamoQuarantine implements Quarantine {

    private static final int PART_BYTES = 350_000;
    private static final int MAX_REASON = 10_000;
    private static final String PART = " part ";
    private static final String ORIGINAL = "original";
    private static final String PARTS = "parts";
    private static final String ARRIVED = "arrived";
    private static final String ACCOUNT = "account";
    private static final String SOURCE = "source";
    private static final String ID = "id";
    private static final String REASON = "reason";
    private static final String REPLAYED_AT = "replayedAt";
    private static final String REPLAY_REASON = "replayReason";
    private static final String REPLAY_OUTCOME = "replayOutcome";
    private static final String REPLAY_THROUGH = "replayThrough";

    /** All but the bytes: a list of them must not need them all in memory. */
    private static final List<String> LISTED = List.of(
            EbbTable.PARTITION,
            EbbTable.SORT,
            ACCOUNT,
            SOURCE,
            ID,
            REASON,
            ARRIVED,
            REPLAYED_AT,
            REPLAY_REASON,
            REPLAY_OUTCOME,
            REPLAY_THROUGH);

    private final Table table;

    /** A quarantine in this table. */
    public DynamoQuarantine(DynamoDbClient client, String table) {
        this(client, table, Pause.JITTERED);
    }

    DynamoQuarantine(DynamoDbClient client, String table, Pause pause) {
        this.table = new Table(client, table, pause);
    }

    @Override
    public void keep(Rejection rejection, Instant arrived, Deadline deadline) {
        String reason = rejection.reason().length() <= MAX_REASON
                ? rejection.reason()
                : rejection.reason().substring(0, MAX_REASON) + "…";
        String digest = Sha256.base64Url(
                (reason + "\n" + Sha256.base64Url(rejection.original().bytes())).getBytes(StandardCharsets.UTF_8));
        byte[] packed = pack(rejection.original().bytes());
        int parts = (packed.length + PART_BYTES - 1) / PART_BYTES;
        Key key = key(digest);
        for (int part = 1; part < parts; part++) {
            Key partKey = new Key(key.partition(), digest + PART + part);
            Map<String, AttributeValue> item = new HashMap<>(partKey.attributes());
            item.put(ORIGINAL, slice(packed, part));
            table.putIfAbsent(item, deadline);
        }
        Map<String, AttributeValue> item = new HashMap<>(key.attributes());
        putText(item, ACCOUNT, rejection.account());
        putText(item, SOURCE, rejection.source());
        putText(item, ID, rejection.id());
        item.put(REASON, Value.text(reason));
        item.put(ARRIVED, Value.instant(arrived));
        item.put(PARTS, Value.number(parts));
        item.put(ORIGINAL, slice(packed, 0));
        table.putIfAbsent(item, deadline);
    }

    @Override
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (int shard = 0; shard < Keys.SHARDS; shard++) {
            table.query(Keys.quarantine(shard), LISTED, Deadline.NONE).stream()
                    .filter(item -> item.containsKey(ARRIVED))
                    .map(DynamoQuarantine::entry)
                    .forEach(entries::add);
        }
        entries.sort(Comparator.comparing(Entry::arrived).thenComparing(Entry::key));
        return entries;
    }

    @Override
    public Optional<Entry> entry(String key) {
        return table.get(key(key), Deadline.NONE)
                .filter(item -> item.containsKey(ARRIVED))
                .map(DynamoQuarantine::entry);
    }

    @Override
    public void replayed(String key, Replay replay) {
        Action.Condition kept =
                new Action.Condition("attribute_exists(#arrived)", Map.of("#arrived", ARRIVED), Map.of());
        Map<String, AttributeValue> sets = new HashMap<>(Map.of(
                REPLAYED_AT, Value.instant(replay.at()),
                REPLAY_REASON, Value.text(replay.reason()),
                REPLAY_OUTCOME, Value.text(replay.outcome())));
        if (replay.through()) {
            sets.put(REPLAY_THROUGH, Value.flag());
        }
        if (!table.update(key(key), new Action.Update(Map.of(), sets, kept), Deadline.NONE)) {
            throw new IllegalArgumentException("key: nothing in quarantine has it, is \"" + key + "\"");
        }
    }

    @Override
    public Optional<Original> original(String key) {
        return table.get(key(key), Deadline.NONE)
                .filter(item -> item.containsKey(ARRIVED))
                .map(this::original);
    }

    private Original original(Map<String, AttributeValue> item) {
        String digest = item.get(EbbTable.SORT).s();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(item.get(ORIGINAL).b().asByteArray());
        long parts = Value.numberOr(item, PARTS, 1);
        for (int part = 1; part < parts; part++) {
            Key partKey = new Key(key(digest).partition(), digest + PART + part);
            Map<String, AttributeValue> rest = table.get(partKey, Deadline.NONE).orElseThrow(() -> missing(partKey));
            packed.writeBytes(rest.get(ORIGINAL).b().asByteArray());
        }
        return Original.of(unpack(packed.toByteArray()));
    }

    private static Entry entry(Map<String, AttributeValue> item) {
        Replay replay = Value.instantIn(item, REPLAYED_AT)
                .map(at -> new Replay(
                        at,
                        item.get(REPLAY_REASON).s(),
                        item.get(REPLAY_OUTCOME).s(),
                        item.containsKey(REPLAY_THROUGH)))
                .orElse(null);
        return new Entry(
                item.get(EbbTable.SORT).s(),
                Value.textIn(item, ACCOUNT).orElse(null),
                Value.textIn(item, SOURCE).orElse(null),
                Value.textIn(item, ID).orElse(null),
                item.get(REASON).s(),
                Value.instantIn(item, ARRIVED).orElseThrow(),
                replay);
    }

    private static LedgerUnavailableException missing(Key key) {
        return new LedgerUnavailableException("a part of an entry is missing: " + key, null);
    }

    private static Key key(String digest) {
        return new Key(Keys.quarantine(Math.floorMod(digest.hashCode(), Keys.SHARDS)), digest);
    }

    private static AttributeValue slice(byte[] packed, int part) {
        int from = part * PART_BYTES;
        int to = Math.min(packed.length, from + PART_BYTES);
        return AttributeValue.fromB(SdkBytes.fromByteArray(Arrays.copyOfRange(packed, from, to)));
    }

    private static void putText(Map<String, AttributeValue> item, String name, @Nullable String text) {
        if (text != null) {
            item.put(name, Value.text(text));
        }
    }

    private static byte[] pack(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] unpack(byte[] packed) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
