package dev.ebb.metering.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The words of an expression, read one after the other, with the names and values that they stand for. */
final class Tokens {

    private static final Pattern TOKEN = Pattern.compile("\\s*([#:]?[A-Za-z0-9_]+|<=|>=|<>|[=<>(),+-])");

    private final String expression;
    private final List<String> tokens = new ArrayList<>();
    private final Names names;
    private int at;

    /** What {@code #name} and {@code :value} stand for in all expressions of one request. */
    static final class Names {
        private final Map<String, String> names;
        private final Map<String, AttributeValue> values;
        private final Set<String> used = new HashSet<>();

        /** @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException if a value is none */
        Names(Map<String, String> names, Map<String, AttributeValue> values) {
            this.names = names;
            this.values = new HashMap<>();
            values.forEach((name, value) -> this.values.put(name, Values.checked(value)));
        }

        private String name(String token) {
            if (!token.startsWith("#")) {
                return token;
            }
            used.add(token);
            String name = names.get(token);
            if (name == null) {
                throw Refusal.invalid("an expression attribute name is not defined: " + token);
            }
            return name;
        }

        private AttributeValue value(String token) {
            used.add(token);
            AttributeValue value = values.get(token);
            if (value == null) {
                throw Refusal.invalid("an expression attribute value is not defined: " + token);
            }
            return value;
        }

        /** DynamoDB refuses names and values that no expression uses. */
        void requireAllUsed() {
            Set<String> unused = new HashSet<>(names.keySet());
            unused.addAll(values.keySet());
            unused.removeAll(used);
            if (!unused.isEmpty()) {
                throw Refusal.invalid("unused in expressions: " + unused);
            }
        }
    }

    Tokens(String expression, Names names) {
        this.expression = expression;
        this.names = names;
        Matcher matcher = TOKEN.matcher(expression);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (!expression.substring(end).isBlank() || tokens.isEmpty()) {
            throw Refusal.invalid("syntax error: " + expression);
        }
    }

    boolean isAtEnd() {
        return at == tokens.size();
    }

    /** The next token, which stays; empty at the end. */
    String peek() {
        return isAtEnd() ? "" : tokens.get(at);
    }

    /** Whether the next token is this word; takes it if so. */
    boolean take(String word) {
        if (!peek().equalsIgnoreCase(word)) {
            return false;
        }
        at++;
        return true;
    }

    void expect(String word) {
        if (!take(word)) {
            throw Refusal.invalid("syntax error: expected " + word + " at token " + at + " of " + expression);
        }
    }

    String next() {
        String token = peek();
        at++;
        return token;
    }

    /** The name of an attribute of the item itself. */
    String path() {
        String token = next();
        if (!token.matches("#?\\w+")) {
            throw Refusal.invalid("syntax error: expected a name, found " + token + " in " + expression);
        }
        return names.name(token);
    }

    AttributeValue value() {
        String token = next();
        if (!token.startsWith(":")) {
            throw unknown();
        }
        return names.value(token);
    }

    /** What is valid DynamoDB, perhaps, but nothing that the double knows. */
    UnsupportedOperationException unknown() {
        return new UnsupportedOperationException("the table in memory does not know: " + expression);
    }
}
