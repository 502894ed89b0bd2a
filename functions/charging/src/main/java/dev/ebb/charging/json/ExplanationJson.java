package dev.ebb.charging.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ebb.charging.Allotment;
import dev.ebb.charging.Fraction;
import dev.ebb.charging.Line;
import dev.ebb.charging.Statement;
import dev.ebb.charging.UnitPrice;
import dev.ebb.charging.explaining.Explanation;
import dev.ebb.charging.explaining.Explanation.Cause;
import dev.ebb.charging.explaining.Explanation.HeldSpan;
import dev.ebb.charging.explaining.Explanation.Quarter;
import dev.ebb.charging.explaining.Explanation.SessionPart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes explanations. An exact amount is a fraction: a numerator and a denominator, as strings. The line is written as
 * its statement has it; beside it stands all that its amount can be computed from again.
 */
public final class ExplanationJson {

    /** Why a line of tokens names no events. */
    public static final String TOKEN_EVENTS = "Token events are added up by quarter-hour when they are metered. Their"
            + " identities are kept for 35 days after their time, to tell duplicates; the events themselves are not kept.";

    private final JsonGenerator out;

    private ExplanationJson(JsonGenerator out) {
        this.out = out;
    }

    /** As indented JSON in UTF-8 that ends with a newline. */
    public static byte[] write(Explanation explanation) {
        return IndentedJson.bytes(out -> new ExplanationJson(out).explanation(explanation));
    }

    private void explanation(Explanation explanation) throws IOException {
        Statement statement = explanation.statement();
        out.writeStartObject();
        out.writeStringField("account", statement.account());
        out.writeStringField("period", statement.period().month().toString());
        out.writeStringField("timeZone", statement.period().timeZone().getId());
        instant("from", statement.from());
        instant("to", statement.to());
        instant("asOf", explanation.asOf());
        out.writeStringField("currency", statement.currency().getCurrencyCode());
        out.writeNumberField("number", explanation.number());
        out.writeFieldName("line");
        StatementJson.writeLine(out, explanation.charged());
        if (explanation.charged().line() instanceof Line.Priced priced) {
            price(priced.price());
        }
        basis(explanation);
        rounding(explanation);
        out.writeEndObject();
    }

    private void price(@Nullable UnitPrice price) throws IOException {
        out.writeFieldName("price");
        if (price == null) {
            out.writeNull();
            return;
        }
        out.writeStartObject();
        out.writeStringField("unitPrice", price.unitPrice());
        out.writeStringField("priceFrom", price.priceFrom());
        UnitPrice.Agreed agreed = price.agreed();
        if (agreed != null) {
            out.writeObjectFieldStart("agreement");
            instant("from", agreed.from());
            out.writeStringField("percentOff", agreed.percentOff());
            out.writeEndObject();
        }
        out.writeStringField("perUnit", price.amount().toPlainString());
        out.writeEndObject();
    }

    private void basis(Explanation explanation) throws IOException {
        switch (explanation.basis()) {
            case Explanation.Sessions sessions -> {
                out.writeArrayFieldStart("sessions");
                for (SessionPart part : sessions.parts()) {
                    part(part);
                }
                out.writeEndArray();
                if (explanation.charged().line() instanceof Line.Gpu gpu
                        && gpu.reserved().compareTo(Fraction.ZERO) != 0) {
                    fraction("reservedMicroGpuSeconds", gpu.reserved());
                    out.writeFieldName("coveredByLines");
                    out.writeArray(
                            sessions.coveredBy().stream()
                                    .mapToInt(Integer::intValue)
                                    .toArray(),
                            0,
                            sessions.coveredBy().size());
                }
                if (sessions.unexplained().microGpuSeconds().signum() != 0) {
                    out.writeFieldName("unexplainedMicroGpuSeconds");
                    out.writeNumber(sessions.unexplained().microGpuSeconds());
                }
            }
            case Explanation.Quarters quarters -> {
                out.writeArrayFieldStart("quarterHours");
                for (Quarter quarter : quarters.quarters()) {
                    out.writeStartObject();
                    instant("from", quarter.from());
                    out.writeFieldName("quantity");
                    out.writeNumber(quarter.quantity());
                    out.writeFieldName("cachedQuantity");
                    out.writeNumber(quarter.cached());
                    out.writeEndObject();
                }
                out.writeEndArray();
                out.writeStringField("note", TOKEN_EVENTS);
            }
            case Explanation.Held held -> {
                out.writeArrayFieldStart("spans");
                for (HeldSpan span : held.spans()) {
                    out.writeStartObject();
                    stretch(span.from(), span.to(), span.milliGpus());
                    out.writeFieldName("microGpuSeconds");
                    out.writeNumber(span.gpuTime().microGpuSeconds());
                    out.writeEndObject();
                }
                out.writeEndArray();
            }
            case Explanation.Corrected corrected -> corrected(corrected);
        }
    }

    private void corrected(Explanation.Corrected corrected) throws IOException {
        Allotment.Share today = corrected.today();
        if (today == null) {
            out.writeNullField("today");
        } else {
            out.writeObjectFieldStart("today");
            fraction("exactAmount", today.exact());
            share(today);
            out.writeEndObject();
        }
        out.writeArrayFieldStart("invoiced");
        for (Explanation.Charge charge : corrected.invoiced()) {
            out.writeStartObject();
            out.writeNumberField("invoice", charge.invoice());
            out.writeStringField("amount", charge.amount().toPlainString());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeStringField("difference", corrected.difference().toPlainString());
        if (corrected.unexplained().signum() != 0) {
            out.writeStringField("unexplained", corrected.unexplained().toPlainString());
        }
        out.writeArrayFieldStart("events");
        for (Line.EventReference event : corrected.events()) {
            out.writeStartObject();
            out.writeStringField("source", event.source());
            out.writeStringField("id", event.id());
            instant("time", event.time());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (corrected.moreEvents() > 0) {
            out.writeNumberField("moreEvents", corrected.moreEvents());
        }
    }

    private void part(SessionPart part) throws IOException {
        out.writeStartObject();
        out.writeStringField("replica", part.replica());
        out.writeStringField("accelerator", part.shape().accelerator());
        out.writeStringField("region", part.shape().region());
        stretch(part.from(), part.to(), part.shape().count().milliGpus());
        out.writeFieldName("microGpuSeconds");
        out.writeNumber(part.gpuTime().microGpuSeconds());
        out.writeObjectFieldStart("session");
        instant("from", part.sessionFrom());
        instant("to", part.sessionTo());
        out.writeStringField("ending", word(part.ending()));
        out.writeEndObject();
        out.writeArrayFieldStart("events");
        for (Cause cause : part.events()) {
            out.writeStartObject();
            out.writeStringField("role", word(cause.role()));
            out.writeStringField("type", cause.type());
            out.writeStringField("source", cause.event().source());
            out.writeStringField("id", cause.event().id());
            instant("time", cause.event().time());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void stretch(Instant from, Instant to, long milliGpus) throws IOException {
        instant("from", from);
        instant("to", to);
        out.writeNumberField("milliGpus", milliGpus);
        out.writeNumberField("milliseconds", Duration.between(from, to).toMillis());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void rounding(Explanation explanation) throws IOException {
        Allotment.Share share = explanation.rounding();
        if (share == null) {
            out.writeNullField("exactAmount");
        } else {
            fraction("exactAmount", share.exact());
            out.writeObjectFieldStart("rounding");
            share(share);
            out.writeEndObject();
        }
        out.writeObjectFieldStart("statement");
        fraction("exactTotal", explanation.exactTotal());
        out.writeStringField("total", explanation.statement().total().toPlainString());
        out.writeEndObject();
    }

    private void share(Allotment.Share share) throws IOException {
        out.writeStringField("floor", share.floor().toPlainString());
        fraction("lost", share.lost());
        out.writeNumberField("rank", share.rank());
        out.writeBooleanField("raised", share.raised());
        out.writeStringField("amount", share.amount().toPlainString());
    }

    private void fraction(String name, Fraction fraction) throws IOException {
        out.writeObjectFieldStart(name);
        out.writeStringField("numerator", fraction.numerator().toString());
        out.writeStringField("denominator", fraction.denominator().toString());
        out.writeEndObject();
    }

    private void instant(String name, Instant instant) throws IOException {
        out.writeStringField(name, instant.toString());
    }
}
