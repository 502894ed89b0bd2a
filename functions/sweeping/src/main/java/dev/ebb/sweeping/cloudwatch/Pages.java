package dev.ebb.sweeping.cloudwatch;

import dev.ebb.charging.cloudwatch.Patience;
import dev.ebb.metering.ActivityMinutes;
import dev.ebb.metering.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/** Puts a batch of inquiries to CloudWatch, and reads its answer to the end. */
final class Pages {

    /** Pages of one answer. A batch fits into one; more come when CloudWatch chooses to hand out less at a time. */
    static final int MOST_PAGES = 20;

    /** Halvings of batches in one sweep, to find what CloudWatch does not take. */
    static final int MOST_HALVINGS = 40;

    private static final Set<String> MALFORMED =
            Set.of("ValidationError", "ValidationException", "InvalidParameterValue", "InvalidParameterCombination");

    private final CloudWatchClient client;
    private final Duration longestCall;
    private final Deadline deadline;
    private int halvings;

    Pages(CloudWatchClient client, Patience patience, Deadline deadline) {
        this.client = client;
        this.longestCall = patience.longestCall();
        this.deadline = deadline;
    }

    /**
     * Asks. A request that CloudWatch finds malformed is asked again by halves, so that one bad name costs its own
     * deployment an answer and not its neighbours. Any other failure is one of all that have not been answered yet.
     */
    void ask(List<Inquiry> batch) {
        try {
            read(batch);
        } catch (AwsServiceException refused) {
            if (isMalformed(refused) && batch.size() > 1 && halvings < MOST_HALVINGS) {
                halvings++;
                ask(batch.subList(0, batch.size() / 2));
                ask(batch.subList(batch.size() / 2, batch.size()));
            } else {
                end(batch, words(refused));
            }
        } catch (SdkException failure) {
            end(batch, "CloudWatch: " + failure.getMessage());
        }
    }

    private void read(List<Inquiry> batch) {
        Map<String, Reading> asked = new HashMap<>();
        GetMetricDataRequest question = question(batch, asked);
        Set<String> tokens = new HashSet<>();
        String token = null;
        do {
            if (tokens.size() == MOST_PAGES) {
                end(batch, "CloudWatch: the answer does not end within " + MOST_PAGES + " pages");
                return;
            }
            if (deadline.isTooShortFor(longestCall)) {
                end(batch, "CloudWatch: no time was left to ask");
                return;
            }
            GetMetricDataResponse page = client.getMetricData(withToken(question, token));
            take(page, asked, batch);
            token = page.nextToken();
            if (token != null && !tokens.add(token)) {
                fail(batch, "CloudWatch: the answer begins again after " + tokens.size() + " pages");
                return;
            }
        } while (token != null && !token.isEmpty());
    }

    private static GetMetricDataRequest withToken(GetMetricDataRequest question, @Nullable String token) {
        return token == null ? question : question.toBuilder().nextToken(token).build();
    }

    private static GetMetricDataRequest question(List<Inquiry> batch, Map<String, Reading> asked) {
        List<MetricDataQuery> queries = new ArrayList<>();
        for (Inquiry inquiry : batch) {
            for (Reading reading : inquiry.readings()) {
                String id = "q" + queries.size();
                asked.put(id, reading);
                queries.add(MetricDataQuery.builder()
                        .id(id)
                        .metricStat(reading.series().of(inquiry.dimensions()))
                        .returnData(true)
                        .build());
            }
        }
        return GetMetricDataRequest.builder()
                .metricDataQueries(queries)
                .startTime(ActivityMinutes.startOf(batch.getFirst().first()))
                .endTime(ActivityMinutes.startOf(batch.getFirst().end()))
                .build();
    }

    private static void take(GetMetricDataResponse page, Map<String, Reading> asked, List<Inquiry> batch) {
        page.messages().forEach(message -> fail(batch, "CloudWatch: " + message.code() + ": " + message.value()));
        for (MetricDataResult result : page.metricDataResults()) {
            Reading reading = asked.get(String.valueOf(result.id()));
            if (reading == null) {
                fail(batch, "CloudWatch: it answers what was not asked: " + result.id());
            } else {
                reading.add(result);
            }
        }
    }

    private static boolean isMalformed(AwsServiceException refused) {
        return refused.statusCode() == 400
                && refused.awsErrorDetails() != null
                && MALFORMED.contains(String.valueOf(refused.awsErrorDetails().errorCode()));
    }

    private static String words(AwsServiceException refused) {
        String what = refused.awsErrorDetails() == null
                ? refused.getMessage()
                : refused.awsErrorDetails().errorCode() + ": "
                        + refused.awsErrorDetails().errorMessage();
        return "CloudWatch: " + refused.statusCode() + " " + what;
    }

    private static void fail(List<Inquiry> batch, String why) {
        batch.forEach(inquiry -> inquiry.readings().forEach(reading -> reading.fail(why)));
    }

    private static void end(List<Inquiry> batch, String why) {
        batch.forEach(inquiry -> inquiry.readings().forEach(reading -> reading.end(why)));
    }
}
