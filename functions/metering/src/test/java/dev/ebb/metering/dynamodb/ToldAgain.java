package dev.ebb.metering.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Admission;
import dev.ebb.metering.Announced;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.DeploymentUsage;
import dev.ebb.metering.EventReader.ReadEvent;
import dev.ebb.metering.FailedStart;
import dev.ebb.metering.GpuKind;
import dev.ebb.metering.GpuTime;
import dev.ebb.metering.HistoryExport;
import dev.ebb.metering.HistoryRange;
import dev.ebb.metering.LostRule;
import dev.ebb.metering.Notice;
import dev.ebb.metering.Original;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.RecordedActivity;
import dev.ebb.metering.TokenUsage;
import dev.ebb.metering.Traffic;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.Watched;
import dev.ebb.metering.json.JsonEventReader;
import dev.ebb.metering.json.JsonEventWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** An account whose history is exported from one table into another, and what each of them says of it. */
record ToldAgain(String account, HistoryRange range, Instant asOf, TestTable first, TestTable second) {

    /** What a table says of an interval; what goes on beyond its end is cut there. */
    record Account(List<Deployment> deployments, List<TokenUsage> tokens) {}

    /** One deployment's part of it. */
    record Deployment(
            DeploymentId id,
            List<DeploymentUsage.ReplicaSession> sessions,
            Set<List<Object>> boots,
            Set<DeploymentUsage.Lost> lost,
            Set<Notice> notices,
            Usage.Configuration configuration,
            Map<GpuKind, GpuTime> metered,
            boolean pending,
            List<Object> minutes,
            long countedMinutes,
            List<Traffic.Hour> traffic) {}

    /** Meters events in the first table, each in a batch of its own, and exports them into the second. */
    List<UsageEvent> tell(List<UsageEvent> events) {
        assertThat(record(first, events, 1)).noneMatch(Outcome.Refused.class::isInstance);
        List<UsageEvent> exported = exported();
        List<UsageEvent> shuffled = new ArrayList<>(exported);
        Collections.shuffle(shuffled, new Random(events.size()));
        assertThat(record(second, shuffled, 10)).allMatch(Outcome.Accepted.class::isInstance);
        return exported;
    }

    private List<Outcome> record(TestTable table, List<UsageEvent> events, int together) {
        DynamoLedger ledger = new DynamoLedger(table.client(), table.name());
        List<Outcome> outcomes = new ArrayList<>();
        for (int from = 0; from < events.size(); from += together) {
            List<UsageEvent> batch = events.subList(from, Math.min(from + together, events.size()));
            outcomes.addAll(ledger.record(batch, asOf, Deadline.NONE));
        }
        ledger.settle(account, asOf, LostRule.STANDARD, Deadline.NONE);
        return outcomes;
    }

    /** As they come out of what is written. */
    private List<UsageEvent> exported() {
        DynamoUsage usage = new DynamoUsage(first.client(), first.name());
        HistoryExport export = new HistoryExport(
                new DynamoHistory(first.client(), first.name()),
                new DynamoRecordings(first.client(), first.name()),
                usage,
                range);
        return Stream.of(
                        export.reported(account),
                        export.tokens(account),
                        usage.deployments(account).stream().flatMap(export::deployment))
                .flatMap(events -> events)
                .map(this::writtenAndRead)
                .toList();
    }

    private UsageEvent writtenAndRead(UsageEvent event) {
        String line = JsonEventWriter.write(event);
        assertThat(line).doesNotContain("\n");
        List<ReadEvent> read = new JsonEventReader().read(Original.of(line));
        assertThat(read).singleElement().isInstanceOf(ReadEvent.Valid.class);
        UsageEvent again = ((ReadEvent.Valid) read.getFirst()).event();
        assertThat(again).isEqualTo(event);
        assertThat(Admission.HISTORY.complaints(again, range.to())).isEmpty();
        return again;
    }

    Account original() {
        return said(first);
    }

    Account copy() {
        return said(second);
    }

    private Account said(TestTable table) {
        DynamoUsage usage = new DynamoUsage(table.client(), table.name());
        List<Deployment> deployments = usage.deployments(account).stream()
                .map(id -> deployment(table, usage, id))
                .filter(said -> !isSilent(table, said))
                .toList();
        return new Account(deployments, usage.tokens(account, range.from(), range.to()));
    }

    /** A deployment of which nothing was heard before the interval's end is in no export. */
    private boolean isSilent(TestTable table, Deployment said) {
        RecordedActivity own = activity(table, said.id);
        return said.sessions.isEmpty()
                && said.boots.isEmpty()
                && said.lost.isEmpty()
                && said.notices.isEmpty()
                && said.configuration.equals(Usage.Configuration.NONE)
                && own.active().isEmpty()
                && own.reported().isEmpty()
                && own.wanted().isEmpty();
    }

    private RecordedActivity activity(TestTable table, DeploymentId id) {
        return new DynamoRecordings(table.client(), table.name()).activity(id, range.from(), range.to());
    }

    private Deployment deployment(TestTable table, DynamoUsage usage, DeploymentId id) {
        DeploymentUsage used = usage.deployment(id, range.from(), range.to(), asOf);
        List<Announced> announced = new DynamoHistory(table.client(), table.name()).announcements(id);
        return new Deployment(
                id,
                used.sessions(),
                boots(used),
                used.lost().stream()
                        .filter(lost -> lost.since().isBefore(range.to()))
                        .collect(Collectors.toSet()),
                used.notices().stream()
                        .filter(notice -> !notice.from().isBefore(range.from())
                                && notice.from().isBefore(range.to()))
                        .map(this::cut)
                        .collect(Collectors.toSet()),
                Announced.at(announced, range.to().minusMillis(1)).configuration(),
                used.metered(),
                used.pending(),
                minutes(table, id),
                used.traffic().countedMinutes(),
                used.traffic().hours().stream()
                        .filter(hour -> !hour.start().plus(1, ChronoUnit.HOURS).isAfter(range.to()))
                        .toList());
    }

    /**
     * With failed starts. What was not over when the interval ends is left out of both: an event that the export leaves
     * out ended it, or the rule of boots that never end does so in its place.
     */
    private Set<List<Object>> boots(DeploymentUsage used) {
        Set<Instant> later = notOver(
                new DynamoUsage(first.client(), first.name()).deployment(used.id(), range.from(), range.to(), asOf));
        Stream<List<Object>> led = used.boots().stream()
                .filter(boot -> !later.contains(boot.from()))
                .map(boot -> List.of("boot", boot.from(), boot.to(), String.valueOf(boot.shape())));
        Stream<List<Object>> failed = used.failedStarts().stream()
                .filter(boot -> !later.contains(boot.from()))
                .map(boot -> List.of("failed", boot.from(), boot.to(), String.valueOf(boot.shape())));
        return Stream.concat(led, failed).collect(Collectors.toSet());
    }

    private Set<Instant> notOver(DeploymentUsage used) {
        Stream<Instant> led =
                used.boots().stream().filter(boot -> !isOver(boot.to())).map(DeploymentUsage.Boot::from);
        Stream<Instant> failed =
                used.failedStarts().stream().filter(boot -> !isOver(boot.to())).map(FailedStart::from);
        return Stream.concat(led, failed).collect(Collectors.toSet());
    }

    private boolean isOver(Instant end) {
        return end.isBefore(range.to());
    }

    private Notice cut(Notice notice) {
        Instant until = notice.until();
        boolean over = until != null && isOver(until);
        return new Notice(notice.kind(), notice.identity(), notice.from(), over ? until : null, notice.tied());
    }

    /** Active, reported and wanted, by minute: as a sweep sees it, which looks at nothing that has only activity. */
    private List<Object> minutes(TestTable table, DeploymentId id) {
        return minutes(new DynamoFleetWatch(table.client(), table.name())
                .watch(id, range.from(), range.to(), Deadline.NONE)
                .map(Watched::minutes)
                .orElseGet(() -> recorded(table, id)));
    }

    private ActivityMinutes recorded(TestTable table, DeploymentId id) {
        RecordedActivity own = activity(table, id);
        BitSet reported = own.reported();
        reported.or(new DynamoRecordings(table.client(), table.name()).reported(account, range.from(), range.to()));
        long first = ActivityMinutes.minuteOf(range.from());
        long end = ActivityMinutes.minuteOf(range.to().minusMillis(1)) + 1;
        return ActivityMinutes.of(first, end, reported, own.active(), own.wanted());
    }

    private List<Object> minutes(ActivityMinutes minutes) {
        return LongStream.rangeClosed(
                        ActivityMinutes.minuteOf(range.from()),
                        ActivityMinutes.minuteOf(range.to().minusMillis(1)))
                .<Object>mapToObj(minute ->
                        List.of(minutes.isActive(minute), minutes.isReported(minute), minutes.isWanted(minute)))
                .toList();
    }
}
