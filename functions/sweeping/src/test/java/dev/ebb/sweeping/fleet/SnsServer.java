package dev.ebb.sweeping.fleet;

import dev.ebb.metering.loopback.LoopbackServer;
import dev.ebb.metering.loopback.LoopbackServer.Answer;
import dev.ebb.metering.loopback.LoopbackServer.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.sns.SnsClient;

/** One topic of SNS on loopback: Publish in the query protocol of 2010-03-31, form in, XML out. */
final class SnsServer implements AutoCloseable {

    static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:warnings";

    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

    private final List<Map<String, String>> published = new ArrayList<>();
    private final LoopbackServer server = new LoopbackServer(this::answer);
    private final SnsClient client = server.reachedBy(SnsClient.builder())
            .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    private boolean failing;

    SnsClient client() {
        return client;
    }

    /** Whether it fails from now on. */
    synchronized void failing(boolean fails) {
        failing = fails;
    }

    /** The message attributes of all that was published, in order. */
    synchronized List<Map<String, String>> published() {
        return List.copyOf(published);
    }

    private synchronized Answer answer(Request request) {
        Map<String, String> form = request.form();
        boolean known = "Publish".equals(form.get("Action")) && TOPIC.equals(form.get("TopicArn"));
        if (failing || !known) {
            return Answer.error(NAMESPACE, failing ? 500 : 400, "InternalError", "says the test");
        }
        Map<String, String> attributes = new HashMap<>();
        String prefix = "MessageAttributes.entry.";
        for (int i = 1; form.containsKey(prefix + i + ".Name"); i++) {
            attributes.put(form.get(prefix + i + ".Name"), form.get(prefix + i + ".Value.StringValue"));
        }
        attributes.put("message", form.getOrDefault("Message", ""));
        published.add(attributes);
        return Answer.xml(
                200,
                "<PublishResponse xmlns=\"" + NAMESPACE + "\"><PublishResult><MessageId>s" + published.size()
                        + "</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
                        + "</PublishResponse>");
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
