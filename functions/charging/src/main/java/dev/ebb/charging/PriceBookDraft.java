package dev.ebb.charging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A price book as somebody wrote it, before any rule was checked. {@link PriceBook#of} checks all of them at once.
 *
 * @param gpus null if absent, which means none
 * @param models null if absent, which means none
 * @param problems what was already found wrong while it was read
 */
public record PriceBookDraft(
        Field currency,
        @Nullable List<GpuRow> gpus,
        @Nullable List<ModelRow> models,
        List<InvalidPriceBookException.Problem> problems) {

    /** What was written in one field. */
    public sealed interface Field {

        /** Nothing. */
        record Absent() implements Field {}

        /** A text. */
        record Text(String text) implements Field {}

        /** A number, as it is spelled. */
        record Numeral(String spelling) implements Field {}

        /** Something that no field of a price book may hold. */
        record Other(String spelling) implements Field {}
    }

    /** A row for an accelerator. */
    public record GpuRow(Field accelerator, Field region, Field from, Field perGpuHour) {}

    /** A row for a model. */
    public record ModelRow(
            Field model,
            Field from,
            Field perMillionPromptTokens,
            Field perMillionCachedPromptTokens,
            Field perMillionCompletionTokens) {}
}
