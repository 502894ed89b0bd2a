package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebb.charging.Statement;
import dev.ebb.charging.invoicing.CreditEntry;
import dev.ebb.charging.invoicing.Invoice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** The canonical form of invoices, and of the statements of drafts: one line of JSON in UTF-8, equal ones as equal bytes. */
public final class InvoiceJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper READER = new ObjectMapper();

    private InvoiceJson() {}

    /** What one call writes. */
    private interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    /** An invoice. */
    public static byte[] write(Invoice invoice) {
        return bytes(out -> {
            out.writeStartObject();
            out.writeStringField("account", invoice.account());
            out.writeNumberField("number", invoice.number());
            out.writeStringField("finalisedAt", invoice.finalisedAt().toString());
            out.writeNumberField("priceBook", invoice.priceBook());
            out.writeArrayFieldStart("agreement");
            for (Instant term : invoice.terms()) {
                out.writeString(term.toString());
            }
            out.writeEndArray();
            if (invoice.accepted() != null) {
                out.writeStringField("acceptedIncomplete", invoice.accepted());
            }
            out.writeFieldName("statement");
            StatementJson.write(out, invoice.statement());
            out.writeArrayFieldStart("credits");
            for (CreditEntry entry : invoice.credits()) {
                out.writeStartObject();
                out.writeStringField("grant", entry.grant());
                out.writeStringField("kind", kind(entry.kind()));
                out.writeStringField("amount", entry.amount().toPlainString());
                if (entry.invoice() != null) {
                    out.writeNumberField("invoice", entry.invoice());
                }
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeStringField("due", invoice.due().toPlainString());
            out.writeEndObject();
        });
    }

    /** A statement alone. */
    public static byte[] write(Statement statement) {
        return bytes(out -> StatementJson.write(out, statement));
    }

    /**
     * Reads what {@link #write(Invoice)} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Invoice invoice(byte[] json) {
        JsonNode invoice = tree(json);
        List<CreditEntry> credits = StatementReader.items(invoice, "credits")
                .map(entry -> new CreditEntry(
                        StatementReader.text(entry, "grant"),
                        kind(StatementReader.text(entry, "kind")),
                        StatementReader.decimal(entry, "amount"),
                        entry.has("invoice") ? entry.required("invoice").longValue() : null))
                .toList();
        List<Instant> terms = StatementReader.items(invoice, "agreement")
                .map(term -> Instant.parse(term.textValue()))
                .toList();
        JsonNode accepted = invoice.path("acceptedIncomplete");
        return new Invoice(
                invoice.required("number").longValue(),
                StatementReader.statement(invoice.required("statement")),
                credits,
                invoice.required("priceBook").longValue(),
                terms,
                Instant.parse(StatementReader.text(invoice, "finalisedAt")),
                accepted.isTextual() ? accepted.textValue() : null);
    }

    /**
     * Reads what {@link #write(Statement)} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Statement statement(byte[] json) {
        return StatementReader.statement(tree(json));
    }

    private static String kind(CreditEntry.Kind kind) {
        return switch (kind) {
            case BURNED -> "burned";
            case EXPIRED -> "expired";
            case RETURNED -> "returned";
        };
    }

    private static CreditEntry.Kind kind(String text) {
        return switch (text) {
            case "burned" -> CreditEntry.Kind.BURNED;
            case "expired" -> CreditEntry.Kind.EXPIRED;
            case "returned" -> CreditEntry.Kind.RETURNED;
            default -> throw new IllegalArgumentException("kind: must be burned, expired or returned, is " + text);
        };
    }

    private static JsonNode tree(byte[] json) {
        try {
            return READER.readTree(json);
        } catch (IOException malformed) {
            throw new IllegalArgumentException("must be JSON: " + malformed.getMessage(), malformed);
        }
    }

    private static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            content.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
