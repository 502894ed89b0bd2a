package dev.ebb.sweeping.eventbridge;

import dev.ebb.sweeping.Action;
import dev.ebb.sweeping.actions.Announcement;
import dev.ebb.sweeping.actions.Announcer;
import dev.ebb.sweeping.json.AnnouncementJson;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** Announces on a bus of EventBridge: ten events a request, and once more those that were not taken. */
public final class EventBridgeAnnouncer implements Announcer {

    /** Names the bus, by name or ARN. */
    public static final String BUS_VARIABLE = "EBB_BUS";

    /** Where EventBridge is; empty or absent for AWS's own. */
    public static final String ENDPOINT_VARIABLE = "EBB_EVENTBRIDGE_ENDPOINT";

    /** Whose events deletions are, as rules of the bus see it: only the deleter's role may put them. */
    public static final String DELETE_SOURCE = "ebb.delete";

    /** Whose all others are: only the scaler's role may put them. */
    public static final String SCALE_SOURCE = "ebb.scale";

    /** EventBridge's limit. */
    private static final int MOST_ENTRIES = 10;

    private static final int ATTEMPTS = 3;
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration READ = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How long announcing up to ten events may take. */
    public static final Duration LONGEST_CALL =
            CONNECT.plus(READ).plus(PAUSE.multipliedBy(4)).multipliedBy(ATTEMPTS);

    private final EventBridgeClient client;
    private final String bus;

    /** @param client is the caller's to close; tries nothing twice itself */
    public EventBridgeAnnouncer(EventBridgeClient client, String bus) {
        this.client = client;
        this.bus = bus;
    }

    /**
     * As the environment says; region and credentials are the SDK's to find.
     *
     * @throws IllegalArgumentException if it names no bus
     */
    public static EventBridgeAnnouncer fromEnvironment(Map<String, String> environment) {
        String bus = environment.getOrDefault(BUS_VARIABLE, "");
        if (bus.isEmpty()) {
            throw new IllegalArgumentException(BUS_VARIABLE + ": must name the bus, is absent or empty");
        }
        EventBridgeClientBuilder builder = EventBridgeClient.builder()
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(READ)
                        .build())
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
        String endpoint = environment.getOrDefault(ENDPOINT_VARIABLE, "");
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return new EventBridgeAnnouncer(builder.build(), bus);
    }

    @Override
    public void announce(List<Announcement> announcements) {
        for (int from = 0; from < announcements.size(); from += MOST_ENTRIES) {
            int to = Math.min(from + MOST_ENTRIES, announcements.size());
            put(announcements.subList(from, to).stream().map(this::entry).toList());
        }
    }

    private PutEventsRequestEntry entry(Announcement announcement) {
        return PutEventsRequestEntry.builder()
                .eventBusName(bus)
                .source(announcement.intent().id().action() == Action.DELETE ? DELETE_SOURCE : SCALE_SOURCE)
                .detailType(announcement.kind().type())
                .time(announcement.time())
                .detail(AnnouncementJson.write(announcement))
                .build();
    }

    private void put(List<PutEventsRequestEntry> entries) {
        List<PutEventsRequestEntry> left = entries;
        for (int attempt = 1; ; attempt++) {
            List<PutEventsRequestEntry> sending = left;
            try {
                PutEventsResponse response = client.putEvents(request -> request.entries(sending));
                left = notTaken(sending, response);
                if (left.isEmpty()) {
                    return;
                }
                if (attempt == ATTEMPTS) {
                    throw new NotAnnouncedException(left.size() + " events were not taken: " + codes(response), true);
                }
            } catch (AwsServiceException refused) {
                boolean passing = refused.statusCode() >= 500 || refused.isThrottlingException();
                if (!passing || attempt == ATTEMPTS) {
                    throw new NotAnnouncedException(bus + ": " + refused.getMessage(), passing, refused);
                }
            } catch (SdkException unreachable) {
                if (attempt == ATTEMPTS) {
                    throw new NotAnnouncedException(bus + ": " + unreachable.getMessage(), true, unreachable);
                }
            }
            pause(attempt);
        }
    }

    /** The answer has an entry for each that was sent, in their order; those with an error were not taken. */
    private static List<PutEventsRequestEntry> notTaken(List<PutEventsRequestEntry> sent, PutEventsResponse response) {
        List<PutEventsResultEntry> results = response.entries();
        if (results.size() != sent.size()) {
            return sent;
        }
        List<PutEventsRequestEntry> left = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            if (results.get(i).eventId() == null) {
                left.add(sent.get(i));
            }
        }
        return left;
    }

    private static List<String> codes(PutEventsResponse response) {
        return response.entries().stream()
                .filter(entry -> entry.eventId() == null)
                .map(entry -> entry.errorCode() + " " + entry.errorMessage())
                .distinct()
                .toList();
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(PAUSE.multipliedBy(1L << (attempt - 1)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new NotAnnouncedException("interrupted", true, interrupted);
        }
    }
}
