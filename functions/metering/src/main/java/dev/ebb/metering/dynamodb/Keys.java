package dev.ebb.metering.dynamodb;

import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Notice;
import dev.ebb.metering.Position;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Where everything is. Partitions are what is written together: one a deployment, one an account's list, one an
 * account's meters, a few for its tokens, one an identity. Ids have no spaces, so a space separates.
 */
final class Keys {

    static final String STATE = "STATE";
    static final String CONFIG = "CONFIG";
    static final String TIMELINE = "TIMELINE ";
    static final String REPLICA = "REPLICA ";
    static final String PAGE = "PAGE ";
    static final String OPEN = "OPEN ";
    /**
     * Sessions and failed starts over the edge of a month, by their end, the latest first: those that a period needs
     * follow what is open.
     */
    static final String OVER = "OVER ";

    static final String ALIVE = "ALIVE ";
    /** The quarter-hours of a UTC day in which a replica was alive, the latest day first: beside what is alive now. */
    static final String BEATS = "BEATS ";

    /** Sessions with their boots, and failed starts, within one month, by that month. */
    static final String WITHIN = "WITHIN ";

    /** Ends the sort key of a session, and of a failed start. */
    static final String SESSION_KIND = " session";

    static final String FAILED_KIND = " failed";
    static final String NOTICE = "NOTICE ";
    static final String HOUR = "HOUR ";
    static final String MONTH = "MONTH ";
    static final String ACTIVITY = "ACTIVITY ";
    static final String DEPLOYMENT = "DEPLOYMENT ";
    static final String REPORTED = "REPORTED ";

    /** Partitions of the list of accounts, and of the index of what is due. */
    static final int SHARDS = 16;

    /** Partitions of one account's token meters: each takes about 1,000 write units a second. */
    static final int TOKEN_SHARDS = 4;

    private static final long LAST_MILLI =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

    private static final DateTimeFormatter HOURS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MONTHS =
            DateTimeFormatter.ofPattern("uuuu-MM", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Keys() {}

    static String millis(Instant instant) {
        return Value.millis(instant);
    }

    /** Sorts later instants before earlier ones. */
    static String latestFirst(Instant instant) {
        return Value.padded(LAST_MILLI - instant.toEpochMilli(), 15);
    }

    static String hour(Instant instant) {
        return HOURS.format(instant);
    }

    static Instant hourStart(String hour) {
        return Instant.parse(hour + ":00:00Z");
    }

    static String month(Instant instant) {
        return MONTHS.format(instant);
    }

    static Instant monthStart(String month) {
        return Instant.parse(month + "-01T00:00:00Z");
    }

    static Key identity(Identity identity) {
        return new Key("IDENTITY " + identity.account() + " " + identity.source() + " " + identity.id(), "-");
    }

    static String partition(DeploymentId deployment) {
        return "DEPLOYMENT " + deployment.account() + " " + deployment.name();
    }

    static Key in(DeploymentId deployment, String sort) {
        return new Key(partition(deployment), sort);
    }

    static Key timeline(DeploymentId deployment, Position position) {
        return in(
                deployment,
                TIMELINE + millis(position.time()) + " "
                        + shortHash(position.identity().source() + " "
                                + position.identity().id()));
    }

    static Key replica(ReplicaId replica) {
        return in(replica.deployment(), REPLICA + replica.name());
    }

    static Key page(ReplicaId replica, Instant low) {
        return in(replica.deployment(), PAGE + replica.name() + " " + millis(low));
    }

    static Key open(ReplicaId replica) {
        return in(replica.deployment(), OPEN + replica.name());
    }

    static Key alive(ReplicaId replica) {
        return in(replica.deployment(), ALIVE + replica.name());
    }

    static Key beats(ReplicaId replica, LocalDate day) {
        return in(replica.deployment(), beats(day) + " " + day + " " + replica.name());
    }

    /** What the keys of that day begin with. */
    static String beats(LocalDate day) {
        return BEATS + latestFirst(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /**
     * Where a stretch of a replica is found by month. Its end is in the key, so that no two pages share one: when a stretch
     * comes to end in an earlier page, the later page takes away what it posted, and nothing else.
     */
    static Key stretch(ReplicaId replica, Instant from, Instant to, String kind) {
        String tail = " " + replica.name() + " " + millis(from) + kind;
        String sort = month(from).equals(month(to))
                ? WITHIN + month(to) + " " + millis(to) + tail
                : OVER + latestFirst(to) + tail;
        return in(replica.deployment(), sort);
    }

    /** With its end in the key, for the same reason. One ready may wait for its shape and stand in a tie. */
    static Key notice(ReplicaId replica, Notice notice) {
        Identity identity = notice.identity();
        Instant until = notice.until();
        return in(
                replica.deployment(),
                NOTICE + millis(notice.from()) + " " + replica.name() + " "
                        + shortHash(identity.source() + " " + identity.id()) + " "
                        + (until == null ? "open" : millis(until))
                        + (notice.kind().isTie() ? " tie" : ""));
    }

    static Key activity(DeploymentId deployment, Instant hour) {
        return in(deployment, ACTIVITY + hour(hour));
    }

    static String account(String account) {
        return "ACCOUNT " + account;
    }

    static String accountMeters(String account) {
        return "METER " + account;
    }

    static Key tokens(String account, int shard, Instant hour, String model) {
        return new Key(tokens(account, shard), hour(hour) + " " + model);
    }

    static String tokens(String account, int shard) {
        return "TOKENS " + account + " " + shard;
    }

    static Key registry(String account) {
        return new Key(registry(Math.floorMod(account.hashCode(), SHARDS)), account);
    }

    static String registry(int shard) {
        return "ACCOUNTS " + shard;
    }

    static String dueShard(DeploymentId deployment) {
        return dueShard(Math.floorMod(deployment.toString().hashCode(), SHARDS));
    }

    static String dueShard(int part) {
        return "DUE " + part;
    }

    static String quarantine(int shard) {
        return "QUARANTINE " + shard;
    }

    /** 72 bits of a SHA-256: enough to tell apart what shares an instant. */
    static String shortHash(String text) {
        return Sha256.base64Url(text.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    }
}
