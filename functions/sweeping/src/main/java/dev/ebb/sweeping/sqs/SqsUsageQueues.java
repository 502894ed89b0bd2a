package dev.ebb.sweeping.sqs;

import dev.ebb.charging.sqs.SqsSender;
import dev.ebb.metering.json.TickJson;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The queues that MeterUsage takes events from, for the ticks that go into them. */
public final class SqsUsageQueues {

    /** Names the queues, by their addresses, with commas between them; empty or absent for none. */
    public static final String QUEUES_VARIABLE = "EBB_USAGE_QUEUES";

    private final Map<String, SqsSender> senders;

    /** @param senders by the queue's name */
    public SqsUsageQueues(Map<String, SqsSender> senders) {
        this.senders = new LinkedHashMap<>(senders);
    }

    /** As the environment says. */
    public static SqsUsageQueues fromEnvironment(Map<String, String> environment) {
        Map<String, SqsSender> senders = new LinkedHashMap<>();
        for (String each : environment.getOrDefault(QUEUES_VARIABLE, "").split(",", -1)) {
            String address = each.strip();
            if (!address.isEmpty()) {
                senders.put(
                        address.substring(address.lastIndexOf('/') + 1),
                        SqsSender.fromEnvironment(
                                Map.of(
                                        QUEUES_VARIABLE,
                                        address,
                                        "EBB_SQS_ENDPOINT",
                                        environment.getOrDefault("EBB_SQS_ENDPOINT", "")),
                                QUEUES_VARIABLE));
            }
        }
        return new SqsUsageQueues(senders);
    }

    /** Their names, as Lambda names them in what it hands to MeterUsage. */
    public Set<String> names() {
        return Set.copyOf(senders.keySet());
    }

    /**
     * Puts a tick into each.
     *
     * @throws SqsSender.NotSentException if a queue does not take it
     */
    public void send(Instant tick) {
        senders.values().forEach(sender -> sender.send(List.of(TickJson.write(tick)), Duration.ZERO));
    }
}
