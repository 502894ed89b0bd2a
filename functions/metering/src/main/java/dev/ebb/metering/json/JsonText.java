package dev.ebb.metering.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses one JSON value, strictly: nothing beside it, nothing that RFC 8259 lacks. */
public final class JsonText {

    /** Events are shallow; whatever is deeper is a mistake or an attack. */
    static final int MAX_DEPTH = 32;

    /** Lengths are limited by an event's size, and numbers are kept as text, so no other limit is needed. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String text;
    private final JsonParser parser;
    private @Nullable String detail;
    private boolean repeats;

    private JsonText(String text, JsonParser parser) {
        this.text = text;
        this.parser = parser;
    }

    /**
     * What a text holds.
     *
     * @param value the one value
     * @param detail the exact characters of its member {@code detail}, if it is an object that has one
     * @param repeats whether any object in it gives a name twice
     */
    public record Parsed(Json value, @Nullable String detail, boolean repeats) {}

    /** Says which rule a text breaks, and where. */
    public static final class MalformedException extends Exception {
        MalformedException(String reason) {
            super(reason);
        }
    }

    /**
     * Parses UTF-8, with or without a byte order mark.
     *
     * @throws MalformedException if it is anything but one JSON value
     */
    public static Parsed parse(byte[] bytes) throws MalformedException {
        String text = decode(bytes);
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonText json = new JsonText(text, parser);
            if (parser.nextToken() == null) {
                throw new MalformedException("JSON: must be given, is empty");
            }
            Json value = json.value(1);
            if (parser.nextToken() != null) {
                throw json.malformed("must be one value, goes on", parser.currentTokenLocation());
            }
            return new Parsed(value, json.detail, json.repeats);
        } catch (JsonProcessingException broken) {
            throw new MalformedException("JSON: must be well-formed, is not" + at(broken.getLocation()));
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    private static String decode(byte[] bytes) throws MalformedException {
        int start = Slices.isMarked(bytes) ? 3 : 0;
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
        } catch (CharacterCodingException broken) {
            throw new MalformedException("JSON: must be UTF-8, is not" + position(bytes, in.position()));
        }
    }

    private static String position(byte[] bytes, int index) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < index; i++) {
            column = bytes[i] == '\n' ? 1 : column + 1;
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return " at line " + line + ", byte " + column;
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private MalformedException malformed(String rule, JsonLocation location) {
        return new MalformedException("JSON: " + rule + at(location));
    }

    private Json value(int depth) throws IOException, MalformedException {
        JsonToken token = parser.currentToken();
        if (depth > MAX_DEPTH && token.isStructStart()) {
            throw malformed("must nest at most " + MAX_DEPTH + " deep, goes deeper", parser.currentTokenLocation());
        }
        return switch (token) {
            case START_OBJECT -> members(depth);
            case START_ARRAY -> elements(depth);
            case VALUE_STRING -> new Json.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Digits(parser.getText());
            case VALUE_TRUE -> new Json.Truth(true);
            case VALUE_FALSE -> new Json.Truth(false);
            case VALUE_NULL -> new Json.Nothing();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw malformed("must be well-formed, is not", parser.currentTokenLocation());
        };
    }

    private Json members(int depth) throws IOException, MalformedException {
        Map<String, Json> members = new LinkedHashMap<>();
        Set<String> repeated = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            long from = parser.currentTokenLocation().getCharOffset();
            Json value = value(depth + 1);
            if (members.putIfAbsent(name, value) != null) {
                repeated.add(name);
                repeats = true;
            } else if (depth == 1 && name.equals("detail")) {
                detail = text.substring(
                        (int) from, (int) parser.currentLocation().getCharOffset());
            }
        }
        return new Json.Members(members, repeated);
    }

    private Json elements(int depth) throws IOException, MalformedException {
        List<Json> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(depth + 1));
        }
        return new Json.Elements(elements);
    }
}
