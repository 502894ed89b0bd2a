package dev.ebb.local;

import dev.ebb.charging.Report;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.Rejection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Feeds files to {@link MeterUsage} in batches, as a queue would, and counts what comes of it. */
final class Feed {

    /** Large enough that token events are folded, small enough that originals do not fill the memory. */
    private static final int BATCH = 1_000;

    private static final int ATTEMPTS = 5;

    private final MeterUsage metering;
    private final Instant now;
    private final Progress progress;
    private final List<Report.RejectedEvent> rejected = new ArrayList<>();
    private long accepted;
    private long duplicates;

    private Feed(MeterUsage metering, Instant now, Progress progress) {
        this.metering = metering;
        this.now = now;
        this.progress = progress;
    }

    /**
     * Feeds files.
     *
     * @param now the present of all the events in them
     * @throws InputException if one cannot be read, or the table defers an event time after time
     */
    static Feed of(List<Path> files, MeterUsage metering, Instant now, Surroundings surroundings) {
        long bytes = files.stream().mapToLong(InputFiles::size).sum();
        Progress progress = Progress.ofBytes(bytes, surroundings);
        Feed feed = new Feed(metering, now, progress);
        try {
            files.forEach(feed::file);
        } finally {
            progress.end();
        }
        return feed;
    }

    private record Place(Path file, int line, Original body) {}

    private void file(Path file) {
        List<Place> batch = new ArrayList<>(BATCH);
        InputFiles.events(file, body -> {
            batch.add(new Place(file, body.line(), body.body()));
            if (batch.size() == BATCH) {
                meter(batch, 1);
                batch.clear();
            }
        });
        if (!batch.isEmpty()) {
            meter(batch, 1);
        }
    }

    private void meter(List<Place> batch, int attempt) {
        MeterUsage.Result result =
                metering.meter(batch.stream().map(Place::body).toList(), now, Deadline.NONE);
        accepted += result.accepted();
        duplicates += result.duplicates();
        for (MeterUsage.Rejected each : result.rejections()) {
            Place place = batch.get(each.body());
            rejected.add(rejected(each.rejection(), place.file(), place.line()));
        }
        List<Place> again = result.deferred().keySet().stream().map(batch::get).toList();
        long bytes = batch.stream().mapToLong(place -> place.body().size() + 1L).sum()
                - again.stream().mapToLong(place -> place.body().size() + 1L).sum();
        progress.advance(bytes, accepted + duplicates + rejected.size());
        if (!again.isEmpty()) {
            if (attempt == ATTEMPTS) {
                Place first = again.getFirst();
                throw new InputException(first.file() + ":" + first.line() + ": the table deferred it and "
                        + (again.size() - 1) + " others " + ATTEMPTS + " times: "
                        + result.deferred().values().iterator().next());
            }
            meter(again, attempt + 1);
        }
    }

    /** Where it stands is told if its source or id could not be. */
    static Report.RejectedEvent rejected(Rejection rejection, Path file, int line) {
        return rejection.source() != null && rejection.id() != null
                ? Report.RejectedEvent.of(rejection.source(), rejection.id(), rejection.reason())
                : new Report.RejectedEvent(
                        rejection.source(), rejection.id(), rejection.reason(), file.toString(), (long) line);
    }

    Report.Counts counts() {
        return new Report.Counts(accepted, duplicates, rejected.size());
    }

    List<Report.RejectedEvent> rejected() {
        return rejected;
    }
}
