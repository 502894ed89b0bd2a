package dev.ebb.local;

import dev.ebb.charging.Report;
import dev.ebb.metering.Admission;
import dev.ebb.metering.EventReader;
import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.Rejection;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.history.RecordedEvents;
import dev.ebb.metering.json.EventFiles.NumberedBody;
import dev.ebb.metering.json.JsonEventReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads files of events into memory, and counts what comes of them. */
final class RecordedFeed {

    /** So many are decoded side by side. */
    private static final int BATCH = 8_192;

    private final EventReader reader = new JsonEventReader();
    private final RecordedEvents events = new RecordedEvents();
    private final @Nullable Instant asOf;
    private final Progress progress;
    private final List<Report.RejectedEvent> rejected = new ArrayList<>();
    private long accepted;
    private long duplicates;

    private RecordedFeed(@Nullable Instant asOf, Progress progress) {
        this.asOf = asOf;
        this.progress = progress;
    }

    /**
     * Reads files.
     *
     * @param asOf later events are rejected as from the future; null if none is
     * @throws InputException if one cannot be read
     */
    static RecordedFeed of(List<Path> files, @Nullable Instant asOf, Surroundings surroundings) {
        long bytes = files.stream().mapToLong(InputFiles::size).sum();
        RecordedFeed feed = new RecordedFeed(asOf, Progress.ofBytes(bytes, surroundings));
        try {
            files.forEach(feed::file);
        } finally {
            feed.progress.end();
        }
        return feed;
    }

    private void file(Path file) {
        List<NumberedBody> batch = new ArrayList<>(BATCH);
        InputFiles.events(file, body -> {
            batch.add(body);
            if (batch.size() == BATCH) {
                add(file, batch);
                batch.clear();
            }
        });
        add(file, batch);
    }

    private void add(Path file, List<NumberedBody> batch) {
        List<List<ReadEvent>> read =
                batch.parallelStream().map(body -> reader.read(body.body())).toList();
        long bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            NumberedBody body = batch.get(i);
            bytes += body.body().size() + 1L;
            for (ReadEvent event : read.get(i)) {
                switch (event) {
                    case ReadEvent.Invalid invalid -> reject(invalid.rejection(), file, body.line());
                    case ReadEvent.Valid valid -> add(valid.event());
                }
            }
        }
        progress.advance(bytes, accepted + duplicates + rejected.size());
    }

    private void reject(Rejection rejection, Path file, int line) {
        rejected.add(Feed.rejected(rejection, file, line));
    }

    private void add(UsageEvent event) {
        List<String> complaints = asOf == null ? List.of() : Admission.HISTORY.complaints(event, asOf);
        if (complaints.isEmpty()) {
            switch (events.add(event)) {
                case Outcome.Accepted ignored -> accepted++;
                case Outcome.Duplicate ignored -> duplicates++;
                case Outcome.Refused refused -> reject(event, refused.reason());
                case Outcome.Deferred deferred -> throw new IllegalStateException(deferred.cause());
            }
        } else {
            reject(event, String.join("; ", complaints));
        }
    }

    private void reject(UsageEvent event, String reason) {
        rejected.add(Report.RejectedEvent.of(
                event.identity().source(), event.identity().id(), reason));
    }

    RecordedEvents events() {
        return events;
    }

    Report.Counts counts() {
        return new Report.Counts(accepted, duplicates, rejected.size());
    }

    List<Report.RejectedEvent> rejected() {
        return rejected;
    }
}
