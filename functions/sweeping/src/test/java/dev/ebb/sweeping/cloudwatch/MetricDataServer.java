package dev.ebb.sweeping.cloudwatch;

import dev.ebb.metering.loopback.LoopbackServer;
import dev.ebb.metering.loopback.LoopbackServer.Answer;
import dev.ebb.metering.loopback.LoopbackServer.Request;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * CloudWatch's GetMetricData on loopback, by the query protocol: form in, XML out, with the limits that "GetMetricData" in
 * the CloudWatch API reference states. On top of what is true it tells whatever a test wants told.
 */
public final class MetricDataServer implements AutoCloseable {

    private static final String NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";

    /** What is asked. */
    public record Query(
            String id, String namespace, String metric, Map<String, String> dimensions, int period, String stat) {}

    /** What is told of a query; values as text, messages as code and value. */
    public record Result(
            String id, List<Instant> times, List<String> values, String status, Map<String, String> messages) {}

    /** What is answered on a page, as HTTP. */
    public record Page(int status, String body) {}

    /** Says instead of a result what a test wants said: nothing, this or more. */
    public interface Distortion extends BiFunction<Query, Result, List<Result>> {}

    private final CountDownLatch closed = new CountDownLatch(1);
    private final MetricData data = new MetricData();
    private final List<List<Query>> asked = new CopyOnWriteArrayList<>();
    private final LoopbackServer server = new LoopbackServer(this::answer);
    private volatile Distortion distortion = (query, result) -> List.of(result);
    private volatile Function<Integer, Page> pages = number -> new Page(200, "");
    private volatile String message = "";
    private volatile int pointsPerPage = MetricData.MOST_POINTS;
    private volatile boolean silent;

    URI endpoint() {
        return server.endpoint();
    }

    /** What it knows. */
    public MetricData data() {
        return data;
    }

    /** The queries of each request, a request for a further page included. */
    public List<List<Query>> asked() {
        return List.copyOf(asked);
    }

    /** From now on it says this instead of what is true. */
    public void distort(Distortion how) {
        distortion = how;
    }

    /** From now on it answers the request of that number, from 1, with this; with a status of 200 it does its work. */
    public void pages(Function<Integer, Page> how) {
        pages = how;
    }

    /** An error of CloudWatch's. */
    public static Page error(int status, String code) {
        return new Page(
                status, Answer.error(NAMESPACE, status, code, "says the test").body());
    }

    /** From now on each page has this message about the whole operation. */
    public void message(String code) {
        message = code;
    }

    /** From now on a page has so many values at most. */
    void pointsPerPage(int most) {
        pointsPerPage = most;
    }

    /** From now on it takes requests and does not answer. */
    public void fallSilent() {
        silent = true;
    }

    private Answer answer(Request request) {
        Map<String, String> form = request.form();
        List<Query> queries = MetricData.queries(form);
        asked.add(queries);
        if (silent) {
            awaitClose();
        }
        Page page = pages.apply(asked.size());
        if (page.status() == 200 && page.body().isEmpty()) {
            page = truth(form, queries);
        }
        return Answer.xml(page.status(), page.body());
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Page truth(Map<String, String> form, List<Query> queries) {
        String refused = MetricData.refusal(form, queries);
        if (!refused.isEmpty()) {
            return error(400, refused);
        }
        MetricData.Told told = data.tell(form, queries, pointsPerPage);
        List<String> members = new ArrayList<>();
        for (Result result : told.results()) {
            Query query = queries.stream()
                    .filter(candidate -> candidate.id().equals(result.id()))
                    .findFirst()
                    .orElseThrow();
            distortion.apply(query, result).forEach(said -> members.add(xml(query, said)));
        }
        return new Page(
                200,
                "<GetMetricDataResponse xmlns=\"" + NAMESPACE + "\"><GetMetricDataResult><MetricDataResults>"
                        + String.join("", members) + "</MetricDataResults>"
                        + told.next()
                                .map(token -> "<NextToken>" + token + "</NextToken>")
                                .orElse("")
                        + (message.isEmpty() ? "" : messages(Map.of(message, "says the test")))
                        + "</GetMetricDataResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
                        + "</GetMetricDataResponse>");
    }

    private static String xml(Query query, Result result) {
        return "<member><Id>" + result.id() + "</Id><Label>" + query.metric() + "</Label><Timestamps>"
                + result.times().stream()
                        .map(time -> "<member>" + time + "</member>")
                        .collect(Collectors.joining())
                + "</Timestamps><Values>"
                + result.values().stream()
                        .map(value -> "<member>" + value + "</member>")
                        .collect(Collectors.joining())
                + "</Values><StatusCode>" + result.status() + "</StatusCode>" + messages(result.messages())
                + "</member>";
    }

    private static String messages(Map<String, String> messages) {
        return "<Messages>"
                + messages.entrySet().stream()
                        .map(message -> "<member><Code>" + message.getKey() + "</Code><Value>" + message.getValue()
                                + "</Value></member>")
                        .collect(Collectors.joining())
                + "</Messages>";
    }

    @Override
    public void close() {
        closed.countDown();
        server.close();
    }
}
