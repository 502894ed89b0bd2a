package dev.ebb.local;

import dev.ebb.charging.Report;
import dev.ebb.metering.Admission;
import dev.ebb.metering.MeterUsage;
import dev.ebb.metering.dynamodb.DynamoLedger;
import dev.ebb.metering.dynamodb.DynamoQuarantine;
import dev.ebb.metering.json.JsonEventReader;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code send}: events into the table of an Ebb on this machine, as MeterUsage would take them from its queue. */
@Command(
        name = "send",
        description = "Meters events into the table that `serve` keeps. Status 1 if any went to quarantine.",
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private EventsOption events = new EventsOption();

    @Mixin
    private Connection connection = new Connection();

    SendCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!connection.isLocal()) {
            throw new InputException(
                    "--stack: a deployed Ebb takes events from its bus; send them with" + " `aws events put-events`");
        }
        Instant now = surroundings.now();
        try (Connection.Access access = connection.open()) {
            MeterUsage metering = new MeterUsage(
                    new JsonEventReader(),
                    new DynamoLedger(access.client(), access.table()),
                    new DynamoQuarantine(access.client(), access.table()),
                    Admission.LIVE);
            return tell(Feed.of(events.files(), metering, now, surroundings));
        }
    }

    private int tell(Feed feed) {
        for (Report.RejectedEvent rejected : feed.rejected()) {
            String about = rejected.id() == null
                    ? rejected.file() + ":" + rejected.line()
                    : rejected.source() + " " + rejected.id();
            surroundings.err().println("In quarantine: " + Printable.of(about + ": " + rejected.reason()));
        }
        Report.Counts counts = feed.counts();
        surroundings
                .out()
                .println(counts.accepted() + " accepted, " + counts.duplicates() + " already metered, "
                        + counts.rejected() + " in quarantine");
        return counts.rejected() == 0 ? 0 : 1;
    }
}
