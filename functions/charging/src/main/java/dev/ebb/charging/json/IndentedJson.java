package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON for people: indented, in UTF-8, and the same bytes on every platform. */
public final class IndentedJson {

    private static final JsonFactory JSON = new JsonFactory();

    private IndentedJson() {}

    /** What is to be written. */
    public interface Content {
        /** Writes one value. */
        void write(JsonGenerator out) throws IOException;
    }

    /** Ends with a newline. */
    public static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.setPrettyPrinter(printer);
            content.write(out);
            out.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
