package dev.ebb.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** From bodies to the ledger: reads, admits, applies, and keeps in quarantine what cannot be metered. */
public final class MeterUsage {

    /** What of one body is kept apart; a body with more that can't be metered is kept whole, once. */
    static final int MAX_KEPT_APART = 100;

    private static final int MAX_REASONS_SHOWN = 10;

    private final EventReader reader;
    private final Ledger ledger;
    private final Quarantine quarantine;
    private final Admission admission;

    /** @param admission which events are let in, by their time and by who sends them */
    public MeterUsage(EventReader reader, Ledger ledger, Quarantine quarantine, Admission admission) {
        this.reader = reader;
        this.ledger = ledger;
        this.quarantine = quarantine;
        this.admission = admission;
    }

    /**
     * What came of a batch.
     *
     * @param rejections what is in quarantine now, each with the number of the body that it came in; none of a body that
     *     is deferred
     * @param deferred numbers of the bodies that must be delivered again, and why
     */
    public record Result(int accepted, int duplicates, List<Rejected> rejections, Map<Integer, String> deferred) {}

    /** A rejection and the number of the body that it came in, from 0. */
    public record Rejected(int body, Rejection rejection) {}

    private record Candidate(int body, UsageEvent event, Original original) {}

    /**
     * Meters a batch. A body is deferred as a whole if any event in it is; its other events will then be duplicates.
     *
     * @param bodies in any order
     * @param now the present
     */
    public Result meter(List<Original> bodies, Instant now, Deadline deadline) {
        List<Candidate> candidates = new ArrayList<>();
        List<Rejected> rejections = new ArrayList<>();
        for (int body = 0; body < bodies.size(); body++) {
            for (EventReader.ReadEvent read : reader.read(bodies.get(body))) {
                switch (read) {
                    case EventReader.ReadEvent.Invalid invalid ->
                        rejections.add(new Rejected(body, invalid.rejection()));
                    case EventReader.ReadEvent.Valid valid -> {
                        List<String> complaints = admission.complaints(valid.event(), now);
                        if (complaints.isEmpty()) {
                            candidates.add(new Candidate(body, valid.event(), valid.original()));
                        } else {
                            String reason = String.join("; ", complaints);
                            rejections.add(new Rejected(body, rejection(valid.event(), reason, valid.original())));
                        }
                    }
                }
            }
        }
        return apply(bodies, candidates, rejections, now, deadline);
    }

    private Result apply(
            List<Original> bodies,
            List<Candidate> candidates,
            List<Rejected> rejections,
            Instant now,
            Deadline deadline) {
        List<UsageEvent> events = candidates.stream().map(Candidate::event).toList();
        List<Outcome> outcomes = ledger.record(events, now, deadline);
        int accepted = 0;
        int duplicates = 0;
        Map<Integer, String> deferred = new LinkedHashMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Candidate candidate = candidates.get(i);
            switch (outcomes.get(i)) {
                case Outcome.Accepted ignored -> accepted++;
                case Outcome.Duplicate ignored -> duplicates++;
                case Outcome.Deferred failed -> deferred.put(candidate.body(), failed.cause());
                case Outcome.Refused refused ->
                    rejections.add(new Rejected(
                            candidate.body(), rejection(candidate.event(), refused.reason(), candidate.original())));
            }
        }
        List<Rejected> kept = new ArrayList<>();
        for (Rejected rejected : distinct(rejections, bodies)) {
            if (deferred.containsKey(rejected.body())) {
                continue;
            }
            try {
                quarantine.keep(rejected.rejection(), now, deadline);
                kept.add(rejected);
            } catch (RuntimeException failure) {
                // Whatever it is, the rest of the batch has a right to its answer, and the body comes back.
                deferred.put(rejected.body(), failure.toString());
            }
        }
        kept.removeIf(rejected -> deferred.containsKey(rejected.body()));
        return new Result(accepted, duplicates, List.copyOf(kept), deferred);
    }

    /** Equal ones once; and of a body with very many, one for the whole. */
    private static List<Rejected> distinct(List<Rejected> rejections, List<Original> bodies) {
        Map<Integer, Set<Rejection>> byBody = new LinkedHashMap<>();
        for (Rejected rejected : rejections) {
            byBody.computeIfAbsent(rejected.body(), body -> new LinkedHashSet<>())
                    .add(rejected.rejection());
        }
        List<Rejected> distinct = new ArrayList<>();
        byBody.forEach((body, those) -> {
            if (those.size() <= MAX_KEPT_APART) {
                those.forEach(each -> distinct.add(new Rejected(body, each)));
            } else {
                distinct.add(new Rejected(body, whole(those, bodies.get(body))));
            }
        });
        return distinct;
    }

    private static Rejection whole(Set<Rejection> rejections, Original body) {
        String reasons = rejections.stream()
                .map(Rejection::reason)
                .distinct()
                .limit(MAX_REASONS_SHOWN)
                .collect(
                        Collectors.joining("; ", rejections.size() + " events of it cannot be metered, as with: ", ""));
        return new Rejection(null, null, null, reasons, body);
    }

    private static Rejection rejection(UsageEvent event, String reason, Original original) {
        Identity identity = event.identity();
        return new Rejection(identity.account(), identity.source(), identity.id(), reason, original);
    }
}
