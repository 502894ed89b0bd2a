package dev.ebb.charging;

import dev.ebb.charging.InvalidPriceBookException.Problem;
import dev.ebb.charging.PriceBook.GpuPrice;
import dev.ebb.charging.PriceBook.ModelPrice;
import dev.ebb.charging.PriceBookDraft.Field;
import dev.ebb.metering.Meter;
import dev.ebb.metering.Names;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of a price book. Every field is looked at, whatever is wrong with the others. */
final class PriceBookRules {

    private static final int MAX_DIGITS = 38;
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,100}(\\.[0-9]{1,100})?([eE][+-]?[0-9]{1,3})?");
    private static final String IDENTIFIER_RULE = "must be 1 to 128 printable ASCII characters without a space";

    private final List<Problem> problems = new ArrayList<>();

    private PriceBookRules() {}

    static PriceBook check(PriceBookDraft draft) {
        PriceBookRules rules = new PriceBookRules();
        rules.problems.addAll(draft.problems());
        Currency currency = rules.currency(draft.currency());
        List<GpuPrice> gpus = rules.gpus(draft.gpus() == null ? List.of() : draft.gpus());
        List<ModelPrice> models = rules.models(draft.models() == null ? List.of() : draft.models());
        if (!rules.problems.isEmpty() || currency == null) {
            throw new InvalidPriceBookException(rules.problems);
        }
        return new PriceBook(currency, gpus, models);
    }

    private @Nullable Currency currency(Field field) {
        String code = text("currency", field);
        if (code == null) {
            return null;
        }
        try {
            Currency currency = Currency.getInstance(code);
            if (currency.getDefaultFractionDigits() >= 0) {
                return currency;
            }
        } catch (IllegalArgumentException unknown) {
            refuse("currency", quoted(code), "must be the code of a currency in ISO 4217");
            return null;
        }
        refuse("currency", quoted(code), "must be a currency that has a minor unit in ISO 4217");
        return null;
    }

    private List<GpuPrice> gpus(List<PriceBookDraft.GpuRow> rows) {
        List<GpuPrice> prices = new ArrayList<>();
        Map<List<Object>, Integer> seen = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            PriceBookDraft.GpuRow row = rows.get(i);
            String at = "gpus[" + i + "]";
            String accelerator = identifier(at + ".accelerator", row.accelerator());
            String region = identifier(at + ".region", row.region());
            Instant from = instant(at + ".from", row.from());
            UnitPrice price = price(at + ".perGpuHour", row.perGpuHour(), row.from(), from);
            if (accelerator == null || region == null || from == null) {
                continue;
            }
            Integer earlier = seen.putIfAbsent(List.of(accelerator, region, from), i);
            if (earlier != null) {
                refuse(
                        at,
                        accelerator + " in " + region + " from " + from,
                        "must not have the accelerator, region and from of gpus[" + earlier + "]");
            } else if (price != null) {
                prices.add(new GpuPrice(accelerator, region, price));
            }
        }
        return prices;
    }

    private List<ModelPrice> models(List<PriceBookDraft.ModelRow> rows) {
        List<ModelPrice> prices = new ArrayList<>();
        Map<List<Object>, Integer> seen = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            PriceBookDraft.ModelRow row = rows.get(i);
            String at = "models[" + i + "]";
            String model = identifier(at + ".model", row.model());
            Instant from = instant(at + ".from", row.from());
            if (from != null && !from.equals(Meter.quarterOf(from))) {
                refuse(at + ".from", quoted(spelling(row.from())), "must lie on a quarter-hour");
            }
            UnitPrice prompt = price(at + ".perMillionPromptTokens", row.perMillionPromptTokens(), row.from(), from);
            UnitPrice cached = row.perMillionCachedPromptTokens() instanceof Field.Absent
                    ? null
                    : price(at + ".perMillionCachedPromptTokens", row.perMillionCachedPromptTokens(), row.from(), from);
            UnitPrice completion =
                    price(at + ".perMillionCompletionTokens", row.perMillionCompletionTokens(), row.from(), from);
            if (model == null || from == null) {
                continue;
            }
            Integer earlier = seen.putIfAbsent(List.of(model, from), i);
            if (earlier != null) {
                refuse(at, model + " from " + from, "must not have the model and from of models[" + earlier + "]");
            } else if (prompt != null && completion != null) {
                prices.add(new ModelPrice(model, prompt, cached, completion));
            }
        }
        return prices;
    }

    private @Nullable String text(String name, Field field) {
        return switch (field) {
            case Field.Text text -> text.text();
            case Field.Absent ignored -> {
                refuse(name, "", "must be there");
                yield null;
            }
            case Field.Numeral number -> {
                refuse(name, number.spelling(), "must be a string");
                yield null;
            }
            case Field.Other other -> {
                refuse(name, other.spelling(), "must be a string");
                yield null;
            }
        };
    }

    private @Nullable String identifier(String name, Field field) {
        String text = text(name, field);
        if (text != null && !Names.IDENTIFIER.matcher(text).matches()) {
            refuse(name, quoted(text), IDENTIFIER_RULE);
            return null;
        }
        return text;
    }

    private @Nullable Instant instant(String name, Field field) {
        String text = text(name, field);
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
            if (time.getYear() < 0 || time.getYear() > 9999) {
                refuse(name, quoted(text), "must lie in the years 0000 to 9999");
                return null;
            }
            if (time.getNano() % 1_000_000 != 0) {
                refuse(name, quoted(text), "must be whole milliseconds");
                return null;
            }
            return time.toInstant();
        } catch (DateTimeParseException malformed) {
            refuse(name, quoted(text), "must be an instant of RFC 3339, such as 2026-01-01T00:00:00Z");
            return null;
        }
    }

    private @Nullable UnitPrice price(String name, Field field, Field fromField, @Nullable Instant from) {
        BigDecimal amount = decimal(name, field);
        if (amount == null || from == null) {
            return null;
        }
        return new UnitPrice(from, spelling(fromField), amount, spelling(field));
    }

    private @Nullable BigDecimal decimal(String name, Field field) {
        return switch (field) {
            case Field.Text text -> decimal(name, text.text(), quoted(text.text()));
            case Field.Numeral number -> decimal(name, number.spelling(), number.spelling());
            case Field.Absent ignored -> {
                refuse(name, "", "must be there");
                yield null;
            }
            case Field.Other other -> {
                refuse(name, other.spelling(), "must be a decimal, as a string or a number");
                yield null;
            }
        };
    }

    private @Nullable BigDecimal decimal(String name, String text, String shown) {
        if (!DECIMAL.matcher(text).matches()) {
            refuse(name, shown, "must be a decimal such as 8.00, of at most " + MAX_DIGITS + " digits");
            return null;
        }
        BigDecimal amount = new BigDecimal(text);
        if (amount.signum() < 0) {
            refuse(name, shown, "must not be negative");
            return null;
        }
        if (amount.precision() > MAX_DIGITS) {
            refuse(name, shown, "must have at most " + MAX_DIGITS + " digits");
            return null;
        }
        if (amount.scale() > MAX_DIGITS || (long) amount.precision() - amount.scale() > MAX_DIGITS) {
            refuse(
                    name,
                    shown,
                    "must have at most " + MAX_DIGITS + " digits before the point and " + MAX_DIGITS + " after it");
            return null;
        }
        return amount;
    }

    private static String spelling(Field field) {
        return switch (field) {
            case Field.Text text -> text.text();
            case Field.Numeral number -> number.spelling();
            case Field.Absent ignored -> "";
            case Field.Other other -> other.spelling();
        };
    }

    private static String quoted(String text) {
        return '"' + (text.length() <= 120 ? text : text.substring(0, 120) + "…") + '"';
    }

    private void refuse(String field, String value, String rule) {
        problems.add(new Problem(field, value, rule));
    }
}
