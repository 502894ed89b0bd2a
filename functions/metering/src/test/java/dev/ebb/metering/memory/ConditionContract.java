package dev.ebb.metering.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebb.metering.dynamodb.EbbTable;
import dev.ebb.metering.dynamodb.TestTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Conditions hold or refuse. */
abstract class ConditionContract extends DynamoContract {

    ConditionContract(Supplier<TestTable> tables) {
        super(tables);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            attribute_exists(pk)                                   | true
            attribute_not_exists(pk)                               | false
            attribute_exists(#absent)                              | false
            attribute_not_exists(#absent)                          | true
            #n = :seven                                            | true
            #n < :seven                                            | false
            #n <= :seven                                           | true
            #n > :seven                                            | false
            #n >= :seven                                           | true
            #n <> :seven                                           | false
            #n <> :text                                            | true
            #n = :text                                             | false
            #n < :text                                             | false
            #absent < :seven                                       | false
            #absent = :seven                                       | false
            #absent <> :seven                                      | true
            #text < :textb                                         | true
            size(#set) = :two                                      | true
            size(#text) = :one                                     | true
            size(#absent) = :two                                   | false
            #n BETWEEN :two AND :seven                             | true
            #n BETWEEN :one AND :two                               | false
            (attribute_not_exists(#absent) OR #n < :two)           | true
            attribute_not_exists(#n) OR #n < :two                  | false
            attribute_exists(pk) AND #n = :seven OR #n = :two      | true
            #n = :two OR attribute_exists(pk) AND #n = :seven      | true
            (#n = :two OR #n = :seven) AND attribute_exists(#text) | true
            NOT #n = :two                                          | true
            begins_with(#text, :textb)                             | false
            begins_with(pk, :p)                                    | true
            begins_with(#absent, :p)                               | false
            """)
    void aConditionHoldsOrRefuses(String condition, boolean holds) {
        put(item("p", "s", "n", n("7"), "text", s("a"), "set", ns("1", "2")));
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        for (String name : List.of("n", "text", "set", "absent")) {
            if (condition.contains("#" + name)) {
                names.put("#" + name, name);
            }
        }
        Map.of("seven", n("7"), "two", n("2.0"), "one", n("1"), "text", s("7"), "textb", s("b"), "p", s("p"))
                .forEach((name, value) -> {
                    if (condition.matches(".*:" + name + "\\b.*")) {
                        values.put(":" + name, value);
                    }
                });

        assertThat(holds(condition, names, values)).isEqualTo(holds);
    }

    @Test
    void wrongRequestsAreRefused() {
        assertInvalid(() -> put(item("p", "")));
        assertInvalid(() -> put(Map.of("pk", s("p"))));
        assertInvalid(() -> put(item("p", "s", "set", ns("1", "1.0"))));
        assertInvalid(() -> put(item("p", "s", EbbTable.DUE_AT, n("1"), EbbTable.DUE_SHARD, s("1"))));
        assertInvalid(() -> holds("#n = :n", Map.of("#n", "n", "#unused", "x"), Map.of(":n", n("1"))));
        assertInvalid(() -> holds("#n = :n", Map.of("#n", "n"), Map.of(":n", n("1"), ":unused", n("2"))));
        assertInvalid(() -> holds("#n = :undefined", Map.of("#n", "n"), Map.of(":n", n("1"))));
        assertInvalid(() -> holds("#n = = :n", Map.of("#n", "n"), Map.of(":n", n("1"))));
        assertInvalid(() -> client.updateItem(update -> update.tableName(table.name())
                .key(key("p", "s"))
                .updateExpression("SET pk = :p")
                .expressionAttributeValues(Map.of(":p", s("q")))));
        put(item("p", "s", "text", s("x")));
        assertInvalid(() -> client.updateItem(update -> update.tableName(table.name())
                .key(key("p", "s"))
                .updateExpression("ADD #text :n")
                .expressionAttributeNames(Map.of("#text", "text"))
                .expressionAttributeValues(Map.of(":n", n("1")))));
    }

    @Test
    void aRefusedUpdateHandsBackWhatWasThere() {
        put(item("p", "s", "n", n("1")));

        ConditionalCheckFailedException refused = catchThrowableOfType(
                ConditionalCheckFailedException.class,
                () -> client.updateItem(update -> update.tableName(table.name())
                        .key(key("p", "s"))
                        .updateExpression("SET #n = :two")
                        .conditionExpression("#n = :two")
                        .expressionAttributeNames(Map.of("#n", "n"))
                        .expressionAttributeValues(Map.of(":two", n("2")))
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));

        assertThat(refused.item()).isEqualTo(item("p", "s", "n", n("1")));
    }
}
