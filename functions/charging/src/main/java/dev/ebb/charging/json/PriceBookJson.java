package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.ebb.charging.InvalidPriceBookException;
import dev.ebb.charging.InvalidPriceBookException.Problem;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.PriceBookDraft;
import dev.ebb.charging.PriceBookDraft.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads price books. Numbers are taken as they are spelled, never through a binary fraction. A field that the format does
 * not have is ignored, so that a book can hold remarks; but one that begins with {@code per} is refused, because a price
 * that is misspelled must not vanish.
 */
public final class PriceBookJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Set<String> GPU_PRICES = Set.of("perGpuHour");
    private static final Set<String> MODEL_PRICES =
            Set.of("perMillionPromptTokens", "perMillionCachedPromptTokens", "perMillionCompletionTokens");

    /** A JSON value of which scalars keep their spelling. */
    private sealed interface Node {
        record Scalar(Field field) implements Node {}

        record Structure(Map<String, Node> members) implements Node {}

        record Array(List<Node> items) implements Node {}
    }

    private final List<Problem> problems = new ArrayList<>();

    private PriceBookJson() {}

    /**
     * Reads a book.
     *
     * @param json in UTF-8
     * @throws InvalidPriceBookException with everything that is wrong in it
     */
    public static PriceBook read(byte[] json) {
        PriceBookJson reader = new PriceBookJson();
        return PriceBook.of(reader.draft(parse(json)));
    }

    private PriceBookDraft draft(Node root) {
        if (!(root instanceof Node.Structure book)) {
            throw invalid("must be a JSON object");
        }
        Map<String, Node> members = book.members();
        return new PriceBookDraft(field(members, "currency"), gpus(members), models(members), problems);
    }

    private List<PriceBookDraft.GpuRow> gpus(Map<String, Node> book) {
        return rows(book, "gpus", GPU_PRICES).stream()
                .map(row -> new PriceBookDraft.GpuRow(
                        field(row, "accelerator"), field(row, "region"), field(row, "from"), field(row, "perGpuHour")))
                .toList();
    }

    private List<PriceBookDraft.ModelRow> models(Map<String, Node> book) {
        return rows(book, "models", MODEL_PRICES).stream()
                .map(row -> new PriceBookDraft.ModelRow(
                        field(row, "model"),
                        field(row, "from"),
                        field(row, "perMillionPromptTokens"),
                        field(row, "perMillionCachedPromptTokens"),
                        field(row, "perMillionCompletionTokens")))
                .toList();
    }

    /** A row that is no object counts as one without fields, so that the numbers of the others stay right. */
    private List<Map<String, Node>> rows(Map<String, Node> book, String name, Set<String> prices) {
        Node node = book.get(name);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof Node.Array array)) {
            problems.add(new Problem(name, spelling(node), "must be an array"));
            return List.of();
        }
        List<Map<String, Node>> rows = new ArrayList<>();
        for (int i = 0; i < array.items().size(); i++) {
            Node item = array.items().get(i);
            String at = name + "[" + i + "]";
            if (item instanceof Node.Structure row) {
                for (Map.Entry<String, Node> member : row.members().entrySet()) {
                    if (member.getKey().startsWith("per") && !prices.contains(member.getKey())) {
                        String field = at + "." + member.getKey();
                        problems.add(
                                new Problem(field, spelling(member.getValue()), "must be one of " + sorted(prices)));
                    }
                }
                rows.add(row.members());
            } else {
                problems.add(new Problem(at, spelling(item), "must be an object"));
                rows.add(Map.of());
            }
        }
        return rows;
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static Field field(Map<String, Node> members, String name) {
        Node node = members.get(name);
        if (node == null) {
            return new Field.Absent();
        }
        return node instanceof Node.Scalar scalar ? scalar.field() : new Field.Other(spelling(node));
    }

    private static String spelling(@Nullable Node node) {
        return switch (node) {
            case null -> "";
            case Node.Structure ignored -> "an object";
            case Node.Array ignored -> "an array";
            case Node.Scalar scalar ->
                switch (scalar.field()) {
                    case Field.Text text -> '"' + text.text() + '"';
                    case Field.Numeral number -> number.spelling();
                    case Field.Other other -> other.spelling();
                    case Field.Absent ignored -> "";
                };
        };
    }

    private static Node parse(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == null) {
                throw invalid("must be a JSON object, is empty");
            }
            Node root = node(parser);
            if (parser.nextToken() != null) {
                throw invalid("must be one JSON object, and more follows it");
            }
            return root;
        } catch (JsonProcessingException malformed) {
            throw invalid("must be valid JSON: " + malformed.getOriginalMessage() + where(malformed));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String where(JsonProcessingException malformed) {
        return malformed.getLocation() == null
                ? ""
                : " (line " + malformed.getLocation().getLineNr() + ")";
    }

    private static Node node(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Node> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, node(parser));
            }
            return new Node.Structure(members);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(parser));
            }
            return new Node.Array(items);
        }
        String text = parser.getText();
        if (token == JsonToken.VALUE_STRING) {
            return new Node.Scalar(new Field.Text(text));
        }
        return new Node.Scalar(token.isNumeric() ? new Field.Numeral(text) : new Field.Other(text));
    }

    private static InvalidPriceBookException invalid(String rule) {
        return new InvalidPriceBookException(List.of(new Problem("", "", rule)));
    }
}
