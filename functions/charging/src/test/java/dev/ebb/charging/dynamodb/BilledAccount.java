package dev.ebb.charging.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebb.charging.AccountCharging.Charged;
import dev.ebb.charging.Agreement;
import dev.ebb.charging.Line;
import dev.ebb.charging.PriceBook;
import dev.ebb.charging.Statement;
import dev.ebb.charging.invoicing.Billing;
import dev.ebb.charging.invoicing.Invoice;
import dev.ebb.charging.json.AgreementJson;
import dev.ebb.charging.json.PriceBookJson;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.DeploymentId;
import dev.ebb.metering.GpuCount;
import dev.ebb.metering.Identity;
import dev.ebb.metering.Outcome;
import dev.ebb.metering.ReplicaId;
import dev.ebb.metering.Sequence;
import dev.ebb.metering.ShapePart;
import dev.ebb.metering.Usage;
import dev.ebb.metering.UsageEvent;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoUsage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** An account on a table, its events, and everything that charges it. */
final class BilledAccount {

    static final Duration GRACE = Billing.STANDARD_GRACE;
    static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    /** An H100 costs 4.00 an hour, a million tokens of model m 1.00. */
    static final PriceBook BOOK = PriceBookJson.read("""
            {"currency": "USD",
             "gpus": [{"accelerator": "H100", "region": "*", "from": "2026-01-01T00:00:00Z", "perGpuHour": "4.00"}],
             "models": [{"model": "m", "from": "2026-01-01T00:00:00Z",
                         "perMillionPromptTokens": "1.00", "perMillionCompletionTokens": "1.00"}]}
            """.getBytes(StandardCharsets.UTF_8));

    final String name;
    final DynamoDbClient client;
    final String table;
    final DynamoLedger ledger;
    final DynamoUsage usage;
    final DynamoPriceBooks books;
    final DynamoAccounts accounts;
    final DynamoInvoices invoices;
    final DynamoDrafts drafts;
    final DynamoCredits credits;

    BilledAccount(DynamoDbClient client, String table, String name) {
        this.name = name;
        this.client = client;
        this.table = table;
        ledger = new DynamoLedger(client, table, null);
        usage = new DynamoUsage(client, table);
        books = new DynamoPriceBooks(client, table);
        accounts = new DynamoAccounts(client, table);
        invoices = new DynamoInvoices(client, table);
        drafts = new DynamoDrafts(client, table);
        credits = new DynamoCredits(client, table);
    }

    /** With {@link #BOOK}. */
    BilledAccount priced() {
        books.add(BOOK, "the first", LONG_AGO);
        return this;
    }

    static Instant at(String text) {
        return Instant.parse(text);
    }

    UsageEvent event(String id, Instant time, Usage what) {
        return new UsageEvent(new Identity(name, "urn:test", id), time, Sequence.ABSENT, what);
    }

    private ReplicaId replica(String deployment, String replica) {
        return new ReplicaId(new DeploymentId(name, deployment), replica);
    }

    UsageEvent ready(String id, Instant time, String deployment, String replica, int gpus) {
        ShapePart shape = new ShapePart("H100", new GpuCount(gpus * 1000), null);
        return event(id, time, new Usage.Ready(replica(deployment, replica), shape));
    }

    /** A replica of one GPU that {@link #BOOK} has no price for, ready and stopped again. */
    void ranUnpriced(Instant now, String name, String from, String to) {
        ShapePart shape = new ShapePart("X", new GpuCount(1000), null);
        record(
                now,
                event(name, at(from), new Usage.Ready(replica("odd", name), shape)),
                stopped(name + "-stop", at(to), "odd", name));
    }

    /** Agrees on 2.00 an hour for that GPU. */
    void agreeOnUnpriced(Instant from, Instant now) {
        Agreement.Term term = AgreementJson.read(
                ("{\"from\":\"" + from + "\",\"gpus\":[{\"accelerator\":\"X\",\"region\":\"*\",\"perGpuHour\":2.00}]}")
                        .getBytes(StandardCharsets.UTF_8));
        accounts.addTerm(name, term, "its price was forgotten", now);
    }

    UsageEvent stopped(String id, Instant time, String deployment, String replica) {
        return event(id, time, new Usage.Stopped(replica(deployment, replica), null));
    }

    UsageEvent alive(String id, Instant time, String deployment, String replica) {
        return event(id, time, new Usage.Alive(replica(deployment, replica)));
    }

    UsageEvent tokens(String id, Instant time, long prompt) {
        return event(id, time, new Usage.Tokens(name, "m", prompt, 0, 0));
    }

    UsageEvent voided(String id, Instant time, String target) {
        return event(id, time, new Usage.Voided(new Identity(name, "urn:test", target)));
    }

    void record(Instant now, UsageEvent... events) {
        List<Outcome> outcomes = ledger.record(Arrays.asList(events), now, Deadline.NONE);
        assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Accepted, outcomes.toString());
    }

    /** Replicas of so many GPUs, ready and stopped again; one event each: {@code name} and {@code name}-stop. */
    void ran(Instant now, String name, String deployment, int gpus, String from, String to) {
        record(now, ready(name, at(from), deployment, name, gpus), stopped(name + "-stop", at(to), deployment, name));
    }

    Billing billing() {
        return DynamoBilling.of(client, table, GRACE);
    }

    Charged charge(String now) {
        return charge(at(now));
    }

    Charged charge(Instant now) {
        return billing().charge(name, now, Deadline.NONE);
    }

    Invoice invoice(long number) {
        return invoices.get(name, number).orElseThrow();
    }

    static List<Line.Adjustment> adjustments(Statement statement) {
        return statement.lines().stream()
                .map(Statement.ChargedLine::line)
                .filter(Line.Adjustment.class::isInstance)
                .map(Line.Adjustment.class::cast)
                .toList();
    }
}
