package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** SNS's message structure {@code json}: what each kind of subscriber gets. */
public final class SnsMessageJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> PROGRAMS = List.of("sqs", "lambda", "http", "https", "firehose");

    private SnsMessageJson() {}

    /**
     * The structure.
     *
     * @param words for people, and for whoever is not named
     * @param data JSON, for programs
     */
    public static String write(String words, String data) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("default", words);
            for (String program : PROGRAMS) {
                out.writeStringField(program, data);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a writer in memory does not fail", e);
        }
        return text.toString();
    }
}
