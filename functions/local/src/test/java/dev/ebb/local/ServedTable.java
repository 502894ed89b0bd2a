package dev.ebb.local;

import dev.ebb.metering.Admission;
import dev.ebb.metering.Deadline;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.Original;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.json.JsonEventReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A table that is served over HTTP, as {@code serve} does, with what was metered into it. */
final class ServedTable implements AutoCloseable {

    private final LocalServer server;

    private ServedTable(LocalServer server) {
        this.server = server;
    }

    /** With these events, as they arrive at {@link Invocation#NOW}. */
    static ServedTable with(Original... events) throws IOException {
        ServedTable served = new ServedTable(LocalServer.start(InetAddress.getLoopbackAddress(), 0, null));
        served.meter(Invocation.NOW, events);
        return served;
    }

    MeterUsage.Result meter(Instant now, Original... events) {
        try (DynamoDbClient client = Connection.local(URI.create(endpoint()))) {
            return new MeterUsage(
                            new JsonEventReader(),
                            new DynamoLedger(client, EmbeddedTable.NAME),
                            new DynamoQuarantine(client, EmbeddedTable.NAME),
                            Admission.LIVE)
                    .meter(List.of(events), now, Deadline.NONE);
        }
    }

    String endpoint() {
        return server.loopbackEndpoint().toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
