package dev.ebb.metering.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.ebb.metering.Original;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bodies in the event that Lambda gives a function for messages of a queue. */
final class SqsRecords {

    private SqsRecords() {}

    /** Every {@code Records[].body}, with its line; none if {@code bytes} are something else. */
    static List<EventFiles.NumberedBody> bodies(byte[] bytes) {
        List<EventFiles.NumberedBody> bodies = new ArrayList<>();
        int start = Slices.isMarked(bytes) ? 3 : 0;
        String text = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
        try (JsonParser parser = JsonText.FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return List.of();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean records = parser.currentName().equals("Records");
                if (parser.nextToken() == JsonToken.START_ARRAY && records) {
                    records(parser, bodies);
                } else {
                    parser.skipChildren();
                }
            }
            return bodies;
        } catch (JsonProcessingException malformed) {
            return List.of();
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    private static void records(JsonParser parser, List<EventFiles.NumberedBody> bodies) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean body = parser.currentName().equals("body");
                int line = parser.currentTokenLocation().getLineNr();
                if (parser.nextToken() == JsonToken.VALUE_STRING && body) {
                    bodies.add(new EventFiles.NumberedBody(Original.of(parser.getText()), line));
                } else {
                    parser.skipChildren();
                }
            }
        }
    }
}
