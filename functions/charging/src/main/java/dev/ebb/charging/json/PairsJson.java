package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.SortedMap;

/** Names and values as a JSON object in one line. */
public final class PairsJson {

    private static final JsonFactory JSON = new JsonFactory();

    private PairsJson() {}

    /** In the order of the names: strings, and then numbers as they are spelled. */
    public static String write(SortedMap<String, String> pairs, SortedMap<String, BigDecimal> numbers) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            for (var pair : pairs.entrySet()) {
                out.writeStringField(pair.getKey(), pair.getValue());
            }
            for (var number : numbers.entrySet()) {
                out.writeFieldName(number.getKey());
                out.writeNumber(number.getValue().toPlainString());
            }
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
