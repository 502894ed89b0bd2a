package dev.ebb.metering.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.TestTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** Ranges, pages, projections, batches and the sparse index. */
abstract class ReadContract extends DynamoContract {

    ReadContract(Supplier<TestTable> tables) {
        super(tables);
    }

    @Test
    void aRangeComesInOrderAndInEitherDirection() {
        List<String> sorts = List.of("A", "B", "a", "é", "日", "\uFFFD", "\uD83D\uDE00");
        sorts.forEach(sort -> put(item("p", sort)));
        put(item("q", "B"));

        assertThat(sorts(between("p", "A", "\uD83D\uDE00", true))).isEqualTo(sorts);
        assertThat(sorts(between("p", "B", "日", true))).containsExactly("B", "a", "é", "日");
        List<String> backwards = new ArrayList<>(sorts);
        Collections.reverse(backwards);
        assertThat(sorts(between("p", "A", "\uD83D\uDE00", false))).isEqualTo(backwards);
    }

    @Test
    void pagesWithALimitAreAllOfItOnce() {
        IntStream.range(100, 150).forEach(sort -> put(item("p", "" + sort)));

        for (boolean ascending : new boolean[] {true, false}) {
            QueryRequest query = between("p", "110", "139", ascending).limit(7).build();
            List<QueryResponse> pages = pages(query);

            assertThat(pages).extracting(QueryResponse::count).startsWith(7, 7, 7, 7, 2);
            assertThat(pages.stream().flatMap(page -> page.items().stream()).map(this::sort))
                    .hasSize(30)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aPageEndsAtAMegabyte() {
        String large = "x".repeat(200_000);
        IntStream.range(10, 20).forEach(sort -> put(item("p", "" + sort, "large", s(large))));

        List<QueryResponse> pages = pages(between("p", "10", "19", true).build());

        assertThat(pages).extracting(QueryResponse::count).containsExactly(6, 4);
    }

    @Test
    void aProjectionHasOnlyWhatItNames() {
        put(item("p", "s", "a", s("x"), "b", s("y")));

        QueryRequest query = between("p", "s", "s", true)
                .projectionExpression("#a,#c")
                .expressionAttributeNames(Map.of("#a", "a", "#c", "c"))
                .build();

        assertThat(client.query(query).items()).containsExactly(Map.of("a", s("x")));
    }

    @Test
    void theIndexHasWhatHasBothOfItsAttributesByWhenItIsDue() {
        put(item("p", "late", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("3"), "more", s("x")));
        put(item("p", "soon", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("1")));
        put(item("p", "moved", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("9")));
        put(item("p", "moved", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("2")));
        put(item("p", "other", EbbTable.DUE_SHARD, s("2"), EbbTable.DUE_AT, s("1")));
        put(item("p", "never", EbbTable.DUE_AT, s("1")));
        put(item("p", "no more", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("1")));
        put(item("p", "no more"));

        List<QueryResponse> pages = pages(due("1", "3").limit(2).build());

        assertThat(pages.stream().flatMap(page -> page.items().stream()))
                .containsExactly(
                        item("p", "soon", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("1")),
                        item("p", "moved", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("2")),
                        item("p", "late", EbbTable.DUE_SHARD, s("1"), EbbTable.DUE_AT, s("3")));
        QueryResponse count = client.query(due("1", "2").select(Select.COUNT).build());
        assertThat(count.count()).isEqualTo(2);
        assertThat(count.items()).isEmpty();
        assertInvalid(() -> client.query(due("1", "2").consistentRead(true).build()));
    }

    private QueryRequest.Builder due(String shard, String until) {
        return QueryRequest.builder()
                .tableName(table.name())
                .indexName(EbbTable.DUE_INDEX)
                .keyConditionExpression("#shard = :shard AND #at <= :until")
                .expressionAttributeNames(Map.of("#shard", EbbTable.DUE_SHARD, "#at", EbbTable.DUE_AT))
                .expressionAttributeValues(Map.of(":shard", s(shard), ":until", s(until)));
    }

    @Test
    void aBatchOfKeysGivesTheItemsThatThereAre() {
        put(item("p", "1"));
        put(item("p", "2"));

        var answer = client.batchGetItem(get -> get.requestItems(Map.of(
                table.name(),
                KeysAndAttributes.builder()
                        .keys(List.of(key("p", "1"), key("p", "2"), key("p", "3")))
                        .consistentRead(true)
                        .build())));

        assertThat(answer.responses().get(table.name()))
                .hasSize(2)
                .contains(item("p", "1"))
                .contains(item("p", "2"));
        assertThat(answer.unprocessedKeys()).isEmpty();
    }

    @Test
    void aBatchLeavesOutWhatIsBeyondSixteenMegabytes() {
        String large = "x".repeat(390_000);
        List<Map<String, AttributeValue>> keys =
                IntStream.range(0, 50).mapToObj(i -> key("p", "" + i)).toList();
        keys.forEach(key -> put(item("p", key.get("sk").s(), "large", s(large))));

        var first = batch(keys);
        List<Map<String, AttributeValue>> rest =
                first.unprocessedKeys().get(table.name()).keys();
        var second = batch(rest);

        assertThat(rest).isNotEmpty();
        assertThat(second.unprocessedKeys()).isEmpty();
        assertThat(first.responses().get(table.name()).size()
                        + second.responses().get(table.name()).size())
                .isEqualTo(50);
    }

    private List<QueryResponse> pages(QueryRequest query) {
        List<QueryResponse> pages = new ArrayList<>();
        QueryResponse page = client.query(query);
        pages.add(page);
        while (page.hasLastEvaluatedKey()) {
            page = client.query(
                    query.toBuilder().exclusiveStartKey(page.lastEvaluatedKey()).build());
            pages.add(page);
        }
        return pages;
    }

    private QueryRequest.Builder between(String partition, String from, String to, boolean ascending) {
        return QueryRequest.builder()
                .tableName(table.name())
                .consistentRead(true)
                .scanIndexForward(ascending)
                .keyConditionExpression("pk = :p AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(":p", s(partition), ":from", s(from), ":to", s(to)));
    }

    private List<String> sorts(QueryRequest.Builder query) {
        return client.query(query.build()).items().stream().map(this::sort).toList();
    }

    private String sort(Map<String, AttributeValue> item) {
        return item.get(EbbTable.SORT).s();
    }
}
