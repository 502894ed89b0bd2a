package dev.ebb.local;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.HistoryExport;
import dev.ebb.metering.HistoryRange;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.dynamodb.DynamoHistory;
import dev.ebb.metering.dynamodb.DynamoRecordings;
import dev.ebb.metering.dynamodb.DynamoUsage;
import dev.ebb.metering.json.JsonEventWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of {@code export} that ask for an account's history as events, and how that is written. */
final class EventExport {

    /** Their names. */
    static final List<String> OPTIONS = List.of("--from", "--to", "--deployment");

    private static final long CHARACTERS_IN_MEMORY = 32_000_000;

    @Option(names = "--from", paramLabel = "INSTANT", description = "Of events: their activity from then on")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "INSTANT",
            description = "Of events: nothing later; at most 366 days after --from, and not after now")
    private @Nullable String to;

    @Option(
            names = "--deployment",
            paramLabel = "DEPLOYMENT",
            description = "Of events: this deployment's, and without serverless tokens; may be given again")
    private List<String> deployments = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /**
     * The range that is asked for.
     *
     * @param now nothing later is known
     * @throws CommandLine.ParameterException if one of its ends is not given
     * @throws InputException if it is wrong
     */
    HistoryRange range(Instant now) {
        if (from == null || to == null) {
            throw WrongUsage.of(command, "--from and --to must both be given: they say which events are exported");
        }
        Instant first = Inputs.instant("--from", from);
        Instant end = Inputs.instant("--to", to);
        HistoryRange range = Inputs.checked(() -> new HistoryRange(first, end));
        if (range.to().isAfter(now)) {
            throw new InputException("--to: must not be after now (" + now + "), is " + range.to());
        }
        return range;
    }

    /**
     * Reads the history, and writes it only when all of it was read.
     *
     * @throws InputException if a deployment was never heard of, or the file cannot be written
     */
    void write(Connection.Access access, String account, HistoryRange range, @Nullable Path file, OutputStream out) {
        DynamoUsage usage = new DynamoUsage(access.client(), access.table());
        HistoryExport export = new HistoryExport(
                new DynamoHistory(access.client(), access.table()),
                new DynamoRecordings(access.client(), access.table()),
                usage,
                range);
        List<DeploymentId> chosen = chosen(usage, account);
        try (SortedLines lines = new SortedLines(CHARACTERS_IN_MEMORY)) {
            add(lines, export.reported(account));
            if (deployments.isEmpty()) {
                add(lines, export.tokens(account));
            }
            chosen.forEach(id -> add(lines, export.deployment(id)));
            write(lines, file, out);
        } catch (IOException failed) {
            throw unwritable(file, failed);
        } catch (UncheckedIOException failed) {
            throw unwritable(file, failed.getCause());
        }
    }

    private static void add(SortedLines lines, Stream<UsageEvent> events) {
        events.forEach(event -> lines.add(event.time(), JsonEventWriter.write(event)));
    }

    private List<DeploymentId> chosen(DynamoUsage usage, String account) {
        List<DeploymentId> known = usage.deployments(account);
        if (deployments.isEmpty()) {
            return known;
        }
        return deployments.stream()
                .distinct()
                .map(name -> new DeploymentId(account, Inputs.id("--deployment", name)))
                .map(id -> known(known, id))
                .toList();
    }

    private static DeploymentId known(List<DeploymentId> known, DeploymentId id) {
        if (known.contains(id)) {
            return id;
        }
        throw new InputException(
                "--deployment: account " + id.account() + " has none that is called \"" + id.name() + "\"");
    }

    private static void write(SortedLines lines, @Nullable Path file, OutputStream out) throws IOException {
        if (file == null) {
            BufferedOutputStream buffered = new BufferedOutputStream(out);
            lines.writeTo(buffered);
            buffered.flush();
            return;
        }
        try (OutputStream written = new BufferedOutputStream(Files.newOutputStream(file))) {
            lines.writeTo(written);
        }
    }

    private static InputException unwritable(@Nullable Path file, IOException failed) {
        String where = file == null ? "" : "--out: " + file + ": ";
        return new InputException(where + "events cannot be written: " + InputFiles.why(failed), failed);
    }
}
