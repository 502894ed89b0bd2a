package dev.ebb.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From bodies to the ledger: reads, admits, applies, and keeps in quarantine what cannot be metered. */
public final class MeterUsage {

    private final EventReader reader;
    private final Ledger ledger;
    private final Quarantine quarantine;
    private final Admission admission;

    /** @param admission which events are let in by their time */
    public MeterUsage(EventReader reader, Ledger ledger, Quarantine quarantine, Admission admission) {
        this.reader = reader;
        this.ledger = ledger;
        this.quarantine = quarantine;
        this.admission = admission;
    }

    /**
     * What came of a batch.
     *
     * @param rejections what is in quarantine now, each with the number of the body that it came in
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
        return apply(candidates, rejections, now, deadline);
    }

    private Result apply(List<Candidate> candidates, List<Rejected> rejections, Instant now, Deadline deadline) {
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
        for (Rejected rejected : rejections) {
            try {
                quarantine.keep(rejected.rejection(), now);
            } catch (LedgerUnavailableException unavailable) {
                deferred.put(rejected.body(), unavailable.toString());
            }
        }
        return new Result(accepted, duplicates, List.copyOf(rejections), deferred);
    }

    private static Rejection rejection(UsageEvent event, String reason, Original original) {
        Identity identity = event.identity();
        return new Rejection(identity.account(), identity.source(), identity.id(), reason, original);
    }
}
