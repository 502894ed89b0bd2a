package dev.ebb.local.order;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers, for any instant and each time anew from the whole history, what a replica is billed as.
 *
 * <p>It is billed at an instant if, looking back from it, the first thing that opens or ends a session is a ready. A
 * ready opens one only if its shape is known and its deployment was not deleted then.
 */
final class OracleReplica {

    /** What a replica runs on. */
    record Shape(String accelerator, BigInteger milliGpus, String region) {}

    private final List<OracleEvent> history;
    private final List<OracleEvent> alives;
    private final @Nullable Instant silentSince;
    private @Nullable Instant doubtfulSince;

    /**
     * @param deployment everything that happened to the replica's deployment until as-of
     */
    OracleReplica(String replica, Collection<OracleEvent> deployment, Instant asOf, Duration lostAfter) {
        history = deployment.stream()
                .filter(e ->
                        e.type().startsWith("deployment.") || (e.replica().equals(replica) && !e.is("replica.alive")))
                .sorted(OracleEvent.ORDER)
                .collect(Collectors.toCollection(ArrayList::new));
        settleTies();
        alives = deployment.stream()
                .filter(e -> e.is("replica.alive") && e.replica().equals(replica))
                .toList();
        silentSince = silentSince(asOf, lostAfter).orElse(null);
    }

    /** Puts the stops of a tie before its readies if the replica ran before it. */
    private void settleTies() {
        int at = 0;
        while (at < history.size()) {
            OracleEvent first = history.get(at);
            if (!isMove(first)) {
                at++;
                continue;
            }
            List<OracleEvent> tied =
                    history.stream().filter(e -> isTied(e, first)).toList();
            List<OracleEvent> stops =
                    tied.stream().filter(e -> e.is("replica.stopped")).toList();
            if (!stops.isEmpty() && stops.size() < tied.size() && ranBefore(at)) {
                history.removeAll(stops);
                history.addAll(at, stops);
                boolean latest = history.subList(at + tied.size(), history.size()).stream()
                        .allMatch(e -> e.replica().isEmpty());
                doubtfulSince = latest ? first.time() : null;
            }
            at += tied.size();
        }
    }

    private static boolean isMove(OracleEvent event) {
        return event.is("replica.ready") || event.is("replica.stopped");
    }

    private static boolean isTied(OracleEvent event, OracleEvent first) {
        return isMove(event)
                && event.time().equals(first.time())
                && event.finer().compareTo(first.finer()) == 0
                && event.sequence().equals(first.sequence());
    }

    private boolean ranBefore(int place) {
        for (int at = place - 1; at >= 0; at--) {
            if (ends(history.get(at))) {
                return false;
            }
            if (history.get(at).is("replica.ready") && !deletedBefore(at)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a ready that may be the state told again, in the second of a stop, is the latest of its events. */
    boolean isDoubtfulBefore(Instant end) {
        return doubtfulSince != null && doubtfulSince.isBefore(end);
    }

    private Optional<Instant> silentSince(Instant asOf, Duration lostAfter) {
        if (alives.isEmpty() || openAt(asOf).isEmpty()) {
            return Optional.empty();
        }
        return Stream.concat(alives.stream(), history.stream().filter(e -> e.is("replica.ready")))
                .map(OracleEvent::time)
                .max(Instant::compareTo)
                .filter(seen -> Duration.between(seen, asOf).compareTo(lostAfter) > 0);
    }

    /** All instants at which the answer may change. */
    Stream<Instant> instants() {
        return Stream.concat(history.stream().map(OracleEvent::time), Stream.ofNullable(silentSince));
    }

    /** What it is billed as from {@code instant} to the next of {@link #instants}. */
    Optional<Shape> billedAt(Instant instant) {
        return silentSince != null && !instant.isBefore(silentSince) ? Optional.empty() : openAt(instant);
    }

    private Optional<Shape> openAt(Instant instant) {
        for (int at = history.size() - 1; at >= 0; at--) {
            OracleEvent event = history.get(at);
            if (event.time().isAfter(instant)) {
                continue;
            }
            if (ends(event)) {
                return Optional.empty();
            }
            if (event.is("replica.ready") && !deletedBefore(at) && shapeOf(at).isPresent()) {
                return shapeOf(at);
            }
        }
        return Optional.empty();
    }

    /** Whether usage in [from, to) may be missing because a ready waits for its shape. */
    boolean waitsIn(Instant from, Instant to) {
        for (int at = 0; at < history.size(); at++) {
            OracleEvent event = history.get(at);
            if (event.is("replica.ready") && !deletedBefore(at) && shapeOf(at).isEmpty()) {
                Instant begin = event.time();
                Instant end = history.stream()
                        .skip(at + 1L)
                        .filter(e -> ends(e) || e.is("replica.ready"))
                        .map(OracleEvent::time)
                        .findFirst()
                        .orElse(Instant.MAX);
                boolean beginsInside = !begin.isBefore(from) && begin.isBefore(to);
                boolean reachesInside = begin.isBefore(from) && end.isAfter(from);
                if (beginsInside || reachesInside) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether an alive in [start, next) that nothing explains proves that it ran unseen. */
    boolean ranUnseen(Instant start, Instant next, Duration bootWithin) {
        boolean hadSession = ranIn(start, next);
        return alives.stream()
                        .anyMatch(e -> !e.time().isBefore(start) && e.time().isBefore(next))
                && !hadSession
                && !bootedOrWaited(start, next, bootWithin)
                && history.stream()
                        .filter(OracleReplica::ends)
                        .noneMatch(e -> !e.time().isBefore(start.minus(bootWithin))
                                && e.time().isBefore(next))
                && IntStream.range(0, history.size())
                        .filter(at -> history.get(at).is("replica.ready") && !deletedBefore(at))
                        .mapToObj(at -> history.get(at).time())
                        .noneMatch(at -> !at.isBefore(start) && !at.isAfter(next.plus(bootWithin)))
                && !wasUnready(start);
    }

    private boolean wasUnready(Instant start) {
        return history.stream()
                .filter(e -> !e.replica().isEmpty() && e.time().isBefore(start))
                .reduce((earlier, later) -> later)
                .filter(e -> e.is("replica.stopped")
                        && e.data().path("reason").asText().equals("unready"))
                .isPresent();
    }

    private boolean bootedOrWaited(Instant start, Instant next, Duration bootWithin) {
        int booting = -1;
        for (int at = 0; at < history.size(); at++) {
            OracleEvent event = history.get(at);
            boolean ready = event.is("replica.ready") && !deletedBefore(at);
            boolean opens = ready && shapeOf(at).isPresent();
            if (booting >= 0 && (opens || ends(event))) {
                Instant from = history.get(booting).time();
                Instant most = from.plus(bootWithin);
                Instant to = opens || event.time().isBefore(most) ? event.time() : most;
                if (from.isBefore(next) && to.isAfter(start)) {
                    return true;
                }
                booting = -1;
            } else if (booting < 0 && event.is("replica.starting") && !deletedBefore(at) && !isOpenBefore(at)) {
                booting = at;
            }
            if (ready
                    && !opens
                    && event.time().isBefore(next)
                    && !endOfWaiting(at).isBefore(start)) {
                return true;
            }
        }
        return booting >= 0
                && history.get(booting).time().isBefore(next)
                && history.get(booting).time().plus(bootWithin).isAfter(start);
    }

    private boolean isOpenBefore(int place) {
        for (int at = place - 1; at >= 0; at--) {
            if (ends(history.get(at))) {
                return false;
            }
            if (history.get(at).is("replica.ready")
                    && !deletedBefore(at)
                    && shapeOf(at).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private Instant endOfWaiting(int ready) {
        return history.stream()
                .skip(ready + 1L)
                .filter(e -> ends(e) || e.is("replica.ready"))
                .map(OracleEvent::time)
                .findFirst()
                .orElse(Instant.MAX);
    }

    /** When it became ready longer than that after its deployment was deleted. */
    Stream<Instant> strays(Duration bootWithin) {
        return IntStream.range(0, history.size())
                .filter(at -> history.get(at).is("replica.ready") && deletedBefore(at))
                .filter(at -> history.subList(0, at).stream()
                        .filter(e -> e.is("deployment.deleted"))
                        .reduce((earlier, later) -> later)
                        .orElseThrow()
                        .time()
                        .plus(bootWithin)
                        .isBefore(history.get(at).time()))
                .mapToObj(at -> history.get(at).time());
    }

    /** Whether it is billed at any instant of [start, last], or a session ends there. */
    boolean ranIn(Instant start, Instant last) {
        return fellSilentIn(start, last)
                || Stream.concat(Stream.of(start.minusMillis(1), start), instants())
                        .filter(at -> !at.isBefore(start.minusMillis(1)) && at.isBefore(last))
                        .anyMatch(at -> billedAt(at).isPresent());
    }

    /** Whether its open session ends there for its silence, even where it began: it is a session all the same. */
    private boolean fellSilentIn(Instant start, Instant last) {
        return silentSince != null
                && !silentSince.isBefore(start)
                && silentSince.isBefore(last)
                && openAt(silentSince).isPresent();
    }

    Stream<Instant> aliveAt() {
        return alives.stream().map(OracleEvent::time);
    }

    private static boolean ends(OracleEvent event) {
        return event.is("replica.stopped") || event.is("deployment.deleted");
    }

    private boolean deletedBefore(int place) {
        for (int at = place - 1; at >= 0; at--) {
            if (history.get(at).is("deployment.created")) {
                return false;
            }
            if (history.get(at).is("deployment.deleted")) {
                return true;
            }
        }
        return false;
    }

    private Optional<Shape> shapeOf(int ready) {
        Optional<String> accelerator = said("accelerator", ready);
        Optional<String> count = said("acceleratorCount", ready);
        if (accelerator.isEmpty() || count.isEmpty()) {
            return Optional.empty();
        }
        BigInteger milliGpus = new BigDecimal(count.get()).movePointRight(3).toBigIntegerExact();
        return Optional.of(
                new Shape(accelerator.get(), milliGpus, said("region", ready).orElse("global")));
    }

    /** What the ready says of a field, or else the latest announcement that speaks of it, back to the last creation. */
    private Optional<String> said(String field, int ready) {
        JsonNode own = history.get(ready).data().path(field);
        if (!own.isMissingNode()) {
            return Optional.of(own.asText());
        }
        for (int at = ready - 1; at >= 0; at--) {
            OracleEvent event = history.get(at);
            boolean announces = event.is("deployment.created") || event.is("deployment.updated");
            if (announces && event.data().has(field)) {
                return Optional.of(event.data().get(field).asText());
            }
            if (event.is("deployment.created")) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
