package dev.ebb.metering.memory;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A condition on an item: comparisons, {@code BETWEEN}, {@code attribute_exists}, {@code size}, AND, OR, NOT. */
sealed interface ConditionExpression {

    /** Whether it holds for an item; an item without attributes is one that does not exist. */
    boolean holds(Map<String, AttributeValue> item);

    /** Reads a whole expression. */
    static ConditionExpression of(String expression, Tokens.Names names) {
        Tokens tokens = new Tokens(expression, names);
        ConditionExpression condition = or(tokens);
        if (!tokens.isAtEnd()) {
            throw tokens.unknown();
        }
        return condition;
    }

    record And(ConditionExpression left, ConditionExpression right) implements ConditionExpression {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return left.holds(item) && right.holds(item);
        }
    }

    record Or(ConditionExpression left, ConditionExpression right) implements ConditionExpression {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return left.holds(item) || right.holds(item);
        }
    }

    record Not(ConditionExpression condition) implements ConditionExpression {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return !condition.holds(item);
        }
    }

    record Exists(String attribute, boolean wanted) implements ConditionExpression {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return item.containsKey(attribute) == wanted;
        }
    }

    record BeginsWith(String attribute, String prefix) implements ConditionExpression {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            AttributeValue value = item.get(attribute);
            return value != null && value.s() != null && value.s().startsWith(prefix);
        }
    }

    /** An absent operand makes every comparison false but {@code <>}. */
    record Comparison(Operand left, String sign, Operand right) implements ConditionExpression {

        /** The text that it says an attribute is equal to, if it says that. */
        Optional<String> literalOf(String attribute) {
            return sign.equals("=") && left.equals(new Operand.Attribute(attribute))
                    ? Optional.of(right.literal().s())
                    : Optional.empty();
        }

        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            Optional<AttributeValue> one = left.in(item);
            Optional<AttributeValue> other = right.in(item);
            if (one.isEmpty() || other.isEmpty()) {
                return sign.equals("<>") && one.isPresent() != other.isPresent();
            }
            if (sign.equals("=") || sign.equals("<>")) {
                return one.equals(other) == sign.equals("=");
            }
            OptionalInt order = order(one.get(), other.get());
            return order.isPresent()
                    && switch (sign) {
                        case "<" -> order.getAsInt() < 0;
                        case "<=" -> order.getAsInt() <= 0;
                        case ">" -> order.getAsInt() > 0;
                        case ">=" -> order.getAsInt() >= 0;
                        default -> throw new UnsupportedOperationException(sign);
                    };
        }
    }

    record Between(Operand operand, Operand from, Operand to) implements ConditionExpression {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return new Comparison(from, "<=", operand).holds(item) && new Comparison(operand, "<=", to).holds(item);
        }
    }

    private static OptionalInt order(AttributeValue one, AttributeValue other) {
        return one.type() == other.type() ? OptionalInt.of(Values.compare(one, other)) : OptionalInt.empty();
    }

    /** What is compared. */
    sealed interface Operand {

        /** Its value for an item, if it has one. */
        Optional<AttributeValue> in(Map<String, AttributeValue> item);

        /** Its value for every item. */
        default AttributeValue literal() {
            throw Refusal.invalid("a condition on a key must compare with a value");
        }

        record Literal(AttributeValue literal) implements Operand {
            @Override
            public Optional<AttributeValue> in(Map<String, AttributeValue> item) {
                return Optional.of(literal);
            }
        }

        record Attribute(String name) implements Operand {
            @Override
            public Optional<AttributeValue> in(Map<String, AttributeValue> item) {
                return Optional.ofNullable(item.get(name));
            }
        }

        record Size(String name) implements Operand {
            @Override
            public Optional<AttributeValue> in(Map<String, AttributeValue> item) {
                return Optional.ofNullable(item.get(name))
                        .map(value -> AttributeValue.fromN(Long.toString(Values.size(value))));
            }
        }
    }

    private static ConditionExpression or(Tokens tokens) {
        ConditionExpression left = and(tokens);
        while (tokens.take("OR")) {
            left = new Or(left, and(tokens));
        }
        return left;
    }

    private static ConditionExpression and(Tokens tokens) {
        ConditionExpression left = not(tokens);
        while (tokens.take("AND")) {
            left = new And(left, not(tokens));
        }
        return left;
    }

    private static ConditionExpression not(Tokens tokens) {
        return tokens.take("NOT") ? new Not(not(tokens)) : primary(tokens);
    }

    private static ConditionExpression primary(Tokens tokens) {
        if (tokens.take("(")) {
            ConditionExpression inner = or(tokens);
            tokens.expect(")");
            return inner;
        }
        return switch (tokens.peek().toLowerCase(Locale.ROOT)) {
            case "attribute_exists" -> new Exists(argument(tokens), true);
            case "attribute_not_exists" -> new Exists(argument(tokens), false);
            case "begins_with" -> beginsWith(tokens);
            default -> comparison(tokens);
        };
    }

    private static ConditionExpression beginsWith(Tokens tokens) {
        tokens.next();
        tokens.expect("(");
        String attribute = tokens.path();
        tokens.expect(",");
        String prefix = tokens.value().s();
        tokens.expect(")");
        return new BeginsWith(attribute, prefix);
    }

    private static ConditionExpression comparison(Tokens tokens) {
        Operand left = operand(tokens);
        if (tokens.take("BETWEEN")) {
            Operand from = operand(tokens);
            tokens.expect("AND");
            return new Between(left, from, operand(tokens));
        }
        return switch (tokens.next()) {
            case "=" -> new Comparison(left, "=", operand(tokens));
            case "<>" -> new Comparison(left, "<>", operand(tokens));
            case "<" -> new Comparison(left, "<", operand(tokens));
            case "<=" -> new Comparison(left, "<=", operand(tokens));
            case ">" -> new Comparison(left, ">", operand(tokens));
            case ">=" -> new Comparison(left, ">=", operand(tokens));
            default -> throw tokens.unknown();
        };
    }

    private static Operand operand(Tokens tokens) {
        if (tokens.peek().startsWith(":")) {
            return new Operand.Literal(tokens.value());
        }
        return tokens.peek().equalsIgnoreCase("size")
                ? new Operand.Size(argument(tokens))
                : new Operand.Attribute(tokens.path());
    }

    private static String argument(Tokens tokens) {
        tokens.next();
        tokens.expect("(");
        String attribute = tokens.path();
        tokens.expect(")");
        return attribute;
    }
}
