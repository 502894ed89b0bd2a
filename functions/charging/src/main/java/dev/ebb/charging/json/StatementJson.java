package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.LineKey;
import dev.ebb.charging.Report;
import dev.ebb.charging.Report.RejectedEvent;
import dev.ebb.charging.Statement;
import dev.ebb.charging.Statement.ChargedLine;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.Warning;
import dev.ebb.metering.GpuTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes reports: equal ones as equal bytes. Decimals are strings, so that no reader takes them for binary fractions. */
public final class StatementJson {

    /** In a micro-GPU-second. */
    static final Fraction GPU_SECONDS_PER_MICRO = new Fraction(BigInteger.ONE, BigInteger.valueOf(1_000_000));

    private static final int EXACT_DECIMALS = 9;

    private final JsonGenerator out;

    private StatementJson(JsonGenerator out) {
        this.out = out;
    }

    /** What one call writes. */
    interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    /** The report as indented JSON in UTF-8 that ends with a newline. */
    public static byte[] write(Report report) {
        return IndentedJson.bytes(out -> new StatementJson(out).report(report));
    }

    /** A statement alone, likewise. */
    public static byte[] write(Statement statement) {
        return IndentedJson.bytes(out -> new StatementJson(out).statement(statement));
    }

    /** A statement as a part of something else. */
    static void write(JsonGenerator out, Statement statement) throws IOException {
        new StatementJson(out).statement(statement);
    }

    private void report(Report report) throws IOException {
        out.writeStartObject();
        out.writeStringField("asOf", report.asOf().toString());
        heard(out, report);
        out.writeArrayFieldStart("statements");
        for (Statement statement : report.statements()) {
            statement(statement);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** What became of the events behind a report, as members of an object that was begun. */
    public static void heard(JsonGenerator out, Report report) throws IOException {
        out.writeObjectFieldStart("counts");
        out.writeNumberField("accepted", report.counts().accepted());
        out.writeNumberField("duplicates", report.counts().duplicates());
        out.writeNumberField("rejected", report.counts().rejected());
        out.writeEndObject();
        out.writeArrayFieldStart("rejected");
        for (RejectedEvent event : report.rejected()) {
            rejected(out, event);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("warnings");
        for (Warning warning : report.warnings()) {
            out.writeStartObject();
            out.writeStringField("source", warning.source());
            out.writeStringField("id", warning.id());
            out.writeStringField("reason", warning.reason());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void rejected(JsonGenerator out, RejectedEvent event) throws IOException {
        out.writeStartObject();
        out.writeStringField("source", event.source());
        out.writeStringField("id", event.id());
        out.writeStringField("reason", event.reason());
        if (event.file() != null) {
            out.writeStringField("file", event.file());
        }
        Long line = event.line();
        if (line != null) {
            out.writeNumberField("line", line);
        }
        out.writeEndObject();
    }

    private void statement(Statement statement) throws IOException {
        out.writeStartObject();
        out.writeStringField("account", statement.account());
        out.writeStringField("period", statement.period().month().toString());
        out.writeStringField("timeZone", statement.period().timeZone().getId());
        out.writeStringField("from", statement.from().toString());
        out.writeStringField("to", statement.to().toString());
        out.writeStringField("currency", statement.currency().getCurrencyCode());
        out.writeBooleanField("complete", statement.complete());
        if (statement.meteredUpTo() != null) {
            out.writeStringField("meteredUpTo", statement.meteredUpTo().toString());
        }
        out.writeArrayFieldStart("lines");
        for (ChargedLine line : statement.lines()) {
            writeLine(out, line);
        }
        out.writeEndArray();
        out.writeStringField("total", statement.total().toPlainString());
        if (statement.due() != null) {
            decimal("due", statement.due());
        }
        out.writeEndObject();
    }

    /** A line, as an object. */
    static void writeLine(JsonGenerator out, ChargedLine line) throws IOException {
        out.writeStartObject();
        new StatementJson(out).line(line);
        out.writeEndObject();
    }

    private void line(ChargedLine charged) throws IOException {
        switch (charged.line()) {
            case Line.Gpu gpu -> {
                out.writeStringField("kind", "gpu");
                out.writeStringField("deployment", gpu.deployment());
                out.writeStringField("accelerator", gpu.kind().accelerator());
                out.writeStringField("region", gpu.kind().region());
                price(gpu.price(), "GPU-hour");
                gpuSeconds("gpuSeconds", gpu.billed());
                gpuSeconds("busyGpuSeconds", gpu.busy());
                gpuSeconds("idleGpuSeconds", gpu.idle());
                if (gpu.reserved().compareTo(Fraction.ZERO) != 0) {
                    BigDecimal printed = gpuSeconds(gpu.reserved());
                    decimal("reservedGpuSeconds", printed);
                    Fraction exact = gpu.reserved().times(GPU_SECONDS_PER_MICRO);
                    if (!Fraction.of(printed).equals(exact)) {
                        out.writeStringField("reservedExact", exact.toString());
                    }
                }
            }
            case Line.Committed committed -> {
                out.writeStringField("kind", "commitment");
                out.writeStringField("accelerator", committed.commitment().accelerator());
                out.writeStringField("region", committed.commitment().region());
                price(committed.price(), "GPU-hour");
                gpuSeconds("gpuSeconds", committed.billed());
                gpuSeconds("usedGpuSeconds", committed.used());
                decimal(
                        "gpus",
                        BigDecimal.valueOf(committed.commitment().milliGpus(), 3)
                                .stripTrailingZeros());
            }
            case Line.Adjustment adjustment -> adjustment(adjustment);
            case Line.Tokens tokens -> {
                out.writeStringField("kind", "tokens");
                out.writeStringField("model", tokens.model());
                out.writeStringField("direction", tokens.direction().text());
                price(tokens.price(), "1M tokens");
                out.writeFieldName("quantity");
                out.writeNumber(tokens.quantity());
                if (tokens.direction() == Line.Direction.PROMPT) {
                    out.writeFieldName("cachedQuantity");
                    out.writeNumber(tokens.cached());
                }
            }
        }
        BigDecimal exact =
                charged.line().exactAmount().map(amount -> reading(amount)).orElse(null);
        decimal("exactAmount", exact);
        decimal("amount", charged.amount());
        if (exact == null) {
            out.writeBooleanField("unpriced", true);
        }
    }

    private void adjustment(Line.Adjustment adjustment) throws IOException {
        out.writeStringField("kind", "adjustment");
        out.writeStringField("period", adjustment.period().toString());
        out.writeFieldName("invoice");
        Long invoice = adjustment.invoice();
        if (invoice == null) {
            out.writeNull();
        } else {
            out.writeNumber(invoice);
        }
        out.writeObjectFieldStart("line");
        LineKey line = adjustment.line();
        out.writeStringField("kind", line.kind());
        given(line.kind().equals("tokens") ? "model" : "deployment", line.name());
        given("accelerator", line.accelerator());
        given("region", line.region());
        given("direction", line.direction());
        given("priceFrom", line.priceFrom());
        given("agreementFrom", line.agreedFrom());
        out.writeEndObject();
        out.writeArrayFieldStart("events");
        for (Line.EventReference event : adjustment.events()) {
            out.writeStartObject();
            out.writeStringField("source", event.source());
            out.writeStringField("id", event.id());
            out.writeStringField("time", event.time().toString());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (adjustment.moreEvents() > 0) {
            out.writeNumberField("moreEvents", adjustment.moreEvents());
        }
    }

    private void given(String name, String value) throws IOException {
        if (!value.isEmpty()) {
            out.writeStringField(name, value);
        }
    }

    private static BigDecimal gpuSeconds(Fraction microGpuSeconds) {
        return microGpuSeconds.rounded(0, RoundingMode.HALF_EVEN).movePointLeft(6);
    }

    static BigDecimal reading(Fraction amount) {
        return amount.rounded(EXACT_DECIMALS, RoundingMode.HALF_EVEN);
    }

    private void price(@Nullable UnitPrice price, String unit) throws IOException {
        out.writeStringField("priceFrom", price == null ? null : price.priceFrom());
        out.writeStringField("unitPrice", price == null ? null : price.unitPrice());
        out.writeStringField("unit", unit);
        UnitPrice.Agreed agreed = price == null ? null : price.agreed();
        if (agreed != null) {
            out.writeStringField("agreementFrom", agreed.from().toString());
            given("percentOff", Objects.requireNonNullElse(agreed.percentOff(), ""));
        }
    }

    private void gpuSeconds(String name, GpuTime time) throws IOException {
        decimal(name, time.gpuSeconds());
    }

    private void decimal(String name, @Nullable BigDecimal value) throws IOException {
        out.writeStringField(name, value == null ? null : value.toPlainString());
    }
}
